//! The records this browser keeps, so that a person finds them again: proofs, without what was typed.

use thuan_consent::json::{self, Json};
use wasm_bindgen::JsValue;

use super::vault;

/// A record that this browser keeps.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// The form it was made with.
    pub(crate) form_id: String,
    /// The record's name.
    pub(crate) record_id: String,
    /// When it was sent, as the record says.
    pub(crate) event_time: String,
    /// The hash of the text that was shown.
    pub(crate) notice_sha256: String,
    /// The evidence file, without the registration.
    pub(crate) evidence: String,
}

const MEMBERS: [&str; 5] = [
    "form_id",
    "record_id",
    "event_time",
    "notice_sha256",
    "evidence",
];

/// Keeps a record under its name. Says whether it is really there afterwards: storage may be denied or full.
pub(crate) async fn keep(kept: &Kept) -> bool {
    let values = [
        &kept.form_id,
        &kept.record_id,
        &kept.event_time,
        &kept.notice_sha256,
        &kept.evidence,
    ];
    let members = MEMBERS.into_iter().zip(values);
    let members = members.map(|(name, value)| (name.to_owned(), Json::Text(value.clone())));
    let Ok(text) = Json::Object(members.collect()).canonical() else {
        return false;
    };
    vault::keep(&kept.record_id, &text).await.is_ok()
}

/// The newest record of a form.
#[cfg(feature = "csr")]
pub(crate) async fn newest(form_id: &str) -> Option<Kept> {
    read(&vault::newest(form_id).await.ok()?)
}

/// Every record; none where storage is denied. What is not readable is left out.
#[cfg(feature = "record")]
pub(crate) async fn all() -> Vec<Kept> {
    let Ok(values) = vault::records().await else {
        return Vec::new();
    };
    let values = js_sys::Array::from(&values);
    values.iter().filter_map(|value| read(&value)).collect()
}

fn read(value: &JsValue) -> Option<Kept> {
    let json = json::read(value.as_string()?.as_bytes()).ok()?;
    let text = |name: &str| Some(json.get(name)?.as_str()?.to_owned());
    Some(Kept {
        form_id: text("form_id")?,
        record_id: text("record_id")?,
        event_time: text("event_time")?,
        notice_sha256: text("notice_sha256")?,
        evidence: text("evidence")?,
    })
}
