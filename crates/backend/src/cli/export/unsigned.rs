//! A registration that nobody signed, as a file. It is no evidence file, and no verifier takes it for one.

use serde::{Deserialize, Serialize};
use thuan_consent::encoding::RecordId;
use thuan_consent::evidence::PolicyText;
use thuan_consent::registration::Registration;

use super::format::{Format, Place, json};
use super::{CommandError, warn};
use crate::audit::audit_unsigned;
use crate::store::{Forgotten, Store};
use crate::unsigned::Unsigned;

const FORMAT: &str = "urn:thuan:unsigned-registration:1";
const NOTE: &str = "Nobody signed this. It says what the backend was sent, and proves nothing.";

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    signed: bool,
    note: &'static str,
    unsigned: &'a Unsigned,
    content_sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<&'a Registration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forgotten: Option<&'a Forgotten>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<PolicyText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<String>,
}

/// Whether these bytes are such a file, or the line of one in a list (`thuan records --json`).
pub fn is(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Marks {
        format: Option<String>,
        signed: Option<bool>,
    }
    let marks: Result<Marks, _> = serde_json::from_slice(bytes);
    marks.is_ok_and(|marks| marks.format.as_deref() == Some(FORMAT) || marks.signed == Some(false))
}

/// Writes one.
pub async fn document(
    store: &Store,
    format: Format,
    id: &RecordId,
) -> Result<Vec<u8>, CommandError> {
    let stored = store.unsigned(id).await?;
    let stored = stored.ok_or_else(|| CommandError::Message(format!("there is no record {id}")))?;
    if format != Format::Evidence {
        let text = format!("{id} is not signed: there is no record to write in this format");
        return Err(CommandError::Message(text));
    }
    let audited = audit_unsigned(&stored);
    for (_, detail) in &audited.faults {
        warn(&stored.registration_id, detail);
    }
    let Some(unsigned) = &audited.unsigned else {
        return Err(CommandError::Message(format!("{id} cannot be read")));
    };
    let form = store.form(&unsigned.form_sha256).await?;
    let file = File {
        format: FORMAT,
        signed: false,
        note: NOTE,
        unsigned,
        content_sha256: &stored.content_sha256,
        registration: audited.registration.as_ref(),
        forgotten: stored.forgotten.as_ref(),
        policy: store.policy_text(&unsigned.notice_sha256).await?,
        form: form.and_then(|bytes| String::from_utf8(bytes).ok()),
    };
    Ok(json(&file, Place::File)?)
}
