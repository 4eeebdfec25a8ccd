//! Posting a registration, and what comes back.

use thuan_consent::json::{self, Json};
use thuan_consent::jws::FlattenedJws;
use thuan_consent::problem::{MEDIA_TYPE, Problem};
use thuan_consent::receipt;

use web_sys::EventTarget;

use super::net::{self, Answer};
use crate::i18n::Failure;

/// How long an answer may take that the record page asks for, in milliseconds.
#[cfg(feature = "record")]
pub(crate) const PATIENCE_MS: u32 = 30_000;

/// Why a registration was not taken.
pub(crate) enum Refusal {
    /// In a way that has its own words.
    Failure(Failure),
    /// With reasons.
    Problem(Problem),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Posts the body, as often as it takes; see [`net::insist`].
///
/// Every 2xx means that the backend has it (level L0 of proof); what comes back is its receipt, if it gave one. A redirect is not followed to another place than the
/// one the record was signed for.
pub(crate) async fn post(
    near: Option<&EventTarget>,
    endpoint: &str,
    record_id: &str,
    record_sha256: &str,
    body: String,
) -> Result<Option<FlattenedJws>, Refusal> {
    let answer = net::insist(near, endpoint, Some((&body, record_id))).await;
    match answer.status() {
        200..=299 => accepted(&answer, record_sha256).map_err(Refusal::from),
        status => Err(refused(&answer, status)),
    }
}

/// A backend that names the record it took must name this one; one that says nothing is believed.
fn accepted(response: &Answer, record_sha256: &str) -> Result<Option<FlattenedJws>, Failure> {
    let media_type = response.media_type();
    if media_type.starts_with("text/html") {
        // A captive portal answers everything with a page of its own.
        return Err(Failure::Answer);
    }
    if media_type != "application/json" {
        return Ok(None);
    }
    let body = response.body().ok_or(Failure::Answer)?;
    let answer = json::read(&body).map_err(|_| Failure::Answer)?;
    match answer.get("record_sha256").and_then(Json::as_str) {
        Some(stored) if stored != record_sha256 => Err(Failure::Answer),
        // The record has arrived, whatever came for a receipt: that is judged by itself.
        _ => Ok(receipt::of_answer(&answer).unwrap_or_default()),
    }
}

fn refused(response: &Answer, status: u16) -> Refusal {
    if status == 422 && response.media_type() == MEDIA_TYPE {
        let body = response.body().unwrap_or_default();
        if let Ok(problem) = Problem::parse(&body) {
            // What it says of its own status is for those who do not see the answer's.
            return Refusal::Problem(Problem { status, ..problem });
        }
    }
    Refusal::Failure(failure_of(status))
}

/// What a status says that is no success; 0 is that of an answer that never came, 999 of what was not sent for want of
/// what it has to bring, 499 of what nobody waits for.
pub(crate) fn failure_of(status: u16) -> Failure {
    match status {
        408 | 504 => Failure::Timeout,
        999 => Failure::Unproved,
        499 => Failure::Stopped,
        409 => Failure::Conflict,
        429 | 503 => Failure::Busy,
        0 => Failure::Network,
        500.. => Failure::Server,
        _ => Failure::Refused(status),
    }
}
