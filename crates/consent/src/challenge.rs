//! Challenges: a nonce that a backend gives out before a record is signed (level L1).
//!
//! A record that holds one was signed after it was given out and before it ran out, by the backend's clock, and can be
//! handed in once only.

use crate::encoding::Sha256Hex;
use crate::time::Timestamp;

/// The answer of `GET {endpoint}/challenge`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Challenge {
    /// What the record repeats: base64url without padding, unguessable.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL)))]
    pub nonce: String,
    /// The backend's clock.
    pub server_time: Timestamp,
    /// When the nonce stops being taken.
    pub expires_at: Timestamp,
    /// The hash of the policy text in force: another one than the person reads means that the policy has changed
    /// since the page was loaded.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub notice_sha256: Option<Sha256Hex>,
}

/// What is put behind an endpoint's path to ask for a challenge.
pub const PATH: &str = "/challenge";
