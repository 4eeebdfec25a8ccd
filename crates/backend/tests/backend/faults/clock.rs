//! A clock that is set while the backend runs: forwards and back, by hours and by centuries.
//!
//! libfaketime stands between the backend and the system's clock. What counts how long something takes goes on as ever.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::until;
use crate::receipts::{of, read};
use crate::support::{
    Answer, Backend, Folder, Luck, Parcel, Sent, Submission, print, refused, seed, stdout, times,
};

/// Where distributions have it; Debian in a folder for each architecture.
const LIBRARIES: &str = "/usr/lib";
const NAME: &str = "faketime/libfaketimeMT.so.1";

fn library() -> PathBuf {
    let folders = fs::read_dir(LIBRARIES).into_iter().flatten().flatten();
    let folders = folders.map(|folder| folder.path());
    let mut files = folders
        .chain([LIBRARIES.into()])
        .map(|folder| folder.join(NAME));
    files.find(|file| file.exists()).unwrap_or_else(|| {
        panic!("this test needs libfaketime: `cargo xtask setup` installs it on Debian and Ubuntu")
    })
}

/// A backend whose clock can be set.
struct Clocked {
    folder: Folder,
    backend: Backend,
}

impl Clocked {
    /// With a clock that is so much off from its very first start.
    fn start(off: &str) -> Self {
        let folder = Folder::new();
        let setting = folder.path("clock");
        fs::write(&setting, off).expect("written");
        let backend = folder.serve_as(&[], |mut command| {
            command.env("LD_PRELOAD", library());
            command.env("FAKETIME_TIMESTAMP_FILE", setting);
            command.env("FAKETIME_NO_CACHE", "1");
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            command
        });
        Self { folder, backend }
    }

    /// Sets it so much off from the right time, such as `-5h`.
    fn set(&self, off: &str) {
        let new = self.folder.path("clock.new");
        fs::write(&new, off).expect("written");
        // In one piece, however often it is read.
        fs::rename(new, self.folder.path("clock")).expect("set");
    }

    fn ask(&self, number: usize) -> Answer {
        let body = json!({ "kind": "access", "contact": "thu@example.com", "language": "vi" });
        let key = format!("00000000-0000-4000-8000-{number:012}");
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key.as_str()),
        ];
        let body = body.to_string().into_bytes();
        self.backend
            .request("POST", "/api/registrations/requests", &headers, body)
    }

    fn is_ready(&self) -> bool {
        self.backend.get("/readyz", &[]).status == 200
    }
}

/// Where the clock stands, and whether it stands there after the signing key was made.
const STEPS: [(&str, bool); 9] = [
    ("+0", true),
    ("+3h", true),
    ("-5h", false),
    ("+40d", true),
    ("-2y", false),
    ("+2y", true),
    ("-30y", false),
    ("+70y", true),
    ("+900y", true),
];

#[test]
fn what_is_promised_holds_whatever_the_clock_does() {
    let clocked = Clocked::start("+0");
    let mut luck = Luck::new("clock");
    let steps = times("CLOCK", 12, 200);
    let (mut told, mut asked, mut kept) = (Vec::new(), Vec::new(), 0);
    for step in 0..steps {
        // Each of them once, at least.
        let (off, has_key) = match STEPS.get(step) {
            Some(step) => *step,
            None => luck.one_of(&STEPS),
        };
        clocked.set(off);
        let submission = Submission::new(&clocked.folder);
        let answer = clocked.backend.post(&submission);
        if has_key {
            assert_eq!(answer.status, 201, "{off}");
            let receipt = read(&clocked.backend, &of(&answer), &submission.record_sha256());
            kept += 1;
            assert_eq!(receipt.sequence, kept.to_string());
            told.push((submission, answer.body));
        } else {
            answer.is_problem(500, "internal");
            until("it is not ready", || !clocked.is_ready());
            assert_eq!(
                clocked.backend.get("/readyz", &[]).json()["reason"],
                "signing_key"
            );
        }
        let accepted = clocked.ask(step);
        assert_eq!(accepted.status, 202, "{off}");
        let days = accepted.json();
        let day = |member: &str| {
            days[member]
                .as_str()
                .expect("a day")
                .get(..10)
                .expect("a day")
                .to_owned()
        };
        assert!(day("received_at") <= day("acknowledge_by"), "{days}");
        assert!(day("acknowledge_by") <= day("complete_by"), "{days}");
        asked.push((step, accepted.body));
    }
    clocked.set("-11y");
    for (submission, body) in &told {
        let again = clocked.backend.post(submission);
        assert_eq!((again.status, &again.body), (200, body));
    }
    for (number, body) in &asked {
        assert_eq!(&clocked.ask(*number).body, body);
    }
    clocked.set("+0");
    until("it is ready", || clocked.is_ready());
    let summary = clocked.folder.audits_clean();
    assert_eq!(
        (&summary["records"], &summary["receipts"]),
        (&json!(kept), &json!(kept))
    );
    print(&format!(
        "clock: seed {}, steps {steps}, registrations kept {kept}, refused for want of a key {}, requests kept {}",
        seed(),
        steps - kept,
        asked.len(),
    ));
}

