//! Records as they are kept: the proof, the registration, and what became of them.

use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::jws::FlattenedJws;

use super::sql::{Connection, Row, query};
use super::{Outcome, Store, StoreError, StoredReceipt};

/// What the sender is told about a kept record: the same for its first arrival and for every later one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kept {
    /// The record's name.
    pub record_id: String,
    /// The hash of its payload.
    pub record_sha256: String,
    /// When it first arrived.
    pub received_at: String,
    /// The receipt. What was kept before there were receipts has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FlattenedJws>,
    /// For a withdrawal: the last day for telling the person that it has arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_by: Option<String>,
    /// For a withdrawal: the last day for carrying it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_by: Option<String>,
}

/// A kept record as the database has it: text, unchecked. Judging it is for [`crate::audit`].
#[derive(Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Order of arrival, from 1.
    pub sequence: i64,
    /// The name it is kept under.
    pub record_id: String,
    /// The hash it is kept under.
    pub record_sha256: String,
    /// When it arrived.
    pub received_at: String,
    /// The proof.
    pub consent: FlattenedJws,
    /// The challenge it is kept under.
    pub challenge: Option<String>,
    /// The record it is kept as a change of.
    pub previous_record_sha256: Option<String>,
    /// The name of that record.
    pub previous_record_id: Option<String>,
    /// Whether it was kept before there were receipts.
    pub before_receipts: bool,
    /// The personal data, unless it was deleted.
    pub registration: Option<StoredRegistration>,
    /// The receipt.
    pub receipt: Option<StoredReceipt>,
    /// When and why the registration was deleted.
    pub forgotten: Option<Forgotten>,
    /// Whether it is listed as a withdrawal, with deadlines.
    pub withdrawal: bool,
}

/// A kept registration.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredRegistration {
    /// The salt of its hash.
    pub salt: String,
    /// The fields, a JSON object of strings.
    pub fields: String,
}

/// When and why a registration was deleted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Forgotten {
    /// When.
    pub forgotten_at: String,
    /// Why.
    pub reason: String,
}

/// Everything about records, for a `WHERE` to follow.
const RECORDS: &str = "SELECT p.*, r.salt, r.fields, c.sequence AS receipt_sequence,
       c.record_sha256 AS receipt_record_sha256, c.protected AS receipt_protected, c.payload AS receipt_payload,
       c.signature AS receipt_signature, f.forgotten_at, f.reason, q.request_id IS NOT NULL AS withdrawal,
       b.record_id AS previous_record_id
  FROM proofs p
  LEFT JOIN registrations r ON r.record_id = p.record_id
  LEFT JOIN receipts c ON c.record_sha256 = p.record_sha256
  LEFT JOIN forgotten f ON f.record_id = p.record_id
  LEFT JOIN requests q ON q.record_id = p.record_id
  LEFT JOIN proofs b ON b.record_sha256 = p.previous_record_sha256";

impl Store {
    /// Whether a record is kept already, or another one under its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn find(
        &self,
        id: &RecordId,
        sha256: &Sha256Hex,
    ) -> Result<Option<Outcome>, StoreError> {
        find(&mut self.readers.acquire().await?.connection(), id, sha256).await
    }

    /// One record by its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn get(&self, record_id: &RecordId) -> Result<Option<StoredRecord>, StoreError> {
        let mut acquired = self.readers.acquire().await?;
        let connection = &mut acquired.connection();
        one(connection, "p.record_id = $1", record_id.as_str()).await
    }

    /// One record by its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn get_by_hash(
        &self,
        record_sha256: &Sha256Hex,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let mut acquired = self.readers.acquire().await?;
        let connection = &mut acquired.connection();
        one(connection, "p.record_sha256 = $1", record_sha256.as_str()).await
    }

    /// The records that the one of this name changes, directly and through others, the oldest first; without itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn earlier(&self, record_id: &RecordId) -> Result<Vec<StoredRecord>, StoreError> {
        // UNION, not UNION ALL: a circle, which only a changed database can have, ends.
        let statement = format!(
            "WITH RECURSIVE chain (record_sha256) AS (
                 SELECT previous_record_sha256 FROM proofs WHERE record_id = $1
                 UNION SELECT p.previous_record_sha256 FROM proofs p JOIN chain ON chain.record_sha256 = p.record_sha256
             )
             {RECORDS} JOIN chain ON chain.record_sha256 = p.record_sha256 WHERE p.record_id <> $1 ORDER BY p.sequence"
        );
        let rows = query(&statement)
            .bind(record_id.as_str())
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(stored).collect()
    }

    /// Up to `limit` records that arrived after the one numbered `after` (0 for the first page), in that order.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn page(&self, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        page(
            &mut self.readers.acquire().await?.connection(),
            after,
            limit,
        )
        .await
    }
}

