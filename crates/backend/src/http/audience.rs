//! Whether a record was signed for this backend.

use std::net::Ipv4Addr;

use axum::http::Uri;

use super::REGISTRATIONS;

/// The addresses records may be signed for: the configured ones.
///
/// While something is being developed, that is, while none is configured or none but this machine's, it is also this
/// machine by any of its loopback names, on which any port will do, because developers' tools proxy. A company's backend
/// takes no such record: whoever signs one could have it name a program on the reader's own machine.
#[derive(Debug, Clone, Default)]
pub struct Audiences {
    /// Origins, in the order in which they were given.
    sites: Vec<String>,
}

/// The text is not `https://host` or `http://host`, with a port or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be http:// or https:// and a host in lower case, without a path: https://register.example.vn"
)]
pub struct OriginError;

/// Reads an origin as browsers write it: scheme, host in lower case, port where it is not the scheme's own.
///
/// # Errors
///
/// [`OriginError`]. A trailing slash is forgiven.
pub fn origin(text: &str) -> Result<String, OriginError> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let uri: Uri = text.parse().map_err(|_| OriginError)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(OriginError);
    };
    let own_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return Err(OriginError),
    };
    // Written back, so that user names, paths, queries and capitals are all seen.
    let rewritten = format!("{scheme}://{authority}");
    let port = authority
        .as_str()
        .strip_prefix(authority.host())
        .map(|rest| (rest, rest.strip_prefix(':')));
    let plain_port = match port {
        Some(("", _)) => true,
        Some((_, Some(port))) => port
            .parse::<u16>()
            .is_ok_and(|number| number != 0 && number != own_port && number.to_string() == port),
        _ => false,
    };
    let plain = rewritten == text
        && plain_port
        && !authority.host().is_empty()
        && !text.bytes().any(|b| b.is_ascii_uppercase());
    if plain {
        Ok(rewritten)
    } else {
        Err(OriginError)
    }
}

impl Audiences {
    /// The endpoints below these public addresses.
    ///
    /// # Errors
    ///
    /// [`OriginError`] for one that is not an origin.
    pub fn new<'a>(public_urls: impl IntoIterator<Item = &'a str>) -> Result<Self, OriginError> {
        let sites = public_urls.into_iter().map(origin);
        Ok(Self {
            sites: sites.collect::<Result<_, _>>()?,
        })
    }

    /// Whether a record with this `audience` was meant for this backend.
    #[must_use]
    pub fn include(&self, audience: &str) -> bool {
        let Some(site) = site_of(audience) else {
            return false;
        };
        let in_development = self.sites.iter().all(|own| is_loopback(own));
        self.sites.iter().any(|own| own == site) || (in_development && is_loopback(site))
    }

    /// The public address to which a record with this `audience` belongs, in the words of the settings: its own where it
    /// is one of them, or else the first. `None` where none is configured.
    #[must_use]
    pub fn public_url(&self, audience: &str) -> Option<&str> {
        let site = site_of(audience);
        let own = self.sites.iter().find(|own| Some(own.as_str()) == site);
        own.or(self.sites.first()).map(String::as_str)
    }
}

/// What stands before the path registrations are posted to.
pub(crate) fn site_of(audience: &str) -> Option<&str> {
    audience.strip_suffix(REGISTRATIONS)
}

fn is_loopback(site: &str) -> bool {
    let Ok(uri) = site.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    is_this_machine(host) && origin(site).is_ok_and(|written| written == site)
}

