//! What is posted: the registration and the signed record, and the verdict on them.

use serde::{Deserialize, Serialize};

#[cfg(feature = "verify")]
mod verify;

#[cfg(feature = "verify")]
pub use verify::{Refusal, Verified, verify_record};

use crate::json::{self, JsonError};
use crate::jws::FlattenedJws;
use crate::registration::Registration;

/// The body of a registration (wire format 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The personal data. A withdrawal has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// The signed record.
    pub consent: FlattenedJws,
}

impl Envelope {
    /// Reads a posted body.
    ///
    /// # Errors
    ///
    /// [`JsonError`]: not JSON, a member twice, missing or unknown.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse_as(bytes)
    }
}
