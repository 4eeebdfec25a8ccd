//! `thuan config check`

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory as _;

use super::Sources;
use crate::cli::terminal::harmless;
use crate::cli::{Cli, CommandError, block_on, mail, serve};
use crate::clock;
use crate::mail::server::Server;
use crate::mail::settings::{Copies, NoticeData, Settings};
use crate::store::{Address, PrivateKeys, Probe, Store, StoreError, Tables};

pub(super) fn run(options: &serve::Options, sources: &Sources) -> Result<ExitCode, CommandError> {
    let mut out = io::stdout().lock();
    let names = write_settings(sources, &mut out)?;
    writeln!(out)?;
    let mut sound = true;
    for (what, said) in block_on(async { Ok(tries(options).await) })? {
        sound &= said.is_ok();
        let (word, said) = match said {
            Ok(said) => ("ok", said),
            Err(error) => ("FAILS", error.to_string()),
        };
        writeln!(out, "{what:12}  {word:5}  {}", harmless(&said))?;
    }
    if let Some(warning) = readable_secret(sources) {
        sound = false;
        writeln!(out, "{:12}  FAILS  {warning}", "file")?;
    }
    for name in unread(&names) {
        sound = false;
        writeln!(
            out,
            "{:12}  FAILS  {} is set and nothing reads it; mend its name or take it out",
            "environment",
            harmless(&name)
        )?;
    }
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes every setting with its value and where that came from, and gives the variables that are read.
fn write_settings(sources: &Sources, out: &mut impl Write) -> io::Result<Vec<String>> {
    let command = Cli::command();
    let mut names = Vec::new();
    let serve = command.find_subcommand("serve");
    for option in serve.into_iter().flat_map(clap::Command::get_arguments) {
        let id = option.get_id().as_str();
        if let Some(name) = option.get_env() {
            names.push(name.to_string_lossy().into_owned());
        }
        let values = sources.values(id);
        let shown = match (id, values.as_slice()) {
            (_, []) => "-".to_owned(),
            ("database", [address, ..]) => {
                // What cannot be read is not shown either.
                let address = address.parse::<Address>();
                address.map_or_else(|_| "***".to_owned(), |address| address.to_string())
            }
            ("mail_server", [address, ..]) => {
                mail::shown(address).unwrap_or_else(|| "***".to_owned())
            }
            ("mail_password", _) => "***".to_owned(),
            ("token_secret", _) => "***".to_owned(),
            _ => values.join(", "),
        };
        let source = sources.of(option);
        writeln!(out, "{id:18}  {:44}  {source}", harmless(&shown))?;
    }
    Ok(names)
}

type Tried = Vec<(&'static str, Result<String, CommandError>)>;

/// What `serve` does before it listens, without writing anything.
async fn tries(options: &serve::Options) -> Tried {
    let site = options.judged_by().map(|(_, _, catalogue)| {
        format!(
            "{} forms, {} policies",
            catalogue.forms().count(),
            catalogue.packs().count()
        )
    });
    let mut tried = vec![("site", site)];
    let probe = probe(options).await;
    let in_database = probe.as_ref().ok().map(|probe| probe.keys);
    tried.extend(signing_keys(options, in_database).map(|said| ("signing keys", said)));
    tried.push(("database", probe.and_then(|probe| said_of_database(&probe))));
    if let Err(error) = options.metrics() {
        tried.push(("metrics", Err(error)));
    }
    match options.mail().settings() {
        Ok(None) => {}
        Ok(Some(settings)) => tried.push(("mail", Ok(said_of_mail(&settings)))),
        Err(error) => tried.push(("mail", Err(error))),
    }
    tried
}

/// What is sent. Whether the server takes it is not asked here: that is `thuan mail test`.
fn said_of_mail(settings: &Settings) -> String {
    let told = settings.notice.len();
    let data = match settings.notice_data {
        NoticeData::Identifiers => "without data",
        NoticeData::Registration => "with data",
    };
    let copy = match settings.copy {
        Copies::Off => "no copy to people",
        Copies::On => "a copy to people",
    };
    format!("notices to {told} addresses, {data}; {copy}; not tried, see `thuan mail test`")
}

/// The keys of the file, or whether those of the database are enough; `None` where it cannot be asked.
fn signing_keys(
    options: &serve::Options,
    in_database: Option<PrivateKeys>,
) -> Option<Result<String, CommandError>> {
    if let Some(path) = options.signing_keys() {
        let now = clock::now().map_err(|_| StoreError::Clock.into());
        let read = now.and_then(|now| serve::keys_of(path, &now));
        return Some(read.map(|file| format!("{} in the file", file.keys.len())));
    }
    Some(match in_database? {
        PrivateKeys::None => Ok("the first start makes one, in the database".to_owned()),
        PrivateKeys::InDatabase => Ok("in the database".to_owned()),
        PrivateKeys::Elsewhere => Err(StoreError::KeysElsewhere.into()),
    })
}

async fn probe(options: &serve::Options) -> Result<Probe, CommandError> {
    Ok(Store::probe(&options.address()?).await?)
}

fn said_of_database(probe: &Probe) -> Result<String, CommandError> {
    let tables = match probe.tables {
        Tables::None => "it has no tables yet; `thuan serve` or `thuan migrate` makes them",
        Tables::Behind => {
            "its tables are those of an older version; `thuan serve` or `thuan migrate` changes them"
        }
        Tables::Current => "its tables are up to date",
        Tables::Ahead => {
            return Err(CommandError::Message(
                "its tables are those of a newer version; use that, or restore the backup from before it".to_owned(),
            ));
        }
    };
    Ok(format!("{}, {tables}", probe.product))
}

/// A file that everybody can read must hold no password.
fn readable_secret(sources: &Sources) -> Option<String> {
    let file = sources.file.as_ref()?;
    let one = |key| match file.get(key)?.values.as_slice() {
        [value] => Some(value),
        _ => None,
    };
    let database = one("database").is_some_and(|address| {
        let shown = address.parse::<Address>().map(|read| read.to_string());
        shown.is_ok_and(|shown| shown != *address)
    });
    let mail = one("mail_server").is_some_and(|address| {
        let read = address.parse::<Server>();
        read.is_ok_and(|read| read.password.is_some())
    });
    let named = ["mail_password", "token_secret"];
    let holds = database || mail || named.iter().any(|key| one(key).is_some());
    (holds && file.is_public()).then(|| {
        "it holds a password or a secret and everybody can read it; chmod 640, or give it in the environment (DATABASE_URL, THUAN_MAIL_PASSWORD, THUAN_TOKEN_SECRET)".to_owned()
    })
}

/// Variables that look like ours and are not.
fn unread(names: &[String]) -> Vec<String> {
    let ours = env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let mut unread: Vec<String> = ours
        .filter(|name| {
            name.starts_with("THUAN_") && name != "THUAN_CONFIG" && !names.contains(name)
        })
        .collect();
    unread.sort();
    unread
}
