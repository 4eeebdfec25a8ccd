//! Where webhooks go.

use std::fmt;
use std::str::FromStr;

use hyper::Uri;
use url::{Host, Url};

use super::secret::Secret;
use crate::store::Events;

/// The longest address, in bytes.
const LONGEST: usize = 2048;

/// An endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its name here.
    pub endpoint_id: String,
    /// Its address.
    pub url: EndpointUrl,
    /// What it is told of.
    pub events: Events,
    /// How much it is told.
    pub data: Data,
    /// What is signed with.
    pub secret: Secret,
    /// The secret before, and until when it signs as well.
    pub previous: Option<(Secret, String)>,
    /// When it was added.
    pub created_at: String,
    /// When it said that it is gone; nothing is sent to it from then on.
    pub stopped_at: Option<String>,
}

/// How much an endpoint is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Data {
    /// Names, hashes, decisions, the receipt.
    Identifiers,
    /// The personal data as well.
    Registration,
}

impl Data {
    /// Its name, in the database and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identifiers => "identifiers",
            Self::Registration => "registration",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Identifiers, Self::Registration];
        all.into_iter().find(|data| data.name() == name)
    }
}

/// An address that webhooks may be sent to: `https://`, or `http://` on this machine. It may hold a secret (in its path
/// or query), so it is not logged.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl(Uri);

/// Why an address is none that webhooks may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It is no address.
    #[error("is no address: https://example.vn/webhooks")]
    Unreadable,
    /// It is longer than 2048 bytes.
    #[error("is longer than 2048 characters")]
    TooLong,
    /// It is neither `https` nor on this machine.
    #[error("must begin with https://; http:// is for this machine alone (http://localhost:3000)")]
    NotHttps,
    /// There is a name or password before the host.
    #[error(
        "must not have a name or password before its host: who sends is known by the signature"
    )]
    Credentials,
    /// There is something after a `#`, which is never sent.
    #[error("must not have a fragment (#…), which is never sent")]
    Fragment,
}

impl FromStr for EndpointUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| UrlError::Unreadable)?;
        let is_loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            // Addresses of the web have a host; others are refused below.
            None => false,
        };
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(UrlError::NotHttps),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(UrlError::Fragment);
        }
        if url.as_str().len() > LONGEST {
            return Err(UrlError::TooLong);
        }
        let uri = url.as_str().parse().map_err(|_| UrlError::Unreadable)?;
        Ok(Self(uri))
    }
}

impl EndpointUrl {
    /// As HTTP has it.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.0
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, UrlError>) {
        let parsed = text.parse::<EndpointUrl>().map(|url| url.to_string());
        assert_eq!(
            parsed.as_deref().map_err(|error| *error),
            expected,
            "{text}"
        );
    }

    #[test]
    fn addresses_over_tls_are_taken() {
        check("https://example.vn/hooks", Ok("https://example.vn/hooks"));
        check("https://example.vn", Ok("https://example.vn/"));
        check(
            "HTTPS://Example.VN:443/a?b=c",
            Ok("https://example.vn/a?b=c"),
        );
        check(
            "https://[2001:db8::1]:8443/",
            Ok("https://[2001:db8::1]:8443/"),
        );
        check("https://ví-dụ.vn/", Ok("https://xn--v-d-rma6749a.vn/"));
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for host in [
            "localhost",
            "a.localhost:3000",
            "127.0.0.1:1",
            "127.9.9.9",
            "[::1]:80",
            "2130706433",
        ] {
            let text = format!("http://{host}/x");
            assert!(text.parse::<EndpointUrl>().is_ok(), "{text}");
        }
        for host in [
            "example.vn",
            "10.0.0.1",
            "localhost.example.vn",
            "[::2]",
            "0.0.0.0",
            "notlocalhost",
        ] {
            check(&format!("http://{host}/x"), Err(UrlError::NotHttps));
        }
    }

    #[test]
    fn others_are_refused() {
        for text in [
            "",
            "example.vn",
            "/hooks",
            "https://",
            "https://exa mple.vn",
            "https://:443/",
        ] {
            check(text, Err(UrlError::Unreadable));
        }
        for text in [
            "ftp://example.vn/",
            "ws://localhost/",
            "file://localhost/etc/passwd",
        ] {
            check(text, Err(UrlError::NotHttps));
        }
        check("https://a@example.vn/", Err(UrlError::Credentials));
        check("https://:b@example.vn/", Err(UrlError::Credentials));
        check("https://example.vn/#", Err(UrlError::Fragment));
        let long = format!("https://example.vn/{}", "a".repeat(LONGEST));
        check(&long, Err(UrlError::TooLong));
    }
}
