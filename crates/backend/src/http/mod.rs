//! The routes.
//!
//! | route | what |
//! |---|---|
//! | `POST /api/registrations` | takes a registration: [`registrations`] |
//! | `GET /api/registrations/challenge` | gives out a nonce for a record: [`challenge`] |
//! | `POST /api/registrations/plain` | takes a form from a browser that cannot sign: [`plain`] |
//! | `POST /api/registrations/requests` | takes what is asked for without a signature: [`requests`] |
//! | `GET /api/policies/<sha256>`, `/api/packs/<sha256>`, `/api/forms/<sha256>`, `/api/keys/<kid>` | what old records and receipts refer to: [`archive`] |
//! | `GET /.well-known/jwks.json` | the keys that receipts are checked with: [`archive`] |
//! | `GET /healthz` | whether the process answers |
//! | `GET /readyz` | whether a registration could be kept: [`ready`] |
//! | `GET /forms/<id>.json`, `GET /policy/<id>.json` | what records are judged by: [`definitions`] |
//! | anything else | the built site: [`site`] |
//!
//! Every refusal is an RFC 9457 problem document: [`problem`]; but for a plain form, whose answers are pages.

pub mod abuse;
pub mod admission;
pub mod archive;
pub mod audience;
mod body;
pub mod challenge;
pub mod client;
pub mod cors;
pub mod definitions;
pub mod follow_up;
mod guard;
pub mod hosted;
pub mod limits;
mod name;
pub mod plain;
pub mod problem;
pub mod ready;
pub mod registrations;
pub mod request_log;
pub mod requests;
mod security_headers;
pub mod site;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::sync::Semaphore;

use crate::catalogue::Catalogue;
use crate::keys::challenge::ChallengeSecret;
use crate::metrics::{self, Metrics};
use crate::store::{Keeper, Store};
use abuse::Abuse;
use audience::Audiences;
use cors::AllowedOrigins;
use limits::Limits;
use problem::Kind;
use ready::Readiness;

/// The path registrations are posted to; part of every audience.
pub const REGISTRATIONS: &str = "/api/registrations";

/// Where a challenge is fetched: the same path and [`thuan_consent::challenge::PATH`].
const CHALLENGE: &str = "/api/registrations/challenge";
/// Where requests without a signature are posted.
const REQUESTS: &str = "/api/registrations/requests";

/// Where forms are posted from browsers that cannot sign.
const PLAIN: &str = "/api/registrations/plain";

/// How long a request may take, its body's arrival included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What every handler works with.
#[derive(Debug)]
pub struct App {
    /// Where records are kept.
    pub store: Store,
    /// How they get there.
    pub keeper: Keeper,
    /// What challenges are recognised by.
    pub challenges: ChallengeSecret,
    /// How long they are taken.
    pub challenge_lifetime: Duration,
    /// What they are judged by.
    pub catalogue: Arc<Catalogue>,
    /// The addresses records may be signed for.
    pub audiences: Audiences,
    /// The largest body that is read, in bytes.
    pub body_limit: usize,
    /// The folder of the built site.
    pub site: PathBuf,
    /// Who may write an unsigned registration: [`plain::AT_ONCE`].
    pub unsigned: Semaphore,
    /// How often anything may be asked for.
    pub limits: Limits,
    /// What is asked of whoever sends a first record.
    pub abuse: Abuse,
    /// Whether a registration could be kept.
    pub readiness: Readiness,
    /// What is counted.
    pub metrics: Metrics,
}

/// Puts the routes together.
pub fn router(app: Arc<App>, origins: &AllowedOrigins) -> Router {
    // Each before its layers: a preflight is a method that no route takes, and must still reach the CORS layer.
    let api = Router::new()
        .route(REGISTRATIONS, post(registrations::post))
        .route(CHALLENGE, get(challenge::get))
        .route(REQUESTS, post(requests::post))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(origins.api());
    let public = Router::new()
        .route("/forms/{file}", get(definitions::form))
        .route("/policy/{file}", get(definitions::policy))
        .route("/api/policies/{sha256}", get(archive::policy_text))
        .route("/api/packs/{sha256}", get(archive::pack))
        .route("/api/forms/{sha256}", get(archive::form))
        .route("/api/keys/{kid}", get(archive::key))
        .route("/.well-known/jwks.json", get(archive::key_set))
        .fallback(site::serve)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(
            security_headers::Policies::new(&app.catalogue, app.site.clone()),
            security_headers::add,
        ))
        .layer(cors::public());
    let (for_plain, known) = (Arc::clone(&app), Arc::new(origins.clone()));
    let plain = move |request| plain::post(Arc::clone(&for_plain), Arc::clone(&known), request);
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(ready::get))
        // Every method: whatever comes here is answered with a page.
        .route(PLAIN, axum::routing::any(plain))
        .route("/api/{*path}", axum::routing::any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .merge(api)
        .merge(public)
        .layer(guard::panics())
        .layer(from_fn_with_state(REQUEST_TIMEOUT, guard::timeout))
        .layer(from_fn(guard::host))
        .layer(from_fn_with_state(Arc::clone(&app), request_log::write))
        .with_state(app)
}

/// What Prometheus asks, at an address of its own: it is nobody's business how much a company is used.
pub fn metrics_router(app: Arc<App>) -> Router {
    Router::new()
        .route("/metrics", get(numbers))
        .fallback(not_found)
        .with_state(app)
}

async fn numbers(State(app): State<Arc<App>>) -> Response {
    match app.store.backlog().await {
        Ok(backlog) => app.metrics.waiting(&backlog),
        // The rest is worth more than nothing.
        Err(error) => tracing::error!(event = "store_failed", error = %error),
    }
    let text = app
        .metrics
        .text(app.keeper.queue(), app.store.connections());
    ([(CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response()
}

async fn healthz() -> &'static str {
    "ok\n"
}

async fn not_found() -> Response {
    problem::refuse(Kind::NotFound)
}

async fn method_not_allowed() -> Response {
    problem::refuse(Kind::MethodNotAllowed)
}
