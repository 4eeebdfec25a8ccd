//! What can go wrong with the database, sorted by what the sender should do.

use std::io;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;
use thiserror::Error;

/// Why the store could not do what was asked.
///
/// No variant carries a stored value: these errors are logged.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address names another kind of database.
    #[error("the database address must begin with sqlite: (such as sqlite://thuan.db)")]
    Scheme,
    /// The address is of SQLite and cannot be read.
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
    /// There is no such file.
    #[error("there is no database at {}; `thuan serve` makes one", .0.display())]
    Missing(PathBuf),
    /// Another writer holds it, or all connections are taken. Trying again helps.
    #[error("the database is busy")]
    Busy,
    /// No room on the disk. Trying again later may help.
    #[error("the disk of the database is full")]
    Full,
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
    #[error("there is no signing key whose time has come; see `thuan keys`")]
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

/// Primary result codes of SQLite (<https://www.sqlite.org/rescode.html>).
const ERROR: u32 = 1;
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const FULL: u32 = 13;
const CONSTRAINT: u32 = 19;

/// Extended codes carry the primary one in their last byte.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?.parse::<u32>().ok()?;
    Some(code & 0xff)
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        match primary_code(&error) {
            Some(BUSY | LOCKED) => Self::Busy,
            Some(FULL) => Self::Full,
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Whether it undid no more than the statement that failed. Running out of room, for one, ends the transaction
    /// (<https://www.sqlite.org/lang_transaction.html>, "Response To Errors Within A Transaction").
    pub(super) fn is_of_one_statement(&self) -> bool {
        match self {
            Self::Database(error) => matches!(primary_code(error), Some(ERROR | CONSTRAINT)),
            Self::Corrupt(_) | Self::Random => true,
            _ => false,
        }
    }

    /// The same, for somebody else who was in the same transaction.
    pub(super) fn for_another(&self) -> Self {
        match self {
            Self::Busy => Self::Busy,
            Self::Full => Self::Full,
            other => Self::Together(other.to_string()),
        }
    }
}
