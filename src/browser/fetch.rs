//! Asking the backend for something: a challenge, its keys.

use gloo_net::http::Request;
use thuan_consent::json::{self, Json};
use web_sys::AbortSignal;

use super::post::{PATIENCE_MS, failure_of};
use crate::i18n::Failure;

/// The JSON at an address.
pub(crate) async fn get(url: &str) -> Result<Json, Failure> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = Request::get(url)
        .header("Accept", "application/json")
        .credentials(web_sys::RequestCredentials::Omit)
        .referrer_policy(web_sys::ReferrerPolicy::StrictOriginWhenCrossOrigin)
        .abort_signal(Some(&signal));
    let lost = |_| {
        if signal.aborted() {
            Failure::Timeout
        } else {
            Failure::Network
        }
    };
    let response = request.send().await.map_err(lost)?;
    match response.status() {
        200..=299 => {}
        status => return Err(failure_of(status)),
    }
    let body = response.binary().await.map_err(|_| Failure::Answer)?;
    json::read(&body).map_err(|_| Failure::Answer)
}