/// Whether a host is one of this machine's loopback names.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let named = host == "localhost"
        || host
            .strip_suffix(".localhost")
            .is_some_and(|name| !name.is_empty());
    let numbered = host == "[::1]"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback());
    named || numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_ours_on_any_port() {
        let ours = Audiences::default();
        for audience in [
            "http://localhost:8000/api/registrations",
            "https://localhost/api/registrations",
            "http://vst.localhost:8080/api/registrations",
            "http://127.0.0.1:41234/api/registrations",
            "http://127.8.9.10/api/registrations",
            "http://[::1]:8080/api/registrations",
        ] {
            assert!(ours.include(audience), "{audience}");
        }
    }

    #[test]
    fn everything_else_is_somebody_elses() {
        let ours = Audiences::default();
        for audience in [
            "",
            "/api/registrations",
            "http:///api/registrations",
            "http://localhost:8000/api/registrations/",
            "http://localhost:8000/api/registrations?a=b",
            "http://localhost:8000/api/registrations#a",
            "http://localhost:8000/x/api/registrations",
            "http://localhost:8000/?/api/registrations",
            "http://localhost:99999/api/registrations",
            "http://localhost:/api/registrations",
            "http://LOCALHOST/api/registrations",
            "http://localhost.evil.example/api/registrations",
            "http://evil.example/localhost/api/registrations",
            "http://localhost@evil.example/api/registrations",
            "http://evil@localhost/api/registrations",
            "http://.localhost/api/registrations",
            "http://128.0.0.1/api/registrations",
            "http://127.0.0.1.evil.example/api/registrations",
            "http://[::2]/api/registrations",
            "ftp://localhost/api/registrations",
            "https://register.example.vn/api/registrations",
        ] {
            assert!(!ours.include(audience), "{audience}");
        }
    }

    #[test]
    fn a_configured_address_is_ours_to_the_letter() {
        let ours = Audiences::new(["https://register.example.vn/", "http://10.0.0.5:8080"])
            .expect("origins");
        assert!(ours.include("https://register.example.vn/api/registrations"));
        assert!(ours.include("http://10.0.0.5:8080/api/registrations"));
        for audience in [
            "http://register.example.vn/api/registrations",
            "https://register.example.vn:8443/api/registrations",
            "https://register.example.vn/api/registrations?x",
            "https://register.example.vn.evil.example/api/registrations",
            "http://10.0.0.5/api/registrations",
        ] {
            assert!(!ours.include(audience), "{audience}");
        }
    }

    #[test]
    fn loopback_names_are_ours_in_development_alone() {
        const LOOPBACK: [&str; 4] = [
            "http://localhost:8000/api/registrations",
            "http://vst.localhost/api/registrations",
            "http://127.0.0.1:41234/api/registrations",
            "http://[::1]:8080/api/registrations",
        ];
        let check = |public_urls: &[&str], taken: [bool; 4]| {
            let ours = Audiences::new(public_urls.iter().copied()).expect("origins");
            assert_eq!(LOOPBACK.map(|audience| ours.include(audience)), taken);
        };
        check(&["http://localhost:8080"], [true; 4]);
        check(&["http://127.0.0.1:9", "http://[::1]"], [true; 4]);
        check(&["https://register.example.vn"], [false; 4]);
        check(
            &["http://localhost:8000", "https://register.example.vn"],
            [true, false, false, false],
        );
    }

    #[test]
    fn an_address_is_told_in_the_words_of_the_settings() {
        let ours = Audiences::new(["https://a.example.vn/", "https://b.example.vn"]);
        let ours = ours.expect("origins");
        let check = |audience, url| assert_eq!(ours.public_url(audience), Some(url), "{audience}");
        check(
            "https://b.example.vn/api/registrations",
            "https://b.example.vn",
        );
        check(
            "https://c.example.vn/api/registrations",
            "https://a.example.vn",
        );
        check("http://localhost/api/registrations", "https://a.example.vn");
        check("", "https://a.example.vn");
        let none = Audiences::default();
        assert_eq!(none.public_url("http://localhost/api/registrations"), None);
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "register.example.vn",
            "https://register.example.vn/path",
            "https://Register.example.vn",
            "https://register.example.vn:443",
            "http://register.example.vn:80",
            "https://a@register.example.vn",
            "https://register.example.vn?x",
            "ftp://register.example.vn",
            "https://",
            "*",
        ] {
            assert_eq!(origin(text), Err(OriginError), "{text}");
        }
    }
}
