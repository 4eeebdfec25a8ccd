//! Asking a service what a token is worth: the `siteverify` that Cloudflare Turnstile, hCaptcha and reCAPTCHA have alike.
//!
//! The service is told the token and the secret, and nothing of the person: their browser has spoken to it already.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, StatusCode, Uri};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::https::{self, Https, SendError};

/// How long the service may take. A person waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The largest answer that is read, in bytes.
const LIMIT: usize = 16 * 1024;

/// Who says what tokens are worth. Not shown by `Debug`: it has the secret.
pub struct Verifier {
    /// Made when it is first needed: reading the authorities takes a while.
    client: OnceLock<Option<Https>>,
    address: Uri,
    secret: Zeroizing<String>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({})", self.address)
    }
}

/// How long a token may be, in bytes, as the services say.
const LONGEST_TOKEN: usize = 2048;

/// A token as the services give them out. Whoever sends another has it from none, and must not steer what they answer.
#[derive(Clone, Copy)]
pub struct Token<'a>(&'a str);

impl<'a> Token<'a> {
    /// Letters and digits of ASCII, dots, dashes and underscores; at most 2048 of them.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        ((1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(is_token))
            .then_some(Self(text))
    }
}

/// What a token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The service gave it out for this form, and nobody has shown it before.
    Good,
    /// It did not.
    Bad,
    /// It did, and it was shown before, or is too old.
    Used,
    /// The service gave no answer, or says that it fails or that the secret is wrong.
    Unknown,
}

/// What `siteverify` answers; it says more.
#[derive(Debug, Deserialize)]
struct Answer {
    success: bool,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
    /// What the token was made for, as the script was told.
    action: Option<String>,
}

impl Verifier {
    /// Asks there, with this secret.
    #[must_use]
    pub fn new(address: Uri, secret: Zeroizing<String>) -> Self {
        Self {
            client: OnceLock::new(),
            address,
            secret,
        }
    }

    /// What a token is worth that was made for this form.
    pub async fn verify(&self, token: Token<'_>, form: &str) -> Verdict {
        match self.ask(token).await {
            Ok((status, answer)) => judge(status, &answer, form),
            Err(error) => {
                tracing::warn!(event = "token_service", error = error.name());
                Verdict::Unknown
            }
        }
    }

    async fn ask(&self, token: Token<'_>) -> Result<(StatusCode, Bytes), SendError> {
        let client = self.client.get_or_init(https::client).as_ref();
        let client = client.ok_or(SendError::Tls)?;
        let question = Request::post(self.address.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(self.question(token)))
            .map_err(|_| SendError::Broken)?;
        let asking = async {
            let answer = client.request(question).await;
            let answer = answer.map_err(|error| SendError::from(&error))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), LIMIT).collect().await;
            Ok((status, body.map_err(|_| SendError::Broken)?.to_bytes()))
        };
        tokio::time::timeout(PATIENCE, asking)
            .await
            .map_err(|_| SendError::Timeout)?
    }

    fn question(&self, token: Token<'_>) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("secret", &self.secret)
            .append_pair("response", token.0)
            .finish()
    }
}

/// What is answered: services say with 200 and with 400 that a token is none. What the sender of a token could bring
/// about is the token's fault, or they would choose whether there is an outage.
fn judge(status: StatusCode, answer: &[u8], form: &str) -> Verdict {
    let answer = match serde_json::from_slice::<Answer>(answer) {
        Ok(answer) if !status.is_server_error() => answer,
        _ => {
            let (error, status) = ("no answer of a siteverify", status.as_u16());
            tracing::warn!(event = "token_service", error, status);
            return match status {
                // These are about who asks.
                401 | 408 | 429 => Verdict::Unknown,
                400..=499 => Verdict::Bad,
                _ => Verdict::Unknown,
            };
        }
    };
    let says = |code: &str| answer.error_codes.iter().any(|said| said == code);
    let action = answer.action.as_deref().unwrap_or_default();
    if answer.success {
        return if action.is_empty() || action == form {
            Verdict::Good
        } else {
            Verdict::Bad
        };
    }
    // Not the sender's fault, so nothing that they could mend.
    let ours = [
        "missing-input-secret",
        "invalid-input-secret",
        "internal-error",
    ];
    if let Some(code) = ours.into_iter().find(|code| says(code)) {
        tracing::error!(event = "token_service", error = code);
        return Verdict::Unknown;
    }
    if says("timeout-or-duplicate") {
        Verdict::Used
    } else {
        Verdict::Bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_answers_is_read_strictly() {
        for (answer, verdict) in [
            (r#"{"success":true}"#, Verdict::Good),
            (
                r#"{"success":true,"action":"","hostname":"a.vn"}"#,
                Verdict::Good,
            ),
            (
                r#"{"success":true,"action":"vst","error-codes":[]}"#,
                Verdict::Good,
            ),
            (r#"{"success":true,"action":"other"}"#, Verdict::Bad),
            (r#"{"success":false}"#, Verdict::Bad),
            (
                r#"{"success":false,"error-codes":["invalid-input-response"]}"#,
                Verdict::Bad,
            ),
            (
                r#"{"success":false,"error-codes":["missing-input-response"]}"#,
                Verdict::Bad,
            ),
            (
                r#"{"success":false,"error-codes":["timeout-or-duplicate"]}"#,
                Verdict::Used,
            ),
            (
                r#"{"success":false,"error-codes":["invalid-input-secret"]}"#,
                Verdict::Unknown,
            ),
            (
                r#"{"success":false,"error-codes":["internal-error"]}"#,
                Verdict::Unknown,
            ),
            (r#"{"success":"true"}"#, Verdict::Unknown),
            ("<html>", Verdict::Unknown),
            ("", Verdict::Unknown),
        ] {
            let judged = judge(StatusCode::OK, answer.as_bytes(), "vst");
            assert_eq!(judged, verdict, "{answer}");
        }
    }

    #[test]
    fn what_is_no_answer_is_the_tokens_fault_unless_the_service_fails() {
        for (status, verdict) in [
            (200, Verdict::Unknown),
            (302, Verdict::Unknown),
            (400, Verdict::Bad),
            (401, Verdict::Unknown),
            (403, Verdict::Bad),
            (408, Verdict::Unknown),
            (413, Verdict::Bad),
            (429, Verdict::Unknown),
            (500, Verdict::Unknown),
            (503, Verdict::Unknown),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(judge(status, b"<html>", "vst"), verdict, "{status}");
        }
        let failing = StatusCode::BAD_GATEWAY;
        let refuses = r#"{"success":false}"#;
        assert_eq!(judge(failing, refuses.as_bytes(), "vst"), Verdict::Unknown);
    }
}
