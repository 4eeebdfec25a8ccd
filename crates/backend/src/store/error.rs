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
    /// A stored value is not what was written.
    #[error("the database holds a value that is not a {0}")]
    Corrupt(&'static str),
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] MigrateError),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

/// Primary result codes of SQLite (<https://www.sqlite.org/rescode.html>).
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const FULL: u32 = 13;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        // Extended codes carry the primary one in their last byte.
        let code = error
            .as_database_error()
            .and_then(|error| error.code()?.parse::<u32>().ok());
        match code.map(|code| code & 0xff) {
            Some(BUSY | LOCKED) => Self::Busy,
            Some(FULL) => Self::Full,
            _ => Self::Database(error),
        }
    }
}
