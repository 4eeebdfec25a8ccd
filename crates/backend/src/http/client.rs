//! Who asks, as far as that can be known: the address at the other end, or the one that a proxy says it passes on.
//!
//! What proxies add stands at the right of the list, so it is read from there, for as long as whoever wrote it is
//! trusted. What stands further left anybody could have sent.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::limits::Network;

/// The other end of the connection, in a request's extensions.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The header in which proxies say for whom they ask. One of the two, not whichever is there: proxies pass on what they
/// do not write themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ForwardedHeader {
    /// X-Forwarded-For: addresses, by commas.
    #[default]
    XForwardedFor,
    /// Forwarded (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    fn name(self) -> HeaderName {
        HeaderName::from_static(match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        })
    }
}

/// A network whose proxies are believed: an address, or one in CIDR notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trusted(IpNet);

/// Neither an address nor a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoNetwork;

impl fmt::Display for NoNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("such as 10.0.0.5, 10.0.0.0/8 or fd00::/8")
    }
}

impl std::error::Error for NoNetwork {}

impl std::str::FromStr for Trusted {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let alone = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse()
            .or_else(|_| alone())
            .map(Self)
            .map_err(|_| NoNetwork)
    }
}

/// The proxies in front.
#[derive(Debug)]
pub struct Proxies {
    trusted: Vec<Trusted>,
    header: ForwardedHeader,
    warned: Once,
}

impl Proxies {
    /// Those of these networks, which use this header.
    #[must_use]
    pub fn new(trusted: Vec<Trusted>, header: ForwardedHeader) -> Self {
        Self {
            trusted,
            header,
            warned: Once::new(),
        }
    }

    /// The network of whoever asks. `None` where a proxy asks that does not say for whom, or the connection is not known:
    /// then nothing tells people apart.
    pub(super) fn client(&self, request: &Request) -> Option<Network> {
        let peer = request.extensions().get::<Peer>()?.0.ip().to_canonical();
        Some(self.behind(peer, request.headers())?.into())
    }

    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        if !self.trusts(peer) {
            self.warn_where_there_is_a_proxy(headers);
            return Some(peer);
        }
        let lines: Vec<&[u8]> = headers
            .get_all(self.header.name())
            .iter()
            .map(axum::http::HeaderValue::as_bytes)
            .collect();
        let list = lines.join(&b","[..]);
        let list = std::str::from_utf8(&list).ok();
        let hops = list.and_then(|list| match self.header {
            ForwardedHeader::XForwardedFor => Some(list.split(',').map(address).collect()),
            ForwardedHeader::Forwarded => forwarded(list),
        });
        if lines.is_empty() {
            return None;
        }
        // A list that cannot be read, or a name for somebody who stays unnamed: they share what their proxy has.
        let mut nearest = peer;
        for hop in hops.unwrap_or_else(|| vec![None]).into_iter().rev() {
            match hop {
                None => return Some(nearest),
                Some(hop) if self.trusts(hop) => nearest = hop,
                Some(hop) => return Some(hop),
            }
        }
        // All of them are ours.
        None
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted
            .iter()
            .any(|Trusted(network)| network.contains(&address))
    }

    /// Everybody behind a proxy that is not trusted counts as one address.
    fn warn_where_there_is_a_proxy(&self, headers: &HeaderMap) {
        if headers.contains_key(self.header.name()) {
            self.warned.call_once(|| {
                tracing::warn!(
                    event = "untrusted_proxy",
                    "somebody says for whom they ask and is not believed; a proxy of yours belongs into \
                     --trusted-proxies, or everybody behind it shares one limit"
                );
            });
        }
    }
}

/// An address as a list has it: bare or in brackets, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare
        .parse()
        .or_else(|_| text.parse().map(|address: SocketAddr| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// What each element of a `Forwarded` header says after `for=` (RFC 7239, section 4): `None` for one that names no
/// address. `None` for all of it where it does not follow the grammar: then nobody knows where an element ends.
fn forwarded(list: &str) -> Option<Vec<Option<IpAddr>>> {
    let mut hops = Vec::new();
    let mut rest = list;
    loop {
        let mut hop = None;
        loop {
            rest = rest.trim_start();
            if !rest.starts_with([',', ';']) && !rest.is_empty() {
                let (name, after) = rest.split_once('=')?;
                if name.is_empty() || !name.bytes().all(is_token) {
                    return None;
                }
                let (value, after) = value(after)?;
                if name.eq_ignore_ascii_case("for") {
                    hop = address(&value);
                }
                rest = after.trim_start();
            }
            match rest.strip_prefix(';') {
                Some(after) => rest = after,
                None => break,
            }
        }
        hops.push(hop);
        if rest.is_empty() {
            return Some(hops);
        }
        rest = rest.strip_prefix(',')?;
    }
}

/// A token or a quoted string, and what stands after it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        // Not only tokens: some forget to quote what has a colon or a bracket.
        let end = text.find([',', ';', ' ', '\t', '"']).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end)?;
        return Some((value.to_owned(), rest));
    };
    let (mut value, mut characters) = (String::new(), quoted.chars());
    loop {
        match characters.next()? {
            '"' => return Some((value, characters.as_str())),
            '\\' => value.push(characters.next()?),
            other => value.push(other),
        }
    }
}

