//! Forms and policies, served from the very bytes that records are judged by.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::App;
use super::name::Name;
use super::problem::{Kind, refuse};
use super::site::is_current;
use crate::catalogue::ServedFile;

/// `GET /forms/<id>.json`
pub async fn form(
    State(app): State<Arc<App>>,
    Name(file): Name,
    headers: HeaderMap,
) -> Response<Body> {
    let form = file
        .strip_suffix(".json")
        .and_then(|id| app.catalogue.form(id));
    form.map_or_else(
        || refuse(Kind::NotFound),
        |form| serve(&form.file, &headers),
    )
}

/// `GET /policy/<id>.json`
pub async fn policy(
    State(app): State<Arc<App>>,
    Name(file): Name,
    headers: HeaderMap,
) -> Response<Body> {
    let pack = file
        .strip_suffix(".json")
        .and_then(|id| app.catalogue.pack(id));
    pack.map_or_else(
        || refuse(Kind::NotFound),
        |pack| serve(&pack.file, &headers),
    )
}

fn serve(file: &ServedFile, request: &HeaderMap) -> Response<Body> {
    let brotli = file.brotli.as_ref().filter(|_| accepts_brotli(request));
    let suffix = if brotli.is_some() { "-br" } else { "" };
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}{suffix}\"", file.sha256)) {
        headers.insert(ETAG, tag);
    }
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if is_current(headers, request) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if brotli.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    *response.body_mut() = Body::from(brotli.unwrap_or(&file.bytes).clone());
    response
}

/// Whether `br` is accepted (RFC 9110 section 12.5.3): named, and not with weight zero.
fn accepts_brotli(request: &HeaderMap) -> bool {
    let values = request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("br") && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_those_who_name_it() {
        for (value, accepted) in [
            ("br", true),
            ("gzip, deflate, br, zstd", true),
            ("gzip;q=1.0, BR; q=0.5", true),
            ("br;q=0", false),
            ("gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts_brotli(&headers), accepted, "{value}");
        }
    }
}
