//! The SQLite file.

use std::io;
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use super::open_file::beside;
use super::{
    ACQUIRE_TIMEOUT, APPLIED, Absent, BUSY_TIMEOUT, Migrations, OpenFile, Probe, READERS, Tables,
};
use crate::store::keys::private_keys;
use crate::store::sql::{Connection, Pool};
use crate::store::{PrivateKeys, StoreError};
use crate::{private, random};

/// How a connection is set, as SQLite reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDurability {
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

const MIGRATIONS: Migrations = Migrations(&[
    (
        "records",
        include_str!("../../../migrations/sqlite/0001_records.sql"),
    ),
    (
        "receipts",
        include_str!("../../../migrations/sqlite/0002_receipts.sql"),
    ),
    (
        "unsigned",
        include_str!("../../../migrations/sqlite/0003_unsigned.sql"),
    ),
    (
        "outbox",
        include_str!("../../../migrations/sqlite/0004_outbox.sql"),
    ),
]);

/// Whether this is an address of a file.
pub(super) fn check(address: &str) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::from_str(address).map_err(StoreError::Address)?;
    // One without a name is deleted when it is closed (https://www.sqlite.org/inmemorydb.html).
    let has_no_name = options.get_filename().as_os_str().is_empty();
    if has_no_name || address.contains(":memory:") || address.contains("mode=memory") {
        return Err(StoreError::InMemory);
    }
    Ok(())
}

/// The writing connection, and those that read.
pub(super) async fn open(address: &str, absent: Absent) -> Result<(Pool, Pool), StoreError> {
    let plain = plain(address)?;
    let path = plain.get_filename().to_owned();
    let opened = match absent {
        Absent::Create => {
            create(&path).map_err(|error| StoreError::Create {
                path: path.clone(),
                error,
            })?;
            match open_to_write(plain, absent).await {
                // SQLite says no more than that it cannot open it.
                Err(error) if error.forbids_writing() && can_be_made(&path).is_err() => {
                    Err(StoreError::ReadOnly)
                }
                opened => opened,
            }
        }
        Absent::Refuse if !path.exists() => return Err(StoreError::Missing(path)),
        Absent::Refuse => match open_existing(plain.clone()).await {
            Err(error) if error.forbids_writing() => open_to_read(plain).await,
            opened => opened,
        },
    };
    opened.map_err(|error| error.of_file(&path))
}

/// Looks first, without setting anything: that alone would write to a file that is empty or somebody else's.
async fn open_existing(plain: SqliteConnectOptions) -> Result<(Pool, Pool), StoreError> {
    look(&plain).await?.are_to_change(Absent::Refuse)?;
    open_to_write(plain, Absent::Refuse).await
}

async fn open_to_write(
    plain: SqliteConnectOptions,
    absent: Absent,
) -> Result<(Pool, Pool), StoreError> {
    let options = plain
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON");
    let file = OpenFile::of(options.get_filename());
    let readers = pool(READERS).connect_lazy_with(options.clone());
    let writer = connect(&options, &file, &readers).await?;
    let migrated = migrate(&writer, absent).await;
    if let Err(error) = migrated {
        writer.close().await;
        return Err(error);
    }
    Ok((
        Pool::Sqlite(writer, file.clone()),
        Pool::Sqlite(readers, file),
    ))
}

/// Under one lock, so that of two processes that start at once the second finds the work done.
async fn migrate(writer: &SqlitePool, absent: Absent) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    if tables(&mut transaction).await?.are_to_change(absent)? {
        Migrator::new(MIGRATIONS)
            .await?
            .run_direct(&mut *transaction)
            .await?;
    }
    Ok(transaction.commit().await?)
}

/// A file that this user can only read, or in a folder that is so. Where there is a log, SQLite reads it along with the
/// file. Where there is none it would make one, unless it is told that nobody writes; that nobody has begun to is looked
/// at whenever something is read.
async fn open_to_read(plain: SqliteConnectOptions) -> Result<(Pool, Pool), StoreError> {
    let path = plain.get_filename().to_owned();
    let mut others = ["-wal", "-journal"]
        .map(|ending| beside(&path, ending))
        .into_iter();
    let still = !others.any(|other| other.exists());
    let options = plain.read_only(true).immutable(still);
    let tables = match look(&options).await {
        Err(error) if !still && error.forbids_writing() => {
            let why = "it can only be read here, and what was written last is in the log beside it, which needs a folder \
                       that can be written: copy it there with its -wal and -shm, and look at the copy"
                .to_owned();
            return Err(StoreError::Open { path, why });
        }
        looked => looked?,
    };
    tables.are_to_change(Absent::Refuse)?;
    let file = OpenFile::only_read(&path, still);
    let [writer, readers] = [1, READERS].map(|size| {
        let pool = pool(size).connect_lazy_with(options.clone());
        Pool::Sqlite(pool, file.clone())
    });
    Ok((writer, readers))
}

