//! What keeps one bad request from hurting the others.

use std::any::Any;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{Response, Version};
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

/// Refuses what says twice, or not at all, for whom it is meant (RFC 9112, section 3.2): two programs on its way could
/// take it for different hosts'. HTTP/1.0 may be silent.
pub async fn host(request: Request, next: Next) -> Response<Body> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let is_one = match (hosts.next(), hosts.next()) {
        (None, _) => request.version() < Version::HTTP_11,
        (Some(host), None) => is_host(host.as_bytes()),
        (Some(_), Some(_)) => false,
    };
    if is_one {
        next.run(request).await
    } else {
        refuse(Kind::Malformed)
    }
}

/// Whether it is a host, with a port or without; one for an address that has none is empty.
fn is_host(text: &[u8]) -> bool {
    text.is_empty() || (!text.contains(&b'@') && Authority::try_from(text).is_ok())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(path: &str) -> (StatusCode, String) {
        async fn panics_with_a_name() -> &'static str {
            panic!("Nguyễn Thị Thử")
        }
        async fn never() -> &'static str {
            std::future::pending().await
        }
        let router: Router = Router::new()
            .route("/panic", get(panics_with_a_name))
            .route("/never", get(never))
            .layer(panics())
            .layer(from_fn_with_state(Duration::from_millis(20), timeout));
        let request = Request::builder()
            .uri(path)
            .body(Body::empty())
            .expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    #[tokio::test]
    async fn a_panic_is_a_500_without_its_message() {
        let (status, body) = ask("/panic").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            body.contains("urn:thuan:problem:internal") && !body.contains("Thử"),
            "{body}"
        );
    }

    #[tokio::test]
    async fn what_takes_too_long_is_ended() {
        let (status, body) = ask("/never").await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
        assert!(body.contains("urn:thuan:problem:incomplete"), "{body}");
    }
}
