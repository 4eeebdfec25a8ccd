//! What can go wrong with the database, sorted by what the sender should do.

use std::io;
use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;
use thiserror::Error;

use super::connection::PARAMETERS;

/// Why the store could not do what was asked.
///
/// No variant carries a stored value: these errors are logged.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address names another kind of database.
    #[error(
        "the database address must begin with sqlite: or postgres:// (such as sqlite://thuan.db or \
         postgres://thuan@localhost/thuan)"
    )]
    Scheme,
    /// The address is of a kind that is known and cannot be read.
    #[error("the database address cannot be read: {0}")]
    Address(#[source] sqlx::Error),
    /// A database in memory would answer 201 and lose the record.
    #[error("the database must be a file: one in memory keeps nothing")]
    InMemory,
    /// The file cannot be made.
    #[error("{}: {error}", .path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is there and cannot be opened.
    #[error("the database {} cannot be opened: {why}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// There is no such file.
    #[error("there is no database at {}; `thuan serve` makes one", .0.display())]
    Missing(PathBuf),
    /// The server has the database, and it is empty.
    #[error("there are no tables in that database; `thuan serve` and `thuan migrate` make them")]
    NoTables,
    /// An older version made the tables, and this is no command that changes them.
    #[error(
        "the tables are those of an older version: make a backup, then run `thuan migrate` (or `thuan serve`, which does \
         the same)"
    )]
    Behind,
    /// A newer version made the tables.
    #[error(
        "the tables are those of a newer version: use that, or restore the backup made before it"
    )]
    Ahead,
    /// The address has a parameter that means nothing, and what it was meant to ask for would not be done.
    #[error("the database address has the parameter `{0}`, which there is not; {hint}", hint = hint(.0))]
    Parameter(String),
    /// Nothing can be written, and that was asked for.
    #[error("the file of the database, or the folder it is in, can only be read here")]
    ReadOnly,
    /// The keys that signed here are in a file, and no file was named.
    #[error(
        "the keys that sign here are kept in a file: name it with --signing-keys; or have one made in the database by \
         `thuan keys rotate --activate-after 0s`, which lets whoever reads the database sign"
    )]
    KeysElsewhere,
    /// The server does not answer, or does not let us in. What it says names no password. Nothing was written; trying again
    /// helps when the server is back.
    #[error("the database is unreachable: {0}")]
    Unreachable(String),
    /// The server loses what it has confirmed, and a 201 would promise too much.
    #[error(
        "the database server runs with {0} off: what it says is written could be lost; turn it on"
    )]
    NotDurable(&'static str),
    /// Another writer holds it, or all connections are taken. Trying again helps.
    #[error("the database is busy")]
    Busy,
    /// No room on the disk. Trying again later may help.
    #[error("the disk of the database is full")]
    Full,
    /// SQLite's file is not where it was opened: what is written to it is lost with this process, or is in a file that
    /// nobody looks at.
    #[error(
        "the database's file was moved, replaced or deleted, or another writes where this only reads; nothing is kept until \
         it is back in its place or the program is started again"
    )]
    Displaced {
        /// Whether it had been written by the time that this was seen.
        written: bool,
    },
    /// The program failed or is ending.
    #[error("the program ended before the database answered")]
    Interrupted,
    /// What was written in the same transaction failed, and this with it.
    #[error("the transaction failed: {0}")]
    Together(String),
    /// A stored value is not what was written.
    #[error("the database holds a value that is not a {0}")]
    Corrupt(&'static str),
    /// There is no key, or none whose time has come.
    #[error(
        "there is no signing key whose time has come: see `thuan keys`, or have one made that signs at once by `thuan keys \
         rotate --activate-after 0s` (with --signing-keys, where they are in a file)"
    )]
    NoKey,
    /// The operating system gave no randomness.
    #[error("the operating system gives no random bytes")]
    Random,
    /// The system's clock is out of its range.
    #[error("the system's clock stands outside the years 0 to 9999")]
    Clock,
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] MigrateError),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

/// What may have been meant by a parameter that there is not.
fn hint(name: &str) -> String {
    let likeness = |known: &&&str| strsim::jaro_winkler(name, known);
    let nearest = PARAMETERS
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|nearest| likeness(nearest) > ALIKE) {
        Some(nearest) => format!("`{nearest}` is the nearest (docs/operating.md has them all)"),
        None => "docs/operating.md has them all".to_owned(),
    }
}

/// From where on one name may have been meant by another, of 1 for the same.
const ALIKE: f64 = 0.75;

/// Result codes of SQLite (<https://www.sqlite.org/rescode.html>), the primary ones and some extended ones.
mod sqlite {
    pub(super) const ERROR: u32 = 1;
    pub(super) const READONLY: u32 = 8;
    pub(super) const BUSY: u32 = 5;
    pub(super) const LOCKED: u32 = 6;
    pub(super) const FULL: u32 = 13;
    pub(super) const CANTOPEN: u32 = 14;
    pub(super) const CONSTRAINT: u32 = 19;

    /// The file was moved away; that is looked for by other means.
    pub(super) const READONLY_DBMOVED: u32 = 8 | 4 << 8;

