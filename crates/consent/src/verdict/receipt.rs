//! The backend's countersignature.

use serde_json::Value;

use super::Finding;
use crate::encoding::Thumbprint;
use crate::envelope::Verified;
use crate::json;
use crate::jws::{FlattenedJws, RECEIPT_TYPE};
use crate::problem::Fault;
use crate::receipt::{Receipt, SCHEMA_VERSION};

/// A receipt whose signature holds, and which key made it.
pub(super) type Signed = (Receipt, Thumbprint);

/// Judges the receipt. It is given back where it is one, for this record, and its signature holds.
pub(super) fn judge(
    verified: &Verified,
    jws: Option<&FlattenedJws>,
    jwks: Option<&Value>,
) -> (Finding, Option<Signed>) {
    let Some(jws) = jws else {
        return (Finding::ReceiptAbsent, None);
    };
    let (receipt, key) = match read(jws) {
        Ok(read) => read,
        Err(fault) => return (Finding::ReceiptFails(fault), None),
    };
    if !is_for(&receipt, verified) {
        return (Finding::ReceiptOtherRecord, None);
    }
    match jwks {
        None => (Finding::ReceiptKeyUnknown, Some((receipt, key))),
        Some(jwks) if names(jwks, &key) => (Finding::ReceiptHolds, Some((receipt, key))),
        Some(_) => (Finding::ReceiptKeyForeign, None),
    }
}

/// Reads a receipt, checks its signature, and says which key made it.
pub(super) fn read(jws: &FlattenedJws) -> Result<Signed, Fault> {
    let fault = |code, detail: &dyn core::fmt::Display| Fault::new("#/receipt", code, detail);
    let parsed = jws
        .parse(RECEIPT_TYPE)
        .map_err(|error| fault(error.code(), &error))?;
    parsed
        .verify()
        .map_err(|error| fault("signature", &error))?;
    let receipt: Receipt =
        json::from_value_ref(parsed.value()).map_err(|error| fault("receipt", &error))?;
    // What is absent is left out: a `null` that reads as nothing is another text for the same receipt.
    if receipt.canonical() != parsed.payload() {
        return Err(fault("receipt", &"a member is there that says nothing"));
    }
    if receipt.schema_version != SCHEMA_VERSION {
        return Err(fault("schema_version", &"another schema"));
    }
    Ok((receipt, parsed.key().thumbprint()))
}

/// Whether a receipt is for this record.
pub(super) fn is_for(receipt: &Receipt, verified: &Verified) -> bool {
    receipt.record_sha256 == verified.record_sha256
        && receipt.record_id == verified.record.record_id
        && receipt.audience == verified.record.audience
}

/// Whether a key set (RFC 7517 section 5) has a key of this thumbprint. The name is not believed: it is made again from
/// the key itself.
pub(super) fn names(jwks: &Value, kid: &Thumbprint) -> bool {
    let keys = jwks.get("keys").and_then(Value::as_array);
    keys.into_iter().flatten().any(|key| {
        let text = |name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
        let jwk = crate::jwk::Jwk {
            crv: text("crv").unwrap_or_default(),
            kty: text("kty").unwrap_or_default(),
            x: text("x").unwrap_or_default(),
            y: text("y"),
        };
        crate::jwk::PublicKey::try_from(&jwk).is_ok_and(|key| key.thumbprint() == *kid)
    })
}
