//! Asking the backend for something: a challenge, its keys.

use thuan_consent::json::{self, Json};

use super::net;
use super::post::failure_of;
use crate::i18n::Failure;

/// The JSON at an address.
pub(crate) async fn get(url: &str) -> Result<Json, Failure> {
    let answer = net::get(url, net::ORIGIN, None).await;
    match answer.status() {
        200..=299 => {}
        status => return Err(failure_of(status)),
    }
    let body = answer.body().ok_or(Failure::Answer)?;
    json::read(&body).map_err(|_| Failure::Answer)
}
