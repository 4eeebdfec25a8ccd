//! Refusals, as RFC 9457 problem documents: one [`Kind`] for each way a request can fail.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use thuan_consent::problem::{Fault, MEDIA_TYPE, Problem};

use crate::limits::{Bound, TooOften};
use crate::store::StoreError;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is at this address.
    NotFound,
    /// Something is, and it does not take this method.
    MethodNotAllowed,
    /// The body is not announced as JSON.
    MediaType,
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// The body broke off, or came too slowly.
    Incomplete,
    /// The body is not framed as HTTP/1.1 has it (RFC 9112, section 7.1), or there is not one `Host` (section 3.2).
    Malformed,
    /// `Idempotency-Key` is missing or stands twice.
    NoIdempotencyKey,
    /// `Idempotency-Key` is there, and not one UUID.
    NotAnIdempotencyKey,
    /// `Idempotency-Key` is not the record's `record_id`.
    OtherIdempotencyKey,
    /// The body is not JSON, or has a member twice: what is wrong, and where.
    NotJson(String),
    /// The body is JSON of another shape: what was expected, and where.
    NotAnEnvelope(Fault),
    /// The consent record does not verify.
    RecordRefused(Vec<Fault>),
    /// The record verifies and cannot be taken.
    RegistrationRefused(Vec<Fault>),
    /// The body is JSON and no request: what was expected, and where.
    NotARequest(Fault),
    /// The request cannot be taken.
    RequestRefused(Vec<Fault>),
    /// Something else is kept under this name.
    Clash {
        /// The hash of the record that is kept; `None` where it is an unsigned request.
        stored_record_sha256: Option<String>,
    },
    /// The same key was sent with another request.
    KeyReused,
    /// It was asked for too often.
    TooOften(TooOften),
    /// It came sooner than anybody fills a form in: after this time it is taken.
    TooSoon(Duration),
    /// No token of the service that judges whether a person is there, or none that is good.
    TokenRefused(Fault),
    /// That service gives no answer just now.
    TokenUnverified,
    /// The database cannot be written just now.
    Busy,
    /// Anything that is this backend's own fault.
    Internal,
}

impl Kind {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed
            | Self::NoIdempotencyKey
            | Self::NotAnIdempotencyKey
            | Self::OtherIdempotencyKey
            | Self::NotJson(_)
            | Self::NotAnEnvelope(_)
            | Self::NotARequest(_) => StatusCode::BAD_REQUEST,
            Self::RecordRefused(_)
            | Self::RegistrationRefused(_)
            | Self::RequestRefused(_)
            | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften(_) | Self::TooSoon(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TokenRefused(_) => StatusCode::FORBIDDEN,
            Self::Clash { .. } => StatusCode::CONFLICT,
            Self::Busy | Self::TokenUnverified => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The end of `urn:thuan:problem:…`.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::MediaType => "unsupported-media-type",
            Self::TooLarge(_) => "too-large",
            Self::Incomplete => "incomplete",
            Self::Malformed => "malformed",
            Self::NoIdempotencyKey => "idempotency-key-missing",
            Self::NotAnIdempotencyKey => "idempotency-key-invalid",
            Self::OtherIdempotencyKey => "idempotency-key-mismatch",
            Self::NotJson(_) => "not-json",
            Self::NotAnEnvelope(_) => "not-an-envelope",
            Self::RecordRefused(_) => "record-refused",
            Self::RegistrationRefused(_) => "registration-refused",
            Self::NotARequest(_) => "not-a-request",
            Self::RequestRefused(_) => "request-refused",
            Self::Clash { .. } => "record-id-taken",
            Self::KeyReused => "idempotency-key-reused",
            Self::TooOften(_) => "too-many-requests",
            Self::TooSoon(_) => "too-soon",
            Self::TokenRefused(_) => "token-refused",
            Self::TokenUnverified => "token-unverified",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing at this address",
            Self::MethodNotAllowed => "This address does not take this method",
            Self::MediaType => "The body must be JSON",
            Self::TooLarge(_) => "The body is too large",
            Self::Incomplete => "The request did not arrive in full",
            Self::Malformed => "The request is not HTTP/1.1",
            Self::NoIdempotencyKey => "The Idempotency-Key header is missing",
            Self::NotAnIdempotencyKey => "The Idempotency-Key is not a UUID",
            Self::OtherIdempotencyKey => "The Idempotency-Key is not the record's",
            Self::NotJson(_) => "The body is not JSON",
            Self::NotAnEnvelope(_) => "The body is not a registration",
            Self::RecordRefused(_) => "The consent record does not verify",
            Self::RegistrationRefused(_) => "The registration cannot be taken",
            Self::NotARequest(_) => "The body is not a request",
            Self::RequestRefused(_) => "The request cannot be taken",
            Self::Clash { .. } => "Another record has this record_id",
            Self::KeyReused => "The Idempotency-Key was used for another request",
            Self::TooOften(_) => "There are too many requests",
            Self::TooSoon(_) => "The registration came too soon",
            Self::TokenRefused(_) => "The token is not taken",
            Self::TokenUnverified => "The token cannot be verified just now",
            Self::Busy => "The backend is busy",
            Self::Internal => "The backend failed",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "Check the address.".to_owned(),
            Self::MethodNotAllowed => "Registrations are sent with POST to /api/registrations; everything else is \
                                       read with GET."
                .to_owned(),
            Self::MediaType => "Send the header Content-Type: application/json.".to_owned(),
            Self::TooLarge(limit) => format!("Send at most {limit} bytes."),
            Self::Incomplete => "The body broke off or came too slowly. Send it again.".to_owned(),
            Self::Malformed => "Send one Host header, and a body of the length that is announced, or in chunks that each \
                                begin with their length."
                .to_owned(),
            Self::NotAnIdempotencyKey => "Send one Idempotency-Key, a UUID that no other request has, or none.".to_owned(),
            Self::NoIdempotencyKey => {
                "Send the header Idempotency-Key once, with the record_id of the consent record.".to_owned()
            }
            Self::OtherIdempotencyKey => "Send the record_id of the consent record as Idempotency-Key.".to_owned(),
            Self::NotJson(why) => format!("Send one JSON object in UTF-8, each member once: {why}."),
            Self::NotAnEnvelope(_) => "It must be an object with `consent` (protected, payload, signature: strings) and \
                                    `registration` (salt: base64url of 16 bytes; fields: an object of strings), or, for \
                                    a record that changes another, with `consent` and perhaps `previous` (as \
                                    `consent`), and nothing else."
                .to_owned(),
            Self::RecordRefused(_) => "`errors` says what does not hold, and where. Mend that, sign the record anew and send it.".to_owned(),
            Self::RegistrationRefused(_) | Self::RequestRefused(_) => {
                "`errors` says what to mend, and where.".to_owned()
            }
            Self::NotARequest(_) => "It must be an object with `kind` (withdraw, access, correct or delete), `contact` and \
                                  `language`, and perhaps `reference`, `purposes` (an array of strings) and `message`, \
                                  and nothing else."
                .to_owned(),
            Self::Clash { .. } => "A record keeps its record_id. Send the record that was stored, or sign a new one \
                                   with a new record_id."
                .to_owned(),
            Self::KeyReused => "Send a new Idempotency-Key with a new request.".to_owned(),
            Self::TokenRefused(_) => "Nothing was stored. Send the same request again with a fresh token in Thuan-Token."
                .to_owned(),
            Self::TokenUnverified => "Nothing was stored. Send the same request again after the time in Retry-After, \
                                      with a fresh token in Thuan-Token."
                .to_owned(),
            Self::TooOften(_) | Self::TooSoon(_) | Self::Busy => "Nothing was stored. Send the same request again after the time in Retry-After.".to_owned(),
            Self::Internal => "Nothing is known to be stored. Send the same request again later; it is never stored \
                               twice."
                .to_owned(),
        }
    }

    /// The codes of the faults, for the log: names from this program, never anything that was posted.
    pub(super) fn codes(&self) -> String {
        match self {
            Self::TooOften(too_often) => return bound(*too_often).to_owned(),
            Self::TokenRefused(fault) | Self::NotAnEnvelope(fault) | Self::NotARequest(fault) => {
                return fault.code.to_string();
            }
            _ => {}
        }
        let (Self::RecordRefused(faults)
        | Self::RegistrationRefused(faults)
        | Self::RequestRefused(faults)) = self
        else {
            return String::new();
        };
        let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_ref()).collect();
        codes.join(",")
    }
}

