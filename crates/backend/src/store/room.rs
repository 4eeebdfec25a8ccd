//! Whether there is room for a record, asked after there was none.

use super::sql::query;
use super::{Store, StoreError};
use crate::random;

/// More than a record and its receipt take, in bytes.
const ENOUGH: usize = 64 * 1024;

/// A name that no secret has.
const NAME: &str = "room";

impl Store {
    /// Writes as much as a record may take, and takes it away again: reading alone does not show that a disk is full.
    /// Where the last record found room, nothing is written.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`], or what else stands in the way.
    pub(super) async fn has_room(&self) -> Result<(), StoreError> {
        if !self.measured.is_full() {
            return Ok(());
        }
        // Random, since PostgreSQL would make less of anything else.
        let mut ballast = Vec::with_capacity(ENOUGH);
        while ballast.len() < ENOUGH {
            let more: [u8; 1024] = random::bytes().map_err(|_| StoreError::Random)?;
            ballast.extend(more);
        }
        let mut transaction = self.writer.begin().await?;
        query(
            "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(NAME)
        .bind(ballast.as_slice())
        .execute(&mut transaction)
        .await?;
        transaction.commit().await?;
        let mut transaction = self.writer.begin().await?;
        query("DELETE FROM secrets WHERE name = $1")
            .bind(NAME)
            .execute(&mut transaction)
            .await?;
        transaction.commit().await?;
        self.measured.has_room();
        Ok(())
    }
}
