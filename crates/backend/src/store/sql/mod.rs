//! The one seam between the two databases: everything above it writes a statement once, for both.
//!
//! Statements name their values `$1`, `$2` …, which SQLite and PostgreSQL both understand, and keep to what both have.
//! What they do not have in common is asked of the [`Pool`] by name: how a transaction that writes begins, how one reads
//! a single moment, what the table of highest numbers is called.
//!
//! * `query`: statements, their values, the rows that come back
//! * `rows`: statements that insert many rows

mod query;
mod rows;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{Connection as _, Postgres, Sqlite};

pub(super) use query::{FromRow, Row, query, query_as, query_scalar};
pub(super) use rows::{parts, rows};

use super::connection::{OpenFile, is_reachable};
use super::{Connections, StoreError};

/// Takes the lock that only one writer has: the row that counts receipts. Whoever is killed while holding it lets it go
/// with the connection.
const LOCK: &str = "SELECT highest FROM counters WHERE name = 'receipts' FOR UPDATE";

/// Connections to a database.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool, OpenFile),
    Postgres(PgPool),
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) enum Acquired {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// One of them, lent.
pub(super) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A transaction, or a savepoint in one. Dropped, it is undone.
pub(super) enum Transaction<'c> {
    /// With the file that has to be in its place at the end; a savepoint without.
    Sqlite(sqlx::Transaction<'c, Sqlite>, Option<OpenFile>),
    Postgres(sqlx::Transaction<'c, Postgres>),
}

impl Pool {
    pub(super) async fn acquire(&self) -> Result<Acquired, StoreError> {
        let acquired = match self {
            Self::Sqlite(pool, _) => pool.acquire().await.map(Acquired::Sqlite),
            Self::Postgres(pool) => match pool.acquire().await {
                Ok(acquired) => Ok(Acquired::Postgres(acquired)),
                Err(error) => Err(none_had(pool, error).await),
            },
        };
        let acquired = acquired.map_err(StoreError::before)?;
        // A connection goes on seeing what nobody will see after it.
        self.is_in_place()?;
        Ok(acquired)
    }

    /// Whether SQLite's file is where it was opened.
    pub(super) fn is_in_place(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_, file) if !file.is_in_place() => {
                Err(StoreError::Displaced { written: false })
            }
            _ => Ok(()),
        }
    }

    /// Begins a transaction that is the only one to write, in this process and in every other, until its end. What it
    /// reads is what was written before, and nothing changes under it.
    pub(super) async fn begin(&self) -> Result<Transaction<'static>, StoreError> {
        match self {
            Self::Sqlite(pool, file) => {
                let begun = pool.begin_with("BEGIN IMMEDIATE").await;
                let begun = begun.map_err(StoreError::before)?;
                if !file.is_in_place() {
                    return Err(StoreError::Displaced { written: false });
                }
                Ok(Transaction::Sqlite(begun, Some(file.clone())))
            }
            Self::Postgres(pool) => {
                let begun = begin(pool).await?;
                let mut transaction = Transaction::Postgres(begun);
                // Read committed, PostgreSQL's default: each statement after this one sees all that was written before
                // the lock was had.
                let locked = query_scalar::<i64>(LOCK)
                    .fetch_one(&mut transaction.connection())
                    .await;
                match locked {
                    Ok(_) => Ok(transaction),
                    Err(error) => Err(StoreError::before(none_had(pool, error).await)),
                }
            }
        }
    }

    /// Begins a transaction that writes beside the chain. SQLite has one lock for all that write; on PostgreSQL rows are
    /// locked as they are written, and nobody who keeps records waits for it.
    pub(super) async fn begin_beside(&self) -> Result<Transaction<'static>, StoreError> {
        match self {
            Self::Sqlite(..) => self.begin().await,
            Self::Postgres(pool) => {
                let begun = begin(pool).await?;
                Ok(Transaction::Postgres(begun))
            }
        }
    }

    /// Begins reading, on a connection of its own, what the database holds at this moment.
    pub(super) async fn begin_reading(&self) -> Result<Acquired, StoreError> {
        let mut acquired = self.acquire().await?;
        let begin = match self {
            Self::Sqlite(..) => "BEGIN",
            Self::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        };
        query(begin).execute(&mut acquired.connection()).await?;
        Ok(acquired)
    }

    pub(super) fn connections(&self) -> Connections {
        let (open, idle) = match self {
            Self::Sqlite(pool, _) => (pool.size(), pool.num_idle()),
            Self::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        let open = usize::try_from(open).unwrap_or(usize::MAX);
        Connections {
            used: open.saturating_sub(idle),
            idle,
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool, _) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn begin(pool: &PgPool) -> Result<sqlx::Transaction<'static, Postgres>, StoreError> {
    match pool.begin().await {
        Ok(begun) => Ok(begun),
        Err(error) => Err(StoreError::before(none_had(pool, error).await)),
    }
}

/// Why there was no connection, or it broke: all are taken, unless the server does not answer.
async fn none_had(pool: &PgPool, error: sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) if !is_reachable(pool).await => {
            StoreError::unreachable()
        }
        error => error,
    }
}

impl Acquired {
    pub(super) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Connection::Sqlite(connection),
            Self::Postgres(connection) => Connection::Postgres(connection),
        }
    }

    /// Closes it instead of giving it back: what it had begun ends with it.
    pub(super) async fn end(self) -> Result<(), StoreError> {
        let ended = match self {
            Self::Sqlite(connection) => connection.detach().close().await,
            Self::Postgres(connection) => connection.detach().close().await,
        };
        Ok(ended?)
    }
}

impl Connection<'_> {
    /// The table that remembers the highest number each table ever gave, and its column. SQLite keeps it by itself;
    /// for PostgreSQL, whose sequences leave gaps, the migrations make it.
    pub(super) fn counters(&self) -> (&'static str, &'static str) {
        match self {
            Self::Sqlite(_) => ("sqlite_sequence", "seq"),
            Self::Postgres(_) => ("counters", "highest"),
        }
    }

    /// What makes a `SELECT` lock its rows and leave out those that another has locked. SQLite has nothing of it and
    /// needs none: nobody else writes.
    pub(super) fn skip_locked(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => "FOR UPDATE SKIP LOCKED",
        }
    }
}

impl Transaction<'_> {
    pub(super) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(transaction, _) => Connection::Sqlite(transaction),
            Self::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }

    /// A savepoint.
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(match self {
            Self::Sqlite(transaction, _) => Transaction::Sqlite(transaction.begin().await?, None),
            Self::Postgres(transaction) => Transaction::Postgres(transaction.begin().await?),
        })
    }

    /// Ends it: from here on it is on the disk, where the database is looked for.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction, file) => {
                transaction.commit().await?;
                if file.is_some_and(|file| !file.is_in_place()) {
                    return Err(StoreError::Displaced { written: true });
                }
            }
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        let ended = match self {
            Self::Sqlite(transaction, _) => transaction.rollback().await,
            Self::Postgres(transaction) => transaction.rollback().await,
        };
        Ok(ended?)
    }
}
