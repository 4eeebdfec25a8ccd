//! What somebody asks for who holds neither the key nor the record. It is not signed and proves nothing, so a human
//! decides on it.

use crate::deadline::Day;
use crate::encoding::RecordId;
use crate::json;
use crate::language::Language;
use crate::time::Timestamp;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RequestKind {
    /// To take consent back.
    Withdraw,
    /// To be told what is kept.
    Access,
    /// To have something corrected.
    Correct,
    /// To have the data deleted.
    Delete,
}

impl RequestKind {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Access => "access",
            Self::Correct => "correct",
            Self::Delete => "delete",
        }
    }
}

/// The body of `POST {endpoint}/requests`. It holds personal data, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// What is asked for.
    pub kind: RequestKind,
    /// The beginning of the record's name, as it stands on the confirmation: eight hexadecimal digits.
    #[serde(
        default,
        deserialize_with = "json::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub reference: Option<String>,
    /// An e-mail address or a Vietnamese telephone number.
    pub contact: String,
    /// The purposes that are meant; none for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    /// The person's own words, of at most 2000 characters.
    #[serde(
        default,
        deserialize_with = "json::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub message: Option<String>,
    /// The language to answer in.
    pub language: Language,
}

/// The answer: the request is kept, and by when it is decided on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestAccepted {
    /// Its name.
    pub request_id: RecordId,
    /// When it arrived, by the backend's clock.
    pub received_at: Timestamp,
    /// The last day for telling the person that it has arrived.
    pub acknowledge_by: Day,
    /// The last day for doing what was asked, or saying why not.
    pub complete_by: Day,
}
