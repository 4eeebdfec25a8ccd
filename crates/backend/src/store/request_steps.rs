//! What is done about a withdrawal or request: each step once, with its time.

use thuan_consent::time::Timestamp;

use super::requests::get;
use super::sql::query;
use super::{Store, StoreError};

/// What a human decided about an unsigned request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is granted, and now has to be carried out.
    Accepted,
    /// It is not. With that it is closed.
    Refused,
}

/// What became of a step that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Noted.
    Done,
    /// It had been before; nothing changed.
    Already,
    /// There is no such request.
    Unknown,
    /// It is signed: there is nothing to decide.
    Signed,
    /// It is not signed, and nobody has decided yet.
    Undecided,
}

impl Store {
    /// Notes that the person was told of the request's arrival.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn acknowledge(&self, id: &str, now: &Timestamp) -> Result<Stage, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let stage = match get(&mut transaction.connection(), id).await? {
            None => Stage::Unknown,
            Some(request) if request.acknowledged_at.is_some() || !request.is_open() => {
                Stage::Already
            }
            Some(_) => {
                query("UPDATE requests SET acknowledged_at = $1 WHERE request_id = $2")
                    .bind(now.as_str())
                    .bind(id)
                    .execute(&mut transaction)
                    .await?;
                Stage::Done
            }
        };
        transaction.commit().await?;
        Ok(stage)
    }

    /// Notes that what was asked for was done.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn complete(
        &self,
        id: &str,
        note: Option<&str>,
        now: &Timestamp,
    ) -> Result<Stage, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let stage = match get(&mut transaction.connection(), id).await? {
            None => Stage::Unknown,
            Some(request) if !request.is_open() => Stage::Already,
            Some(request) if !request.is_signed() && request.decision.is_none() => Stage::Undecided,
            Some(_) => {
                // Who was told that it is done was told that it has arrived.
                query(
                    "UPDATE requests SET completed_at = $1, acknowledged_at = coalesce(acknowledged_at, $1),
                                         note = coalesce(note || $4 || $2, $2, note)
                     WHERE request_id = $3",
                )
                .bind(now.as_str())
                .bind(note)
                .bind(id)
                .bind("\n")
                .execute(&mut transaction)
                .await?;
                Stage::Done
            }
        };
        transaction.commit().await?;
        Ok(stage)
    }

    /// Notes what a human decided about an unsigned request, and why.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn decide(
        &self,
        id: &str,
        decision: Decision,
        note: &str,
        now: &Timestamp,
    ) -> Result<Stage, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let stage = match get(&mut transaction.connection(), id).await? {
            None => Stage::Unknown,
            Some(request) if request.is_signed() => Stage::Signed,
            Some(request) if request.decision.is_some() => Stage::Already,
            Some(_) => {
                let (name, completed_at) = match decision {
                    Decision::Accepted => ("accepted", None),
                    Decision::Refused => ("refused", Some(now.as_str())),
                };
                query(
                    "UPDATE requests SET decision = $1, decided_at = $2, note = $3, completed_at = $4,
                            acknowledged_at = CASE WHEN $4 IS NULL THEN acknowledged_at
                                                   ELSE coalesce(acknowledged_at, $4) END
                     WHERE request_id = $5",
                )
                .bind(name)
                .bind(now.as_str())
                .bind(note)
                .bind(completed_at)
                .bind(id)
                .execute(&mut transaction)
                .await?;
                Stage::Done
            }
        };
        transaction.commit().await?;
        Ok(stage)
    }
}
