//! Records in one SQLite file.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::error::BoxDynError;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Row as _};
use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::evidence::PolicyText;
use thuan_consent::jws::FlattenedJws;
use thuan_consent::language::Language;

use super::{Absent, Kept, NewRecord, Outcome, StoreError, StoredRecord, StoredRegistration};

/// How long a connection waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;

/// A SQLite file with one writing connection and several reading ones.
///
/// SQLite has one writer at a time. With one writing connection, requests queue in memory and in order; with several
/// they would poll the file's lock and starve each other.
#[derive(Debug, Clone)]
pub struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
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
        let files = [(
            1,
            "records",
            include_str!("../../migrations/sqlite/0001_records.sql"),
        )];
        let simple = MigrationType::Simple;
        let migrations = files.map(|(version, name, sql)| {
            Migration::new(version, name.into(), simple, sql.into(), false)
        });
        Box::pin(std::future::ready(Ok(migrations.into())))
    }
}

fn options(address: &str, absent: Absent) -> Result<SqliteConnectOptions, StoreError> {
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

/// Makes the file, if it is not there, for its owner alone: it is going to hold personal data. SQLite gives the files
/// beside it the same rights.
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

impl Sqlite {
    pub(super) async fn open(address: &str, absent: Absent) -> Result<Self, StoreError> {
        let options = options(address, absent)?;
        let pool = |size| {
            SqlitePoolOptions::new()
                .max_connections(size)
                .acquire_timeout(ACQUIRE_TIMEOUT)
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        Migrator::new(Migrations).await?.run(&writer).await?;
        let readers = pool(READERS).connect_lazy_with(options);
        Ok(Self { writer, readers })
    }

    pub(super) async fn keep(&self, record: &NewRecord) -> Result<Outcome, StoreError> {
        let fields = serde_json::to_string(&record.registration.fields)
            .map_err(|_| StoreError::Corrupt("registration"))?;
        match self.insert(record, &fields).await {
            Ok(()) => Ok(Outcome::New(Kept {
                record_id: record.record_id.to_string(),
                record_sha256: record.record_sha256.to_string(),
                received_at: record.received_at.to_string(),
            })),
            // Someone else was first, perhaps this very record by another connection.
            Err(error)
                if error
                    .as_database_error()
                    .is_some_and(|error| error.is_unique_violation()) =>
            {
                let earlier = self.find(&record.record_id, &record.record_sha256).await?;
                earlier.ok_or(StoreError::Database(error))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn insert(&self, record: &NewRecord, fields: &str) -> Result<(), sqlx::Error> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "INSERT INTO proofs (record_sha256, record_id, protected, payload, signature, received_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(record.record_sha256.as_str())
        .bind(record.record_id.as_str())
        .bind(&record.consent.protected)
        .bind(&record.consent.payload)
        .bind(&record.consent.signature)
        .bind(record.received_at.as_str())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("INSERT INTO registrations (record_id, salt, fields) VALUES (?, ?, ?)")
            .bind(record.record_id.as_str())
            .bind(String::from(record.registration.salt.clone()))
            .bind(fields)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    pub(super) async fn find(
        &self,
        id: &RecordId,
        sha256: &Sha256Hex,
    ) -> Result<Option<Outcome>, StoreError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT record_id, record_sha256, received_at FROM proofs WHERE record_sha256 = ?1 OR record_id = ?2",
        )
        .bind(sha256.as_str())
        .bind(id.as_str())
        .fetch_all(&self.readers)
        .await?;
        let mut clash = None;
        for (record_id, record_sha256, received_at) in rows {
            if record_sha256 == sha256.as_str() {
                return Ok(Some(Outcome::Again(Kept {
                    record_id,
                    record_sha256,
                    received_at,
                })));
            }
            clash = Some(Outcome::Clash {
                stored_record_sha256: record_sha256,
            });
        }
        Ok(clash)
    }

    pub(super) async fn get(
        &self,
        record_id: &RecordId,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let row = sqlx::query(
            "SELECT p.*, r.salt, r.fields FROM proofs p LEFT JOIN registrations r ON r.record_id = p.record_id
             WHERE p.record_id = ?",
        )
        .bind(record_id.as_str())
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(stored).transpose()
    }

    pub(super) async fn page(
        &self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.*, r.salt, r.fields FROM proofs p LEFT JOIN registrations r ON r.record_id = p.record_id
             WHERE p.sequence > ? ORDER BY p.sequence LIMIT ?",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(stored).collect()
    }

    pub(super) async fn keep_policy_text(
        &self,
        language: &Language,
        text: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO policy_texts (sha256, language, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(Sha256Hex::of(text.as_bytes()).as_str())
            .bind(language.as_str())
            .bind(text)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    pub(super) async fn keep_form(&self, bytes: &[u8]) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO form_definitions (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(Sha256Hex::of(bytes).as_str())
        .bind(bytes)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    pub(super) async fn policy_text(
        &self,
        sha256: &Sha256Hex,
    ) -> Result<Option<PolicyText>, StoreError> {
        let row: Option<(String, String)> =
            sqlx::query_as("SELECT language, text FROM policy_texts WHERE sha256 = ?")
                .bind(sha256.as_str())
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(language, text)| {
            let language = language
                .parse()
                .map_err(|_| StoreError::Corrupt("language"))?;
            Ok(PolicyText { language, text })
        })
        .transpose()
    }

    pub(super) async fn form(&self, sha256: &Sha256Hex) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> =
            sqlx::query_as("SELECT bytes FROM form_definitions WHERE sha256 = ?")
                .bind(sha256.as_str())
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.map(|(bytes,)| bytes))
    }

    pub(super) async fn durability(&self) -> Result<Vec<Durability>, StoreError> {
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

    pub(super) async fn close(&self) {
        self.readers.close().await;
        // The last connection to close writes the log back into the file and removes it.
        self.writer.close().await;
    }
}

fn stored(row: &SqliteRow) -> Result<StoredRecord, StoreError> {
    let salt: Option<String> = row.try_get("salt")?;
    let fields: Option<String> = row.try_get("fields")?;
    Ok(StoredRecord {
        sequence: row.try_get("sequence")?,
        record_id: row.try_get("record_id")?,
        record_sha256: row.try_get("record_sha256")?,
        received_at: row.try_get("received_at")?,
        consent: FlattenedJws {
            protected: row.try_get("protected")?,
            payload: row.try_get("payload")?,
            signature: row.try_get("signature")?,
        },
        registration: salt
            .zip(fields)
            .map(|(salt, fields)| StoredRegistration { salt, fields }),
    })
}
