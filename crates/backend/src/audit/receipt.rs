//! Receipts: each by itself, and each after the one before it.

use std::collections::BTreeMap;

use thuan_consent::encoding::{Sha256Hex, base64url_decode};
use thuan_consent::envelope::Verified;
use thuan_consent::json;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE};
use thuan_consent::receipt::{KeyContinuity, Receipt, SCHEMA_VERSION};

use super::Finding;
use crate::store::{KnownKey, StoredReceipt};

/// The keys that receipts may be signed with, by name.
#[derive(Debug)]
pub struct Keys(BTreeMap<String, KnownKey>);

impl Keys {
    /// All of them.
    #[must_use]
    pub fn new(keys: Vec<KnownKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.kid.clone(), key)).collect())
    }
}

/// The chain as it is walked along.
#[derive(Debug, Default)]
pub struct Chain {
    /// The receipt that was seen last: its number, and the hash of its payload where that can be read.
    last: Option<(i64, Option<Sha256Hex>)>,
    /// How many were seen.
    pub count: u64,
}

impl Chain {
    /// Looks at the next receipt.
    #[must_use]
    pub fn next(&mut self, stored: &StoredReceipt, keys: &Keys) -> Vec<Finding> {
        let mut findings = Vec::new();
        let sequence = stored.sequence;
        let mut add = |code, detail: String| {
            findings.push(Finding::of_receipt(sequence, code, detail));
        };
        let expected = self.last.as_ref().map_or(1, |(last, _)| last + 1);
        let gap = sequence != expected;
        if gap {
            let detail = if sequence == expected + 1 {
                format!("receipt {expected}, which should come before it, is missing")
            } else {
                let last = sequence - 1;
                format!("receipts {expected} to {last}, which should come before it, are missing")
            };
            add("gap", detail);
        }
        match signed(&stored.jws, keys) {
            Err((code, detail)) => add(code, detail.to_owned()),
            Ok(receipt) => {
                if receipt.sequence != sequence.to_string() {
                    add(
                        "sequence",
                        "it is kept at another place than its own".to_owned(),
                    );
                }
                if receipt.record_sha256.as_str() != stored.record_sha256 {
                    let detail = "it is kept for another record than its own";
                    add("receipt_record", detail.to_owned());
                }
                // After a gap the receipt it names is not there to be compared.
                let link = match &self.last {
                    _ if gap => None,
                    None => Some(None),
                    Some((_, sha256)) => sha256.as_ref().map(Some),
                };
                if link.is_some_and(|link| link != receipt.previous_receipt_sha256.as_ref()) {
                    let detail = "the hash it holds is not that of the receipt before it";
                    add("link", detail.to_owned());
                }
            }
        }
        let payload = base64url_decode(&stored.jws.payload).ok();
        self.last = Some((sequence, payload.map(|payload| Sha256Hex::of(&payload))));
        self.count += 1;
        findings
    }

    /// The newest receipt's number, and the hash of its payload.
    #[must_use]
    pub fn end(&self) -> Option<(i64, &Sha256Hex)> {
        let (sequence, sha256) = self.last.as_ref()?;
        Some((*sequence, sha256.as_ref()?))
    }
}

/// Reads a receipt whose signature holds and whose key is known.
fn signed(jws: &FlattenedJws, keys: &Keys) -> Result<Receipt, (&'static str, &'static str)> {
    let parsed = jws
        .parse(RECEIPT_TYPE)
        .map_err(|_| ("receipt", "it is not a signed receipt"))?;
    parsed
        .verify()
        .map_err(|_| ("receipt_signature", "its signature does not hold"))?;
    let jwk = parsed.key().to_jwk();
    let known = keys.0.get(parsed.key().thumbprint().as_str());
    if !known.is_some_and(|known| known.x == jwk.x && Some(&known.y) == jwk.y.as_ref()) {
        return Err((
            "receipt_key",
            "it is signed by a key that is not one of this store's",
        ));
    }
    read(parsed.value().clone())
}

fn read(payload: serde_json::Value) -> Result<Receipt, (&'static str, &'static str)> {
    json::from_value::<Receipt>(payload)
        .ok()
        .filter(|receipt| receipt.schema_version == SCHEMA_VERSION)
        .ok_or(("receipt", "it is signed and not a receipt"))
}

/// Whether a receipt says of a record what is true of it. Its signature is looked at with the chain.
///
/// `key_continuity` is what it must say about that; `None` where that cannot be told.
#[must_use]
pub fn faults_with(
    stored: &StoredReceipt,
    verified: &Verified,
    received_at: &str,
    key_continuity: Option<Option<KeyContinuity>>,
) -> Vec<Finding> {
    let payload = base64url_decode(&stored.jws.payload).ok();
    let payload = payload.and_then(|payload| json::parse(&payload).ok());
    // What cannot be read is said with the chain as well.
    let Some(receipt) = payload.and_then(|payload| read(payload).ok()) else {
        return Vec::new();
    };
    let record = &verified.record;
    let mut findings = Vec::new();
    for (same, what) in [
        (
            receipt.record_sha256 == verified.record_sha256,
            "record_sha256",
        ),
        (receipt.record_id == record.record_id, "record_id"),
        (receipt.received_at.as_str() == received_at, "received_at"),
        (receipt.audience == record.audience, "audience"),
        (
            key_continuity.is_none_or(|known| receipt.key_continuity == known),
            "key_continuity",
        ),
    ] {
        if !same {
            findings.push(Finding {
                record_id: Some(record.record_id.to_string()),
                ..Finding::of_receipt(
                    stored.sequence,
                    "receipt_mismatch",
                    format!("its {what} is not that of the record it is kept for"),
                )
            });
        }
    }
    findings
}
