//! What a backend answers that has taken a registration, or a record that changes one.

use crate::deadline::Day;
use crate::encoding::{RecordId, Sha256Hex};
use crate::jws::FlattenedJws;
use crate::time::Timestamp;

/// The answer of `POST {endpoint}`: 201 for a record that is kept just now, 200 for one that was kept before.
///
/// The widget believes any 2xx; of this it reads the hash, which must be that of what it sent, and the receipt.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Accepted {
    /// The record's name.
    pub record_id: RecordId,
    /// The hash of the bytes that were signed.
    pub record_sha256: Sha256Hex,
    /// When it first arrived, by the backend's clock.
    pub received_at: Timestamp,
    /// The receipt, from a backend that gives one (level L2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FlattenedJws>,
    /// For a withdrawal: the last day for telling the person that it has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge_by: Option<Day>,
    /// For a withdrawal: the last day for carrying it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_by: Option<Day>,
}
