//! Posting a webhook. Nothing of the answer is read but its status and `Retry-After`.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use http_body_util::Full;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER, USER_AGENT};
use hyper::{Request, Response};
use thuan_consent::time::Timestamp;

use super::endpoint::Endpoint;
use crate::clock;
use crate::https::{self, Https, SendError};

/// What says who sends.
const AGENT: &str = concat!("thuan/", env!("CARGO_PKG_VERSION"));
/// How much of an answer's body is taken in so that its connection can be used again, and how long that may take. The
/// status has counted by then.
const REST: u64 = 16 * 1024;
const REST_WITHIN: Duration = Duration::from_millis(500);

/// Posts webhooks. Redirections are not followed, and proxies of the environment not asked.
#[derive(Debug)]
pub struct Client {
    patience: Duration,
    /// Made when it is first needed: reading the authorities takes a while, and not every backend sends.
    https: OnceLock<Option<Https>>,
}

/// How a webhook was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// How long the receiver wants to be left alone.
    pub retry_after: Option<Duration>,
}

impl Client {
    /// One that waits that long for an answer.
    #[must_use]
    pub fn new(patience: Duration) -> Self {
        Self {
            patience,
            https: OnceLock::new(),
        }
    }

    /// Posts a body under a name, signed with all the secrets that the endpoint has at this time.
    ///
    /// # Errors
    ///
    /// [`SendError`]; it may have arrived all the same.
    pub async fn post(
        &self,
        endpoint: &Endpoint,
        id: &str,
        body: &[u8],
        now: &Timestamp,
    ) -> Result<Answer, SendError> {
        let request = request(endpoint, id, body, now).ok_or(SendError::Broken)?;
        let https = self.https.get_or_init(https::client).as_ref();
        let answering = https.ok_or(SendError::Tls)?.request(request);
        let answered = tokio::time::timeout(self.patience, answering).await;
        let response = answered
            .map_err(|_| SendError::Timeout)?
            .map_err(|error| SendError::from(&error))?;
        let answer = Answer {
            status: response.status().as_u16(),
            retry_after: retry_after(response.headers(), SystemTime::now()),
        };
        take_in(response).await;
        Ok(answer)
    }
}

fn request(
    endpoint: &Endpoint,
    id: &str,
    body: &[u8],
    now: &Timestamp,
) -> Option<Request<Full<Bytes>>> {
    let seconds = clock::milliseconds(now) / 1000;
    let previous = endpoint.previous.as_ref();
    let previous = previous.filter(|(_, until)| now.as_str() < until.as_str());
    let secrets = [&endpoint.secret]
        .into_iter()
        .chain(previous.map(|(secret, _)| secret));
    let signatures = secrets.map(|secret| secret.sign(id, seconds, body));
    Request::post(endpoint.url.uri())
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, AGENT)
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", Vec::from_iter(signatures).join(" "))
        .body(Full::new(Bytes::copy_from_slice(body)))
        .ok()
}

/// How long a receiver wants to be left alone (RFC 9110, section 10.2.3): seconds, or a time.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        // More than fits is for ever.
        let seconds = text.parse().unwrap_or(u64::from(u32::MAX));
        return (!text.is_empty()).then_some(Duration::from_secs(seconds));
    }
    let time = httpdate::parse_http_date(text).ok()?;
    Some(time.duration_since(now).unwrap_or_default())
}

/// Takes in what is left of a small answer. Of one that is large or slow the connection is closed.
async fn take_in(response: Response<Incoming>) {
    use http_body_util::BodyExt as _;

    let mut body = response.into_body();
    if body.size_hint().lower() > REST {
        return;
    }
    let whole = async {
        let mut left = REST;
        while let Some(Ok(frame)) = body.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(REST_WITHIN, whole).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, seconds: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, header.parse().expect("a header"));
        // 2026-07-01T00:00:00Z.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_782_864_000);
        let asked = retry_after(&headers, now);
        assert_eq!(asked, seconds.map(Duration::from_secs), "{header}");
    }

    #[test]
    fn a_receiver_says_when_it_wants_to_be_told_again() {
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("99999999999999999999999", Some(u64::from(u32::MAX)));
        check("Wed, 01 Jul 2026 00:01:30 GMT", Some(90));
        check("Tue, 30 Jun 2026 00:00:00 GMT", Some(0));
        for header in ["", "soon", "-5", "1.5", "+3", "0x10"] {
            check(header, None);
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
    }
}
