//! The built site: files from a folder.

use std::io::{self, ErrorKind};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use thuan_consent::encoding::Sha256Hex;
use tower_http::services::ServeDir;

use super::App;
use super::problem::{Kind, refuse};

/// Files larger than this are sent without an entity tag, so that they need not be held in memory.
const TAGGED: u64 = 4 << 20;

pub(super) const IMMUTABLE: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Serves a file of the site, its `.br` neighbour where the client takes it, or a folder's `index.html`.
pub async fn serve(State(app): State<Arc<App>>, mut request: Request) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = refuse(Kind::MethodNotAllowed);
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    // A folder's redirect would repeat such a path, and browsers read it as the name of another host.
    // And not every address of a request has one (RFC 9112, section 3.2.3).
    if request.uri().path().starts_with("//") || !request.uri().path().starts_with('/') {
        return refuse(Kind::NotFound);
    }
    // Releases live below /v/<version>/ and never change.
    let immutable = request.uri().path().starts_with("/v/");
    let path = request.uri().path().to_owned();
    let asked = request.headers().clone();
    // RFC 9110 section 13.1.3: with an entity tag the date does not count. Dates are coarse, and builds that are
    // repeatable give every file the same one.
    if asked.contains_key(IF_NONE_MATCH) {
        request.headers_mut().remove(IF_MODIFIED_SINCE);
    }
    let mut files = ServeDir::new(&app.site).precompressed_br();
    let mut response = match files.try_call(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            return refuse(Kind::NotFound);
        }
        Ok(response) if response.status().is_server_error() => return refuse(Kind::Internal),
        Ok(response) => response.map(Body::new),
        Err(error) => return refuse(unread(&error)),
    };
    let headers = response.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        if immutable { IMMUTABLE } else { REVALIDATE },
    );
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    name_type(headers, &path);
    if immutable {
        response
    } else {
        tagged(response, &asked).await
    }
}

/// What a file that cannot be read comes to: a name that no file can have is that of none.
fn unread(error: &io::Error) -> Kind {
    match error.kind() {
        ErrorKind::InvalidFilename
        | ErrorKind::InvalidInput
        | ErrorKind::NotADirectory
        | ErrorKind::NotFound => Kind::NotFound,
        kind => {
            tracing::error!(event = "site_unread", error = %kind);
            Kind::Internal
        }
    }
}

/// Completes what the file's ending alone does not say.
fn name_type(headers: &mut HeaderMap, path: &str) {
    let Some(Ok(guessed)) = headers.get(CONTENT_TYPE).map(HeaderValue::to_str) else {
        return;
    };
    let better = match guessed {
        // The ending is also that of a video format.
        _ if path.ends_with(".d.ts") => "text/plain; charset=utf-8",
        "text/html" => "text/html; charset=utf-8",
        "text/javascript" => "text/javascript; charset=utf-8",
        "text/css" => "text/css; charset=utf-8",
        "text/plain" => "text/plain; charset=utf-8",
        _ => return,
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(better));
}

/// Gives a file the hash of its bytes as entity tag, and sends nothing to who has these bytes.
async fn tagged(response: Response<Body>, asked: &HeaderMap) -> Response<Body> {
    let length = response
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if response.status() != StatusCode::OK || length.is_none_or(|length| length > TAGGED) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return refuse(Kind::Internal);
    };
    // The answer to HEAD has a length and no bytes to hash.
    if length == u64::try_from(bytes.len()).ok() {
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", Sha256Hex::of(&bytes))) {
            parts.headers.insert(ETAG, tag);
        }
        if is_current(&parts.headers, asked) {
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(CONTENT_LENGTH);
            return Response::from_parts(parts, Body::empty());
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Whether the client already has what `answer` is about to send (RFC 9110 section 13.1.2).
pub(super) fn is_current(answer: &HeaderMap, asked: &HeaderMap) -> bool {
    let Some(Ok(tag)) = answer.get(ETAG).map(HeaderValue::to_str) else {
        return false;
    };
    let known = asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    known
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}
