//! The database of a test: a file, or a database of its own on the server that the tests are given.
//!
//! | variable | what |
//! |---|---|
//! | `THUAN_TEST_POSTGRES` | the server, `postgres://postgres:…@127.0.0.1:…`, where `postgres` may do anything and `thuan`, with the same password, is who the backend is |
//! | `THUAN_TEST_DATABASE` | `postgres`: what every test keeps its records in, instead of a file |
//!
//! `cargo xtask test native` starts a server and sets them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Postgres, Sqlite, Transaction};

use super::block_on;
use super::output::stdout;

/// Where a test's records are.
pub enum Database {
    File(PathBuf),
    /// A database of this name.
    Server(String),
    /// One at this address, on a server that is not the tests'.
    Elsewhere(String),
}

impl Database {
    /// The kind that this run is about, in or for this folder.
    pub fn of_this_run(folder: &Path) -> Self {
        match env::var("THUAN_TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => Self::file(folder),
            Ok("postgres") => Self::server(),
            Ok(other) => panic!("THUAN_TEST_DATABASE is sqlite or postgres, not {other}"),
        }
    }

    pub fn file(folder: &Path) -> Self {
        Self::File(folder.join("thuan.db"))
    }

    /// An empty database.
    pub fn server() -> Self {
        Self::made("template1")
    }

    fn made(template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{count}", std::process::id());
        let make = format!("CREATE DATABASE {name} OWNER thuan TEMPLATE {template}");
        as_admin_alone(&make);
        Self::Server(name)
    }

    /// One whose tables are in a folder that is its own, such as another disk.
    pub fn server_in(folder: &Path) -> Self {
        let place = format!("place_{}", std::process::id());
        as_admin_alone(&format!(
            "CREATE TABLESPACE {place} LOCATION '{}'",
            folder.display()
        ));
        let database = Self::made("template1");
        if let Self::Server(name) = &database {
            as_admin_alone(&format!("ALTER DATABASE {name} SET TABLESPACE {place}"));
        }
        database
    }

    /// Takes it from the server, with the place of [`Database::server_in`].
    pub fn remove(&self) {
        if let Self::Server(name) = self {
            as_admin_alone(&format!("DROP DATABASE {name} WITH (FORCE)"));
            as_admin_alone(&format!("DROP TABLESPACE place_{}", std::process::id()));
        }
    }

    /// Another with the same content, while nobody uses this one.
    pub fn copy(&self, folder: &Path) -> Self {
        match self {
            Self::File(path) => {
                let copy = Self::file(folder);
                let Self::File(to) = &copy else { return copy };
                std::fs::copy(path, to).expect("copied");
                copy
            }
            Self::Server(name) => Self::made(name),
            Self::Elsewhere(address) => panic!("{address} is not copied"),
        }
    }

    /// As `--database` takes it.
    pub fn address(&self) -> String {
        match self {
            Self::File(path) => format!("sqlite://{}", path.display()),
            Self::Elsewhere(address) => address.clone(),
            Self::Server(name) => {
                format!("{}/{name}", server().replacen("//postgres:", "//thuan:", 1))
            }
        }
    }

    pub fn is_server(&self) -> bool {
        !matches!(self, Self::File(_))
    }

    /// Changes it behind the backend's back, as somebody would who minds no rule of it.
    pub fn sql(&self, statements: &str) {
        block_on(async {
            match self {
                Self::File(_) => {
                    let done = sqlx::raw_sql(statements);
                    done.execute(&mut self.open_file().await)
                        .await
                        .expect("done");
                }
                Self::Server(_) | Self::Elsewhere(_) => {
                    // No foreign keys; but numbers, which SQLite cannot be kept from giving either.
                    let statements = format!(
                        "ALTER TABLE IF EXISTS proofs ENABLE ALWAYS TRIGGER number_row;
                         SET session_replication_role = replica; {statements}"
                    );
                    let done = sqlx::raw_sql(&statements);
                    done.execute(&mut self.open_server().await)
                        .await
                        .expect("done");
                }
            }
        });
    }

