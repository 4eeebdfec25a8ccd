//! The PostgreSQL server.

use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use sqlx::ConnectOptions as _;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection as _, Executor as _, Row as _};
use tokio::sync::Mutex;

use super::{ACQUIRE_TIMEOUT, APPLIED, Absent, Migrations, PARAMETERS, Probe, READERS, Tables};
use crate::store::StoreError;
use crate::store::keys::private_keys;
use crate::store::sql::{Connection, Pool};

/// How a connection is set, as PostgreSQL reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerDurability {
    /// `fsync`: `on`. Without it a power cut can take everything along.
    pub fsync: String,
    /// `full_page_writes`: `on`, unless the file system never tears a page.
    pub full_page_writes: String,
    /// `synchronous_commit`: `on`, or `remote_apply`, which waits for more. With less, a 201 promises too much.
    pub synchronous_commit: String,
    /// `lock_timeout`, as the server writes it; `0` waits for ever.
    pub lock_timeout: String,
}

const MIGRATIONS: Migrations = Migrations(&[
    (
        "records",
        include_str!("../../../migrations/postgres/0001_records.sql"),
    ),
    (
        "outbox",
        include_str!("../../../migrations/postgres/0002_outbox.sql"),
    ),
]);

/// Holds back others that make the same tables at the same time. Any number does that nothing else in the database uses.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(8387794012)";

