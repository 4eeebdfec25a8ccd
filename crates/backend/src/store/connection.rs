//! The SQLite file: opening it, bringing its tables up to date, closing it.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::error::BoxDynError;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::{Store, StoreError};

/// How long a connection waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;

/// Whether a database that is not there may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Make it.
    Create,
    /// Say that it is missing: a listing of nothing would hide a mistyped path.
    Refuse,
}

/// How a connection is set, as SQLite reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Durability {
    /// `PRAGMA journal_mode`: `wal`.
    pub journal_mode: String,
    /// `PRAGMA synchronous`: 2 is FULL. With less, a power cut takes back what a 201 promised.
    pub synchronous: i64,
    /// `PRAGMA foreign_keys`.
    pub foreign_keys: bool,
    /// `PRAGMA secure_delete`: what is deleted is overwritten, not only unlinked.
    pub secure_delete: bool,
    /// `PRAGMA busy_timeout`, in milliseconds.
    pub busy_timeout: i64,
}

#[derive(Debug)]
struct Migrations;

impl MigrationSource<'static> for Migrations {
    fn resolve(
        self,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<Migration>, BoxDynError>> + Send + 'static>> {
        let files = [
            (
                1,
                "records",
                include_str!("../../migrations/sqlite/0001_records.sql"),
            ),
            (
                2,
                "receipts",
                include_str!("../../migrations/sqlite/0002_receipts.sql"),
            ),
            (
                3,
                "unsigned",
                include_str!("../../migrations/sqlite/0003_unsigned.sql"),
            ),
        ];
        let simple = MigrationType::Simple;
        let migrations = files.map(|(version, name, sql)| {
            Migration::new(version, name.into(), simple, sql.into(), false)
        });
        Box::pin(std::future::ready(Ok(migrations.into())))
    }
}

fn options(address: &str, absent: Absent) -> Result<SqliteConnectOptions, StoreError> {
    if !address.starts_with("sqlite:") {
        return Err(StoreError::Scheme);
    }
    let options = SqliteConnectOptions::from_str(address).map_err(StoreError::Address)?;
    if address.contains(":memory:") || address.contains("mode=memory") {
        return Err(StoreError::InMemory);
    }
    let path = options.get_filename();
    match absent {
        Absent::Refuse if !path.exists() => return Err(StoreError::Missing(path.to_owned())),
        Absent::Refuse => {}
        Absent::Create => {
            create(path).map_err(|error| StoreError::Create {
                path: path.to_owned(),
                error,
            })?;
        }
    }
    Ok(options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging())
}

/// Makes the file, if it is not there, for its owner alone: it is going to hold personal data and keys. SQLite gives
/// the files beside it the same rights.
fn create(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A pool whose connections stay open. A file's connections do not grow stale, and the task that would look for stale
/// ones can run on for ever when a pool is dropped under it.
fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Connects, and waits for another process that is just making the same database: SQLite does not wait by itself
/// while the journal's mode is changed.
async fn connect(options: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let started = std::time::Instant::now();
    loop {
        match pool(1)
            .connect_with(options.clone())
            .await
            .map_err(StoreError::from)
        {
            Err(StoreError::Busy) if started.elapsed() < BUSY_TIMEOUT => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            connected => return connected,
        }
    }
}

impl Store {
    /// Opens the database at `address` (`sqlite://file.db`) and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the address is not understood, there is no such database, it cannot be opened, or it was
    /// written by a newer version.
    pub async fn open(address: &str, absent: Absent) -> Result<Self, StoreError> {
        let options = options(address, absent)?;
        let writer = connect(&options).await?;
        // Under one lock, so that of two processes that start at once the second finds the work done.
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        Migrator::new(Migrations)
            .await?
            .run_direct(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let readers = pool(READERS).connect_lazy_with(options);
        Ok(Self {
            writer,
            readers,
            commits: std::sync::Arc::default(),
        })
    }

    /// How every pooled connection is set, read back from the database itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn durability(&self) -> Result<Vec<Durability>, StoreError> {
        let mut all = Vec::new();
        for pool in [&self.writer, &self.readers] {
            // All at once, or the pool would hand out the same one again.
            let mut held = Vec::new();
            for _ in 0..pool.options().get_max_connections() {
                held.push(pool.acquire().await?);
            }
            for connection in &mut held {
                all.push(Durability {
                    journal_mode: sqlx::query_scalar("PRAGMA journal_mode")
                        .fetch_one(&mut **connection)
                        .await?,
                    synchronous: sqlx::query_scalar("PRAGMA synchronous")
                        .fetch_one(&mut **connection)
                        .await?,
                    foreign_keys: sqlx::query_scalar("PRAGMA foreign_keys")
                        .fetch_one(&mut **connection)
                        .await?,
                    secure_delete: sqlx::query_scalar("PRAGMA secure_delete")
                        .fetch_one(&mut **connection)
                        .await?,
                    busy_timeout: sqlx::query_scalar("PRAGMA busy_timeout")
                        .fetch_one(&mut **connection)
                        .await?,
                });
            }
        }
        Ok(all)
    }

    /// Closes the database, after what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        // The last connection to close writes the log back into the file and removes it.
        self.writer.close().await;
    }
}
