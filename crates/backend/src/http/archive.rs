//! What records and receipts refer to by hash or key name, for as long as there are records: policy texts, packs, form
//! definitions, keys. None of it is secret, and none of it ever changes.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Serialize;
use thuan_consent::encoding::{Sha256Hex, Thumbprint};

use super::App;
use super::name::Name;
use super::problem::{Kind, refuse};
use super::registrations::stored;
use super::site::{IMMUTABLE, is_current};

/// How long the key set may be kept. A new key is listed much longer than this before it signs.
const KEY_SET_AGE: HeaderValue = HeaderValue::from_static("public, max-age=300");

const MARKDOWN: HeaderValue = HeaderValue::from_static("text/markdown; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const JWK: HeaderValue = HeaderValue::from_static("application/jwk+json");
const JWK_SET: HeaderValue = HeaderValue::from_static("application/jwk-set+json");

/// `GET /api/policies/<sha256>`: the policy text with that hash.
pub async fn policy_text(
    State(app): State<Arc<App>>,
    Name(sha256): Name,
    headers: HeaderMap,
) -> Response<Body> {
    let Ok(sha256) = sha256.parse::<Sha256Hex>() else {
        return refuse(Kind::NotFound);
    };
    let text = app.store.policy_text(&sha256).await;
    let bytes = text.map(|text| text.map(|text| text.text.into_bytes()));
    answer(bytes, &sha256, MARKDOWN, &headers)
}

/// `GET /api/packs/<sha256>`: the policy pack with that hash, as it was served.
pub async fn pack(
    State(app): State<Arc<App>>,
    Name(sha256): Name,
    headers: HeaderMap,
) -> Response<Body> {
    let Ok(sha256) = sha256.parse::<Sha256Hex>() else {
        return refuse(Kind::NotFound);
    };
    answer(app.store.pack(&sha256).await, &sha256, JSON, &headers)
}

/// `GET /api/forms/<sha256>`: the form definition with that hash, as it was served.
pub async fn form(
    State(app): State<Arc<App>>,
    Name(sha256): Name,
    headers: HeaderMap,
) -> Response<Body> {
    let Ok(sha256) = sha256.parse::<Sha256Hex>() else {
        return refuse(Kind::NotFound);
    };
    answer(app.store.form(&sha256).await, &sha256, JSON, &headers)
}

/// `GET /.well-known/jwks.json`: every key that signs, will sign or ever signed receipts.
pub async fn key_set(State(app): State<Arc<App>>) -> Response<Body> {
    match app.store.key_set().await {
        Ok(keys) => json(&keys, JWK_SET, KEY_SET_AGE),
        Err(error) => refuse(stored(error)),
    }
}

/// `GET /api/keys/<kid>`: one key.
pub async fn key(State(app): State<Arc<App>>, Name(kid): Name) -> Response<Body> {
    let Ok(kid) = kid.parse::<Thumbprint>() else {
        return refuse(Kind::NotFound);
    };
    match app.store.key(kid.as_str()).await {
        Ok(Some(key)) => json(&key.listed(), JWK, IMMUTABLE),
        Ok(None) => refuse(Kind::NotFound),
        Err(error) => refuse(stored(error)),
    }
}

fn json(value: &impl Serialize, kind: HeaderValue, age: HeaderValue) -> Response<Body> {
    // Structs of strings always serialise.
    let mut response = Response::new(Body::from(serde_json::to_vec(value).unwrap_or_default()));
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response.headers_mut().insert(CACHE_CONTROL, age);
    response
}

fn answer(
    bytes: Result<Option<Vec<u8>>, crate::store::StoreError>,
    sha256: &Sha256Hex,
    kind: HeaderValue,
    request: &HeaderMap,
) -> Response<Body> {
    let bytes = match bytes {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return refuse(Kind::NotFound),
        Err(error) => return refuse(stored(error)),
    };
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, IMMUTABLE);
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{sha256}\"")) {
        headers.insert(ETAG, tag);
    }
    if is_current(headers, request) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(CONTENT_TYPE, kind);
    *response.body_mut() = Body::from(bytes);
    response
}
