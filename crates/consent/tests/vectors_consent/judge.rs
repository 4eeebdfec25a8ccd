//! The reference verdict on a vector: what the product's own functions say, and what a backend adds to them.

use serde_json::Value;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::{Envelope, Refusal, verify_record};
use thuan_consent::json;
use thuan_consent::record::{ConsentRecord, change};
use thuan_consent::verdict::{self, Outcome};

/// The record's hash, or the code of the first thing that is wrong.
pub fn judge(bytes: &[u8], context: &Value) -> Result<Sha256Hex, String> {
    let value = json::parse(bytes).map_err(|_| "body")?;
    if value.get("format").is_some() {
        evidence(value, context)
    } else {
        posted(value, context)
    }
}

/// An evidence file; the keys are those the company publishes, whatever the file brings along.
fn evidence(mut file: Value, context: &Value) -> Result<Sha256Hex, String> {
    file["jwks"] = context["jwks"].clone();
    let bytes = serde_json::to_vec(&file).unwrap();
    let verdict = verdict::judge(&bytes).map_err(|_| "body")?;
    let failed = |finding: &&verdict::Finding| finding.outcome() == Outcome::Fails;
    if let Some(finding) = verdict.findings.iter().find(failed) {
        let code = finding.fault().map(|fault| fault.code.to_string());
        return Err(code.unwrap_or_else(|| finding.code().to_owned()));
    }
    let verified = verdict.verified.unwrap();
    audience(&verified.record, context)?;
    Ok(verified.record_sha256)
}

fn audience(record: &ConsentRecord, context: &Value) -> Result<(), String> {
    if context["audience"] == record.audience.as_str() {
        Ok(())
    } else {
        Err("audience".to_owned())
    }
}

fn posted(body: Value, context: &Value) -> Result<Sha256Hex, String> {
    let envelope: Envelope = json::from_value(body).map_err(|_| "body")?;
    let first = |refusal: Refusal| refusal.0[0].code.to_string();
    let verified = envelope.verify().map_err(first)?;
    let record = &verified.record;
    audience(record, context)?;
    let has = |list: &Value, text: &str| list.as_array().unwrap().iter().any(|item| item == text);
    if let Some(nonce) = &record.challenge {
        if !has(&context["challenges"]["issued"], nonce) {
            return Err("challenge_unknown".to_owned());
        }
        if has(&context["challenges"]["used"], nonce) {
            return Err("challenge_used".to_owned());
        }
    }
    let Some(hash) = &record.previous_record_sha256 else {
        return Ok(verified.record_sha256);
    };
    if has(&context["superseded_records"], hash.as_str()) {
        return Err("not_the_newest".to_owned());
    }
    let known = context["newest_records"].get(hash.as_str());
    let known = known.and_then(Value::as_str).ok_or("unknown_previous")?;
    let previous: ConsentRecord = json::parse_as(known.as_bytes()).unwrap();
    match &envelope.previous {
        None if previous.pii_principal_id != record.pii_principal_id => {
            return Err("previous_missing".to_owned());
        }
        None => {}
        Some(shown) => {
            let shown = verify_record(shown).map_err(first)?;
            if shown.record_sha256 != *hash {
                return Err("previous_mismatch".to_owned());
            }
        }
    }
    match change::faults(&previous, hash, record, None).first() {
        None => Ok(verified.record_sha256),
        Some(fault) => Err(fault.code.to_string()),
    }
}
