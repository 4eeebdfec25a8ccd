//! Rows that are done with, rows that were given up, and how many wait.

use thuan_consent::time::Timestamp;

use super::Channel;
use crate::store::sql::{FromRow, Row, query, query_as};
use crate::store::{Store, StoreError};

/// How the outbox stands, for all backends on the database together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Rows that are still to be sent.
    pub pending: u64,
    /// Rows that were given up.
    pub dead: u64,
    /// When the oldest of those that are still to be sent was written.
    pub oldest: Option<String>,
}

/// A row that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the columns of the table, which says what they are"
)]
pub struct DeadDelivery {
    pub delivery_id: String,
    pub target: String,
    pub event: String,
    pub about: String,
    pub created_at: String,
    pub attempts: i64,
    pub last_outcome: Option<String>,
    pub finished_at: Option<String>,
}

impl FromRow for DeadDelivery {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            delivery_id: row.get("delivery_id")?,
            target: row.get("target")?,
            event: row.get("event")?,
            about: row.get("about")?,
            created_at: row.get("created_at")?,
            attempts: row.get("attempts")?,
            last_outcome: row.get("last_outcome")?,
            finished_at: row.get("finished_at")?,
        })
    }
}

impl Store {
    /// How many rows wait and how many were given up.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn backlog(&self) -> Result<Backlog, StoreError> {
        let (pending, dead, oldest): (i64, i64, Option<String>) = query_as(
            "SELECT (SELECT count(*) FROM deliveries WHERE state = 'pending'),
                    (SELECT count(*) FROM deliveries WHERE state = 'dead'),
                    (SELECT min(created_at) FROM deliveries WHERE state = 'pending')",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(Backlog {
            pending: u64::try_from(pending).unwrap_or_default(),
            dead: u64::try_from(dead).unwrap_or_default(),
            oldest,
        })
    }

    /// The rows of a channel that were given up, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn dead(&self, channel: Channel) -> Result<Vec<DeadDelivery>, StoreError> {
        let dead = query_as(
            "SELECT * FROM deliveries WHERE state = 'dead' AND channel = $1 ORDER BY sequence",
        );
        let dead = dead.bind(channel.name());
        Ok(dead.fetch_all(&self.readers).await?)
    }

    /// Has rows of a channel that were given up sent again from the first attempt on: the one of this name, or all of
    /// them. Gives how many.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn retry(
        &self,
        channel: Channel,
        delivery_id: Option<&str>,
        now: &Timestamp,
    ) -> Result<u64, StoreError> {
        let retried = query(
            "UPDATE deliveries SET state = 'pending', attempts = 0, next_attempt_at = $1, lease_until = NULL,
                                   finished_at = NULL
             WHERE state = 'dead' AND channel = $2 AND ($3 IS NULL OR delivery_id = $3)",
        )
        .bind(now.as_str())
        .bind(channel.name())
        .bind(delivery_id)
        .execute(&self.writer)
        .await?;
        Ok(retried)
    }

    /// Deletes the rows that were delivered before a time, and gives how many. Those that were given up stay until a
    /// human deals with them.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn sweep(&self, before: &Timestamp) -> Result<u64, StoreError> {
        let swept = query("DELETE FROM deliveries WHERE state = 'delivered' AND finished_at < $1")
            .bind(before.as_str())
            .execute(&self.writer)
            .await?;
        Ok(swept)
    }
}
