//! Whatever is sent to it, a backend answers, keeps nothing but what it says it keeps, grows no larger, and logs nothing
//! of it.
//!
//! Every case has a number, and chance of its own from the seed and that number: `THUAN_SOAK_CASE=812` sends that one
//! alone. Every run has the short form; `cargo xtask soak hostile` has the long one.

mod http;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use serde_json::{Value, json};
use thuan_consent::encoding::base64url;

use crate::support::{
    Backend, Folder, FollowUp, Heard, Luck, PLAIN, PlainForm, Submission, UNLIMITED, Wire, case,
    print, seed, times,
};
use http::{Sending, get, post};
use tree::Tree;

const REGISTRATIONS: &str = "/api/registrations";
const REQUESTS: &str = "/api/registrations/requests";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What stands wherever somebody could write something, and must be in no log.
const CANARY: &str = "CANARY";

/// By how much the process may grow once it has warmed up, in kilobytes: what its allocator keeps for four clients, whose
/// bodies are up to a megabyte before they are refused. A body that stayed would be far over it.
const GROWTH: usize = 16 * 1024;

/// What is sent, before it is changed.
struct Originals {
    submission: Submission,
    record: Value,
    envelope: Value,
    change: Value,
    request: Value,
    form: String,
}

impl Originals {
    fn new(folder: &Folder) -> Self {
        let name = format!("{CANARY} Công ty");
        let submission = Submission::new(folder).field("company_name", Some(&name));
        let change = FollowUp::withdrawing(&submission.verified(), "renewal_email");
        let form = PlainForm::new(folder, "vi").with("company_name", &name);
        Self {
            record: serde_json::from_slice(&submission.payload()).expect("JSON"),
            envelope: submission.envelope(),
            change: serde_json::from_slice(&change.showing(submission.consent()).body())
                .expect("JSON"),
            request: json!({
                "kind": "withdraw", "contact": "canary@example.com", "language": "vi", "reference": "9b2f8a60",
                "purposes": ["renewal_email"], "message": CANARY,
            }),
            form: String::from_utf8(form.body()).expect("UTF-8"),
            submission,
        }
    }

    /// Something to send.
    fn sending(&self, luck: &mut Luck) -> (&'static str, Sending) {
        match luck.below(100) {
            0..20 => ("GET", get(luck)),
            20..55 => {
                let name = record_id(luck);
                let body = self.signed(luck, &name);
                (
                    REGISTRATIONS,
                    post(luck, REGISTRATIONS, JSON, Some(&name), &body),
                )
            }
            55..70 => {
                let original = if luck.in_hundred(70) {
                    &self.envelope
                } else {
                    &self.change
                };
                let text = mutated(luck, original);
                let body = bytes(luck, &text);
                let name = self.record["record_id"].as_str().expect("a name");
                (
                    REGISTRATIONS,
                    post(luck, REGISTRATIONS, JSON, Some(name), &body),
                )
            }
            70..85 => {
                let text = mutated(luck, &self.request);
                let body = bytes(luck, &text);
                let key = luck.in_hundred(30).then(|| record_id(luck));
                (REQUESTS, post(luck, REQUESTS, JSON, key.as_deref(), &body))
            }
            _ => {
                let body = self.typed(luck);
                (PLAIN, post(luck, PLAIN, FORM, None, &body))
            }
        }
    }

    /// A record that says something else, and is really signed.
    fn signed(&self, luck: &mut Luck, name: &str) -> Vec<u8> {
        let mut record = self.record.clone();
        record["record_id"] = json!(name);
        let payload = mutated(luck, &record);
        let consent = self.submission.signed(payload.as_bytes());
        let mut envelope =
            json!({ "registration": self.envelope["registration"], "consent": consent });
        if luck.in_hundred(20) {
            // What two JSON texts and two signatures have in common is not much.
            envelope["consent"]["protected"] = json!(base64url(
                mutated(luck, &json!({ "alg": "none", "kid": CANARY })).as_bytes()
            ));
        }
        envelope.to_string().into_bytes()
    }

