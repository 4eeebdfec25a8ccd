//! The evidence file of a stored record.

use thuan_consent::envelope::Verified;
use thuan_consent::evidence::{self, Earlier, Evidence};

use crate::audit::{Audited, audit};
use crate::store::{Store, StoreError, StoredReceipt, StoredRecord};

/// An evidence file, and what it should have and has not.
pub struct Collected {
    /// The file.
    pub file: Evidence,
    /// What is not kept any more, in words.
    pub missing: Vec<&'static str>,
}

impl Collected {
    /// The file's bytes: what `thuan export` writes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = self.file.to_text();
        text.push('\n');
        text.into_bytes()
    }
}

/// Puts together what is kept about a record and the records it changes.
///
/// # Errors
///
/// [`StoreError`].
pub async fn collect(
    store: &Store,
    stored: &StoredRecord,
    audited: &Audited,
    verified: &Verified,
) -> Result<Collected, StoreError> {
    let record = &verified.record;
    let earlier = match record.previous_record_sha256 {
        None => Vec::new(),
        Some(_) => store.earlier(&record.record_id).await?,
    };
    // The details belong to the first record of a chain.
    let registration = match earlier.first() {
        None => audited.registration.clone(),
        Some(first) => audit(first).registration,
    };
    let receipt = |stored: &StoredRecord| {
        let receipt: Option<&StoredReceipt> = stored.receipt.as_ref();
        receipt.map(|receipt| receipt.jws.clone())
    };
    let countersigned = earlier
        .iter()
        .chain([stored])
        .any(|one| one.receipt.is_some());
    let jwks = match countersigned {
        true => Some(
            serde_json::to_value(store.key_set().await?)
                .map_err(|_| StoreError::Corrupt("keys"))?,
        ),
        false => None,
    };
    let form = store.form(&record.evidence.form_sha256).await?;
    let file = Evidence {
        format: evidence::FORMAT.to_owned(),
        consent: stored.consent.clone(),
        receipt: receipt(stored),
        previous: earlier
            .iter()
            .map(|one| Earlier {
                consent: one.consent.clone(),
                receipt: receipt(one),
            })
            .collect(),
        registration,
        policy: store.policy_text(&record.privacy_notice.sha256).await?,
        form: form.and_then(|bytes| String::from_utf8(bytes).ok()),
        jwks,
    };
    let lacks = [
        (file.policy.is_none(), "the policy text"),
        (file.form.is_none(), "the form definition"),
        (file.registration.is_none(), "the registration"),
    ];
    let missing = lacks.into_iter().filter(|(missing, _)| *missing);
    Ok(Collected {
        missing: missing.map(|(_, what)| what).collect(),
        file,
    })
}
