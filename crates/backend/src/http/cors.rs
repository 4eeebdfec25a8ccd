//! Which other sites' pages may use this backend (CORS, WHATWG Fetch section 3.2). Never with credentials.

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use thuan_consent::challenge::{TOKEN, WORK};
use tower_http::cors::{AllowOrigin, Any, CorsLayer, Vary};

use super::audience::{OriginError, origin};

/// How long a browser may remember the answer to a preflight: what Chromium keeps at most.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_secs(2 * 60 * 60);

/// The sites whose pages may post registrations.
#[derive(Debug, Clone)]
pub struct AllowedOrigins {
    cors: AllowOrigin,
    /// `None` for every site.
    list: Option<Vec<HeaderValue>>,
}

impl AllowedOrigins {
    /// From the configured list: origins, `null` for sandboxed frames, or `*` for every site.
    ///
    /// # Errors
    ///
    /// [`OriginError`] for an entry that is none of these.
    pub fn new<'a>(list: impl IntoIterator<Item = &'a str>) -> Result<Self, OriginError> {
        let mut origins = Vec::new();
        for entry in list {
            let origin = match entry {
                "*" => {
                    return Ok(Self {
                        cors: AllowOrigin::any(),
                        list: None,
                    });
                }
                "null" => entry.to_owned(),
                _ => origin(entry)?,
            };
            origins.push(HeaderValue::from_str(&origin).map_err(|_| OriginError)?);
        }
        Ok(Self {
            cors: AllowOrigin::list(origins.clone()),
            list: Some(origins),
        })
    }

    /// Whether an origin, as a browser sends it, is one of them.
    pub(super) fn include(&self, origin: &HeaderValue) -> bool {
        self.list.as_ref().is_none_or(|list| list.contains(origin))
    }

    /// For the API: these origins, and the headers a registration needs.
    pub(super) fn api(&self) -> CorsLayer {
        CorsLayer::new()
            .allow_origin(self.cors.clone())
            .allow_methods([Method::POST])
            .allow_headers([
                CONTENT_TYPE,
                HeaderName::from_static("idempotency-key"),
                HeaderName::from_static(WORK),
                HeaderName::from_static(TOKEN),
            ])
            .expose_headers([RETRY_AFTER])
            .max_age(PREFLIGHT_MAX_AGE)
    }
}

/// For what is public anyway, and must be readable from wherever the widget is embedded.
pub(super) fn public() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        // The answer is the same for every site.
        .vary(Vary::list([]))
}
