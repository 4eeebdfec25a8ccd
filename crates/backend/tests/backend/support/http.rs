//! Requests over a real socket, and their answers whole.

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{self, HeaderMap};

use super::person::Submission;
use super::workspace;

pub type Request = http::Request<Vec<u8>>;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the answer is JSON")
    }

    /// A header's value; empty where there is none.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The pointer and code of each error, in order.
    #[track_caller]
    pub fn errors(&self) -> Vec<(String, String)> {
        let json = self.json();
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        errors
            .iter()
            .map(|error| (text(&error["pointer"]), text(&error["code"])))
            .collect()
    }

    /// Asserts that this is a problem of that kind.
    #[track_caller]
    pub fn is_problem(&self, status: u16, slug: &str) {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["type"], format!("urn:thuan:problem:{slug}"), "{body}");
        let codes = self.errors().into_iter().map(|(_, code)| code);
        for name in codes.chain([slug.to_owned()]) {
            assert!(names().contains(&name), "{name} is not in docs/backends.md");
        }
        assert_eq!(json["status"], status);
        assert!(
            json["title"].is_string() && json["detail"].is_string(),
            "{body}"
        );
    }
}

/// The names that docs/backends.md has for refusals and what is wrong with something: what stands in the first column of
/// the tables there.
pub fn names() -> &'static BTreeSet<String> {
    static NAMES: OnceLock<BTreeSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let document = fs::read_to_string(workspace("docs/backends.md")).expect("a document");
        let (_, section) = document
            .split_once("\n## What a refusal says\n")
            .expect("it is there");
        let (section, _) = section.split_once("\n## ").expect("it ends");
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        let firsts = rows.filter_map(|row| row.split(" | ").next());
        // The heads of the tables have more than names.
        let firsts = firsts.filter(|first| !first.contains("` of ") && !first.contains("`: "));
        let names = firsts.flat_map(|first| first.split('`').skip(1).step_by(2));
        names.map(str::to_owned).collect()
    })
}

/// Sends a request and reads the whole answer, whatever its status.
#[track_caller]
pub fn send(request: Request) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(60)))
        .allow_non_standard_methods(true)
        .build()
        .into();
    let mut response = agent.run(request).expect("an answer");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.body_mut().read_to_vec().expect("the whole body"),
    }
}

/// Fetches an address.
#[track_caller]
pub fn get(url: &str) -> Answer {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = url.parse().expect("an address");
    send(request)
}

/// Posts what is announced as JSON.
#[track_caller]
pub fn post_to(url: &str, body: Vec<u8>) -> Answer {
    let mut request = Request::new(body);
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = url.parse().expect("an address");
    let json = http::HeaderValue::from_static("application/json");
    request.headers_mut().insert("content-type", json);
    send(request)
}

/// Posts a submission to a backend that may be killed meanwhile: the body of a 201, or nothing.
pub fn try_post(url: &str, submission: &Submission) -> Option<Vec<u8>> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into();
    let mut response = agent
        .post(format!("{url}/api/registrations"))
        .header("content-type", "application/json")
        .header("idempotency-key", submission.record_id())
        .send(submission.body())
        .ok()?;
    let body = response.body_mut().read_to_vec().ok()?;
    (response.status().as_u16() == 201).then_some(body)
}
