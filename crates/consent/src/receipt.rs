//! Receipts: what a backend signs over a record it has kept, chained one to the next.
//!
//! A receipt names a record by the hash of its bytes and the receipt before it by the hash of *its* bytes. Whoever holds
//! one receipt can tell whether the backend's later account of its store still contains it, at the same place.

use thiserror::Error;

use crate::encoding::{RecordId, Sha256Hex, base64url_array, base64url_decode};
use crate::json::{self, Json, members, names};
use crate::jwk::{Jwk, JwkError, PublicKey};
use crate::jws::{FlattenedJws, RECEIPT_TYPE};
use crate::time::Timestamp;

/// The `schema_version` of receipts made here.
pub const SCHEMA_VERSION: &str = "urn:thuan:consent-receipt:1";

/// A receipt (*giấy báo nhận*): the payload of a JWS whose `typ` is [`RECEIPT_TYPE`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// Always [`SCHEMA_VERSION`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA_VERSION)))]
    pub schema_version: String,
    /// A random name for this receipt (UUIDv4).
    pub receipt_id: RecordId,
    /// The record's name.
    pub record_id: RecordId,
    /// The hash of the record's canonical bytes.
    pub record_sha256: Sha256Hex,
    /// When the record arrived, by the backend's clock.
    pub received_at: Timestamp,
    /// The receipt's place in the chain, a decimal number from 1 without gaps.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::COUNT)))]
    pub sequence: String,
    /// The hash of the payload of the receipt before it; the first has none.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub previous_receipt_sha256: Option<Sha256Hex>,
    /// The endpoint the record was signed for.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::NO_FRAGMENT)))]
    pub audience: String,
    /// For a record that changes another: whether the same key signed both.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub key_continuity: Option<KeyContinuity>,
}

/// Whether a change was signed by the key of the record it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KeyContinuity {
    /// By the same key.
    Continued,
    /// By another key, of someone who could show the record itself.
    NotContinued,
}

members!(write Receipt {
    schema_version, receipt_id, record_id, record_sha256, received_at, sequence, previous_receipt_sha256, audience,
    key_continuity,
});
names!(KeyContinuity { Continued = "continued", NotContinued = "not_continued" });

impl Receipt {
    /// The canonical bytes: what is signed, and hashed by the receipt after it.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        json::canonical(self).into_bytes()
    }
}

/// Why something that came as a receipt is none for this record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// Not a flattened JWS of canonical JSON, or of another type than [`RECEIPT_TYPE`].
    #[error("not a signed receipt")]
    Shape,
    /// The key that is said to have signed is not in the key set.
    #[error("signed by a key that is not in the backend's key set")]
    UnknownKey,
    /// The key set's key of that name is not one that can sign receipts.
    #[error(transparent)]
    Key(#[from] JwkError),
    /// It is about another record.
    #[error("the receipt is for another record")]
    OtherRecord,
}

/// A receipt that is in order but for the mathematics, which is for WebCrypto or a crate.
#[derive(Debug, Clone)]
pub struct Unproven {
    /// The key, from the key set: never from the receipt itself.
    pub key: PublicKey,
    /// What was signed.
    pub signing_input: Vec<u8>,
    /// The signature.
    pub signature: [u8; 64],
    /// The payload.
    pub payload: Json,
}

/// The record that a receipt has to be for.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Its name.
    pub record_id: &'a str,
    /// The hash of its canonical bytes.
    pub record_sha256: &'a str,
    /// The endpoint it was signed for.
    pub audience: &'a str,
}

/// Checks everything about a receipt but its signature: it is one, it is for this record, and its key is in `jwks`
/// (RFC 7517 section 5) under its thumbprint.
///
/// This reading needs no serde, so the widget does it too.
///
/// # Errors
///
/// [`ReceiptError`].
pub fn check(
    receipt: &FlattenedJws,
    jwks: &Json,
    record: Received<'_>,
) -> Result<Unproven, ReceiptError> {
    let header = canonical_json(&receipt.protected)?;
    let payload = canonical_json(&receipt.payload)?;
    let text = |json: &Json, name: &str, wanted: &str| {
        json.get(name).and_then(Json::as_str) == Some(wanted)
    };
    if !text(&header, "typ", RECEIPT_TYPE) || header.get("crit").is_some() {
        return Err(ReceiptError::Shape);
    }
    let kid = header
        .get("kid")
        .and_then(Json::as_str)
        .ok_or(ReceiptError::Shape)?;
    let key = key_of(jwks, kid).ok_or(ReceiptError::UnknownKey)??;
    if !text(&header, "alg", key.algorithm()) || key.thumbprint().as_str() != kid {
        return Err(ReceiptError::UnknownKey);
    }
    if !text(&payload, "schema_version", SCHEMA_VERSION) {
        return Err(ReceiptError::Shape);
    }
    let is_its = text(&payload, "record_sha256", record.record_sha256)
        && text(&payload, "record_id", record.record_id)
        && text(&payload, "audience", record.audience);
    if !is_its {
        return Err(ReceiptError::OtherRecord);
    }
    Ok(Unproven {
        key,
        signing_input: [&receipt.protected, ".", &receipt.payload]
            .concat()
            .into_bytes(),
        signature: base64url_array(&receipt.signature).map_err(|_| ReceiptError::Shape)?,
        payload,
    })
}

/// The bytes behind a part of a JWS, as JSON that is its own canonical form.
fn canonical_json(part: &str) -> Result<Json, ReceiptError> {
    let bytes = base64url_decode(part).map_err(|_| ReceiptError::Shape)?;
    let json = json::read(&bytes).map_err(|_| ReceiptError::Shape)?;
    match json.canonical() {
        Ok(text) if text.as_bytes() == bytes => Ok(json),
        _ => Err(ReceiptError::Shape),
    }
}

/// The key of a key set with this `kid`.
fn key_of(jwks: &Json, kid: &str) -> Option<Result<PublicKey, JwkError>> {
    let Some(Json::List(keys)) = jwks.get("keys") else {
        return None;
    };
    let key = keys
        .iter()
        .find(|key| key.get("kid").and_then(Json::as_str) == Some(kid))?;
    let text = |name: &str| key.get(name).and_then(Json::as_str).map(str::to_owned);
    Some(PublicKey::try_from(&Jwk {
        crv: text("crv").unwrap_or_default(),
        kty: text("kty").unwrap_or_default(),
        x: text("x").unwrap_or_default(),
        y: text("y"),
    }))
}

/// The receipt in a backend's answer, where there is one.
///
/// # Errors
///
/// [`ReceiptError::Shape`]: there is a `receipt` and it is not a flattened JWS.
pub fn of_answer(answer: &Json) -> Result<Option<FlattenedJws>, ReceiptError> {
    let Some(receipt) = answer.get("receipt") else {
        return Ok(None);
    };
    json::from_json(receipt.clone())
        .map(Some)
        .map_err(|_| ReceiptError::Shape)
}
