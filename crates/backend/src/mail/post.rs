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

/// How long one command may take.
const COMMAND: Duration = Duration::from_secs(30);

/// How long a whole message may take.
const WHOLE: Duration = Duration::from_secs(120);

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
    /// What happened, in a word for logs and tables: `smtp_550`, `connection`, `timeout`. Never what the server said.
    pub code: String,
    /// What the server or the library said. There may be an address in it: for the terminal of whoever tries it out.
    pub said: String,
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
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
        let is_ascii = message
            .envelope()
            .to()
            .iter()
            .all(|to| AsRef::<str>::as_ref(to).is_ascii());
        match tokio::time::timeout(WHOLE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refused(&error, is_ascii)),
            Err(_) => Err(Refused {
                for_good: false,
                code: "timeout".to_owned(),
                said: "it took too long".to_owned(),
            }),
        }
    }
}

fn refused(error: &Error, is_ascii: bool) -> Refused {
    let status = error.status().map(u16::from);
    let (for_good, code) = match status {
        // It is who sends that is refused, not the message (RFC 4954, section 6): whoever runs this can mend it.
        Some(status @ (530 | 534 | 535 | 538)) => (false, format!("smtp_{status}")),
        Some(status) => (error.is_permanent(), format!("smtp_{status}")),
        None if error.is_timeout() => (false, "timeout".to_owned()),
        None if error.is_tls() => (false, "tls".to_owned()),
        // The server takes no such address (RFC 6531), and says so before anything is sent.
        None if error.is_client() && !is_ascii => (true, "smtputf8".to_owned()),
        None if error.is_client() => (false, "not_offered".to_owned()),
        None if error.is_response() => (false, "not_understood".to_owned()),
        None => (false, "connection".to_owned()),
    };
    Refused {
        for_good,
        code,
        said: error.to_string(),
    }
}