/// A character of a token (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn proxies(header: ForwardedHeader) -> Proxies {
        let trusted = ["127.0.0.0/8", "::1", "10.1.0.0/16", "2001:db8:1::/48"];
        let trusted = trusted.map(|text| text.parse().expect("a network"));
        Proxies::new(trusted.to_vec(), header)
    }

    #[track_caller]
    fn check(header: ForwardedHeader, peer: &str, lines: &[&str], client: Option<&str>) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header.name(), line.parse().expect("a header"));
        }
        let parsed = |text: &str| text.parse::<IpAddr>().expect("an address");
        let found = proxies(header).behind(parsed(peer), &headers);
        assert_eq!(found, client.map(parsed), "{peer} {lines:?}");
    }

    #[test]
    fn the_rightmost_address_that_is_not_trusted_counts() {
        use ForwardedHeader::XForwardedFor as X;
        let (person, other) = ("203.0.113.7", "198.51.100.1");
        check(X, person, &[], Some(person));
        // Anybody can say anything.
        check(X, person, &[other], Some(person));
        check(X, "127.0.0.1", &[], None);
        check(X, "127.0.0.1", &[person], Some(person));
        check(X, "::1", &["203.0.113.7, 10.1.2.3"], Some(person));
        check(
            X,
            "::1",
            &["198.51.100.1, 203.0.113.7 ,10.1.2.3"],
            Some(person),
        );
        check(X, "::1", &[other, "203.0.113.7,10.1.2.3"], Some(person));
        check(X, "::1", &["10.1.2.3"], None);
        check(X, "::1", &["203.0.113.7:4711"], Some(person));
        check(X, "::1", &["[2001:db8::7]:4711"], Some("2001:db8::7"));
        check(
            X,
            "::1",
            &["2001:db8::7, 2001:db8:1::1"],
            Some("2001:db8::7"),
        );
        check(X, "::1", &["::ffff:203.0.113.7"], Some(person));
        // Who stays unnamed shares what their proxy has.
        check(X, "::1", &["203.0.113.7, unknown"], Some("::1"));
        check(
            X,
            "::1",
            &["203.0.113.7, unknown, 10.1.2.3"],
            Some("10.1.2.3"),
        );
        check(X, "::1", &[""], Some("::1"));
    }

    #[test]
    fn the_standard_header_is_read_by_its_grammar() {
        use ForwardedHeader::Forwarded as F;
        let person = Some("203.0.113.7");
        check(F, "::1", &["for=203.0.113.7"], person);
        check(
            F,
            "::1",
            &["For=\"203.0.113.7:80\";proto=https;by=10.1.2.3"],
            person,
        );
        check(
            F,
            "::1",
            &["for=198.51.100.1, proto=http;for=203.0.113.7"],
            person,
        );
        check(
            F,
            "::1",
            &["for=203.0.113.7, for=10.1.2.3", "for=10.1.2.4"],
            person,
        );
        check(
            F,
            "::1",
            &["for=\"[2001:db8::7]:4711\""],
            Some("2001:db8::7"),
        );
        // A comma in quotes ends nothing.
        check(
            F,
            "::1",
            &["for=203.0.113.7;host=\"a, for=198.51.100.1\""],
            person,
        );
        check(F, "::1", &["for=_hidden"], Some("::1"));
        check(F, "::1", &["proto=https"], Some("::1"));
        // A quote that somebody left open hides what the proxy added: then they are nobody.
        check(F, "::1", &["for=\"", "for=203.0.113.7"], Some("::1"));
        check(F, "::1", &["203.0.113.7"], Some("::1"));
        check(F, "::1", &["for=203.0.113.7 for=198.51.100.1"], Some("::1"));
        check(F, "127.0.0.1", &[], None);
    }

    #[test]
    fn a_network_is_an_address_or_several() {
        for text in ["10.0.0.5", "10.0.0.0/8", "fd00::/8", "::1"] {
            assert!(text.parse::<Trusted>().is_ok(), "{text}");
        }
        for text in [
            "",
            "10.0.0.0/33",
            "proxy.example.vn",
            "10.0.0",
            "10.0.0.1:80",
        ] {
            assert!(text.parse::<Trusted>().is_err(), "{text}");
        }
    }

    /// What a list is made of, in any order.
    fn part() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "198.51.100.1",
            "2001:db8::7",
            "10.1.2.3",
            "for=",
            "For=",
            "host=",
            "x",
            ",",
            ";",
            " ",
            "\"",
            "\\",
            "[",
            "]",
            ":80",
        ])
    }

    proptest! {
        /// Whatever somebody sends, with what the proxy adds behind it they are themselves or nobody, never somebody of
        /// their choice.
        #[test]
        fn nobody_chooses_who_they_are(sent in "[ -~]{0,40}", parts in prop::collection::vec(part(), 0..8)) {
            let person: IpAddr = "203.0.113.7".parse().expect("an address");
            let proxy: IpAddr = "::1".parse().expect("an address");
            for header in [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded] {
                let added = match header {
                    ForwardedHeader::XForwardedFor => "203.0.113.7",
                    ForwardedHeader::Forwarded => "for=203.0.113.7",
                };
                for sent in [&sent, &parts.concat()] {
                    let mut headers = HeaderMap::new();
                    headers.append(header.name(), sent.parse().expect("a header"));
                    headers.append(header.name(), added.parse().expect("a header"));
                    let found = proxies(header).behind(proxy, &headers);
                    prop_assert!(found == Some(person) || found == Some(proxy), "{found:?}");
                }
            }
        }
    }
}
