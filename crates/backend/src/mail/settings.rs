//! What is sent, to whom, and through which server.

use std::path::PathBuf;
use std::{fs, io};

use lettre::Address;
use lettre::message::Mailbox;
use thiserror::Error;
use thuan::i18n;
use thuan_consent::language::Language;
use zeroize::Zeroizing;

use super::server::{Server, ServerError};

/// The settings as they are given; nothing of it was looked at.
#[derive(Default)]
pub struct Given<'a> {
    /// The address of the server, which may hold a password.
    pub server: Option<&'a str>,
    /// The password, where it is given by itself.
    pub password: Option<&'a str>,
    /// A file that has it.
    pub password_file: Option<PathBuf>,
    /// Who sends.
    pub from: Option<&'a str>,
    /// Who is told.
    pub notice: &'a [String],
    /// Whether they are told what was entered.
    pub notice_data: NoticeData,
    /// In which language they are told.
    pub language: Option<&'a str>,
    /// Whether people get a copy.
    pub copy: Copies,
}

/// What the company's notice has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum NoticeData {
    /// Names of records and what was decided: nothing about a person.
    #[default]
    Identifiers,
    /// Everything that was entered as well.
    Registration,
}

/// Whether the person gets a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Copies {
    /// No.
    #[default]
    Off,
    /// To the address in the registration's `email`.
    On,
}

/// Settings that hold together.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server.
    pub server: Server,
    /// Who sends.
    pub from: Mailbox,
    /// Who in the company is told; nobody where it is empty.
    pub notice: Vec<Address>,
    /// What they are told.
    pub notice_data: NoticeData,
    /// The language of what the company is told.
    pub language: Language,
    /// Whether people get a copy.
    pub copy: Copies,
}

/// What is wrong with the settings. Each names the setting, and none repeats a password.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The address of the server.
    #[error("`mail_server` {0}")]
    Server(#[from] ServerError),
    /// Something is to be sent, and nothing says through which server.
    #[error("`mail_server` is missing: without a server nothing is sent")]
    NoServer,
    /// Nothing says who sends.
    #[error("`mail_from` is missing: who sends, such as Example <noreply@example.vn>")]
    NoSender,
    /// No address.
    #[error("{option} must have an e-mail address such as noreply@example.vn")]
    Address {
        /// The option.
        option: &'static str,
    },
    /// Two places have a password.
    #[error(
        "the password is given more than once: in `mail_server`, THUAN_MAIL_PASSWORD or `mail_password_file`; leave one"
    )]
    Passwords,
    /// A password, and nobody who has it.
    #[error("there is a password and `mail_server` names no user")]
    Nobody,
    /// A user without a password.
    #[error(
        "`mail_server` names a user and there is no password: give it in THUAN_MAIL_PASSWORD or `mail_password_file`"
    )]
    NoPassword,
    /// The file with the password.
    #[error("`mail_password_file` {}: {error}", .path.display())]
    PasswordFile {
        /// Which.
        path: PathBuf,
        /// Why it cannot be read.
        error: io::Error,
    },
    /// No words in that language.
    #[error("`mail_language` must be one of: {0}")]
    Language(String),
}

impl Settings {
    /// Reads the settings; `None` where none is given: then no mail is sent.
    ///
    /// # Errors
    ///
    /// [`SettingsError`]: the first that cannot be used, or that lacks another.
    pub fn read(given: &Given<'_>) -> Result<Option<Self>, SettingsError> {
        let Some(server) = given.server else {
            let wanted =
                given.copy == Copies::On || !given.notice.is_empty() || given.from.is_some();
            return if wanted || given.password.is_some() || given.password_file.is_some() {
                Err(SettingsError::NoServer)
            } else {
                Ok(None)
            };
        };
        let mut server: Server = server.parse()?;
        log_in(&mut server, given)?;
        let from = given.from.ok_or(SettingsError::NoSender)?;
        let no_address = |option| SettingsError::Address { option };
        let from: Mailbox = from.parse().map_err(|_| no_address("`mail_from`"))?;
        if !is_ascii(&from.email) {
            return Err(no_address("`mail_from`"));
        }
        let notice = given.notice.iter().map(|to| to.parse().ok());
        let notice: Option<Vec<Address>> = notice.map(|to| to.filter(is_ascii)).collect();
        Ok(Some(Self {
            server,
            from,
            notice: notice.ok_or_else(|| no_address("`mail_notice`"))?,
            notice_data: given.notice_data,
            language: language(given.language)?,
            copy: given.copy,
        }))
    }
}

