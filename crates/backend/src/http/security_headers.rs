//! What browsers are told not to do with the pages and files served here.

use std::collections::BTreeSet;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

use crate::catalogue::Catalogue;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The page uses none of these, so neither may anything that gets into it.
const NO_PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
                              fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
                              local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
                              picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), \
                              screen-wake-lock=(), serial=(), storage-access=(), usb=(), \
                              xr-spatial-tracking=()";

/// Adds the headers: to every file that it is what it says and may be embedded elsewhere, to pages the rest.
///
/// `policy` is the Content Security Policy of the pages: [`content_security_policy`].
pub async fn add(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CROSS_ORIGIN_RESOURCE_POLICY,
        HeaderValue::from_static("cross-origin"),
    );
    let page = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if page {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        headers.insert(
            REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        );
        headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(NO_PERMISSIONS));
    }
    response
}

/// Who may show the page in a frame (Content Security Policy Level 3, section 6.4.2).
fn frame_ancestors() -> String {
    "'self'".to_owned()
}

/// The policy of the pages. They talk to this backend and to the services where forms look companies up.
pub fn content_security_policy(catalogue: &Catalogue) -> HeaderValue {
    let mut connect: BTreeSet<String> = catalogue.lookup_origins().collect();
    connect.insert("'self'".to_owned());
    let connect = Vec::from_iter(connect).join(" ");
    let frame_ancestors = frame_ancestors();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src {connect}; \
         img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors {frame_ancestors}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    // Origins hold no character that a header may not; should one ever, nothing is allowed rather than everything.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