#[test]
fn a_challenge_runs_out_by_the_clock_and_counts_once_whatever_it_does() {
    let clocked = Clocked::start("+0");
    let nonce = || {
        let answer = clocked.backend.get("/api/registrations/challenge", &[]);
        answer.json()["nonce"].as_str().expect("a nonce").to_owned()
    };
    let with =
        |nonce: &str| Submission::new(&clocked.folder).record("/challenge", Some(json!(nonce)));
    let is_refused = |answer: &Answer, code| {
        let errors = [("#/consent/payload/challenge", code)];
        refused(answer, "registration-refused", &errors);
    };
    let given = nonce();
    clocked.set("+1h");
    is_refused(&clocked.backend.post(&with(&given)), "challenge_expired");
    // Fetched by a clock that was ahead: good for longer, and for one record.
    let ahead = nonce();
    clocked.set("+0");
    assert_eq!(clocked.backend.post(&with(&given)).status, 201);
    assert_eq!(clocked.backend.post(&with(&ahead)).status, 201);
    for used in [given, ahead] {
        is_refused(&clocked.backend.post(&with(&used)), "challenge_used");
    }
    assert_eq!(clocked.folder.audits_clean()["records"], 2);
}

/// As on a machine whose clock is wrong until it has a network.
#[test]
fn a_key_that_was_made_in_the_future_is_said_and_rotated() {
    let clocked = Clocked::start("+60y");
    assert_eq!(
        clocked
            .backend
            .post(&Submission::new(&clocked.folder))
            .status,
        201
    );
    clocked.set("+0");
    until("it is not ready", || !clocked.is_ready());
    let submission = Submission::new(&clocked.folder);
    clocked
        .backend
        .post(&submission)
        .is_problem(500, "internal");
    assert!(clocked.folder.log().contains("see `thuan keys`"));
    stdout(
        &clocked
            .folder
            .run(&["keys", "rotate", "--activate-after", "0s"]),
    );
    assert_eq!(clocked.backend.post(&submission).status, 201);
    assert_eq!(clocked.folder.audits_clean()["records"], 2);
}

/// Years of five digits have no form on the wire, nor in HTTP's own header (RFC 9110, section 5.6.7).
#[test]
fn after_the_year_9999_nothing_is_kept_and_all_goes_on() {
    let clocked = Clocked::start("+0");
    assert!(clocked.is_ready());
    clocked.set("+8000y");
    let submission = Submission::new(&clocked.folder);
    for _ in 0..3 {
        let sent = Parcel::registration(&submission).send(&clocked.backend.url);
        assert!(!matches!(sent, Sent::Kept { .. }), "{sent:?}");
    }
    // hyper panics over its header, on the connection's own task; nothing else does.
    assert!(
        !clocked.folder.log().contains("jiff"),
        "{}",
        clocked.folder.log()
    );
    clocked.set("+0");
    assert_eq!(clocked.backend.post(&submission).status, 201);
    assert_eq!(clocked.folder.audits_clean()["records"], 1);
}
