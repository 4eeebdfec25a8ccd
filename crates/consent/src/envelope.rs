//! What is posted: the registration and the signed record, and the verdict on them.

#[cfg(feature = "verify")]
mod verify;

#[cfg(feature = "verify")]
pub use verify::{Refusal, Verified, verify_record};

#[cfg(feature = "serde")]
use crate::json::JsonError;
use crate::json::{self, members};
use crate::jws::FlattenedJws;
use crate::registration::{Filled, Registration};

/// The body of a registration (wire format 1).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope {
    /// The personal data. A withdrawal has none.
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            deserialize_with = "json::present",
            skip_serializing_if = "Option::is_none"
        )
    )]
    pub registration: Option<Registration>,
    /// The signed record.
    pub consent: FlattenedJws,
    /// The record that this one changes, as it was signed: shown by whoever signs with another key than it was.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub previous: Option<FlattenedJws>,
}

members!(write Envelope { registration, consent, previous });

impl Envelope {
    /// Reads a posted body.
    ///
    /// # Errors
    ///
    /// [`JsonError`]: not JSON, a member twice, missing or unknown.
    #[cfg(feature = "serde")]
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse_as(bytes)
    }
}

/// An [`Envelope`] as the widget makes it, the same on the wire.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The personal data, of a first record.
    pub registration: Option<Filled>,
    /// The signed record.
    pub consent: FlattenedJws,
    /// As in [`Envelope`].
    pub previous: Option<FlattenedJws>,
}

members!(write Outgoing { registration, consent, previous });

impl Outgoing {
    /// The body to post: canonical, though nothing needs it to be.
    #[must_use]
    pub fn body(&self) -> String {
        json::canonical(self)
    }
}