    /// A form that was posted by no browser.
    fn typed(&self, luck: &mut Luck) -> Vec<u8> {
        let mut pairs: Vec<String> = self.form.split('&').map(str::to_owned).collect();
        for _ in 0..luck.below(4) {
            let place = luck.below(pairs.len());
            match luck.below(7) {
                0 => drop(pairs.remove(place)),
                1 => pairs.push(pairs[place].clone()),
                2 => pairs[place].push_str(luck.one_of(&[
                    "%00",
                    "%ff%fe",
                    "%zz",
                    "%ed%a0%80",
                    "&&&",
                    "=",
                    "%0A",
                    ";",
                    "+",
                ])),
                3 => {
                    pairs[place] = format!(
                        "{}={}",
                        luck.one_of(&["acknowledged", "x", "", "form_id", "language", "email"]),
                        CANARY
                    )
                }
                4 => {
                    pairs[place].push_str(&"x".repeat(luck.one_of(&[300, 5_000, 64_000, 300_000])))
                }
                5 => pairs = vec![pairs[place].clone(); 3000],
                _ => pairs.swap(place, 0),
            }
            if pairs.is_empty() {
                break;
            }
        }
        bytes(luck, &pairs.join("&"))
    }
}

/// A name that no record has: a UUID of version 4.
fn record_id(luck: &mut Luck) -> String {
    let digits: String = luck
        .bytes(16)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |from, to| digits.get(from..to).expect("there are 32");
    format!(
        "{}-{}-4{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    )
}

fn mutated(luck: &mut Luck, value: &Value) -> String {
    let mut tree = Tree::from(value);
    for _ in 0..luck.below(4) {
        tree.mutate(luck);
    }
    tree.text()
}

/// The bytes of a text, or what somebody makes of them.
fn bytes(luck: &mut Luck, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let place = luck.below(bytes.len());
    match luck.below(40) {
        0 => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        1 => bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        2 => bytes = text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        3 => bytes.truncate(place),
        4 => bytes.splice(place..place, *b"\xed\xa0\x80").for_each(drop),
        5 => bytes.splice(place..place, *b"\xff\xfe\0").for_each(drop),
        6 => bytes.extend(b"{}"),
        7 => bytes.extend(std::iter::repeat_n(b' ', 5000)),
        8 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << luck.below(8);
            }
        }
        9 => bytes = luck.bytes(place),
        10 => bytes.clear(),
        _ => {}
    }
    bytes
}

/// What came of all of it.
#[derive(Default)]
struct Outcomes {
    answers: BTreeMap<(&'static str, u16), usize>,
    unanswered: usize,
    /// Names of the requests that were taken.
    requests: BTreeSet<String>,
}

impl Outcomes {
    fn note(&mut self, at: &'static str, sending: &Sending, reply: Option<&Heard>) {
        let Some(reply) = reply else {
            assert!(sending.is_broken, "no answer");
            self.unanswered += 1;
            return;
        };
        let text = String::from_utf8_lossy(&reply.body);
        assert!(reply.status < 500, "{} {text}", reply.status);
        *self.answers.entry((at, reply.status)).or_default() += 1;
        // A range that is not there is answered by who reads the site's files.
        let is_bare = sending.is_head || sending.is_page || reply.status == 416;
        if reply.status >= 400 && !is_bare && !(sending.is_broken && reply.body.is_empty()) {
            assert_eq!(
                reply.content_type, "application/problem+json",
                "{} {text}",
                reply.status
            );
            let problem: Value = serde_json::from_slice(&reply.body).expect("JSON");
            assert_eq!(problem["status"], reply.status);
            let kind = problem["type"].as_str().unwrap_or_default();
            assert!(kind.starts_with("urn:thuan:problem:"), "{text}");
            if reply.status == 422 && kind.ends_with("refused") {
                assert!(problem["errors"][0]["code"].is_string(), "{text}");
            }
        }
        if at == REQUESTS && reply.status == 202 {
            let accepted: Value = serde_json::from_slice(&reply.body).expect("JSON");
            self.requests
                .insert(accepted["request_id"].as_str().expect("a name").to_owned());
        }
    }

