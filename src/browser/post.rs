//! Posting a registration, and what comes back.

use gloo_net::http::{Request, Response};
use thuan_consent::json::{self, Json};
use thuan_consent::jws::FlattenedJws;
use thuan_consent::problem::{MEDIA_TYPE, Problem};
use thuan_consent::receipt;
use web_sys::AbortSignal;

use crate::i18n::Failure;

/// How long an answer may take, in milliseconds: a slow network gets its time, a dead one is told of.
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

/// Posts the body.
///
/// Every 2xx means that the backend has it (level L0 of proof); what comes back is its receipt, if it gave one. A redirect is not followed to another place than the
/// one the record was signed for.
pub(crate) async fn post(
    endpoint: &str,
    record_id: &str,
    record_sha256: &str,
    body: String,
) -> Result<Option<FlattenedJws>, Refusal> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = Request::post(endpoint)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, application/problem+json")
        .header("Idempotency-Key", record_id)
        .credentials(web_sys::RequestCredentials::Omit)
        .redirect(web_sys::RequestRedirect::Error)
        .referrer_policy(web_sys::ReferrerPolicy::StrictOriginWhenCrossOrigin)
        .abort_signal(Some(&signal))
        .body(body)
        .map_err(|_| Failure::Definition)?;
    let lost = |_| {
        if signal.aborted() {
            Failure::Timeout
        } else {
            Failure::Network
        }
    };
    let response = request.send().await.map_err(lost)?;
    match response.status() {
        200..=299 => accepted(&response, record_sha256)
            .await
            .map_err(Refusal::from),
        status => Err(refused(&response, status).await),
    }
}

/// A backend that names the record it took must name this one; one that says nothing is believed.
async fn accepted(
    response: &Response,
    record_sha256: &str,
) -> Result<Option<FlattenedJws>, Failure> {
    let media_type = media_type(response);
    if media_type.starts_with("text/html") {
        // A captive portal answers everything with a page of its own.
        return Err(Failure::Answer);
    }
    if media_type != "application/json" {
        return Ok(None);
    }
    let body = response.binary().await.map_err(|_| Failure::Answer)?;
    let answer = json::read(&body).map_err(|_| Failure::Answer)?;
    match answer.get("record_sha256").and_then(Json::as_str) {
        Some(stored) if stored != record_sha256 => Err(Failure::Answer),
        // The record has arrived, whatever came for a receipt: that is judged by itself.
        _ => Ok(receipt::of_answer(&answer).unwrap_or_default()),
    }
}

async fn refused(response: &Response, status: u16) -> Refusal {
    if status == 422 && media_type(response) == MEDIA_TYPE {
        let body = response.binary().await.unwrap_or_default();
        if let Ok(problem) = Problem::parse(&body) {
            return Refusal::Problem(problem);
        }
    }
    Refusal::Failure(failure_of(status))
}

/// What a status says that is no success.
pub(crate) fn failure_of(status: u16) -> Failure {
    match status {
        408 | 504 => Failure::Timeout,
        409 => Failure::Conflict,
        429 | 503 => Failure::Busy,
        500.. => Failure::Network,
        _ => Failure::Refused(status),
    }
}

fn media_type(response: &Response) -> String {
    let header = response.headers().get("Content-Type").unwrap_or_default();
    header
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}
