//! Reading values of settings of `thuan serve`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hyper::Uri;

use crate::http::audience;

/// Whether one of two that listen there would be in the other's way. Port 0 is a free one, each time another.
pub(super) fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    let [here, there] = [one, other].map(|addr| addr.ip().to_canonical());
    let same_port = one.port() == other.port() && one.port() != 0;
    same_port && (here == there || covers(here, there) || covers(there, here))
}

/// Whether who listens at all addresses listens at this one too. `0.0.0.0` is all of IPv4, `[::]` all of both, but for
/// systems that are set otherwise.
fn covers(all: IpAddr, one: IpAddr) -> bool {
    all.is_unspecified() && (all.is_ipv6() || one.is_ipv4())
}

/// How long something lives that has to be sent back.
pub(super) fn lifetime(text: &str) -> Result<Duration, String> {
    match crate::cli::duration(text)? {
        Duration::ZERO => {
            Err("must be longer than 0s: no challenge could be sent back in time".to_owned())
        }
        length => Ok(length),
    }
}

/// How many bytes a body may have.
pub(super) fn body_limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be above 0: no registration could be read".to_owned()),
        Ok(limit) => Ok(limit),
        Err(_) => Err("must be a whole number of bytes".to_owned()),
    }
}

/// An address that a secret is sent to.
pub(super) fn address(text: &str) -> Result<Uri, String> {
    let address: Uri = text.parse().map_err(|error| format!("{error}"))?;
    match (address.scheme_str(), address.host()) {
        (Some("https"), Some(_)) => Ok(address),
        (Some("http"), Some(host)) if audience::is_this_machine(host) => Ok(address),
        _ => Err(
            "must begin with https://, since the secret is sent there; http:// is for this machine alone \
             (http://localhost:3000)"
                .to_owned(),
        ),
    }
}