/// A commit waits until it is on the disk, and on that of standbys that the server waits for; but what the server does
/// beyond that (`remote_apply`) stays as it is. Nobody waits for a lock for ever (5 s: `BUSY_TIMEOUT`). A writer that is
/// no longer heard of lets the lock go.
const SETTINGS: &str = "SELECT
    set_config('synchronous_commit',
               CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
    set_config('lock_timeout', '5s', false)";
const WRITER_SETTINGS: &str = "SET idle_in_transaction_session_timeout = '30s'";

/// How long a server that is there takes to answer, at most.
const REACHING: Duration = Duration::from_secs(2);

/// For how long it is believed to answer, or not to, since it was asked.
const FRESH: Duration = Duration::from_secs(1);

/// Whether this is an address of a server.
pub(super) fn check(address: &str) -> Result<(), StoreError> {
    PgConnectOptions::from_str(address).map_err(StoreError::Address)?;
    let (_, parameters) = address.split_once('?').unwrap_or_default();
    let parameters =
        form_urlencoded::parse(parameters.split('#').next().unwrap_or_default().as_bytes());
    for (name, _) in parameters {
        if !PARAMETERS.contains(&&*name) && !name.starts_with("options[") {
            return Err(StoreError::Parameter(name.into_owned()));
        }
    }
    Ok(())
}

/// The writing connection, and those that read.
pub(super) async fn open(address: &str, absent: Absent) -> Result<(Pool, Pool), StoreError> {
    let options = options(address)?;
    let mut connection = connect(&options).await?;
    migrate(&mut connection, absent).await?;
    connection.close().await?;
    let writer = pool(1, WRITER_SETTINGS).connect_lazy_with(options.clone());
    let readers = pool(READERS, "").connect_lazy_with(options);
    Ok((Pool::Postgres(writer), Pool::Postgres(readers)))
}

/// What it is, and what is in it.
pub(super) async fn probe(address: &str) -> Result<Probe, StoreError> {
    let mut connection = connect(&options(address)?).await?;
    let version: String = sqlx::query_scalar("SELECT current_setting('server_version')")
        .fetch_one(&mut connection)
        .await?;
    let tables = tables(&mut connection).await?;
    let keys = private_keys(&mut Connection::Postgres(&mut connection)).await?;
    connection.close().await?;
    Ok(Probe {
        product: format!("PostgreSQL {version}"),
        tables,
        keys,
    })
}

fn options(address: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(address).map_err(StoreError::Address)?;
    Ok(options
        .application_name("thuan")
        .disable_statement_logging())
}

/// Connects once and looks at how the server is set. A pool would try again and again, and not say why it cannot.
async fn connect(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let connecting = tokio::time::timeout(ACQUIRE_TIMEOUT, options.connect());
    let mut connection = connecting
        .await
        .map_err(|_| StoreError::Unreachable("it does not answer".to_owned()))?
        .map_err(|error| StoreError::Unreachable(error.to_string()))?;
    is_durable(&mut connection).await?;
    Ok(connection)
}

/// Whether it answers, be it that it has no room for another connection. It is asked once for all who want to know within a
/// second: of those who wait for a busy server each would else open one more connection to it.
pub(in crate::store) async fn is_reachable(pool: &PgPool) -> bool {
    let options = (*pool.connect_options()).clone();
    // Of its own: who asks may be gone before there is an answer, which is for the others all the same.
    let asking = tokio::spawn(async move { answers_lately(&options).await });
    asking.await.unwrap_or(false)
}

async fn answers_lately(options: &PgConnectOptions) -> bool {
    static LAST: Mutex<BTreeMap<(String, u16), (Instant, bool)>> =
        Mutex::const_new(BTreeMap::new());
    let server = (options.get_host().to_owned(), options.get_port());
    let mut last = LAST.lock().await;
    if let Some((asked, answers)) = last.get(&server)
        && asked.elapsed() < FRESH
    {
        return *answers;
    }
    let answers = answers(options).await;
    last.insert(server, (Instant::now(), answers));
    answers
}

async fn answers(options: &PgConnectOptions) -> bool {
    match tokio::time::timeout(REACHING, options.connect()).await {
        Ok(Ok(connection)) => connection.close().await.is_ok(),
        Ok(Err(error)) => !matches!(error, sqlx::Error::Io(_)),
        Err(_) => false,
    }
}

/// Refuses a server that loses what it has confirmed.
async fn is_durable(connection: &mut PgConnection) -> Result<(), StoreError> {
    connection.execute(SETTINGS).await?;
    let set = settings(connection).await?;
    if set.fsync == "off" {
        return Err(StoreError::NotDurable("fsync"));
    }
    if !matches!(set.synchronous_commit.as_str(), "on" | "remote_apply") {
        return Err(StoreError::NotDurable("synchronous_commit"));
    }
    if set.full_page_writes == "off" {
        tracing::warn!(
            event = "full_page_writes",
            "full_page_writes is off: safe only on a file system that never tears a page"
        );
    }
    Ok(())
}

async fn settings(connection: &mut PgConnection) -> Result<ServerDurability, StoreError> {
    let settings = sqlx::query(
        "SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
                current_setting('synchronous_commit') AS synchronous_commit,
                current_setting('lock_timeout') AS lock_timeout",
    );
    let row = settings.fetch_one(connection).await?;
    Ok(ServerDurability {
        fsync: row.try_get("fsync")?,
        full_page_writes: row.try_get("full_page_writes")?,
        synchronous_commit: row.try_get("synchronous_commit")?,
        lock_timeout: row.try_get("lock_timeout")?,
    })
}

/// Makes the tables, or brings them up to date. Where that is done already nothing is written, so that a standby and a
/// role that may only read can be audited.
async fn migrate(connection: &mut PgConnection, absent: Absent) -> Result<(), StoreError> {
    if !tables(connection).await?.are_to_change(absent)? {
        return Ok(());
    }
    // Under one lock, so that of two processes that start at once the second finds the work done.
    let mut transaction = connection.begin().await?;
    transaction.execute(MIGRATION_LOCK).await?;
    Migrator::new(MIGRATIONS)
        .await?
        // sqlx's own lock lives as long as the connection, which is nothing for those who share connections.
        .set_locking(false)
        .run_direct(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

async fn tables(connection: &mut PgConnection) -> Result<Tables, StoreError> {
    let there: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        return Ok(Tables::None);
    }
    let applied = sqlx::query_as(APPLIED).fetch_one(connection).await?;
    Ok(MIGRATIONS.tables(applied))
}

/// A pool that looks at a connection before it is used: the server may have been started anew since. For its other
/// settings, see the pool of the file.
fn pool(size: u32, settings: &'static str) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(true)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(SETTINGS).await?;
                if !settings.is_empty() {
                    connection.execute(settings).await?;
                }
                Ok(())
            })
        })
}

pub(super) async fn durability(pools: [&PgPool; 2]) -> Result<Vec<ServerDurability>, StoreError> {
    let mut all = Vec::new();
    for pool in pools {
        // All at once, or the pool would hand out the same one again.
        let mut held = Vec::new();
        for _ in 0..pool.options().get_max_connections() {
            held.push(pool.acquire().await?);
        }
        for connection in &mut held {
            all.push(settings(connection).await?);
        }
    }
    Ok(all)
}
