//! What the backend answers when it is asked for something: a challenge, its keys.

use thuan_consent::json::{self, Json};

use super::net::Answer;
use super::post::failure_of;
use crate::i18n::Failure;

/// The JSON of an answer.
pub(crate) fn json(answer: &Answer) -> Result<Json, Failure> {
    match answer.status() {
        200..=299 => {}
        status => return Err(failure_of(status)),
    }
    let body = answer.body().ok_or(Failure::Answer)?;
    json::read(&body).map_err(|_| Failure::Answer)
}
