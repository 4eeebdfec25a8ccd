//! Deleting the personal data of a registration, and leaving no bytes of it behind.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use thuan_consent::encoding::RecordId;
use thuan_consent::time::Timestamp;

use super::sql::{Connection, Pool, query, query_as, query_scalar};
use super::{Forgotten, Store, StoreError, StoredUnsigned};

/// How long other processes that are reading are waited for, so that the log can be emptied.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgot {
    /// The first record of the chain: the one whose registration it was.
    pub first_record_id: String,
    /// Whether there is a proof, which stays.
    pub is_signed: bool,
    /// When and why it had been deleted before, where it had.
    pub before: Option<Forgotten>,
    /// How many closed requests' contact and message were deleted with it.
    pub requests: u64,
    /// Requests of the same person that are still open, and keep their contact so that they can be answered.
    pub open_requests: Vec<String>,
    /// Whether no bytes are left.
    pub wiped: Wiped,
}

/// Whether the deleted bytes are gone from the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wiped {
    /// They are overwritten in the database, and the log beside it is empty.
    Gone,
    /// Another process was reading all the time, so the log may still hold them. It is emptied when that ends.
    LogInUse,
    /// PostgreSQL need not have given up their room: only who owns the tables or the database may ask it to. It does so by
    /// itself, when it likes.
    NotOwner,
    /// PostgreSQL was told to give up their room and overwrites it in its own time; its write-ahead log, the archive of
    /// that, and other servers have them until they are discarded there.
    ByServer,
}

impl Store {
    /// Deletes the registration of a record, or of the first record of the chain it is in, and notes when and why.
    /// The proofs stay.
    ///
    /// `None`: there is no such record.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing is deleted then, unless the error came while the log was being emptied.
    pub async fn forget(
        &self,
        record_id: &RecordId,
        reason: &str,
        now: &Timestamp,
    ) -> Result<Option<Forgot>, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let Some(first) = first(&mut transaction.connection(), record_id).await? else {
            return Ok(None);
        };
        let before: Option<(String, String)> =
            query_as("SELECT forgotten_at, reason FROM forgotten WHERE record_id = $1")
                .bind(&first)
                .fetch_optional(&mut transaction)
                .await?;
        let contacts = contacts(&mut transaction.connection(), &first).await?;
        let (requests, open_requests) =
            forget_requests(&mut transaction.connection(), &first, &contacts).await?;
        query("DELETE FROM registrations WHERE record_id = $1")
            .bind(&first)
            .execute(&mut transaction)
            .await?;
        query(
            "INSERT INTO forgotten (record_id, forgotten_at, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(&first)
        .bind(now.as_str())
        .bind(reason)
        .execute(&mut transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(Forgot {
            first_record_id: first,
            is_signed: true,
            before: before.map(|(forgotten_at, reason)| Forgotten {
                forgotten_at,
                reason,
            }),
            requests,
            open_requests,
            wiped: self.wipe().await?,
        }))
    }

