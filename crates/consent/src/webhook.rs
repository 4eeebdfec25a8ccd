//! What a backend tells others of: the body of a webhook, as the [Standard Webhooks] recommend it.
//!
//! Whoever is told of a registration gets names, hashes and decisions; the personal data only where whoever runs the
//! backend has said so for that endpoint. What was deleted before it was sent is not in it.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use crate::deadline::Day;
use crate::encoding::{RecordId, Sha256Hex};
use crate::jws::FlattenedJws;
use crate::language::Language;
use crate::record::EventState;
use crate::registration::Registration;
use crate::request::RequestKind;
use crate::time::Timestamp;

/// The body. Later versions may add kinds and members: leave alone what is not known.
///
/// `timestamp` is when it happened, by the backend's clock; when it is sent stands in the header `webhook-timestamp`.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "type")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Webhook {
    /// A registration was kept with its record.
    #[serde(rename = "registration.created")]
    RegistrationCreated {
        /// When it arrived.
        timestamp: Timestamp,
        /// What is told of it.
        data: RecordNotice,
    },
    /// A record was kept that changes another and takes nothing back.
    #[serde(rename = "consent.changed")]
    ConsentChanged {
        /// When it arrived.
        timestamp: Timestamp,
        /// What is told of it.
        data: RecordNotice,
    },
    /// A record was kept that takes consent back, for one purpose at least.
    #[serde(rename = "consent.withdrawn")]
    ConsentWithdrawn {
        /// When it arrived.
        timestamp: Timestamp,
        /// What is told of it.
        data: RecordNotice,
    },
    /// A registration was kept that nobody signed. It proves nothing.
    #[serde(rename = "registration.unsigned")]
    RegistrationUnsigned {
        /// When it arrived.
        timestamp: Timestamp,
        /// What is told of it.
        data: UnsignedNotice,
    },
    /// Somebody asked for something without a signature. It proves nothing.
    #[serde(rename = "request.received")]
    RequestReceived {
        /// When it arrived.
        timestamp: Timestamp,
        /// What is told of it.
        data: RequestNotice,
    },
    /// Whoever runs the backend tries whether it arrives.
    #[serde(rename = "webhook.test")]
    Test {
        /// When.
        timestamp: Timestamp,
        /// Nothing is told.
        data: TestNotice,
    },
}

/// What is told of a record.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordNotice {
    /// Its name.
    pub record_id: RecordId,
    /// The hash of the bytes that were signed.
    pub record_sha256: Sha256Hex,
    /// The first record of the chain it is in, whose registration it is about: its own name for a first record.
    pub first_record_id: RecordId,
    /// The record that it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_record_id: Option<RecordId>,
    /// The form.
    pub form_id: String,
    /// The language it was shown in.
    pub language: Language,
    /// The hash of the policy text that was shown.
    pub notice_sha256: Sha256Hex,
    /// Through whose page the person came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// Every choice as it stands with this record.
    pub purposes: Vec<Decided>,
    /// What it takes back, and by when that must be carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// The receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FlattenedJws>,
    /// The personal data, to those who are told it, until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// When the personal data was deleted, if that was before this was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// What was decided about a purpose.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decided {
    /// The purpose in the policy pack.
    pub id: String,
    /// What was decided.
    pub event_state: EventState,
    /// When, by the browser's clock; left out where no browser said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

/// What a record takes back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawal {
    /// The purposes that were agreed to until then.
    pub purposes: Vec<String>,
    /// The last day for telling the person that it has arrived.
    pub acknowledge_by: Day,
    /// The last day for carrying it out.
    pub complete_by: Day,
}

/// What is told of a registration that nobody signed.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnsignedNotice {
    /// Its name.
    pub registration_id: RecordId,
    /// The form.
    pub form_id: String,
    /// The language it was shown in.
    pub language: Language,
    /// The hash of the policy text that was shown.
    pub notice_sha256: Sha256Hex,
    /// Every choice.
    pub purposes: Vec<Decided>,
    /// The personal data, to those who are told it, until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// When the personal data was deleted, if that was before this was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// What is told of a request without a signature.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestNotice {
    /// Its name.
    pub request_id: RecordId,
    /// What is asked for.
    pub kind: RequestKind,
    /// The purposes that are meant; none for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    /// The language to answer in.
    pub language: Language,
    /// The last day for telling the person that it has arrived.
    pub acknowledge_by: Day,
    /// The last day for doing what was asked, or saying why not.
    pub complete_by: Day,
    /// What the person wrote, to those who are told personal data, until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// What somebody wrote who asks for something.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// Where to answer: an e-mail address or telephone number.
    pub contact: String,
    /// The beginning of the record's name, as it stands on the confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Which endpoint is tried.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestNotice {
    /// Its name.
    pub endpoint_id: RecordId,
}
