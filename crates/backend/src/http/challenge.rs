//! `GET /api/registrations/challenge`: a nonce for a record that is about to be signed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use thuan_consent::challenge::{ALGORITHM, Challenge, Work};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::policy::Pack;

use super::App;
use super::problem::{Kind, refuse};
use crate::clock;

/// Gives out a nonce. `form` and `language` in the query say which policy text's hash to tell; without them it is the
/// authoritative text of the only policy there is, or none.
pub async fn get(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let asked = app.limits.ask(app.limits.client(&request));
    let query = request.uri().query().unwrap_or_default();
    match asked.map_err(Kind::from).and_then(|()| give(&app, query)) {
        Ok(challenge) => {
            // A struct of strings always serialises.
            let body = serde_json::to_vec(&challenge).unwrap_or_default();
            let mut response = Response::new(Body::from(body));
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(kind) => refuse(kind),
    }
}

fn give(app: &App, query: &str) -> Result<Challenge, Kind> {
    let notice_sha256 = notice(app, query)?;
    let form = parameter(query, "form").and_then(|id| app.catalogue.form(id));
    let bits = form.and_then(|form| app.abuse.bits(&form.value));
    let server_time = clock::now().map_err(|_| Kind::Internal)?;
    let expires_at =
        clock::later(&server_time, app.challenge_lifetime).map_err(|_| Kind::Internal)?;
    let nonce = app
        .challenges
        .give(&server_time, &expires_at)
        .map_err(|error| {
            tracing::error!(event = "no_challenge", error = %error);
            Kind::Internal
        })?;
    Ok(Challenge {
        nonce,
        server_time,
        expires_at,
        notice_sha256,
        work: bits.map(|bits| Work {
            algorithm: ALGORITHM.to_owned(),
            bits,
        }),
    })
}

fn notice(app: &App, query: &str) -> Result<Option<Sha256Hex>, Kind> {
    let Some(form) = parameter(query, "form") else {
        let mut packs = app.catalogue.packs();
        return Ok(match (packs.next(), packs.next()) {
            (Some((_, only)), None) => hash(&only.value, None),
            _ => None,
        });
    };
    // Names of forms and languages hold nothing that a query has to escape, so what is escaped is none of them.
    let form = app.catalogue.form(form).ok_or(Kind::NotFound)?;
    let pack = app
        .catalogue
        .pack(&form.value.policy)
        .ok_or(Kind::NotFound)?;
    match parameter(query, "language") {
        None => Ok(hash(&pack.value, form.value.languages.first())),
        Some(language) => {
            let language = form
                .value
                .languages
                .iter()
                .find(|offered| offered.as_str() == language)
                .ok_or(Kind::NotFound)?;
            Ok(hash(&pack.value, Some(language)))
        }
    }
}

fn hash(pack: &Pack, language: Option<&thuan_consent::language::Language>) -> Option<Sha256Hex> {
    let text = pack.text(language.unwrap_or(&pack.authoritative))?;
    Some(Sha256Hex::of(text.as_bytes()))
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}
