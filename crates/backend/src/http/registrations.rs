//! `POST /api/registrations`: a registration and its consent record come in, or a record that changes an earlier one,
//! and a 201 with the receipt goes out once all of it is on the disk.
//!
//! | answer | when |
//! |---|---|
//! | 201 | kept just now |
//! | 200 | this very record is kept already: the first answer again, byte for byte |
//! | 400 | no `Idempotency-Key`, or not the record's; not JSON; JSON of another shape |
//! | 403 | the form has a service judge whether a person is there, and its token is missing or not taken |
//! | 408 | broke off, or took too long |
//! | 409 | another record is kept under this `record_id` (`stored_record_sha256`); for a withdrawal, or a request |
//! | 413 | larger than the limit |
//! | 415 | not announced as `application/json` |
//! | 422 | the record does not verify, or cannot be taken: `errors` says where and why |
//! | 429 | too many came, from one address or altogether, or it came too soon: `Retry-After` |
//! | 503 | the database is busy or full, or tokens cannot be verified: `Retry-After` |

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use thuan_consent::envelope::{Envelope, Verified};
use thuan_consent::json::{self, ShapeError};
use thuan_consent::problem::Fault;
use thuan_consent::time::Timestamp;

use super::problem::{Kind, refuse};
use super::{App, admission, body, follow_up};
use crate::clock;
use crate::store::{Kept, NewRecord, Outcome, StoreError};

/// Takes a registration, or a record that changes an earlier one.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    match take(&app, request).await {
        Ok(Outcome::New(kept)) => answer(StatusCode::CREATED, kept),
        Ok(Outcome::Again(kept)) => answer(StatusCode::OK, kept),
        Ok(Outcome::Clash {
            stored_record_sha256,
        }) => refuse(Kind::Clash {
            stored_record_sha256,
        }),
        Ok(Outcome::ChallengeUsed) => refuse(Kind::RegistrationRefused(vec![admission::fault(
            "challenge",
            "challenge_used",
            "another record was signed with this challenge; fetch another and sign again",
        )])),
        Ok(Outcome::NotTheNewest {
            newest_record_sha256,
        }) => refuse(Kind::RegistrationRefused(vec![admission::fault(
            "previous_record_sha256",
            "not_the_newest",
            format!("that record was changed since; the newest is {newest_record_sha256}"),
        )])),
        Err(kind) => refuse(kind),
    }
}

async fn take(app: &App, request: Request) -> Result<Outcome, Kind> {
    let client = app.limits.client(&request);
    let (parts, body) = request.into_parts();
    // The body first: a client that is still sending would see a broken connection instead of the answer.
    let bytes = body::read(&parts.headers, body, app.body_limit).await?;
    app.limits.ask(client)?;
    if !is_json(&parts.headers) {
        return Err(Kind::MediaType);
    }
    let key = idempotency_key(&parts.headers).ok_or(Kind::NoIdempotencyKey)?;
    let envelope = parse(&bytes)?;
    let verified = envelope
        .verify()
        .map_err(|refusal| Kind::RecordRefused(refusal.0))?;
    if verified.record.record_id.as_str() != key {
        return Err(Kind::OtherIdempotencyKey);
    }

    // Before anything else is judged: a record that was taken once stays taken, whatever has changed since.
    let (record_id, record_sha256) = (&verified.record.record_id, &verified.record_sha256);
    if let Some(earlier) = app
        .store
        .find(record_id, record_sha256)
        .await
        .map_err(stored)?
    {
        return Ok(earlier);
    }
    let received_at = clock::now().map_err(|_| Kind::Internal)?;
    let record = judge(app, envelope, verified, received_at).await?;
    if record.change.is_none() {
        let now = &record.received_at;
        app.abuse
            .check(app, &record.verified.record, &parts.headers, now)
            .await?;
    }
    // Last: neither a mistake nor a repetition counts among what is written.
    app.limits.write(client)?;
    app.keeper.keep(record).await.map_err(stored)
}

/// Judges a record that is not kept yet.
async fn judge(
    app: &App,
    envelope: Envelope,
    verified: Verified,
    received_at: Timestamp,
) -> Result<NewRecord, Kind> {
    let Envelope {
        registration,
        consent,
        previous,
    } = envelope;
    let refused = |pointer: &str, code, detail: &str| {
        Kind::RegistrationRefused(vec![Fault::new(pointer, code, detail)])
    };
    let change = if verified.record.previous_record_sha256.is_some() {
        if registration.is_some() {
            let detail = "a record that changes another comes without a registration";
            return Err(refused("#/registration", "unexpected", detail));
        }
        Some(follow_up::judge(app, &verified, previous.as_ref(), &received_at).await?)
    } else {
        if previous.is_some() {
            let detail = "a first record changes none, so none is shown";
            return Err(refused("#/previous", "unexpected", detail));
        }
        let Some(registration) = &registration else {
            let detail = "a first record must come with the registration it was signed over";
            return Err(refused("#/registration", "missing", detail));
        };
        let faults = admission::faults(&verified.record, registration, app, &received_at);
        if !faults.is_empty() {
            return Err(Kind::RegistrationRefused(faults));
        }
        None
    };
    Ok(NewRecord {
        verified,
        consent,
        registration,
        received_at,
        change,
    })
}

/// Reads the body as [`Envelope::parse`] does, in two steps: the errors of the first say where the JSON breaks, those of
/// the second which member is another. Neither quotes what was posted.
fn parse(bytes: &[u8]) -> Result<Envelope, Kind> {
    let value = json::parse(bytes).map_err(|error| Kind::NotJson(error.to_string()))?;
    json::from_value(value).map_err(|error| Kind::NotAnEnvelope(shape(&error)))
}

/// What was expected where a body has another shape.
pub(super) fn shape(error: &ShapeError) -> Fault {
    Fault::new(["#", &error.pointer()].concat(), "shape", error.expected())
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let essence = content_type
        .split_once(';')
        .map_or(content_type, |(essence, _)| essence);
    essence.trim().eq_ignore_ascii_case("application/json")
}

pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The key, where there is one and no more.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Option<&str> {
    let mut keys = headers.get_all(IDEMPOTENCY_KEY).iter();
    match (keys.next(), keys.next()) {
        (Some(key), None) => key.to_str().ok().filter(|key| !key.is_empty()),
        _ => None,
    }
}

pub(super) fn stored(error: StoreError) -> Kind {
    tracing::error!(event = "store_failed", error = %error);
    Kind::from(&error)
}

fn answer(status: StatusCode, kept: Kept) -> Response<Body> {
    // A struct of strings always serialises.
    let mut response = Response::new(Body::from(serde_json::to_vec(&kept).unwrap_or_default()));
    *response.status_mut() = status;
    response.extensions_mut().insert(kept);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: &str, json: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().expect("a header"));
        assert_eq!(is_json(&headers), json, "{content_type}");
    }

    #[test]
    fn json_is_announced_with_or_without_parameters() {
        check("application/json", true);
        check("Application/JSON; charset=utf-8", true);
        check("application/json ;q", true);
        check("application/jsonx", false);
        check("application/problem+json", false);
        check("text/plain", false);
        check("text/plain; application/json", false);
        assert!(!is_json(&HeaderMap::new()));
    }
}