    /// The system did not write: beyond a quota, beyond a limit on the length of files. A full disk has a code of its own.
    pub(super) const IOERR_WRITE: u32 = 10 | 3 << 8;
    /// No room for the index of the log, which is mapped into memory.
    pub(super) const IOERR_SHMSIZE: u32 = 10 | 19 << 8;

    /// Extended codes carry the primary one in their last byte.
    pub(super) fn primary(code: u32) -> u32 {
        code & 0xff
    }
}

/// What an error of either database comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Nothing was written, and trying again helps.
    Busy,
    /// There is no room.
    Full,
    /// The file or its folder is not to be written.
    ReadOnly,
    /// One statement failed, by what it said.
    Statement,
    Other,
}

fn sort(error: &sqlx::Error) -> Sort {
    let Some(error) = error.as_database_error() else {
        return Sort::Other;
    };
    let code = error.code().unwrap_or_default();
    if error
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
    {
        return sort_postgres(&code);
    }
    let Ok(code) = code.parse() else {
        return Sort::Other;
    };
    match (code, sqlite::primary(code)) {
        (sqlite::IOERR_WRITE | sqlite::IOERR_SHMSIZE, _) | (_, sqlite::FULL) => Sort::Full,
        (_, sqlite::BUSY | sqlite::LOCKED) => Sort::Busy,
        (sqlite::READONLY_DBMOVED, _) => Sort::Other,
        (_, sqlite::READONLY) => Sort::ReadOnly,
        (_, sqlite::ERROR | sqlite::CONSTRAINT) => Sort::Statement,
        _ => Sort::Other,
    }
}

/// By SQLSTATE (<https://www.postgresql.org/docs/15/errcodes-appendix.html>).
fn sort_postgres(code: &str) -> Sort {
    match code {
        // The lock was not to be had, a deadlock, or a transaction in another's way.
        "55P03" | "40P01" | "40001"
        // The server is ending, starting or full up; or it only reads, since another has become the one that writes.
        | "57P01" | "57P02" | "57P03" | "53300" | "25006" => Sort::Busy,
        "53100" => Sort::Full,
        // A value, a rule, or a name that is not there.
        _ if ["22", "23", "42"].iter().any(|class| code.starts_with(class)) => Sort::Statement,
        _ => Sort::Other,
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        if let sqlx::Error::Configuration(cause) = &error {
            match cause.downcast_ref() {
                Some(Self::Displaced { written }) => return Self::Displaced { written: *written },
                Some(Self::Unreachable(why)) => return Self::Unreachable(why.clone()),
                _ => {}
            }
        }
        match sort(&error) {
            Sort::Busy => Self::Busy,
            Sort::Full => Self::Full,
            Sort::ReadOnly => Self::ReadOnly,
            Sort::Statement | Sort::Other => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Whether it undid no more than the statement that failed. Running out of room, for one, ends the transaction
    /// (<https://www.sqlite.org/lang_transaction.html>, "Response To Errors Within A Transaction").
    pub(super) fn is_of_one_statement(&self) -> bool {
        match self {
            Self::Database(error) => sort(error) == Sort::Statement,
            Self::Corrupt(_) | Self::Random => true,
            _ => false,
        }
    }

    /// Says which file it is about, where SQLite has not.
    pub(super) fn of_file(self, path: &Path) -> Self {
        let why = match self {
            Self::Database(error) => match error.as_database_error() {
                Some(error) => error.message().to_owned(),
                None => error.to_string(),
            },
            Self::ReadOnly => Self::ReadOnly.to_string(),
            other => return other,
        };
        let path = path.to_owned();
        Self::Open { path, why }
    }

    /// Whether a file may be such that nothing can be written to it or beside it.
    pub(super) fn forbids_writing(&self) -> bool {
        match self {
            Self::ReadOnly => true,
            Self::Database(error) => error
                .as_database_error()
                .and_then(|error| error.code()?.parse().ok())
                .is_some_and(|code| sqlite::primary(code) == sqlite::CANTOPEN),
            _ => false,
        }
    }

    /// What an error comes to that was met before anything could be written: a connection that breaks then has taken
    /// nothing along.
    pub(super) fn before(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_) => Self::Busy,
            error => error.into(),
        }
    }

    /// [`StoreError::Displaced`] before anything was written, by way of statements, which fail with sqlx's own errors.
    pub(super) fn displaced() -> sqlx::Error {
        sqlx::Error::Configuration(Box::new(Self::Displaced { written: false }))
    }

    /// [`StoreError::Unreachable`], by the same way.
    pub(super) fn unreachable() -> sqlx::Error {
        let why = "its server does not answer".to_owned();
        sqlx::Error::Configuration(Box::new(Self::Unreachable(why)))
    }

    /// What failed, for somebody else who was in the same transaction.
    pub(super) fn for_another(&self) -> Self {
        match self {
            Self::Busy => Self::Busy,
            Self::Full => Self::Full,
            Self::Unreachable(why) => Self::Unreachable(why.clone()),
            Self::Displaced { written } => Self::Displaced { written: *written },
            other => Self::Together(other.to_string()),
        }
    }
}
