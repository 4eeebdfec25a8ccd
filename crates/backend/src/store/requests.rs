//! What people ask for, and by when it has to be answered: withdrawals that were signed, and requests of those who hold
//! neither key nor record. What is then done about it is in `request_steps`.

use thuan_consent::deadline::Deadlines;
use thuan_consent::encoding::RecordId;
use thuan_consent::language::Language;
pub use thuan_consent::request::RequestKind;
use thuan_consent::time::Timestamp;

use super::outbox::{Event, Happened};
use super::sql::{Connection, FromRow, Row, query, query_as};
use super::{NewRecord, Store, StoreError};

/// An unsigned request, about to be kept. Its contact and message are personal data, so it has no `Debug`.
pub struct NewRequest {
    /// Its name.
    pub request_id: RecordId,
    /// When it arrived.
    pub received_at: Timestamp,
    /// What is asked for.
    pub kind: RequestKind,
    /// The beginning of the record's name, as the person read it: eight hexadecimal digits in lower case.
    pub reference: Option<String>,
    /// An e-mail address or telephone number in its normal form.
    pub contact: String,
    /// The purposes that are meant; empty for all.
    pub purposes: Vec<String>,
    /// The person's own words.
    pub message: Option<String>,
    /// The language to answer in.
    pub language: Language,
    /// By when.
    pub deadlines: Deadlines,
}

/// A request as the database has it.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the columns of the table, which says what they are"
)]
pub struct StoredRequest {
    pub request_id: String,
    pub received_at: String,
    pub kind: String,
    pub record_id: Option<String>,
    pub purposes: Option<String>,
    pub language: Option<String>,
    pub reference: Option<String>,
    pub contact: Option<String>,
    pub message: Option<String>,
    pub acknowledge_by: String,
    pub complete_by: String,
    pub acknowledged_at: Option<String>,
    pub decision: Option<String>,
    pub decided_at: Option<String>,
    pub completed_at: Option<String>,
    pub note: Option<String>,
}

impl NewRequest {
    /// Whether this is what is kept, whenever each of them arrived. What was deleted since is not known to be the same.
    #[must_use]
    pub fn is(&self, kept: &StoredRequest) -> bool {
        kept.record_id.is_none()
            && kept.kind == self.kind.name()
            && kept.reference == self.reference
            && kept.contact.as_ref() == Some(&self.contact)
            && kept.purposes == list(&self.purposes)
            && kept.message == self.message
            && kept.language.as_deref() == Some(self.language.as_str())
    }
}

impl FromRow for StoredRequest {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            request_id: row.get("request_id")?,
            received_at: row.get("received_at")?,
            kind: row.get("kind")?,
            record_id: row.get("record_id")?,
            purposes: row.get("purposes")?,
            language: row.get("language")?,
            reference: row.get("reference")?,
            contact: row.get("contact")?,
            message: row.get("message")?,
            acknowledge_by: row.get("acknowledge_by")?,
            complete_by: row.get("complete_by")?,
            acknowledged_at: row.get("acknowledged_at")?,
            decision: row.get("decision")?,
            decided_at: row.get("decided_at")?,
            completed_at: row.get("completed_at")?,
            note: row.get("note")?,
        })
    }
}

impl StoredRequest {
    /// Whether it was signed: then its record says what it says, and no human decides.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.record_id.is_some()
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.completed_at.is_none()
    }

    /// The next day by which something has to be done, `YYYY-MM-DD`.
    #[must_use]
    pub fn due(&self) -> Option<&str> {
        match (&self.completed_at, &self.acknowledged_at) {
            (Some(_), _) => None,
            (None, None) => Some(&self.acknowledge_by),
            (None, Some(_)) => Some(&self.complete_by),
        }
    }
}

impl Store {
    /// Keeps an unsigned request, unless one of its name is kept already, and gives the one that is.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn add_request(&self, new: &NewRequest) -> Result<StoredRequest, StoreError> {
        // Beside the chain: nobody who keeps a record waits for it.
        let mut transaction = self.writer.begin_beside().await?;
        let kept = query(
            "INSERT INTO requests (request_id, received_at, kind, reference, contact, purposes, message, language,
                                   acknowledge_by, complete_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (request_id) DO NOTHING",
        )
        .bind(new.request_id.as_str())
        .bind(new.received_at.as_str())
        .bind(new.kind.name())
        .bind(&new.reference)
        .bind(&new.contact)
        .bind(list(&new.purposes))
        .bind(&new.message)
        .bind(new.language.as_str())
        .bind(new.deadlines.acknowledge_by.as_str())
        .bind(new.deadlines.complete_by.as_str())
        .execute(&mut transaction)
        .await?;
        let happened = Happened {
            event: Event::RequestReceived,
            about: new.request_id.as_str(),
        };
        let happened = if kept > 0 { &[happened][..] } else { &[] };
        let told = self
            .note(&mut transaction.connection(), happened, &new.received_at)
            .await?;
        transaction.commit().await?;
        self.tell(told);
        let kept = self.request(new.request_id.as_str()).await?;
        kept.ok_or(StoreError::Database(sqlx::Error::RowNotFound))
    }

    /// One request by its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn request(&self, id: &str) -> Result<Option<StoredRequest>, StoreError> {
        get(&mut self.readers.acquire().await?.connection(), id).await
    }

    /// The requests, or the open ones alone: those whose next deadline is nearest first, closed ones last.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn requests(&self, open_alone: bool) -> Result<Vec<StoredRequest>, StoreError> {
        let requests = query_as(
            "SELECT * FROM requests WHERE completed_at IS NULL OR NOT $1
             ORDER BY completed_at IS NOT NULL,
                      CASE WHEN acknowledged_at IS NULL THEN acknowledge_by ELSE complete_by END,
                      received_at, request_id",
        )
        .bind(open_alone)
        .fetch_all(&self.readers)
        .await?;
        Ok(requests)
    }
}

pub(super) async fn get(
    connection: &mut Connection<'_>,
    id: &str,
) -> Result<Option<StoredRequest>, StoreError> {
    let request = query_as("SELECT * FROM requests WHERE request_id = $1").bind(id);
    Ok(request.fetch_optional(connection).await?)
}

/// Lists a signed withdrawal, in the transaction that keeps its record.
pub(super) async fn insert_withdrawal(
    connection: &mut Connection<'_>,
    new: &NewRecord,
    purposes: &[String],
    deadlines: &Deadlines,
) -> Result<(), StoreError> {
    let record = &new.verified.record;
    query(
        "INSERT INTO requests (request_id, received_at, kind, record_id, purposes, language, acknowledge_by, complete_by)
         VALUES ($1, $2, 'withdraw', $1, $3, $4, $5, $6)",
    )
    .bind(record.record_id.as_str())
    .bind(new.received_at.as_str())
    .bind(list(purposes))
    .bind(record.language.as_str())
    .bind(deadlines.acknowledge_by.as_str())
    .bind(deadlines.complete_by.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Names as a JSON array; `None` for no name.
fn list(names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    serde_json::to_string(names).ok()
}