    fn count(&self, at: &str, status: u16) -> usize {
        self.answers
            .iter()
            .filter(|((path, found), _)| *path == at && *found == status)
            .map(|(_, count)| count)
            .sum()
    }
}

#[test]
fn whatever_is_sent_is_answered_and_leaves_nothing() {
    let folder = Folder::new();
    let backend = folder.serve_as(&UNLIMITED, |mut command| {
        // There is no more talkative level, whoever asks for one.
        command.env("RUST_LOG", "trace");
        command
    });
    // What is kept where is a small part of it.
    let part = if folder.database.is_server() { 4 } else { 1 };
    let cases = times("BODIES", 5_000 / part, 100_000 / part);
    let outcomes = Mutex::new(Outcomes::default());
    // Until then it takes what it needs, such as connections.
    let (from, warm_end) = match case() {
        Some(case) => (case, case + 1),
        None => (0, cases.div_ceil(4)),
    };
    send_all(&folder, &backend, from..warm_end, &outcomes);
    let before = memory(&backend);
    if case().is_none() {
        send_all(&folder, &backend, warm_end..cases, &outcomes);
    }
    let after = memory(&backend);
    let outcomes = outcomes.into_inner().expect("ended");

    // What is there is what was said to be kept.
    let count = |table: &str| -> usize {
        let statement = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
        folder.database.value(&statement).parse().expect("a number")
    };
    let kept = count("proofs");
    let (requests, unsigned) = (count("requests"), count("unsigned_registrations"));
    let statuses: Vec<String> = outcomes
        .answers
        .iter()
        .map(|((at, status), count)| format!("{at} {status}: {count}"))
        .collect();
    print(&format!(
        "hostile: seed {}, sent {cases}, closed without an answer {}, 5xx 0, valid all the same and kept {kept} + {requests} \
         requests + {unsigned} unsigned, memory {before} kB then {after} kB",
        seed(),
        outcomes.unanswered,
    ));
    print(&format!("hostile answers: {}", statuses.join(", ")));
    let signed_withdrawals = count("requests WHERE record_id IS NOT NULL");
    assert_eq!(kept, outcomes.count(REGISTRATIONS, 201));
    assert_eq!(requests - signed_withdrawals, outcomes.requests.len());
    assert!(unsigned <= outcomes.count(PLAIN, 200));
    assert!(after < before + GROWTH, "{before} kB, then {after} kB");

    // Nothing of it is in the log, and all goes on.
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(backend.get("/readyz", &[]).status, 200);
    backend.stop();
    let log = folder.log();
    for secret in [
        CANARY.to_owned(),
        CANARY.to_lowercase(),
        base64url(CANARY.as_bytes()),
        "passwd".to_owned(),
        "panic".to_owned(),
    ] {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
    folder.audits_clean();
}

fn send_all(
    folder: &Folder,
    backend: &Backend,
    cases: std::ops::Range<usize>,
    outcomes: &Mutex<Outcomes>,
) {
    let next = AtomicUsize::new(cases.start);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let originals = Originals::new(folder);
                let mut wire = Wire::to(&backend.url);
                loop {
                    let case = next.fetch_add(1, Relaxed);
                    if case >= cases.end {
                        return;
                    }
                    // Said when something fails, and by nobody else.
                    let mut which = Which(case, String::new());
                    let (at, sending) =
                        originals.sending(&mut Luck::new(&format!("hostile {case}")));
                    which.1 = sending
                        .bytes
                        .iter()
                        .take(600)
                        .map(|byte| byte.escape_ascii().to_string())
                        .collect();
                    let reply = wire.send(&sending.bytes, sending.ends, sending.is_head);
                    let mut outcomes = outcomes
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    outcomes.note(at, &sending, reply.as_ref());
                }
            });
        }
    });
}

/// Says which case it was that failed, and how it begins.
struct Which(usize, String);

impl Drop for Which {
    fn drop(&mut self) {
        if thread::panicking() {
            print(&format!(
                "hostile: failed at case {}, seed {}: {}",
                self.0,
                seed(),
                self.1
            ));
        }
    }
}

/// How much of the memory a backend has, in kilobytes.
fn memory(backend: &Backend) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", backend.id())).expect("a process");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("a size");
    line.trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("a number")
}
