//! Origins of web pages, as browsers write them.

use std::fmt;
use std::str::FromStr;

use crate::encoding::text_type;
use crate::json::{Faults, FromJson, Json};

/// The origin of a page (RFC 6454 section 6.2): `https://`, a host name in lower case, and the port where it is not
/// HTTPS's own. For development also `http://localhost` and `http://127.0.0.1`, with or without a port.
///
/// Compared letter by letter with what a browser reports, so there is one way to write each: no slash at the end, no
/// wildcard, no number in place of a name, names beyond ASCII as `xn--…`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// The text is not an origin as browsers write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{MESSAGE}")]
pub struct OriginError;

const MESSAGE: &str =
    "expected an origin: https://, a host name in lower case, perhaps a port, and nothing after it";

/// The longest name of a host (RFC 1035 section 2.3.4, as text).
const LONGEST_HOST: usize = 253;
/// The longest part of it.
const LONGEST_LABEL: usize = 63;

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if is_origin(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(OriginError)
        }
    }
}

text_type!(Origin);

impl FromJson for Origin {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let text = String::from_json(json, faults);
        if !is_origin(&text) {
            faults.note(MESSAGE);
        }
        Self(text)
    }
}

fn is_origin(text: &str) -> bool {
    let (rest, own_port, secure) =
        match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (rest, "443", true),
            (_, Some(rest)) => (rest, "80", false),
            _ => return false,
        };
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let host = if secure {
        is_host_name(host)
    } else {
        matches!(host, "localhost" | "127.0.0.1")
    };
    host && port.is_none_or(|port| is_port(port) && port != own_port)
}

fn is_host_name(host: &str) -> bool {
    let label = |bytes: &[u8]| {
        let ends = [bytes.first(), bytes.last()];
        bytes.len() <= LONGEST_LABEL
            && ends
                .into_iter()
                .all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
            && bytes
                .iter()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    // What ends in a number is an address (WHATWG URL section 3.5), of which there are many ways to write one.
    let (mut labels, mut last) = (true, None);
    for bytes in host.as_bytes().split(|byte| *byte == b'.') {
        labels &= label(bytes);
        last = bytes.first();
    }
    labels && host.len() <= LONGEST_HOST && last.is_some_and(u8::is_ascii_lowercase)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|b| b.is_ascii_digit())
        && !port.starts_with('0')
        && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_as_browsers_write_them() {
        for text in [
            "https://partner.example",
            "https://partner.example:8443",
            "https://a-b.xn--bcher-kva.example",
            "https://3.partner.vn",
            "https://intranet",
            "https://partner.example:80",
            "http://localhost",
            "http://localhost:8000",
            "http://127.0.0.1:65535",
        ] {
            let origin: Origin = text.parse().expect(text);
            assert_eq!(origin.as_str(), text);
        }
    }

    #[test]
    fn what_no_browser_reports_is_refused() {
        let long = format!("https://{}.example", "a".repeat(64));
        let longer = format!("https://{}example", "a.".repeat(124));
        for text in [
            "",
            "null",
            "*",
            "https://",
            "https://*",
            "https://*.partner.example",
            "partner.example",
            "//partner.example",
            "https://partner.example/",
            "https://partner.example/page",
            "https://partner.example?a",
            "https://partner.example#a",
            "https://Partner.example",
            "HTTPS://partner.example",
            "https://partner.example:443",
            "https://partner.example:",
            "https://partner.example:0",
            "https://partner.example:08443",
            "https://partner.example:65536",
            "https://partner.example:+8443",
            "https://partner.example:8443:1",
            "https://user@partner.example",
            "https://partner.example ",
            " https://partner.example",
            "https://partner.example 'unsafe-inline'",
            "https://partner.example;script-src *",
            "https://partner..example",
            "https://.partner.example",
            "https://partner.example.",
            "https://-partner.example",
            "https://partner-.example",
            "https://đối-tác.example",
            "https://part_ner.example",
            "https://192.0.2.1",
            "https://0x7f000001",
            "https://[2001:db8::1]",
            "http://partner.example",
            "http://localhost:80",
            "http://localhost.partner.example",
            "http://127.0.0.2",
            "ftp://partner.example",
            &long,
            &longer,
        ] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError), "{text}");
        }
    }
}
