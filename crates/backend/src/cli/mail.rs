//! `thuan mail`, and the settings of mail, which `serve` has as well.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use super::terminal::{column, harmless};
use super::{CommandError, Database, Unread, block_on};
use crate::mail::letter::Postmark;
use crate::mail::server::Server;
use crate::mail::settings::{Copies, Given, NoticeData, Settings};
use crate::mail::{Mail, Site};
use crate::store::{Absent, Channel, StoreError};
use crate::{clock, random};

/// Mail, off unless a server is named.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Options {
    /// The server that takes mail: smtps://user@mail.example.vn:465, smtp://user@mail.example.vn:587?tls=required, or
    /// without TLS on this machine alone, smtp://localhost:25. Without it no mail is sent.
    #[arg(
        long,
        env = "THUAN_MAIL_SERVER",
        value_name = "URL",
        hide_env_values = true
    )]
    mail_server: Option<Unread>,
    /// The password of its user; better in the environment or a file than here, where other processes see it.
    #[arg(
        long,
        env = "THUAN_MAIL_PASSWORD",
        value_name = "PASSWORD",
        hide_env_values = true
    )]
    mail_password: Option<Unread>,
    /// A file with nothing but the password.
    #[arg(long, env = "THUAN_MAIL_PASSWORD_FILE", value_name = "FILE")]
    mail_password_file: Option<PathBuf>,
    /// Who sends: noreply@example.vn, or with a name, Example <noreply@example.vn>.
    #[arg(long, env = "THUAN_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Who in the company is told of registrations, changes, withdrawals and requests. Can be repeated; in the
    /// environment, by commas.
    #[arg(
        long,
        env = "THUAN_MAIL_NOTICE",
        value_name = "ADDRESS",
        value_delimiter = ','
    )]
    mail_notice: Vec<String>,
    /// What they are told.
    #[arg(
        long,
        env = "THUAN_MAIL_NOTICE_DATA",
        value_enum,
        default_value = "identifiers"
    )]
    mail_notice_data: NoticeData,
    /// In which language they are told; the first there is when left out.
    #[arg(long, env = "THUAN_MAIL_LANGUAGE", value_name = "TAG")]
    mail_language: Option<String>,
    /// Whether people get a copy with the evidence file, at the address in the registration's `email`, which nobody has
    /// made sure of.
    #[arg(long, env = "THUAN_MAIL_COPY", value_enum, default_value = "off")]
    mail_copy: Copies,
}

impl Options {
    /// The settings; `None` where no mail is sent.
    pub fn settings(&self) -> Result<Option<Settings>, CommandError> {
        let given = Given {
            server: self.mail_server.as_ref().map(Unread::as_str),
            password: self.mail_password.as_ref().map(Unread::as_str),
            password_file: self.mail_password_file.clone(),
            from: self.mail_from.as_deref(),
            notice: &self.mail_notice,
            notice_data: self.mail_notice_data,
            language: self.mail_language.as_deref(),
            copy: self.mail_copy,
        };
        Settings::read(&given).map_err(|error| CommandError::Message(error.to_string()))
    }
}

/// The address of a server as it may be shown, where it can be read.
pub fn shown(address: &str) -> Option<String> {
    address
        .parse::<Server>()
        .ok()
        .map(|server| server.to_string())
}

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Send a message that says nothing, and say what the server answered.
    Test {
        /// To whom.
        address: String,
        #[command(flatten)]
        mail: Box<Options>,
    },
    /// List what was given up: what the server will not take, or did not within three days.
    Dead {
        #[command(flatten)]
        database: Database,
    },
    /// Send again what was given up.
    Retry {
        /// The name of what was given up, as `thuan mail dead` lists it.
        #[arg(required_unless_present = "all_dead", conflicts_with = "all_dead")]
        id: Option<String>,
        /// Everything.
        #[arg(long)]
        all_dead: bool,
        #[command(flatten)]
        database: Database,
    },
}

/// What mail is sent on.
const CHANNELS: [Channel; 2] = [Channel::MailNotice, Channel::MailCopy];

pub fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Test { address, mail } => block_on(test(address, mail)),
        Command::Dead { database } => block_on(dead(database)),
        Command::Retry { id, database, .. } => block_on(retry(id.as_deref(), database)),
    }
}

async fn dead(database: &Database) -> Result<ExitCode, CommandError> {
    let store = database.open(Absent::Refuse).await?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:36}  {:11}  {:21}  {:36}  TRIED  LAST",
        "MESSAGE", "KIND", "EVENT", "ABOUT"
    )?;
    for channel in CHANNELS {
        for one in store.dead(channel).await? {
            writeln!(
                out,
                "{:36}  {:11}  {}  {:36}  {:5}  {}",
                harmless(&one.delivery_id),
                channel.name(),
                column(&one.event, 21),
                harmless(&one.about),
                one.attempts,
                harmless(one.last_outcome.as_deref().unwrap_or_default())
            )?;
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn retry(id: Option<&str>, database: &Database) -> Result<ExitCode, CommandError> {
    let store = database.open(Absent::Refuse).await?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let mut retried = 0;
    for channel in CHANNELS {
        retried += store.retry(channel, id, &now).await?;
    }
    store.close().await;
    if let (0, Some(id)) = (retried, id) {
        let text = format!("nothing of the name {} was given up", harmless(id));
        return Err(CommandError::Message(text));
    }
    writeln!(io::stdout().lock(), "{retried} messages are sent again")?;
    Ok(ExitCode::SUCCESS)
}

async fn test(address: &str, options: &Options) -> Result<ExitCode, CommandError> {
    let message = |text: &str| CommandError::Message(text.to_owned());
    let settings = options.settings()?;
    let settings =
        settings.ok_or_else(|| message("--mail-server is missing: no mail is sent without it"))?;
    let to = address
        .parse()
        .map_err(|_| message("that is no e-mail address"))?;
    let mail = Mail::new(settings, Site::default()).map_err(CommandError::Message)?;
    let id = random::uuid().map_err(|_| message("the system gives no random bytes"))?;
    let now = clock::now().map_err(|_| message("the system's clock cannot be used"))?;
    let postmark = Postmark {
        id: id.as_str(),
        date: &now,
    };
    let letter = mail.trial(to, &postmark);
    let letter = letter.map_err(|error| message(&error.to_string()))?;
    match mail.send(letter).await {
        Ok(()) => {
            let server = &mail.settings().server;
            writeln!(io::stdout().lock(), "{server} has taken it")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(refused) => {
            let said = harmless(&refused.said);
            Err(CommandError::Message(format!(
                "{}: {said}",
                refused.outcome
            )))
        }
    }
}