/// The name of the limit that was reached, for the log.
pub(super) fn bound(too_often: TooOften) -> &'static str {
    match too_often.bound {
        Bound::Address => "address",
        Bound::Everybody => "everybody",
    }
}

/// `Retry-After`, in whole seconds, upwards.
pub(super) fn retry_after(wait: Duration) -> HeaderValue {
    HeaderValue::from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

impl From<TooOften> for Kind {
    fn from(too_often: TooOften) -> Self {
        Self::TooOften(too_often)
    }
}

impl From<&StoreError> for Kind {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Busy
            | StoreError::Unreachable(_)
            | StoreError::Full
            | StoreError::Displaced { written: false } => Self::Busy,
            _ => Self::Internal,
        }
    }
}

/// What the request log says about a refusal.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) slug: &'static str,
    pub(super) codes: String,
}

/// Makes the answer.
pub fn refuse(kind: Kind) -> Response<Body> {
    let refused = Refused {
        slug: kind.slug(),
        codes: kind.codes(),
    };
    let status = kind.status();
    let mut problem = Problem {
        kind: format!("urn:thuan:problem:{}", kind.slug()),
        title: kind.title().to_owned(),
        status: status.as_u16(),
        detail: Some(kind.detail()),
        errors: Vec::new(),
        stored_record_sha256: None,
    };
    let extra: Option<(HeaderName, HeaderValue)> = match &kind {
        Kind::TooOften(too_often) => Some((RETRY_AFTER, retry_after(too_often.wait))),
        Kind::TooSoon(wait) => Some((RETRY_AFTER, retry_after(*wait))),
        Kind::Busy | Kind::TokenUnverified => Some((RETRY_AFTER, HeaderValue::from_static("2"))),
        // The rest of such a body is not waited for, so nothing else can come over this connection.
        Kind::Incomplete | Kind::Malformed | Kind::TooLarge(_) => {
            Some((CONNECTION, HeaderValue::from_static("close")))
        }
        _ => None,
    };
    match kind {
        Kind::RecordRefused(faults)
        | Kind::RegistrationRefused(faults)
        | Kind::RequestRefused(faults) => problem.errors = faults,
        Kind::TokenRefused(fault) | Kind::NotAnEnvelope(fault) | Kind::NotARequest(fault) => {
            problem.errors = vec![fault];
        }
        Kind::Clash {
            stored_record_sha256,
        } => problem.stored_record_sha256 = stored_record_sha256,
        _ => {}
    }
    // A struct of strings always serialises.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.extensions_mut().insert(refused);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(extra);
    response
}
