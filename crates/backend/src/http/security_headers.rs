//! What browsers are told not to do with the pages and files served here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use thuan_consent::form::FormDefinition;
use thuan_consent::origin::Origin;

use super::hosted;
use crate::catalogue::{self, Catalogue};

pub(super) const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The page uses none of these, so neither may anything that gets into it.
pub(super) const NO_PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
                              fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
                              local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
                              picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), \
                              screen-wake-lock=(), serial=(), storage-access=(), usb=(), \
                              xr-spatial-tracking=()";

/// The one page whose script and style stand in it, and the file in which the build names them by their hashes.
const INLINE_PAGE: (&str, &str) = ("/verify.html", "verify.csp");

/// The policies of the pages.
#[derive(Clone, Debug)]
pub struct Policies {
    /// Of pages that show no form, or none that is known here.
    pages: HeaderValue,
    /// Of pages that show a form, by its id: they may be framed by whom the form allows.
    forms: BTreeMap<String, HeaderValue>,
    site: PathBuf,
}

impl Policies {
    /// All pages may do the same, except the one that the build wrote a policy of its own for.
    pub fn new(catalogue: &Catalogue, site: PathBuf) -> Self {
        let forms = catalogue.forms().map(|(id, form)| {
            let policy = content_security_policy(catalogue, Some(&form.value));
            (id.to_owned(), policy)
        });
        Self {
            pages: content_security_policy(catalogue, None),
            forms: forms.collect(),
            site,
        }
    }

    /// Read anew each time: a site may be built again under a running backend, and the hashes change with it.
    async fn of(&self, path: &str) -> HeaderValue {
        let (page, file) = INLINE_PAGE;
        let own = if path == page {
            self.own(file).await
        } else {
            hosted::form_of(&self.site, path)
                .await
                .and_then(|form| self.forms.get(&form).cloned())
        };
        own.unwrap_or_else(|| self.pages.clone())
    }

    async fn own(&self, file: &str) -> Option<HeaderValue> {
        let own = tokio::fs::read_to_string(self.site.join(file)).await.ok()?;
        let policy = format!("{}; frame-ancestors {}", own.trim(), frame_ancestors(&[]));
        HeaderValue::from_str(&policy).ok()
    }
}

/// Adds the headers: to every file that it is what it says and may be embedded elsewhere, to pages the rest.
pub async fn add(State(policies): State<Policies>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
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
        headers.insert(CONTENT_SECURITY_POLICY, policies.of(&path).await);
        headers.insert(
            REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        );
        headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(NO_PERMISSIONS));
    }
    response
}

/// Who may show the page in a frame (Content Security Policy Level 3, section 6.4.2).
pub(super) fn frame_ancestors(allowed: &[Origin]) -> String {
    let mut list = "'self'".to_owned();
    for origin in allowed {
        list.push(' ');
        list.push_str(origin.as_str());
    }
    list
}

/// Where the page of a form may post it (Content Security Policy Level 3, section 6.4.1).
pub(super) fn form_action(form: Option<&FormDefinition>) -> String {
    let address = form.and_then(|form| form.plain_endpoint.as_deref());
    match address.and_then(catalogue::origin_of) {
        Some(origin) => ["'self' ", &origin].concat(),
        None => "'self'".to_owned(),
    }
}

/// The policy of the pages. They talk to this backend and to the services where forms look companies up.
fn content_security_policy(catalogue: &Catalogue, form: Option<&FormDefinition>) -> HeaderValue {
    let mut connect: BTreeSet<String> = catalogue.lookup_origins().collect();
    connect.insert("'self'".to_owned());
    let connect = Vec::from_iter(connect).join(" ");
    let allowed = form.map(|form| form.allowed_origins.as_slice());
    let frame_ancestors = frame_ancestors(allowed.unwrap_or_default());
    let form_action = form_action(form);
    // The service that judges whether a person is there: its script, and the frame that this shows.
    let service = form
        .and_then(|form| form.abuse().token?.origin())
        .map(|origin| (format!(" {origin}"), format!("frame-src {origin}; ")));
    // Its script is put there under the name of a policy that takes no other.
    let types = service.as_ref().map_or("'none'", |_| "thuan-check");
    let (script, frame) = service.unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{script}; style-src 'self'; connect-src {connect}; \
         img-src 'self' data:; {frame}form-action {form_action}; base-uri 'none'; frame-ancestors {frame_ancestors}; \
         require-trusted-types-for 'script'; trusted-types {types}"
    );
    // Origins hold no character that a header may not; should one ever, nothing is allowed rather than everything.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
