//! A mail server: somebody else's, and its reading of what it was given.

use std::env;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;

use super::workspace;

/// How long it is waited for. Nothing takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server, ended with this.
pub struct Smtp {
    child: Child,
    stdin: ChildStdin,
    messages: Receiver<Message>,
    heard: Receiver<()>,
    pub port: u16,
}

/// A message as Python's `email` reads it.
#[derive(Debug)]
pub struct Message(pub Value);

impl Smtp {
    /// One without TLS and login. `None` where Python has no aiosmtpd, unless the tests are told that it must.
    pub fn open() -> Option<Self> {
        Self::start(&["open"])
    }

    /// One where another was that has gone.
    pub fn again(port: u16) -> Option<Self> {
        Self::on(port, &["open"])
    }

    /// One with these arguments: see `smtp.py`.
    pub fn start(arguments: &[&str]) -> Option<Self> {
        Self::on(0, arguments)
    }

    fn on(port: u16, arguments: &[&str]) -> Option<Self> {
        let python = env::var("THUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let required = env::var("THUAN_REQUIRE_ORACLES").is_ok_and(|value| value == "1");
        let probe = Command::new(&python)
            .args(["-c", "import aiosmtpd"])
            .stderr(Stdio::null())
            .status();
        if !required && !probe.is_ok_and(|status| status.success()) {
            let _ = writeln!(io::stderr(), "left out: {python} has no aiosmtpd");
            return None;
        }
        let mut child = Command::new(python)
            .arg("-B")
            .arg(workspace("crates/backend/tests/backend/support/smtp.py"))
            .args(arguments)
            .env("SMTP_PORT", port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let stdin = child.stdin.take().expect("piped");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let port = lines.next().expect("a port").expect("a line");
        let (sender, messages) = channel();
        let (hears, heard) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let message: Value = serde_json::from_str(&line).expect("JSON");
                let passed_on = if message["said"].is_string() {
                    hears.send(()).is_ok()
                } else {
                    sender.send(Message(message)).is_ok()
                };
                if !passed_on {
                    break;
                }
            }
        });
        Some(Self {
            child,
            stdin,
            messages,
            heard,
            port: port.parse().expect("a port"),
        })
    }

    /// Says how it is to answer from now on: see `smtp.py`.
    #[track_caller]
    pub fn says(&mut self, answer: &str) {
        writeln!(self.stdin, "{answer}").expect("written");
        self.heard.recv_timeout(PATIENCE).expect("heard");
    }

    /// The next message, waited for.
    #[track_caller]
    pub fn next(&self) -> Message {
        let waited = self.messages.recv_timeout(PATIENCE);
        waited.expect("a message")
    }

    /// Asserts that none has come.
    #[track_caller]
    pub fn has_no_more(&self) {
        match self.messages.recv_timeout(Duration::from_millis(300)) {
            Err(RecvTimeoutError::Timeout) => {}
            other => panic!("there is one: {other:?}"),
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Message {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers(name);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0]
    }

    pub fn headers(&self, name: &str) -> Vec<&str> {
        let headers = self.0["headers"].as_array().expect("a list").iter();
        headers
            .filter(|header| {
                header[0]
                    .as_str()
                    .is_some_and(|n| n.eq_ignore_ascii_case(name))
            })
            .map(|header| header[1].as_str().expect("a text"))
            .collect()
    }

    pub fn text(&self) -> &str {
        self.0["text"].as_str().expect("a text")
    }

    /// Asserts that the message is as messages must be: read without a fault, its lines short, all of it ASCII.
    #[track_caller]
    pub fn is_well_made(&self) {
        let message = &self.0;
        assert_eq!(message["defects"], serde_json::json!([]), "{message:#}");
        assert_eq!(message["ascii"], true);
        assert!(
            message["longest"].as_u64().expect("a number") <= 78,
            "{message:#}"
        );
        assert_eq!(message["type"], "text/plain");
        assert_eq!(message["charset"], "utf-8");
        assert_eq!(self.header("auto-submitted"), "auto-generated");
        assert_eq!(message["to"].as_array().expect("a list").len(), 1);
        for never in ["bcc", "cc", "sender", "x-mailer"] {
            assert_eq!(self.headers(never), Vec::<&str>::new());
        }
    }
}
