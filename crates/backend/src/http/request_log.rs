//! One line a request, and a count: what was asked for, what came of it, how long it took.
//!
//! The route is logged as it is written in the router, never the address that was asked for: people put data into
//! paths and query strings.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::problem::Refused;
use crate::metrics::Answered;
use crate::store::{Kept, KeptUnsigned};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs and counts the request and gives the answer its number.
pub async fn write(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = next_id();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let kept = response.extensions().get::<Kept>();
    let unsigned = response.extensions().get::<KeptUnsigned>();
    let refused = response.extensions().get::<Refused>();
    let method = known_method(&method);
    let route = route.as_ref().map_or("site", MatchedPath::as_str);
    let took = started.elapsed();
    app.metrics.answered(&Answered {
        method,
        route,
        status: response.status().as_u16(),
        took,
        refused: refused.map(|refused| (refused.slug, refused.codes.as_str())),
        unsigned: unsigned.map(|kept| kept.is_new),
    });
    tracing::info!(
        event = "request",
        request_id = id,
        method,
        route,
        status = response.status().as_u16(),
        duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        record_id = kept.map(|kept| kept.record_id.as_str()),
        record_sha256 = kept.map(|kept| kept.record_sha256.as_str()),
        registration_id = unsigned.map(|kept| kept.registration_id.as_str()),
        problem = refused.map(|refused| refused.slug),
        codes = refused
            .map(|refused| refused.codes.as_str())
            .filter(|codes| !codes.is_empty()),
    );
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A method's name, unless the client made it up.
fn known_method(method: &axum::http::Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "TRACE"
        | "CONNECT") => known,
        _ => "other",
    }
}

/// A name for a request: a random start for the process, then a count.
fn next_id() -> String {
    static PROCESS: LazyLock<u64> =
        LazyLock::new(|| RandomState::new().hash_one(std::process::id()));
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!(
        "{:016x}-{}",
        *PROCESS,
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}
