//! Asking others by HTTP, over TLS where their address says so.
//!
//! Redirections are not followed, and proxies of the environment not asked: what is sent goes where it was sent.

use std::error::Error;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};

/// How long a connection is kept for what is sent next.
const IDLE: Duration = Duration::from_secs(30);

/// What asks.
pub type Https = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// It took too long.
    Timeout,
    /// The host cannot be reached, or takes no connection.
    Unreachable,
    /// Its certificate is not to be trusted, or it speaks no TLS that is.
    Tls,
    /// The connection broke, or what came back is no HTTP.
    Broken,
}

impl SendError {
    /// Its name, in the database, in logs and in metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::Broken => "broken",
        }
    }
}

/// A client that trusts whom this machine trusts. Where that is nobody, every certificate is refused.
#[must_use]
pub fn client() -> Option<Https> {
    let mut roots = RootCertStore::empty();
    let known = rustls_native_certs::load_native_certs().certs;
    let (trusted, _) = roots.add_parsable_certificates(known);
    if trusted == 0 {
        tracing::warn!(
            event = "no_authorities",
            "this machine has no list of authorities (ca-certificates), so nobody can be told or asked anything over TLS"
        );
    }
    let provider = rustls::crypto::ring::default_provider();
    let tls = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .build();
    let client = Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .build(connector);
    Some(client)
}

impl From<&ClientError> for SendError {
    fn from(error: &ClientError) -> Self {
        match (error.source().is_some_and(is_tls), error.is_connect()) {
            (true, _) => Self::Tls,
            (false, true) => Self::Unreachable,
            (false, false) => Self::Broken,
        }
    }
}

/// Whether an error, or what is inside it, is one of TLS. What is inside one of I/O is not its source.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let inner = error.downcast_ref::<std::io::Error>();
    let inner: Option<&(dyn Error + 'static)> = match inner.and_then(std::io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    };
    error.is::<rustls::Error>() || inner.is_some_and(is_tls)
}