    /// Deletes the personal data of an unsigned registration, and notes when and why. What was agreed to stays.
    ///
    /// `None`: there is no such registration.
    ///
    /// # Errors
    ///
    /// As [`Store::forget`].
    pub async fn forget_unsigned(
        &self,
        id: &RecordId,
        reason: &str,
        now: &Timestamp,
    ) -> Result<Option<Forgot>, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let stored: Option<StoredUnsigned> =
            query_as("SELECT * FROM unsigned_registrations WHERE registration_id = $1")
                .bind(id.as_str())
                .fetch_optional(&mut transaction)
                .await?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let contacts = of_fields(stored.registration.map(|registration| registration.fields));
        let (requests, open_requests) =
            forget_requests(&mut transaction.connection(), id.as_str(), &contacts).await?;
        query(
            "UPDATE unsigned_registrations
             SET salt = NULL, fields = NULL, likeness_sha256 = NULL, author_sha256 = NULL,
                 forgotten_at = coalesce(forgotten_at, $1), forgotten_reason = coalesce(forgotten_reason, $2)
             WHERE registration_id = $3",
        )
        .bind(now.as_str())
        .bind(reason)
        .bind(id.as_str())
        .execute(&mut transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(Forgot {
            first_record_id: id.to_string(),
            is_signed: false,
            before: stored.forgotten,
            requests,
            open_requests,
            wiped: self.wipe().await?,
        }))
    }

    /// Sees to it that no bytes are left of what was deleted, as far as a client of the database can.
    async fn wipe(&self) -> Result<Wiped, StoreError> {
        match &self.writer {
            Pool::Sqlite(..) => self.empty_log().await,
            Pool::Postgres(_) => self.vacuum().await,
        }
    }

    /// Has PostgreSQL give up the rows as they were before, which it otherwise does when it likes.
    async fn vacuum(&self) -> Result<Wiped, StoreError> {
        // Each by itself, outside a transaction.
        for statement in [
            "VACUUM registrations",
            "VACUUM requests",
            "VACUUM unsigned_registrations",
        ] {
            query(statement).execute(&self.writer).await?;
        }
        // What is not for this role to vacuum was passed over with a warning: all but what it owns, or the database's
        // owner has (15; from 17 on there is also the privilege MAINTAIN, of which nothing is promised here).
        let may: bool = query_scalar(
            "SELECT (SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class
                     WHERE oid IN (to_regclass('registrations'), to_regclass('requests'),
                                   to_regclass('unsigned_registrations')))
                 OR (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database())",
        )
        .fetch_one(&self.writer)
        .await?;
        Ok(if may {
            Wiped::ByServer
        } else {
            Wiped::NotOwner
        })
    }

    /// Writes the log back into the database and empties it: it holds pages as they were before a deletion.
    async fn empty_log(&self) -> Result<Wiped, StoreError> {
        let started = Instant::now();
        loop {
            let (busy, _, _): (i64, i64, i64) = query_as("PRAGMA wal_checkpoint(TRUNCATE)")
                .fetch_one(&self.writer)
                .await?;
            if busy == 0 {
                return Ok(Wiped::Gone);
            }
            if started.elapsed() > PATIENCE {
                return Ok(Wiped::LogInUse);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The name of the first record of the chain that a record is in.
async fn first(
    connection: &mut Connection<'_>,
    record_id: &RecordId,
) -> Result<Option<String>, StoreError> {
    let first = query_scalar(
        "WITH RECURSIVE chain (record_id, previous) AS (
             SELECT record_id, previous_record_sha256 FROM proofs WHERE record_id = $1
             UNION SELECT p.record_id, p.previous_record_sha256 FROM proofs p JOIN chain ON p.record_sha256 = chain.previous
         )
         SELECT record_id FROM chain WHERE previous IS NULL",
    )
    .bind(record_id.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(first)
}

/// The e-mail address and telephone number of a registration.
async fn contacts(
    connection: &mut Connection<'_>,
    record_id: &str,
) -> Result<[Option<String>; 2], StoreError> {
    let fields: Option<String> =
        query_scalar("SELECT fields FROM registrations WHERE record_id = $1")
            .bind(record_id)
            .fetch_optional(connection)
            .await?;
    Ok(of_fields(fields))
}

fn of_fields(fields: Option<String>) -> [Option<String>; 2] {
    // One that cannot be read is deleted all the same.
    let fields: BTreeMap<String, String> = fields
        .and_then(|fields| serde_json::from_str(&fields).ok())
        .unwrap_or_default();
    ["email", "phone"].map(|name| fields.get(name).cloned())
}

/// Deletes what closed requests of the same person say about them: those that name a record of the chain, and those
/// that name none and have the registration's contact. Returns how many, and the names of those that are still open.
async fn forget_requests(
    connection: &mut Connection<'_>,
    first: &str,
    [email, phone]: &[Option<String>; 2],
) -> Result<(u64, Vec<String>), StoreError> {
    const THEIRS: &str = "contact IS NOT NULL AND (
        reference IN (
            WITH RECURSIVE chain (record_id, record_sha256) AS (
                SELECT record_id, record_sha256 FROM proofs WHERE record_id = $1
                UNION SELECT p.record_id, p.record_sha256
                FROM proofs p JOIN chain ON p.previous_record_sha256 = chain.record_sha256
            )
            SELECT substr(record_id, 1, 8) FROM chain
        )
        OR reference = substr($1, 1, 8)
        OR reference IS NULL AND contact IN ($2, $3)
    )";
    let open = format!(
        "SELECT request_id FROM requests WHERE completed_at IS NULL AND {THEIRS} ORDER BY received_at"
    );
    let open = query_scalar(&open)
        .bind(first)
        .bind(email)
        .bind(phone)
        .fetch_all(&mut *connection)
        .await?;
    let wipe = format!(
        "UPDATE requests SET contact = NULL, message = NULL, note = NULL WHERE completed_at IS NOT NULL AND {THEIRS}"
    );
    let wiped = query(&wipe)
        .bind(first)
        .bind(email)
        .bind(phone)
        .execute(connection)
        .await?;
    Ok((wiped, open))
}
