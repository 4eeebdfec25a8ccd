//! Where records are kept while it is measured: a file, or a database on a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::id;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use thuan_backend::store::{Absent, Durability, Store};

use super::{Result, backend, process};

/// Which of the two.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    /// SQLite.
    File,
    /// PostgreSQL, at this address, which names who may make databases and none of them.
    Server(&'a str),
}

/// An empty database.
#[derive(Debug)]
pub enum Database {
    File(PathBuf),
    Server {
        address: String,
        /// The process that all others of the server are children of.
        process: u32,
    },
}

/// A connection that is set as the backend sets its own.
pub enum Connection {
    File(SqliteConnection),
    Server(PgConnection),
}

impl Database {
    pub async fn new(folder: &Path, kind: Kind<'_>) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("bench_{}_{}", id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let server = match kind {
            Kind::File => return Ok(Self::File(folder.join(name).with_extension("db"))),
            Kind::Server(server) => server,
        };
        let mut admin = PgConnectOptions::from_str(&format!("{server}/postgres"))?
            .connect()
            .await?;
        let make = format!("CREATE DATABASE {name}");
        sqlx::query(&make).execute(&mut admin).await?;
        let own: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
            .fetch_one(&mut admin)
            .await?;
        Ok(Self::Server {
            address: format!("{server}/{name}"),
            process: process::parent(own.try_into()?)?,
        })
    }

    /// As `--database` takes it.
    pub fn address(&self) -> String {
        match self {
            Self::File(path) => format!("sqlite://{}", path.display()),
            Self::Server { address, .. } => address.clone(),
        }
    }

    /// The process of the server.
    pub fn server(&self) -> Option<u32> {
        match self {
            Self::File(_) => None,
            Self::Server { process, .. } => Some(*process),
        }
    }

    /// Makes the tables, asks every connection of a backend how it is set, and says it; what would lose records on a
    /// power cut is not measured.
    pub async fn settings(&self, thuan: &Path) -> Result<String> {
        self.migrate(thuan)?;
        let store = Store::open(&self.address().parse()?, Absent::Refuse).await?;
        let durability = store.durability().await?;
        store.close().await;
        let product = Store::probe(&self.address().parse()?).await?.product;
        match durability {
            Durability::File(all)
                if all
                    .iter()
                    .all(|set| set.journal_mode == "wal" && set.synchronous == 2) =>
            {
                Ok(format!("{product}, journal_mode=wal, synchronous=FULL"))
            }
            Durability::Server(all)
                if all.iter().all(|set| {
                    set.fsync == "on"
                        && set.full_page_writes == "on"
                        && set.synchronous_commit == "on"
                }) =>
            {
                Ok(format!(
                    "{product}, fsync=on, full_page_writes=on, synchronous_commit=on"
                ))
            }
            other => Err(format!("a power cut would take records along: {other:?}").into()),
        }
    }

    /// Makes the tables, as the program does it.
    fn migrate(&self, thuan: &Path) -> Result<()> {
        let mut migrate = backend::thuan(thuan);
        migrate.arg("migrate").env("DATABASE_URL", self.address());
        backend::output(&mut migrate).map(drop)
    }

    /// A connection of its own, as durable as the backend's; which is asked, not believed.
    pub async fn connect(&self) -> Result<Connection> {
        match self {
            Self::File(path) => {
                let mut connection = SqliteConnectOptions::new()
                    .filename(path)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .pragma("secure_delete", "ON")
                    .disable_statement_logging()
                    .connect()
                    .await?;
                let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
                    .fetch_one(&mut connection)
                    .await?;
                if synchronous != 2 {
                    return Err("PRAGMA synchronous is not FULL".into());
                }
                Ok(Connection::File(connection))
            }
            Self::Server { address, .. } => {
                let mut connection = PgConnectOptions::from_str(address)?
                    .disable_statement_logging()
                    .connect()
                    .await?;
                for setting in ["fsync", "synchronous_commit"] {
                    let value: String = sqlx::query_scalar("SELECT current_setting($1)")
                        .bind(setting)
                        .fetch_one(&mut connection)
                        .await?;
                    if value != "on" {
                        return Err(format!("{setting} is {value}").into());
                    }
                }
                Ok(Connection::Server(connection))
            }
        }
    }

    /// What it takes on the disk, in bytes, the log beside it included.
    pub async fn size(&self) -> Result<u64> {
        match self {
            Self::File(path) => {
                let log = fs::metadata(path.with_extension("db-wal"));
                let log = log.map(|log| log.len()).unwrap_or_default();
                Ok(fs::metadata(path)?.len() + log)
            }
            Self::Server { address, .. } => {
                let mut connection = PgConnectOptions::from_str(address)?.connect().await?;
                let size: i64 = sqlx::query_scalar("SELECT pg_database_size(current_database())")
                    .fetch_one(&mut connection)
                    .await?;
                Ok(size.try_into()?)
            }
        }
    }
}
