//! The address of the server that takes messages, as a setting has it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use axum::http::Uri;
use percent_encoding::percent_decode_str;
use thiserror::Error;
use zeroize::Zeroizing;

/// A server for submission: `smtps://user@host:465`, `smtp://user@host:587?tls=required`, or `smtp://localhost:25`.
///
/// # Syntax
///
/// `smtps` is TLS from the first byte (RFC 8314, section 3.3; port 465), `smtp` with `tls=required` is STARTTLS, without
/// which nothing is sent (RFC 3207; port 587). Without TLS there is only this machine itself (port 25). User and password
/// are percent-encoded (RFC 3986, section 3.2.1).
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, which its certificate must have.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the connection is kept from others.
    pub tls: Tls,
    /// As whom one logs in.
    pub user: Option<String>,
    /// The password, where the address has one.
    pub password: Option<Zeroizing<String>>,
}

/// How a connection is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte.
    Wrapped,
    /// STARTTLS, or nothing is sent.
    Required,
    /// Not at all: it does not leave the machine.
    None,
}

/// Why an address is none. It repeats nothing of it: there may be a password in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ServerError {
    /// It has another form.
    #[error(
        "must be such as smtps://user@mail.example.vn:465 or smtp://user@mail.example.vn:587?tls=required, with `%` and two hexadecimal digits for signs that are none of an address"
    )]
    Form,
    /// Others could read along.
    #[error(
        "must have `?tls=required`, or begin with smtps://: without TLS others read along; only this machine itself (smtp://localhost:25) needs none"
    )]
    Open,
    /// A password and nobody who has it.
    #[error("has a password and no user")]
    Nobody,
}

impl FromStr for Server {
    type Err = ServerError;

    fn from_str(text: &str) -> Result<Self, ServerError> {
        let uri: Uri = text.parse().map_err(|_| ServerError::Form)?;
        let authority = uri.authority().ok_or(ServerError::Form)?;
        let host = authority.host().to_owned();
        // What is after a `#` is dropped by the parser, so it must be missed here.
        let whole = !text.contains('#') && matches!(uri.path(), "" | "/") && !host.is_empty();
        let tls = match (whole, uri.scheme_str(), uri.query()) {
            (true, Some("smtps"), None) => Tls::Wrapped,
            (true, Some("smtp"), Some("tls=required")) => Tls::Required,
            (true, Some("smtp"), None) if is_this_machine(&host) => Tls::None,
            (true, Some("smtp"), None) => return Err(ServerError::Open),
            _ => return Err(ServerError::Form),
        };
        let (login, place) = match authority.as_str().rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority.as_str()),
        };
        let port = match place.strip_prefix(&host) {
            Some("") => tls.port(),
            Some(rest) => {
                let port = rest.strip_prefix(':').and_then(|port| port.parse().ok());
                port.filter(|port| *port != 0).ok_or(ServerError::Form)?
            }
            None => return Err(ServerError::Form),
        };
        let (user, password) = match login.map(|login| login.split_once(':').unwrap_or((login, "")))
        {
            None => ("", ""),
            Some(("", _)) => return Err(ServerError::Nobody),
            Some(login) => login,
        };
        Ok(Self {
            host,
            port,
            tls,
            user: decoded(user)?,
            password: decoded(password)?.map(Zeroizing::new),
        })
    }
}

impl Tls {
    /// The port where a server listens for it unless one is named.
    fn port(self) -> u16 {
        match self {
            Self::Wrapped => 465,
            Self::Required => 587,
            Self::None => 25,
        }
    }
}

/// What stands there, decoded; `None` where nothing does.
fn decoded(text: &str) -> Result<Option<String>, ServerError> {
    let text = percent_decode_str(text).decode_utf8();
    let text = text.map_err(|_| ServerError::Form)?.into_owned();
    if text.contains(['\r', '\n', '\0']) {
        return Err(ServerError::Form);
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Display for Server {
    /// With `***` for the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls == Tls::Wrapped {
            "smtps"
        } else {
            "smtp"
        };
        write!(f, "{scheme}://")?;
        if let Some(user) = &self.user {
            let password = if self.password.is_some() { ":***" } else { "" };
            write!(f, "{user}{password}@")?;
        }
        write!(f, "{}:{}", self.host, self.port)?;
        if self.tls == Tls::Required {
            f.write_str("?tls=required")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) -> Server {
        let server: Server = text.parse().expect("an address");
        assert_eq!(server.to_string(), shown);
        assert_eq!(format!("{server:?}"), shown);
        server
    }

    #[test]
    fn addresses_are_read_and_shown_without_their_password() {
        let server = check(
            "smtps://noreply%40example.vn:p%40ss%3A%2F@mail.example.vn",
            "smtps://noreply@example.vn:***@mail.example.vn:465",
        );
        assert_eq!(server.user.as_deref(), Some("noreply@example.vn"));
        assert_eq!(
            server.password.as_deref().map(String::as_str),
            Some("p@ss:/")
        );
        let starttls = "smtp://thuan@mail.example.vn:587?tls=required";
        let server = check(starttls, starttls);
        assert_eq!((server.tls, server.password), (Tls::Required, None));
        check("smtp://localhost", "smtp://localhost:25");
        check("smtp://127.0.0.1:2525/", "smtp://127.0.0.1:2525");
        check("smtp://[::1]", "smtp://[::1]:25");
    }

    #[test]
    fn nothing_leaves_the_machine_in_the_open() {
        for text in [
            "smtp://mail.example.vn",
            "smtp://user:geheim@mail.example.vn:25",
            "smtp://10.0.0.1:25",
            "smtp://localhost.example.vn",
        ] {
            assert_eq!(text.parse::<Server>(), Err(ServerError::Open), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_not_repeated() {
        for text in [
            "",
            "mail.example.vn",
            "mail.example.vn:465",
            "http://mail.example.vn",
            "smtps://",
            "smtps://mail.example.vn/path",
            "smtps://mail.example.vn?tls=none",
            "smtp://mail.example.vn?tls=opportunistic",
            "smtp://mail.example.vn?tls=required&x=y",
            "smtps://mail.example.vn:0",
            "smtps://mail.example.vn:99999",
            "smtps://user:gehe#im@mail.example.vn",
            "smtps://user:geheim@mail.example.vn#x",
            "smtps://user:gehe%0Aim@mail.example.vn",
            "smtps://us%ffer:geheim@mail.example.vn",
        ] {
            let error = text.parse::<Server>().expect_err(text);
            assert!(!error.to_string().contains("gehe"), "{error}");
        }
        let nobody = "smtps://:geheim@mail.example.vn".parse::<Server>();
        assert_eq!(nobody, Err(ServerError::Nobody));
    }
}
