//! What is kept, and the promise behind it: [`Store::keep`] returns once the record is on the disk.
//!
//! The proof and the registration are kept apart and written together. Texts and forms that records refer to by hash
//! are kept as well, so that a record can be exported with them long after they changed.

mod error;
mod sqlite;

pub use error::StoreError;
pub use sqlite::Durability;

use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::evidence::PolicyText;
use thuan_consent::jws::FlattenedJws;
use thuan_consent::language::Language;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;

/// A place where records are kept. Clones are the same place.
#[derive(Debug, Clone)]
pub enum Store {
    /// One file, by way of SQLite.
    Sqlite(sqlite::Sqlite),
}

/// Whether a database that is not there may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Make it.
    Create,
    /// Say that it is missing: a listing of nothing would hide a mistyped path.
    Refuse,
}

/// A verified record, about to be kept.
#[derive(Debug)]
pub struct NewRecord {
    /// Its name.
    pub record_id: RecordId,
    /// The hash of its payload.
    pub record_sha256: Sha256Hex,
    /// The proof.
    pub consent: FlattenedJws,
    /// The personal data.
    pub registration: Registration,
    /// When it arrived, by this backend's clock.
    pub received_at: Timestamp,
}

/// What the sender is told about a kept record: the same for its first arrival and for every later one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kept {
    /// The record's name.
    pub record_id: String,
    /// The hash of its payload.
    pub record_sha256: String,
    /// When it first arrived.
    pub received_at: String,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is now kept.
    New(Kept),
    /// It was kept already.
    Again(Kept),
    /// Another record is kept under its name.
    Clash {
        /// The hash of the one that is kept.
        stored_record_sha256: String,
    },
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
    /// The personal data, unless it was deleted.
    pub registration: Option<StoredRegistration>,
}

/// A kept registration.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredRegistration {
    /// The salt of its hash.
    pub salt: String,
    /// The fields, a JSON object of strings.
    pub fields: String,
}

impl Store {
    /// Opens the database at `address` (`sqlite://file.db`) and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the address is not understood, there is no such database, it cannot be opened, or it was
    /// written by a newer version.
    pub async fn open(address: &str, absent: Absent) -> Result<Self, StoreError> {
        match address.split_once(':') {
            Some(("sqlite", _)) => Ok(Self::Sqlite(sqlite::Sqlite::open(address, absent).await?)),
            _ => Err(StoreError::Scheme),
        }
    }

    /// Keeps a record, unless it or another of its name is kept already.
    ///
    /// When this returns [`Outcome::New`], proof and registration are on the disk, both. Once begun it runs to its end,
    /// even if the caller is gone: a client that hangs up must not leave a transaction open half-way.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing is kept then.
    pub async fn keep(&self, record: NewRecord) -> Result<Outcome, StoreError> {
        let Self::Sqlite(sqlite) = self.clone();
        let keeping = tokio::spawn(async move { sqlite.keep(&record).await });
        keeping.await.map_err(|_| StoreError::Interrupted)?
    }

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
        let Self::Sqlite(sqlite) = self;
        sqlite.find(id, sha256).await
    }

    /// One record by its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn get(&self, record_id: &RecordId) -> Result<Option<StoredRecord>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.get(record_id).await
    }

    /// Up to `limit` records that arrived after the one numbered `after` (0 for the first page), in that order.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn page(&self, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.page(after, limit).await
    }

    /// Keeps a policy text for good, under its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn keep_policy_text(
        &self,
        language: &Language,
        text: &str,
    ) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.keep_policy_text(language, text).await
    }

    /// Keeps a form definition's served bytes for good, under their hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn keep_form(&self, bytes: &[u8]) -> Result<(), StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.keep_form(bytes).await
    }

    /// The policy text with this hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn policy_text(&self, sha256: &Sha256Hex) -> Result<Option<PolicyText>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.policy_text(sha256).await
    }

    /// The form definition with this hash, as it was served.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn form(&self, sha256: &Sha256Hex) -> Result<Option<Vec<u8>>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.form(sha256).await
    }

    /// How every pooled connection is set, read back from the database itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn durability(&self) -> Result<Vec<Durability>, StoreError> {
        let Self::Sqlite(sqlite) = self;
        sqlite.durability().await
    }

    /// Closes the database, after what is under way.
    pub async fn close(&self) {
        let Self::Sqlite(sqlite) = self;
        sqlite.close().await;
    }
}
