//! `POST /api/registrations/requests`: what somebody asks for who holds neither the key nor the record. It proves
//! nothing, so nothing happens by itself: a human decides (`thuan withdrawals`).
//!
//! With an `Idempotency-Key`, a UUID, a request that is sent again, because its answer was lost, is answered as it was the first
//! time and kept once. The request's name is made from the key, so that the database itself holds two of them apart.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use sha2::{Digest as _, Sha256};
use thuan_consent::deadline::Deadlines;
use thuan_consent::encoding::RecordId;
use thuan_consent::json;
use thuan_consent::problem::Fault;
use thuan_consent::request::{Request as Posted, RequestAccepted};
use thuan_fields::{Email, Phone};

use super::problem::{Kind, refuse};
use super::registrations::{IDEMPOTENCY_KEY, idempotency_key, is_json, shape, stored};
use super::{App, body};
use crate::store::NewRequest;
use crate::{clock, random};

/// The largest request that is read, in bytes; less where registrations may not be as large.
const BODY_LIMIT: usize = 16 * 1024;
/// The longest message, in code points.
const MESSAGE_LIMIT: usize = 2000;
/// More purposes than any policy has.
const PURPOSES_LIMIT: usize = 64;

/// Takes a request.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    match take(&app, request).await {
        Ok(received) => {
            // A struct of strings always serialises.
            let body = serde_json::to_vec(&received).unwrap_or_default();
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::ACCEPTED;
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(kind) => refuse(kind),
    }
}

async fn take(app: &App, request: Request) -> Result<RequestAccepted, Kind> {
    let client = app.limits.client(&request);
    let (parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body, app.body_limit.min(BODY_LIMIT)).await?;
    app.limits.ask(client)?;
    if !is_json(&parts.headers) {
        return Err(Kind::MediaType);
    }
    let value = json::parse(&bytes).map_err(|error| Kind::NotJson(error.to_string()))?;
    let posted: Posted =
        json::from_value(value).map_err(|error| Kind::NotARequest(shape(&error)))?;
    let request_id = name(&parts.headers)?;
    let new = parse(posted, request_id)?;
    let earlier = app.store.request(new.request_id.as_str()).await;
    let kept = match earlier.map_err(stored)? {
        Some(earlier) => earlier,
        None => {
            app.limits.write(client)?;
            app.store.add_request(&new).await.map_err(stored)?
        }
    };
    if !new.is(&kept) {
        return Err(Kind::KeyReused);
    }
    Ok(RequestAccepted {
        request_id: kept.request_id.parse().map_err(|_| Kind::Internal)?,
        received_at: kept.received_at.parse().map_err(|_| Kind::Internal)?,
        acknowledge_by: kept.acknowledge_by.parse().map_err(|_| Kind::Internal)?,
        complete_by: kept.complete_by.parse().map_err(|_| Kind::Internal)?,
    })
}

/// The name of a request: what its key always gives, or one of its own where it has none.
fn name(headers: &HeaderMap) -> Result<RecordId, Kind> {
    if !headers.contains_key(IDEMPOTENCY_KEY) {
        return random::uuid().map_err(|_| Kind::Internal);
    }
    let key = idempotency_key(headers).filter(|key| is_uuid(key));
    let key = key.ok_or(Kind::NotAnIdempotencyKey)?.to_ascii_lowercase();
    // Not the key itself, which could be the name of a record.
    let hash = Sha256::digest([b"urn:thuan:request:", key.as_bytes()].concat());
    let (bytes, _) = hash.split_first_chunk().ok_or(Kind::Internal)?;
    random::uuid_of(*bytes).map_err(|_| Kind::Internal)
}

/// Whether a text is a UUID, of any version and in letters of either case (RFC 9562, section 4): a word that two people
/// might think of would have one of them answered with what the other asked for.
fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn parse(posted: Posted, request_id: RecordId) -> Result<NewRequest, Kind> {
    let mut faults = Vec::new();
    let contact = contact(&posted.contact).unwrap_or_else(|code| {
        let detail = "neither an e-mail address nor a Vietnamese telephone number";
        faults.push(Fault::new("#/contact", code, detail));
        String::new()
    });
    let reference = posted
        .reference
        .map(|text| text.trim().to_ascii_lowercase());
    if reference.as_deref().is_some_and(|text| !is_reference(text)) {
        let detail = "eight hexadecimal digits, as they stand on the confirmation";
        faults.push(Fault::new("#/reference", "reference", detail));
    }
    if posted.purposes.len() > PURPOSES_LIMIT {
        faults.push(Fault::new(
            "#/purposes",
            "too_many",
            "more purposes than there are",
        ));
    }
    for (index, purpose) in posted.purposes.iter().enumerate() {
        if !is_purpose(purpose) {
            let detail = "a purpose's name: lower-case letters, digits, dashes and underscores";
            faults.push(Fault::new(format!("#/purposes/{index}"), "purpose", detail));
        }
    }
    let message = posted.message.map(|text| text.trim().to_owned());
    let message = message.filter(|text| !text.is_empty());
    if let Some(text) = &message {
        if text.chars().count() > MESSAGE_LIMIT {
            let detail = format!("longer than {MESSAGE_LIMIT} characters");
            faults.push(Fault::new("#/message", "too_long", detail));
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            let detail = "control characters cannot be read";
            faults.push(Fault::new("#/message", "control_character", detail));
        }
    }
    if !faults.is_empty() {
        return Err(Kind::RequestRefused(faults));
    }
    let received_at = clock::now().map_err(|_| Kind::Internal)?;
    Ok(NewRequest {
        request_id,
        kind: posted.kind,
        reference,
        contact,
        purposes: posted.purposes,
        message,
        language: posted.language,
        deadlines: Deadlines::of(&received_at),
        received_at,
    })
}

/// The normal form of an e-mail address or telephone number, or the code of what is wrong: with an `@` it is meant as
/// the one, without as the other.
fn contact(text: &str) -> Result<String, &'static str> {
    if text.contains(['@', '＠']) {
        Email::parse(text)
            .map(|email| email.as_str().to_owned())
            .map_err(|error| error.code())
    } else {
        Phone::parse(text)
            .map(|phone| phone.e164().to_owned())
            .map_err(|error| error.code())
    }
}

fn is_reference(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_purpose(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
}
