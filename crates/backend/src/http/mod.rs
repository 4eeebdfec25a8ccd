//! The routes.
//!
//! | route | what |
//! |---|---|
//! | `POST /api/registrations` | takes a registration: [`registrations`] |
//! | `GET /healthz` | whether the process answers |
//! | `GET /forms/<id>.json`, `GET /policy/<id>.json` | what records are judged by: [`definitions`] |
//! | anything else | the built site: [`site`] |
//!
//! Every refusal is an RFC 9457 problem document: [`problem`].

pub mod admission;
pub mod audience;
mod body;
pub mod cors;
pub mod definitions;
mod guard;
pub mod problem;
pub mod registrations;
pub mod request_log;
mod security_headers;
pub mod site;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};

use crate::catalogue::Catalogue;
use crate::store::Store;
use audience::Audiences;
use cors::AllowedOrigins;
use problem::Kind;

/// The path registrations are posted to; part of every audience.
pub const REGISTRATIONS: &str = "/api/registrations";

/// How long a request may take, its body's arrival included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What every handler works with.
#[derive(Debug)]
pub struct App {
    /// Where records are kept.
    pub store: Store,
    /// What they are judged by.
    pub catalogue: Catalogue,
    /// The addresses records may be signed for.
    pub audiences: Audiences,
    /// The largest body that is read, in bytes.
    pub body_limit: usize,
    /// The folder of the built site.
    pub site: PathBuf,
}

/// Puts the routes together.
pub fn router(app: Arc<App>, origins: &AllowedOrigins) -> Router {
    // Each before its layers: a preflight is a method that no route takes, and must still reach the CORS layer.
    let api = Router::new()
        .route(REGISTRATIONS, post(registrations::post))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(origins.api());
    let public = Router::new()
        .route("/forms/{file}", get(definitions::form))
        .route("/policy/{file}", get(definitions::policy))
        .fallback(site::serve)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(
            security_headers::Policies::new(&app.catalogue, app.site.clone()),
            security_headers::add,
        ))
        .layer(cors::public());
    Router::new()
        .route("/healthz", get(healthz))
        .route("/api/{*path}", axum::routing::any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .merge(api)
        .merge(public)
        .layer(guard::panics())
        .layer(from_fn_with_state(REQUEST_TIMEOUT, guard::timeout))
        .layer(from_fn(request_log::write))
        .with_state(app)
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