/// What is in a file, by a connection that writes nothing.
async fn look(options: &SqliteConnectOptions) -> Result<Tables, StoreError> {
    let mut connection = options.connect().await?;
    let tables = tables(&mut connection).await;
    connection.close().await?;
    tables
}

/// What it is, and what is in it. A file that is not there is as good as an empty one.
pub(super) async fn probe(address: &str) -> Result<Probe, StoreError> {
    let options = plain(address)?;
    let probed = probe_with(&options).await;
    probed.map_err(|error| error.of_file(options.get_filename()))
}

async fn probe_with(options: &SqliteConnectOptions) -> Result<Probe, StoreError> {
    let path = options.get_filename();
    if !path.exists() {
        can_be_made(path).map_err(|error| StoreError::Create {
            path: path.to_owned(),
            error,
        })?;
        return Ok(Probe {
            product: "SQLite, a file that is not there".to_owned(),
            tables: Tables::None,
            keys: PrivateKeys::None,
        });
    }
    let mut connection = options.connect().await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut connection)
        .await?;
    let tables = tables(&mut connection).await?;
    let keys = private_keys(&mut Connection::Sqlite(&mut connection)).await?;
    connection.close().await?;
    Ok(Probe {
        product: format!("SQLite {version}"),
        tables,
        keys,
    })
}

async fn tables(connection: &mut SqliteConnection) -> Result<Tables, StoreError> {
    let there: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')",
    )
    .fetch_one(&mut *connection)
    .await?;
    if !there {
        return Ok(Tables::None);
    }
    let applied = sqlx::query_as(APPLIED).fetch_one(connection).await?;
    Ok(MIGRATIONS.tables(applied))
}

/// How a file is opened that is there, with nothing set that would be written down.
fn plain(address: &str) -> Result<SqliteConnectOptions, StoreError> {
    let options = SqliteConnectOptions::from_str(address).map_err(StoreError::Address)?;
    Ok(options
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging())
}

/// Whether a file could be made there, by making another beside it for a moment: one of a name that nobody has, so that
/// what is removed is what was made.
fn can_be_made(path: &Path) -> io::Result<()> {
    let name = random::uuid().map_err(io::Error::other)?;
    let beside = path.with_file_name(format!(".thuan-check-{}", name.as_str()));
    private::file().create_new(true).open(&beside)?;
    std::fs::remove_file(beside)
}

/// Makes the file, if it is not there, for its owner alone: it is going to hold personal data and keys. SQLite gives
/// the files beside it the same rights.
fn create(path: &Path) -> io::Result<()> {
    match private::file().create_new(true).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A pool whose connections stay open. A file's connections do not grow stale, and the task that would look for stale
/// ones can run on for ever when a pool is dropped under it.
///
/// A connection that counts itself in a transaction when it is taken is closed, and another made: SQLite ends a
/// transaction by itself when there is no room, sqlx then cannot undo it and goes on counting, and no other would begin.
fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .before_acquire(|connection, _| {
            Box::pin(std::future::ready(Ok(!connection.is_in_transaction())))
        })
}

/// A pool of the one connection that writes, which says which log it has open.
fn writer(file: &OpenFile, readers: &SqlitePool) -> SqlitePoolOptions {
    let (file, readers) = (file.clone(), readers.clone());
    pool(1).after_connect(move |connection, _| {
        let (file, readers) = (file.clone(), readers.clone());
        Box::pin(async move {
            // SQLite opens the log, or makes it, when something is first read.
            sqlx::query("SELECT count(*) FROM sqlite_schema")
                .execute(connection)
                .await?;
            file.log_opened(readers.size() == 0);
            Ok(())
        })
    })
}

/// Connects, and waits for another process that is just making the same database: SQLite does not wait by itself
/// while the journal's mode is changed.
async fn connect(
    options: &SqliteConnectOptions,
    file: &OpenFile,
    readers: &SqlitePool,
) -> Result<SqlitePool, StoreError> {
    let started = std::time::Instant::now();
    loop {
        match writer(file, readers)
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

pub(super) async fn durability(pools: [&SqlitePool; 2]) -> Result<Vec<FileDurability>, StoreError> {
    let mut all = Vec::new();
    for pool in pools {
        // All at once, or the pool would hand out the same one again.
        let mut held = Vec::new();
        for _ in 0..pool.options().get_max_connections() {
            held.push(pool.acquire().await?);
        }
        for connection in &mut held {
            all.push(FileDurability {
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
