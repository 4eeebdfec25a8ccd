//! The evidence file: what a person keeps and anyone can check, years later, without asking the company.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::jws::FlattenedJws;
use crate::language::Language;
use crate::registration::Registration;

/// The `format` of an evidence file.
pub const FORMAT: &str = "urn:thuan:evidence:1";

/// An evidence file. What is not there is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Always [`FORMAT`].
    pub format: String,
    /// The signed record.
    pub consent: FlattenedJws,
    /// The backend's receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FlattenedJws>,
    /// The registration, which the record holds a hash of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// The policy text that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyText>,
    /// The form definition, byte for byte as it was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The keys that receipts are checked with (RFC 7517 section 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
}

/// A policy text in an evidence file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyText {
    /// Its language.
    pub language: Language,
    /// The Markdown, byte for byte.
    pub text: String,
}
