//! What keeps one bad request from hurting the others.

use std::any::Any;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use axum::middleware::Next;
use tower_http::catch_panic::CatchPanicLayer;

use super::problem::{Kind, refuse};

type AnswerPanic = fn(Box<dyn Any + Send>) -> Response<Body>;

/// Answers a handler's panic with a problem. The panic itself is logged by [`crate::logging`]'s hook.
pub fn panics() -> CatchPanicLayer<AnswerPanic> {
    CatchPanicLayer::custom(|_| refuse(Kind::Internal))
}

/// Ends a request that takes longer than `limit`, its body's arrival included.
///
/// A record that is being written at that moment may or may not be kept; the sender repeats and is told.
pub async fn timeout(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response<Body> {
    tokio::time::timeout(limit, next.run(request))
        .await
        .unwrap_or_else(|_| refuse(Kind::Incomplete))
}
