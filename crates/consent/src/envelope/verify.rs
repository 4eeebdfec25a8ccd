//! The verdict on an envelope.

use serde_json::Value;
use unicode_normalization::is_nfc;

use super::Envelope;
use crate::encoding::Sha256Hex;
use crate::jws::{FlattenedJws, JwsError, RECORD_TYPE, SignatureError};
use crate::problem::Fault;
use crate::record::ConsentRecord;
use crate::{json, jws};

/// A record whose signature and inner order have been checked.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The record.
    pub record: ConsentRecord,
    /// Its name for good: the hash of its canonical bytes.
    pub record_sha256: Sha256Hex,
    /// The canonical bytes.
    pub payload: Vec<u8>,
}

/// Why a record is refused: each fault, with a pointer into what was posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the consent record does not verify")]
pub struct Refusal(pub Vec<Fault>);

impl From<JwsError> for Refusal {
    fn from(error: JwsError) -> Self {
        let pointer = ["#/consent", &error.pointer()].concat();
        Self(vec![Fault::new(pointer, error.code(), &error)])
    }
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        let (pointer, code) = match error {
            SignatureError::Key => ("#/consent/protected/jwk", "jwk"),
            SignatureError::Mismatch => ("#/consent/signature", "signature"),
        };
        Self(vec![Fault::new(pointer, code, error)])
    }
}

/// Checks a signed record with nothing but itself: the envelope, the signature, the record's inner order.
///
/// Whether it was meant for this backend, fits the policy in force or repeats another record is for the caller.
///
/// # Errors
///
/// [`Refusal`], with every fault of the first stage that has any.
pub fn verify_record(consent: &FlattenedJws) -> Result<Verified, Refusal> {
    let parsed: jws::Parsed = consent.parse(RECORD_TYPE)?;
    parsed.verify()?;
    if !strings_are_nfc(parsed.value()) {
        let detail = "every text must be in Unicode normalisation form C";
        return Err(Refusal(vec![Fault::new(
            "#/consent/payload",
            "not_nfc",
            detail,
        )]));
    }
    let of_record = |pointer: &str, detail: &str| {
        let pointer = ["#/consent/payload", pointer].concat();
        Refusal(vec![Fault::new(pointer, "record", detail)])
    };
    let record: ConsentRecord = json::from_value_ref(parsed.value())
        .map_err(|error| of_record(&error.pointer(), error.expected()))?;
    // What is absent is left out: a `null` or an empty list reads as nothing and would give one record two names.
    if record.canonical() != parsed.payload() {
        let read = serde_json::to_value(&record).unwrap_or_default();
        let pointer = surplus(parsed.value(), &read).unwrap_or_default();
        let detail = "what says nothing, `null` or an empty array, is left out with its name";
        return Err(of_record(&pointer, detail));
    }
    let faults = record.faults(parsed.key());
    if !faults.is_empty() {
        return Err(Refusal(faults));
    }
    Ok(Verified {
        record,
        record_sha256: Sha256Hex::of(parsed.payload()),
        payload: parsed.payload().to_vec(),
    })
}

impl Envelope {
    /// Checks the signed record, and that the registration is the one it was signed over.
    ///
    /// # Errors
    ///
    /// [`Refusal`], with pointers into the posted body.
    pub fn verify(&self) -> Result<Verified, Refusal> {
        let verified = verify_record(&self.consent)?;
        let hash = self.registration.as_ref().map(super::Registration::sha256);
        if hash != verified.record.registration_sha256 {
            let detail = "the registration is not the one the record was signed over";
            return Err(Refusal(vec![Fault::new(
                "#/registration",
                "registration_sha256",
                detail,
            )]));
        }
        Ok(verified)
    }
}

/// Where a value has a member that is not in what was read of it.
fn surplus(value: &Value, read: &Value) -> Option<String> {
    match (value, read) {
        (Value::Object(members), Value::Object(read)) => {
            members.iter().find_map(|(name, member)| {
                let step = ["/", name].concat();
                match read.get(name) {
                    None => Some(step),
                    Some(read) => surplus(member, read).map(|rest| step + &rest),
                }
            })
        }
        (Value::Array(items), Value::Array(read)) => {
            let mut both = items.iter().zip(read).enumerate();
            both.find_map(|(index, (item, read))| {
                surplus(item, read).map(|rest| format!("/{index}{rest}"))
            })
        }
        _ => None,
    }
}

fn strings_are_nfc(value: &Value) -> bool {
    match value {
        Value::String(text) => is_nfc(text),
        Value::Array(items) => items.iter().all(strings_are_nfc),
        Value::Object(members) => members
            .iter()
            .all(|(name, member)| is_nfc(name) && strings_are_nfc(member)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}
