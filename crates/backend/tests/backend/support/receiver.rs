//! Whoever is told by webhooks: a server on this machine that answers as it is bid and remembers what it was sent.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, Mac as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use sha2::Sha256;

use super::output::stdout;
use super::{Folder, workspace};

/// How it answers.
#[derive(Debug, Clone)]
pub enum Reply {
    /// With a status and these headers, each ending in CRLF.
    Status(u16, &'static str),
    /// Not at all: it holds the connection.
    Never,
    /// It hangs up.
    HangUp,
    /// With 200, and a body that has no end.
    Endless,
}

/// What it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub request: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).expect("a header")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Whether one of its signatures was made with this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = secret.strip_prefix("whsec_").expect("a secret");
        let key = Base64::decode_vec(key).expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
        let [id, timestamp] = ["webhook-id", "webhook-timestamp"].map(|name| self.header(name));
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(&self.body);
        let expected = format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()));
        self.header("webhook-signature")
            .split(' ')
            .any(|one| one == expected)
    }
}

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    came: Condvar,
    replies: Mutex<VecDeque<Reply>>,
    held: Mutex<Vec<Box<dyn Send>>>,
}

/// The server. It answers 200 where nothing else is bid.
pub struct Receiver {
    pub url: String,
    shared: Arc<Shared>,
}

impl Receiver {
    pub fn new() -> Self {
        Self::serve("http", Some)
    }

    /// One over TLS, with the certificate of [`certificate`].
    pub fn over_tls() -> Self {
        let certificate = CertificateDer::from_pem_file(certificate()).expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(tls("key.pem")).expect("a key");
        let provider = rustls::crypto::ring::default_provider();
        let config = ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a certificate");
        let config = Arc::new(config);
        Self::serve("https", move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).ok()?;
            Some(StreamOwned::new(connection, stream))
        })
    }

    fn serve<S: Read + Write + Send + 'static>(
        scheme: &str,
        speak: impl Fn(TcpStream) -> Option<S> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
        let port = listener.local_addr().expect("bound").port();
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                if let Some(stream) = speak(stream) {
                    std::thread::spawn(move || answer(stream, &shared));
                }
            }
        });
        let url = format!("{scheme}://localhost:{port}/hooks");
        Self { url, shared }
    }

    /// How the next ones are answered, in order.
    pub fn will(&self, replies: impl IntoIterator<Item = Reply>) {
        self.shared.replies.lock().expect("locked").extend(replies);
    }

    /// Waits until it was sent so many, and gives all that it was sent.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        let received = self.shared.received.lock().expect("locked");
        let (received, waited) = self
            .shared
            .came
            .wait_timeout_while(received, Duration::from_secs(120), |all| all.len() < count)
            .expect("locked");
        assert!(!waited.timed_out(), "{} came of {count}", received.len());
        received.clone()
    }

    /// What it was sent so far.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().expect("locked").clone()
    }
}

/// The certificate that receivers over TLS have.
pub fn certificate() -> PathBuf {
    tls("certificate.pem")
}

fn tls(file: &str) -> PathBuf {
    workspace("crates/backend/tests/backend/tls").join(file)
}

fn answer<S: Read + Write + Send + 'static>(stream: S, shared: &Shared) {
    let mut stream = BufReader::new(stream);
    while let Some(received) = read(&mut stream) {
        let reply = shared.replies.lock().expect("locked").pop_front();
        {
            let mut all = shared.received.lock().expect("locked");
            all.push(received);
            shared.came.notify_all();
        }
        let writer = stream.get_mut();
        let written = match reply.unwrap_or(Reply::Status(200, "")) {
            Reply::Status(status, headers) => {
                let answer =
                    format!("HTTP/1.1 {status} Answer\r\n{headers}content-length: 2\r\n\r\nok");
                writer.write_all(answer.as_bytes())
            }
            Reply::Never => {
                let mut held = shared.held.lock().expect("locked");
                held.push(Box::new(stream));
                return;
            }
            Reply::HangUp => return,
            Reply::Endless => {
                let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                let mut written = writer.write_all(head.as_bytes());
                let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
                while written.is_ok() {
                    written = writer.write_all(chunk.as_bytes());
                }
                return;
            }
        };
        if written.and_then(|()| stream.get_mut().flush()).is_err() {
            return;
        }
    }
}

fn read<S: Read>(reader: &mut BufReader<S>) -> Option<Received> {
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        Some(line.trim_end().to_owned())
    };
    let request = line()?;
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ")?;
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received {
        request,
        headers,
        body,
    })
}

/// An endpoint as it was added.
pub struct Hook {
    pub id: String,
    pub secret: String,
}

impl Folder {
    /// Adds an endpoint.
    #[track_caller]
    pub fn add_endpoint(&self, url: &str, options: &[&str]) -> Hook {
        let text = stdout(&self.run(&[&["webhooks", "add", url], options].concat()));
        let word = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.expect("a line").trim().to_owned()
        };
        Hook {
            id: word("endpoint"),
            secret: word("secret"),
        }
    }

    /// Has the time come for everything that waits, and lets go of what others have in hand.
    pub fn hurry(&self) {
        self.sql(
            "UPDATE deliveries SET next_attempt_at = '2000-01-01T00:00:00.000Z',
                    lease_until = CASE WHEN lease_until IS NULL THEN NULL ELSE '2000-01-01T00:00:00.000Z' END
             WHERE state = 'pending'",
        );
    }

    /// How many deliveries fit a condition.
    pub fn deliveries(&self, condition: &str) -> usize {
        let count = format!("SELECT CAST(count(*) AS TEXT) FROM deliveries WHERE {condition}");
        self.database.value(&count).parse().expect("a number")
    }
}

/// Waits until something holds.
#[track_caller]
pub fn eventually(what: impl Fn() -> bool) {
    for _ in 0..2400 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it never held");
}
