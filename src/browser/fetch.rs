//! What the backend answers when it is asked for something: a challenge, its keys.

use thuan_consent::json::{self, Json};

use super::net::Answer;
use super::post::failure_of;
use crate::i18n::Failure;

/// Why there is no answer. Nothing was posted, so that is nowhere.
fn unasked(status: u16) -> Failure {
    match status {
        0 => Failure::Unreachable,
        408 | 500.. => Failure::Busy,
        status => failure_of(status),
    }
}

/// The JSON of an answer.
pub(crate) fn json(answer: &Answer) -> Result<Json, Failure> {
    match answer.status() {
        200..=299 => {}
        status => return Err(unasked(status)),
    }
    let body = answer.body().ok_or(Failure::Unreachable)?;
    // A captive portal answers everything with a page of its own.
    json::read(&body).map_err(|_| Failure::Unreachable)
}
