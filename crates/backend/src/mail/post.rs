//! Handing messages to the server (RFC 5321, RFC 6409).

use std::fmt;
use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Wire, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::server::{Server, Tls};
use crate::outbox::Outcome;

/// How long one command may take.
const COMMAND: Duration = Duration::from_secs(30);

/// How long a whole message may take.
/// A little less than an attempt of the outbox may take, which has the last word.
const WHOLE: Duration = Duration::from_secs(55);

/// The way to the server. Each message has a connection of its own.
#[derive(Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

/// Why the server did not take a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Refused {
    /// Whether there is no use in trying again.
    pub for_good: bool,
    /// What happened: the server's reply code, or a word.
    pub outcome: Outcome,
    /// What the server or the library said. There may be an address in it: for the terminal of whoever tries it out.
    pub said: String,
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.outcome, f)
    }
}

impl Post {
    /// Makes ready, without asking the server anything. `domain` is whose mail it is: how one says hello.
    ///
    /// # Errors
    ///
    /// A sentence, where TLS cannot be had.
    pub fn new(server: &Server, domain: &str) -> Result<Self, String> {
        // Every other way would let whoever is between choose.
        let parameters = || TlsParameters::new(server.host.trim_matches(['[', ']']).to_owned());
        let tls = match server.tls {
            Tls::None => Ok(Wire::None),
            Tls::Required => parameters().map(Wire::Required),
            Tls::Wrapped => parameters().map(Wire::Wrapper),
        };
        let tls = tls.map_err(|error| format!("TLS cannot be used: {error}"))?;
        let host = server.host.trim_matches(['[', ']']);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(COMMAND))
            .hello_name(ClientId::Domain(domain.to_owned()));
        if let (Some(user), Some(password)) = (&server.user, &server.password) {
            let credentials = Credentials::new(user.clone(), password.as_str().to_owned());
            builder = builder.credentials(credentials);
        }
        Ok(Self {
            transport: builder.build(),
        })
    }

    /// Hands a message over. When this returns, the server has taken it.
    ///
    /// # Errors
    ///
    /// [`Refused`]. Where the connection breaks at the end, the server may have taken it all the same.
    pub async fn send(&self, message: Message) -> Result<(), Refused> {
        match tokio::time::timeout(WHOLE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(Refused {
                for_good: false,
                outcome: Outcome::Word("timeout"),
                said: "it took too long".to_owned(),
            }),
        }
    }
}

fn refused(error: &Error) -> Refused {
    let status = error.status().map(u16::from);
    let (for_good, outcome) = match status {
        // It is who sends that is refused, not the message (RFC 4954, section 6): whoever runs this can mend it.
        Some(status @ (530 | 534 | 535 | 538)) => (false, Outcome::Status(status)),
        Some(status) => (error.is_permanent(), Outcome::Status(status)),
        None if error.is_timeout() => (false, Outcome::Word("timeout")),
        None if error.is_tls() => (false, Outcome::Word("tls")),
        // The server takes no such address (RFC 6531), and says so before anything is sent.
        None if error.is_client() && is_of_the_address(error) => (true, Outcome::Word("smtputf8")),
        None if error.is_client() => (false, Outcome::Word("not_offered")),
        None if error.is_response() => (false, Outcome::Word("not_understood")),
        None => (false, Outcome::Word("unreachable")),
    };
    Refused {
        for_good,
        outcome,
        said: error.to_string(),
    }
}

/// Whether it is the extension for addresses that are not ASCII that the server does not have. The library says so in
/// words alone, and has the same kind for all that a server does not offer: TLS and logins too, which can be mended.
fn is_of_the_address(error: &Error) -> bool {
    let cause = std::error::Error::source(error);
    cause.is_some_and(|cause| cause.to_string().contains("SMTPUTF8"))
}
