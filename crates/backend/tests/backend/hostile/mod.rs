//! Whatever is sent to it, a backend answers, keeps nothing but what it says it keeps, grows no larger, and logs nothing
//! of it.
//!
//! Every case has a number, and chance of its own from the seed and that number: `THUAN_SOAK_CASE=812` sends that one
//! alone. Every run has the short form; `cargo xtask soak hostile` has the long one.

mod http;
mod originals;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use serde_json::Value;
use thuan_consent::encoding::base64url;

use crate::support::{
    Backend, Folder, Heard, Luck, PLAIN, Submission, UNLIMITED, Wire, case, print, seed, times,
};
use http::Sending;
use originals::Originals;

const REGISTRATIONS: &str = "/api/registrations";
const REQUESTS: &str = "/api/registrations/requests";

/// What stands wherever somebody could write something, and must be in no log.
const CANARY: &str = "CANARY";

/// By how much the process may grow once it has warmed up, in kilobytes: what its allocator keeps for four clients, whose
/// bodies are up to a megabyte before they are refused. A body that stayed would be far over it.
const GROWTH: usize = 16 * 1024;

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
        "hostile on {}: seed {}, sent {cases}, closed without an answer {}, 5xx 0, valid all the same and kept {kept} + {requests} \
         requests + {unsigned} unsigned, memory {before} kB then {after} kB",
        folder.either("sqlite", "postgresql"),
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
