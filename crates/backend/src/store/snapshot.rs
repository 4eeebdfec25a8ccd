//! The whole store as it was at one moment, read a page at a time: what an audit reads must not change under it, and
//! must not have to fit in memory.

use thuan_consent::encoding::Sha256Hex;

use super::keys::KNOWN;
use super::sql::{Acquired, Connection, Pool, query_as, query_scalar};
use super::{
    KnownKey, Store, StoreError, StoredReceipt, StoredRecord, StoredUnsigned, receipts, records,
    unsigned,
};

/// A moment of the store. Reading it does not hinder writers.
#[derive(Debug)]
pub struct Snapshot {
    connection: Acquired,
    /// Where it comes from.
    readers: Pool,
}

/// Something that is kept under its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBytes {
    /// The hash it is kept under.
    pub kept_under: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Begins reading.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let connection = self.readers.begin_reading().await?;
        let readers = self.readers.clone();
        Ok(Snapshot {
            connection,
            readers,
        })
    }
}

impl Snapshot {
    fn connection(&mut self) -> Connection<'_> {
        self.connection.connection()
    }

    /// Ends reading.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; [`StoreError::Displaced`] where what was read is not what lies there now.
    pub async fn end(self) -> Result<(), StoreError> {
        // Its transaction ends with it.
        self.connection.end().await?;
        self.readers.is_in_place()
    }

    /// As [`Store::page`].
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn records(
        &mut self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        records::page(&mut self.connection(), after, limit).await
    }

    /// Up to `limit` receipts after the one numbered `after`, in the chain's order.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn receipts(
        &mut self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<StoredReceipt>, StoreError> {
        receipts::page(&mut self.connection(), after, limit).await
    }

    /// As [`Store::unsigned_page`].
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn unsigned(
        &mut self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<StoredUnsigned>, StoreError> {
        unsigned::page(&mut self.connection(), after, limit).await
    }

    /// The highest number that an unsigned registration ever had.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn highest_unsigned(&mut self) -> Result<i64, StoreError> {
        self.highest_of("unsigned_registrations").await
    }

    /// The record that is kept under this hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn record_by_hash(
        &mut self,
        record_sha256: &str,
    ) -> Result<Option<StoredRecord>, StoreError> {
        records::by_hash(&mut self.connection(), record_sha256).await
    }

    /// The record that changes the one that is kept under this hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn change_of(
        &mut self,
        record_sha256: &str,
    ) -> Result<Option<StoredRecord>, StoreError> {
        records::change_of(&mut self.connection(), record_sha256).await
    }

    /// Every signing key.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn keys(&mut self) -> Result<Vec<KnownKey>, StoreError> {
        let statement = format!("{KNOWN} ORDER BY active_from, kid");
        Ok(query_as(&statement)
            .fetch_all(&mut self.connection())
            .await?)
    }

    /// The policy text that is kept under this hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn text(&mut self, sha256: &Sha256Hex) -> Result<Option<Vec<u8>>, StoreError> {
        let text: Option<String> = query_scalar("SELECT text FROM policy_texts WHERE sha256 = $1")
            .bind(sha256.as_str())
            .fetch_optional(&mut self.connection())
            .await?;
        Ok(text.map(String::into_bytes))
    }

    /// The form definition that is kept under this hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn form(&mut self, sha256: &Sha256Hex) -> Result<Option<Vec<u8>>, StoreError> {
        let form = query_scalar("SELECT bytes FROM form_definitions WHERE sha256 = $1")
            .bind(sha256.as_str());
        Ok(form.fetch_optional(&mut self.connection()).await?)
    }

    /// Every policy pack: as many as there ever were, which is few.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn packs(&mut self) -> Result<Vec<KeptBytes>, StoreError> {
        let rows: Vec<(String, Vec<u8>)> =
            query_as("SELECT sha256, bytes FROM policy_packs ORDER BY sha256")
                .fetch_all(&mut self.connection())
                .await?;
        let packs = rows
            .into_iter()
            .map(|(kept_under, bytes)| KeptBytes { kept_under, bytes });
        Ok(packs.collect())
    }

    /// Values of a column of `proofs` that stand in more than one record, with the records' names.
    async fn repeated(&mut self, column: &str) -> Result<Vec<(String, String)>, StoreError> {
        let statement = format!(
            "SELECT record_id, {column} FROM proofs WHERE {column} IN (
                 SELECT {column} FROM proofs WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > 1
             ) ORDER BY {column}, sequence"
        );
        Ok(query_as(&statement)
            .fetch_all(&mut self.connection())
            .await?)
    }

    /// The names of records whose challenge another record has as well, with the challenge.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn repeated_challenges(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        self.repeated("challenge").await
    }

    /// The names of records that change a record which another changes as well, with that record's hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn forks(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        self.repeated("previous_record_sha256").await
    }

    /// The highest number that a row of `proofs` and of `receipts` ever had.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn highest(&mut self) -> Result<(i64, i64), StoreError> {
        Ok((
            self.highest_of("proofs").await?,
            self.highest_of("receipts").await?,
        ))
    }

    async fn highest_of(&mut self, table: &str) -> Result<i64, StoreError> {
        let mut connection = self.connection();
        let (counters, highest) = connection.counters();
        let statement = format!("SELECT {highest} FROM {counters} WHERE name = $1");
        let highest = query_scalar(&statement).bind(table);
        // SQLite has no row for a table that nothing was ever written to.
        Ok(highest.fetch_optional(&mut connection).await?.unwrap_or(0))
    }

    /// Names of records that something is kept for though they are not: registrations, notes of deletion, withdrawals.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn orphans(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        let orphans = query_as(
            "SELECT 'registration', record_id FROM registrations r
             WHERE NOT EXISTS (SELECT 1 FROM proofs p WHERE p.record_id = r.record_id)
             UNION ALL
             SELECT 'note of deletion', record_id FROM forgotten f
             WHERE NOT EXISTS (SELECT 1 FROM proofs p WHERE p.record_id = f.record_id)
             UNION ALL
             SELECT 'withdrawal', record_id FROM requests q
             WHERE record_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM proofs p WHERE p.record_id = q.record_id)",
        );
        Ok(orphans.fetch_all(&mut self.connection()).await?)
    }

    /// Receipts whose record is not kept, with its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn receipts_without_record(&mut self) -> Result<Vec<(i64, String)>, StoreError> {
        let receipts = query_as(
            "SELECT sequence, record_sha256 FROM receipts c
             WHERE NOT EXISTS (SELECT 1 FROM proofs p WHERE p.record_sha256 = c.record_sha256) ORDER BY sequence",
        );
        Ok(receipts.fetch_all(&mut self.connection()).await?)
    }

    /// What the database itself finds wrong with its files; empty when nothing is. SQLite looks through the whole file;
    /// PostgreSQL says how many pages it ever read that did not have their checksum.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn file_faults(&mut self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection();
        let statement = match connection {
            Connection::Sqlite(_) => "PRAGMA quick_check",
            Connection::Postgres(_) => {
                "SELECT 'pages that were read without their checksum: ' || checksum_failures
                 FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0"
            }
        };
        let lines: Vec<String> = query_scalar(statement).fetch_all(&mut connection).await?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}
