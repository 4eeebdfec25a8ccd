//! `GET /readyz`: whether a registration that came now could be kept. For whoever hands out requests among several
//! backends; whether the process is alive at all is `/healthz`.
//!
//! | answer | when |
//! |---|---|
//! | 200 `{"ready":true}` | the database answers, its write lock can be had, and there is a key that signs |
//! | 503 `{"ready":false,"reason":…}` | not so: `ending`, `busy`, `unreachable`, `full`, `database`, `signing_key` |

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use tokio::sync::Mutex;

use super::App;
use crate::store::{Keeper, StoreError};

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long an answer stands. Anyone may ask, and the look takes the write lock.
const STANDS: Duration = Duration::from_secs(1);

/// What is known about being ready.
#[derive(Debug, Default)]
pub struct Readiness {
    ending: AtomicBool,
    last: Mutex<Option<(Instant, Result<(), &'static str>)>>,
}

impl Readiness {
    /// From now on no: the process has been asked to end.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    async fn ask(&self, keeper: &Keeper) -> Result<(), &'static str> {
        if self.ending.load(Ordering::Relaxed) {
            return Err("ending");
        }
        // Whoever comes meanwhile waits here, and is told the same.
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < STANDS
        {
            return answer;
        }
        let answer = match tokio::time::timeout(PATIENCE, keeper.is_ready()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(StoreError::NoKey | StoreError::Corrupt(_))) => Err("signing_key"),
            Ok(Err(StoreError::Unreachable(_))) => Err("unreachable"),
            Ok(Err(StoreError::Busy)) | Err(_) => Err(if keeper.is_reachable().await {
                "busy"
            } else {
                "unreachable"
            }),
            Ok(Err(StoreError::Full)) => Err("full"),
            Ok(Err(_)) => Err("database"),
        };
        if let Err(reason) = answer {
            tracing::warn!(event = "not_ready", reason);
        }
        *last = Some((Instant::now(), answer));
        answer
    }
}

/// Answers.
pub async fn get(State(app): State<Arc<App>>) -> Response<Body> {
    let (status, text) = match app.readiness.ask(&app.keeper).await {
        Ok(()) => (StatusCode::OK, r#"{"ready":true}"#.to_owned()),
        Err(reason) => (
            StatusCode::SERVICE_UNAVAILABLE,
            // A name from this file.
            format!(r#"{{"ready":false,"reason":"{reason}"}}"#),
        ),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
