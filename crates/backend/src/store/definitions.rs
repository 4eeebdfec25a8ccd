//! What records refer to by hash. Everything that was ever served stays.

use thuan_consent::encoding::Sha256Hex;
use thuan_consent::evidence::PolicyText;
use thuan_consent::language::Language;

use super::sql::{query, query_as, query_scalar};
use super::{Store, StoreError};

impl Store {
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
        query("INSERT INTO policy_texts (sha256, language, text) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(Sha256Hex::of(text.as_bytes()).as_str())
            .bind(language.as_str())
            .bind(text)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Keeps a form definition's served bytes for good, under their hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn keep_form(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.keep_bytes(
            "INSERT INTO form_definitions (sha256, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            bytes,
        )
        .await
    }

    /// Keeps a policy pack's served bytes for good, under their hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn keep_pack(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.keep_bytes(
            "INSERT INTO policy_packs (sha256, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            bytes,
        )
        .await
    }

    async fn keep_bytes(&self, statement: &'static str, bytes: &[u8]) -> Result<(), StoreError> {
        query(statement)
            .bind(Sha256Hex::of(bytes).as_str())
            .bind(bytes)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The policy text with this hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn policy_text(&self, sha256: &Sha256Hex) -> Result<Option<PolicyText>, StoreError> {
        let row: Option<(String, String)> =
            query_as("SELECT language, text FROM policy_texts WHERE sha256 = $1")
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

    /// The form definition with this hash, as it was served.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn form(&self, sha256: &Sha256Hex) -> Result<Option<Vec<u8>>, StoreError> {
        self.bytes(
            "SELECT bytes FROM form_definitions WHERE sha256 = $1",
            sha256,
        )
        .await
    }

    /// The policy pack with this hash, as it was served.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn pack(&self, sha256: &Sha256Hex) -> Result<Option<Vec<u8>>, StoreError> {
        self.bytes("SELECT bytes FROM policy_packs WHERE sha256 = $1", sha256)
            .await
    }

    async fn bytes(
        &self,
        statement: &'static str,
        sha256: &Sha256Hex,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = query_scalar(statement)
            .bind(sha256.as_str())
            .fetch_optional(&self.readers)
            .await?;
        Ok(bytes)
    }
}