    /// The one value that a statement gives.
    pub fn value(&self, statement: &str) -> String {
        block_on(self.read(statement))
    }

    /// The same, for who waits for more than that.
    pub async fn read(&self, statement: &str) -> String {
        match self {
            Self::File(_) => {
                let value = sqlx::query_scalar(statement);
                value.fetch_one(&mut self.open_file().await).await
            }
            Self::Server(_) | Self::Elsewhere(_) => {
                let value = sqlx::query_scalar(statement);
                value.fetch_one(&mut self.open_server().await).await
            }
        }
        .expect("a value")
    }

    /// Takes the lock that the backend writes under.
    pub async fn hold(&self) -> Held {
        match self {
            Self::File(_) => {
                let options = self.file_options();
                let pool = sqlx::SqlitePool::connect_with(options)
                    .await
                    .expect("opens");
                let held = pool.begin_with("BEGIN IMMEDIATE").await.expect("begun");
                Held::File(held)
            }
            Self::Server(_) | Self::Elsewhere(_) => {
                let pool = sqlx::PgPool::connect_with(self.server_options())
                    .await
                    .expect("opens");
                let mut held = pool.begin().await.expect("begun");
                sqlx::query("SELECT 1 FROM counters WHERE name = 'receipts' FOR UPDATE")
                    .execute(&mut *held)
                    .await
                    .expect("held");
                Held::Server(held)
            }
        }
    }

    /// Whether some bytes are anywhere in the file and the log beside it; or in what the server hands out.
    pub fn holds(&self, text: &str) -> bool {
        let contents = match self {
            Self::File(path) => {
                let log = path.with_extension("db-wal");
                vec![
                    std::fs::read(path).expect("a database"),
                    std::fs::read(log).unwrap_or_default(),
                ]
            }
            Self::Server(_) | Self::Elsewhere(_) => {
                let mut dump = Command::new("pg_dump");
                let dump = dump.args(["--inserts", "--dbname", &self.address()]);
                vec![stdout(&dump.output().expect("runs")).into_bytes()]
            }
        };
        contents.iter().any(|bytes| {
            let mut windows = bytes.windows(text.len());
            windows.any(|window| window == text.as_bytes())
        })
    }

    fn file_options(&self) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::from_str(&self.address());
        options.expect("an address").foreign_keys(false)
    }

    async fn open_file(&self) -> SqliteConnection {
        self.file_options().connect().await.expect("opens")
    }

    async fn open_server(&self) -> PgConnection {
        self.server_options().connect().await.expect(UNREACHABLE)
    }

    fn server_options(&self) -> PgConnectOptions {
        match self {
            Self::File(path) => panic!("{} is a file", path.display()),
            Self::Server(name) => as_admin(name),
            Self::Elsewhere(address) => PgConnectOptions::from_str(address).expect("an address"),
        }
    }
}

/// The lock; nobody else has it until this is released.
pub enum Held {
    File(Transaction<'static, Sqlite>),
    Server(Transaction<'static, Postgres>),
}

impl Held {
    pub async fn release(self) {
        match self {
            Self::File(held) => held.rollback().await,
            Self::Server(held) => held.rollback().await,
        }
        .expect("ended");
    }
}

const UNREACHABLE: &str = "the server that THUAN_TEST_POSTGRES names cannot be reached";

fn server() -> String {
    env::var("THUAN_TEST_POSTGRES").expect(
        "this test needs a PostgreSQL server: run it by `cargo xtask test native`, which starts one, or name one in \
         THUAN_TEST_POSTGRES",
    )
}

/// Runs a statement that is no part of a transaction.
fn as_admin_alone(statement: &str) {
    block_on(async {
        let mut admin = as_admin("postgres").connect().await.expect(UNREACHABLE);
        let done = sqlx::query(statement).execute(&mut admin);
        done.await.expect("done");
    });
}

/// Who may do anything, in this database.
fn as_admin(name: &str) -> PgConnectOptions {
    let options = PgConnectOptions::from_str(&server()).expect("an address");
    options.database(name)
}
