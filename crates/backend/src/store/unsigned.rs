//! Registrations from browsers that cannot sign.

use thuan_consent::encoding::RecordId;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;

use super::outbox::{Event, Happened};
use super::sql::{Connection, FromRow, Row, query, query_as, query_scalar};
use super::{Forgotten, Store, StoreError, StoredRegistration};
use crate::unsigned::Unsigned;

/// An unsigned registration as the database has it: text, unchecked.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the columns of the table, which says what they are"
)]
pub struct StoredUnsigned {
    pub sequence: i64,
    pub registration_id: String,
    pub received_at: String,
    pub form_id: String,
    pub form_sha256: String,
    pub notice_sha256: String,
    pub language: String,
    pub acknowledged: String,
    pub decisions: String,
    pub registration_sha256: String,
    pub content_sha256: String,
    pub registration: Option<StoredRegistration>,
    pub forgotten: Option<Forgotten>,
}

/// Which registration stands for what was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptUnsigned {
    /// Its name.
    pub registration_id: String,
    /// When it arrived.
    pub received_at: String,
    /// Whether it was kept just now.
    pub is_new: bool,
}

impl FromRow for StoredUnsigned {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let salt: Option<String> = row.get("salt")?;
        let fields: Option<String> = row.get("fields")?;
        let forgotten_at: Option<String> = row.get("forgotten_at")?;
        let reason: Option<String> = row.get("forgotten_reason")?;
        Ok(Self {
            sequence: row.get("sequence")?,
            registration_id: row.get("registration_id")?,
            received_at: row.get("received_at")?,
            form_id: row.get("form_id")?,
            form_sha256: row.get("form_sha256")?,
            notice_sha256: row.get("notice_sha256")?,
            language: row.get("language")?,
            acknowledged: row.get("acknowledged")?,
            decisions: row.get("decisions")?,
            registration_sha256: row.get("registration_sha256")?,
            content_sha256: row.get("content_sha256")?,
            registration: salt
                .zip(fields)
                .map(|(salt, fields)| StoredRegistration { salt, fields }),
            forgotten: forgotten_at
                .zip(reason)
                .map(|(forgotten_at, reason)| Forgotten {
                    forgotten_at,
                    reason,
                }),
        })
    }
}

impl Store {
    /// Keeps an unsigned registration, unless the last one of the same person has arrived after `since` and says the same.
    /// Both are one transaction that holds the only write lock, so of two posts at the same moment the second finds the first.
    ///
    /// When this returns, it is on the disk.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing is kept then.
    pub async fn keep_unsigned(
        &self,
        new: &Unsigned,
        registration: &Registration,
        since: &Timestamp,
    ) -> Result<KeptUnsigned, StoreError> {
        let corrupt = || StoreError::Corrupt("registration");
        let likeness = new.likeness(registration).map_err(|_| corrupt())?;
        let author = new.author(registration).map_err(|_| corrupt())?;
        let content = new.sha256().map_err(|_| corrupt())?;
        let decisions = serde_json::to_string(&new.decisions).map_err(|_| corrupt())?;
        let fields = serde_json::to_string(&registration.fields).map_err(|_| corrupt())?;
        let mut transaction = self.writer.begin().await?;
        let newest: Option<(String, String, String)> = query_as(
            "SELECT registration_id, received_at, likeness_sha256 FROM unsigned_registrations
             WHERE author_sha256 = $1 AND received_at > $2 ORDER BY sequence DESC LIMIT 1",
        )
        .bind(author.as_str())
        .bind(since.as_str())
        .fetch_optional(&mut transaction)
        .await?;
        let same = newest.filter(|(_, _, known)| known == likeness.as_str());
        if let Some((registration_id, received_at, _)) = same {
            return Ok(KeptUnsigned {
                registration_id,
                received_at,
                is_new: false,
            });
        }
        query(
            "INSERT INTO unsigned_registrations
                 (registration_id, received_at, form_id, form_sha256, notice_sha256, language, acknowledged, decisions,
                  registration_sha256, content_sha256, salt, fields, likeness_sha256, author_sha256)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(new.registration_id.as_str())
        .bind(new.received_at.as_str())
        .bind(&new.form_id)
        .bind(new.form_sha256.as_str())
        .bind(new.notice_sha256.as_str())
        .bind(new.language.as_str())
        .bind(&new.acknowledged)
        .bind(decisions)
        .bind(new.registration_sha256.as_str())
        .bind(content.as_str())
        .bind(String::from(registration.salt.clone()))
        .bind(fields)
        .bind(likeness.as_str())
        .bind(author.as_str())
        .execute(&mut transaction)
        .await?;
        let happened = Happened {
            event: Event::RegistrationUnsigned,
            about: new.registration_id.as_str(),
        };
        let told = self
            .note(&mut transaction.connection(), &[happened], &new.received_at)
            .await?;
        transaction.commit().await?;
        self.tell(told);
        Ok(KeptUnsigned {
            registration_id: new.registration_id.to_string(),
            received_at: new.received_at.to_string(),
            is_new: true,
        })
    }

    /// One unsigned registration by its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn unsigned(&self, id: &RecordId) -> Result<Option<StoredUnsigned>, StoreError> {
        let one = query_as("SELECT * FROM unsigned_registrations WHERE registration_id = $1");
        Ok(one.bind(id.as_str()).fetch_optional(&self.readers).await?)
    }

    /// As [`Store::page`], of unsigned registrations.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn unsigned_page(
        &self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<StoredUnsigned>, StoreError> {
        page(
            &mut self.readers.acquire().await?.connection(),
            after,
            limit,
        )
        .await
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn unsigned_count(&self) -> Result<i64, StoreError> {
        Ok(query_scalar("SELECT count(*) FROM unsigned_registrations")
            .fetch_one(&self.readers)
            .await?)
    }
}

pub(super) async fn page(
    connection: &mut Connection<'_>,
    after: i64,
    limit: u32,
) -> Result<Vec<StoredUnsigned>, StoreError> {
    let page = query_as(
        "SELECT * FROM unsigned_registrations WHERE sequence > $1 ORDER BY sequence LIMIT $2",
    );
    Ok(page.bind(after).bind(limit).fetch_all(connection).await?)
}