pub(super) async fn find(
    connection: &mut Connection<'_>,
    id: &RecordId,
    sha256: &Sha256Hex,
) -> Result<Option<Outcome>, StoreError> {
    let rows = query(
        "SELECT p.record_id, p.record_sha256, p.received_at, c.protected, c.payload, c.signature, q.acknowledge_by,
                q.complete_by
         FROM proofs p
         LEFT JOIN receipts c ON c.record_sha256 = p.record_sha256
         LEFT JOIN requests q ON q.record_id = p.record_id
         WHERE p.record_sha256 = $1 OR p.record_id = $2",
    )
    .bind(sha256.as_str())
    .bind(id.as_str())
    .fetch_all(connection)
    .await?;
    let mut clash = None;
    for row in rows {
        let record_sha256: String = row.get("record_sha256")?;
        if record_sha256 == sha256.as_str() {
            return Ok(Some(Outcome::Again(Kept {
                record_id: row.get("record_id")?,
                record_sha256,
                received_at: row.get("received_at")?,
                receipt: jws(&row, ["protected", "payload", "signature"])?,
                acknowledge_by: row.get("acknowledge_by")?,
                complete_by: row.get("complete_by")?,
            })));
        }
        clash = Some(Outcome::Clash {
            stored_record_sha256: Some(record_sha256),
        });
    }
    Ok(clash)
}

async fn one(
    connection: &mut Connection<'_>,
    condition: &'static str,
    value: &str,
) -> Result<Option<StoredRecord>, StoreError> {
    let statement = format!("{RECORDS} WHERE {condition}");
    let row = query(&statement)
        .bind(value)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(stored).transpose()
}

pub(super) async fn by_hash(
    connection: &mut Connection<'_>,
    record_sha256: &str,
) -> Result<Option<StoredRecord>, StoreError> {
    one(connection, "p.record_sha256 = $1", record_sha256).await
}

pub(super) async fn change_of(
    connection: &mut Connection<'_>,
    record_sha256: &str,
) -> Result<Option<StoredRecord>, StoreError> {
    one(connection, "p.previous_record_sha256 = $1", record_sha256).await
}

pub(super) async fn page(
    connection: &mut Connection<'_>,
    after: i64,
    limit: u32,
) -> Result<Vec<StoredRecord>, StoreError> {
    let statement = format!("{RECORDS} WHERE p.sequence > $1 ORDER BY p.sequence LIMIT $2");
    let rows = query(&statement)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(stored).collect()
}

/// A signature from three columns; `None` where they are empty.
fn jws(row: &Row, columns: [&str; 3]) -> Result<Option<FlattenedJws>, sqlx::Error> {
    let [protected, payload, signature] = columns;
    let Some(protected) = row.get(protected)? else {
        return Ok(None);
    };
    Ok(Some(FlattenedJws {
        protected,
        payload: row.get(payload)?,
        signature: row.get(signature)?,
    }))
}

fn stored(row: &Row) -> Result<StoredRecord, StoreError> {
    let salt: Option<String> = row.get("salt")?;
    let fields: Option<String> = row.get("fields")?;
    let forgotten_at: Option<String> = row.get("forgotten_at")?;
    let reason: Option<String> = row.get("reason")?;
    let parts = ["receipt_protected", "receipt_payload", "receipt_signature"];
    let receipt = match jws(row, parts)? {
        None => None,
        Some(jws) => Some(StoredReceipt {
            sequence: row.get("receipt_sequence")?,
            record_sha256: row.get("receipt_record_sha256")?,
            jws,
        }),
    };
    Ok(StoredRecord {
        sequence: row.get("sequence")?,
        record_id: row.get("record_id")?,
        record_sha256: row.get("record_sha256")?,
        received_at: row.get("received_at")?,
        consent: FlattenedJws {
            protected: row.get("protected")?,
            payload: row.get("payload")?,
            signature: row.get("signature")?,
        },
        challenge: row.get("challenge")?,
        previous_record_sha256: row.get("previous_record_sha256")?,
        previous_record_id: row.get("previous_record_id")?,
        before_receipts: row.get("before_receipts")?,
        registration: salt
            .zip(fields)
            .map(|(salt, fields)| StoredRegistration { salt, fields }),
        receipt,
        forgotten: forgotten_at
            .zip(reason)
            .map(|(forgotten_at, reason)| Forgotten {
                forgotten_at,
                reason,
            }),
        withdrawal: row.get("withdrawal")?,
    })
}