/// Whether every server takes it (RFC 6531 is for those that take others). A domain of other letters has a form of these.
fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

/// Puts the password in, from the one place that has it.
fn log_in(server: &mut Server, given: &Given<'_>) -> Result<(), SettingsError> {
    let from_file = match &given.password_file {
        None => None,
        Some(path) => {
            let read = fs::read_to_string(path).map_err(|error| SettingsError::PasswordFile {
                path: path.clone(),
                error,
            })?;
            let read = Zeroizing::new(read);
            Some(Zeroizing::new(
                read.trim_end_matches(['\r', '\n']).to_owned(),
            ))
        }
    };
    let by_itself = given.password.map(|text| Zeroizing::new(text.to_owned()));
    let mut places = [server.password.take(), by_itself, from_file]
        .into_iter()
        .flatten();
    server.password = places.next();
    if places.next().is_some() {
        return Err(SettingsError::Passwords);
    }
    match (&server.user, &server.password) {
        (None, Some(_)) => Err(SettingsError::Nobody),
        (Some(_), None) => Err(SettingsError::NoPassword),
        _ => Ok(()),
    }
}

fn language(asked: Option<&str>) -> Result<Language, SettingsError> {
    let tags: Vec<&str> = i18n::all().iter().map(|texts| texts.tag).collect();
    let wrong = || SettingsError::Language(tags.join(", "));
    let tag = match asked {
        None => tags.first().copied().unwrap_or_default(),
        Some(asked) => tags.iter().find(|tag| **tag == asked).ok_or_else(wrong)?,
    };
    tag.parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: Option<&str> = Some("smtps://thuan@mail.example.vn");

    #[track_caller]
    fn refused(given: &Given<'_>, words: &str) {
        let error = Settings::read(given).expect_err(words).to_string();
        assert!(error.contains(words), "{error}");
        assert!(!error.contains("geheim"), "{error}");
    }

    #[test]
    fn without_a_setting_nothing_is_sent_and_nothing_is_wrong() {
        assert!(Settings::read(&Given::default()).expect("sound").is_none());
    }

    #[test]
    fn what_lacks_another_setting_is_refused() {
        let notice = ["sales@example.vn".to_owned()];
        refused(
            &Given {
                notice: &notice,
                ..Given::default()
            },
            "`mail_server` is missing",
        );
        refused(
            &Given {
                copy: Copies::On,
                ..Given::default()
            },
            "`mail_server` is missing",
        );
        let given = || Given {
            server: SERVER,
            from: Some("Vạn sự thông <noreply@example.vn>"),
            password: Some("geheim"),
            ..Given::default()
        };
        let settings = Settings::read(&given()).expect("sound").expect("settings");
        assert_eq!(settings.from.email.to_string(), "noreply@example.vn");
        assert_eq!(settings.language.as_str(), "vi");
        let wrong = |change: fn(&mut Given<'_>), words: &str| {
            let mut changed = given();
            change(&mut changed);
            refused(&changed, words);
        };
        wrong(|given| given.from = None, "`mail_from` is missing");
        wrong(|given| given.from = Some("noreply"), "`mail_from` must");
        wrong(
            |given| given.from = Some("a@b\r\nBcc: c@d"),
            "`mail_from` must",
        );
        wrong(
            |given| given.from = Some("a@công-ty.vn"),
            "`mail_from` must",
        );
        let other = ["dpo@example.vn".to_owned(), "a@công-ty.vn".to_owned()];
        let mut changed = given();
        changed.notice = &other;
        refused(&changed, "`mail_notice` must");
        wrong(|given| given.password = None, "no password");
        wrong(|given| given.language = Some("xx"), "`mail_language` must");
        wrong(
            |given| given.server = Some("smtps://mail.example.vn"),
            "names no user",
        );
        wrong(
            |given| given.server = Some("smtps://thuan:geheim@mail.example.vn"),
            "more than once",
        );
        wrong(
            |given| given.password_file = Some("no/such/file".into()),
            "no/such/file",
        );
    }

    #[test]
    fn a_file_may_have_the_password() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), "ge heim\r\n").expect("written");
        let given = Given {
            server: SERVER,
            from: Some("noreply@example.vn"),
            password_file: Some(file.path().to_owned()),
            ..Given::default()
        };
        let settings = Settings::read(&given).expect("sound").expect("settings");
        let password = settings.server.password.expect("one");
        assert_eq!(password.as_str(), "ge heim");
    }
}
