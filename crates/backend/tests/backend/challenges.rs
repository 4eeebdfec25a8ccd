//! Challenges: given out, used once, run out.

use std::thread;

use serde_json::{Value, json};
use thuan_consent::challenge::Challenge;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::language::Language;

use crate::support::{Backend, Folder, Submission, refused};

const POINTER: &str = "#/consent/payload/challenge";

fn fetch(backend: &Backend) -> Challenge {
    let answer = backend.get("/api/registrations/challenge?form=vst&language=vi", &[]);
    assert_eq!(answer.status, 200);
    serde_json::from_slice(&answer.body).expect("a challenge")
}

fn with(folder: &Folder, nonce: &str) -> Submission {
    Submission::new(folder).record("/challenge", Some(json!(nonce)))
}

#[test]
fn a_challenge_says_what_is_in_force_and_until_when() {
    let folder = Folder::new();
    let backend = folder.serve(&["--allow-origin", "https://partner.example.vn"]);
    let headers = [("origin", "https://partner.example.vn")];
    let hash = |language: &str| {
        let language: Language = language.parse().expect("a language");
        let pack = folder.pack();
        Sha256Hex::of(pack.text(&language).expect("a text").as_bytes()).to_string()
    };
    for (query, language) in [
        ("", "vi"),
        ("?form=vst&language=vi", "vi"),
        ("?form=vst&language=en", "en"),
        ("?form=vst", "vi"),
    ] {
        let answer = backend.get(&format!("/api/registrations/challenge{query}"), &headers);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "https://partner.example.vn"
        );
        let members: Value = answer.json();
        assert_eq!(members.as_object().expect("an object").len(), 4);
        assert_eq!(members["notice_sha256"], hash(language), "{query}");
        let challenge: Challenge = serde_json::from_value(members).expect("a challenge");
        assert!(challenge.nonce.len() >= 43);
        let minutes = |time: &str| time[14..16].parse::<i32>().expect("minutes");
        let (from, to) = (
            challenge.server_time.as_str(),
            challenge.expires_at.as_str(),
        );
        assert_eq!(
            (minutes(to) - minutes(from)).rem_euclid(60),
            10,
            "{from} {to}"
        );
        assert_eq!(from[16..], to[16..]);
    }
    for query in ["?form=other", "?form=vst&language=fr", "?form=v%73t"] {
        let answer = backend.get(&format!("/api/registrations/challenge{query}"), &[]);
        answer.is_problem(404, "not-found");
    }
    let answer = backend.request("POST", "/api/registrations/challenge", &[], Vec::new());
    answer.is_problem(405, "method-not-allowed");
    assert_ne!(fetch(&backend).nonce, fetch(&backend).nonce);
}

#[test]
fn a_form_that_needs_one_refuses_first_records_without() {
    let folder = Folder::with_challenge();
    let backend = folder.serve(&[]);
    refused(
        &backend.post(&Submission::new(&folder)),
        "registration-refused",
        &[(POINTER, "challenge_missing")],
    );
    let submission = with(&folder, &fetch(&backend).nonce);
    assert_eq!(backend.post(&submission).status, 201);
    // Kept already: no challenge is judged, though this one is used.
    assert_eq!(backend.post(&submission).status, 200);
    folder.audits_clean();
}

#[test]
fn a_challenge_is_good_for_one_record() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let nonce = fetch(&backend).nonce;
    assert_eq!(backend.post(&with(&folder, &nonce)).status, 201);
    let answer = backend.post(&with(&folder, &nonce));
    refused(
        &answer,
        "registration-refused",
        &[(POINTER, "challenge_used")],
    );
}

#[test]
fn of_many_records_with_one_challenge_at_once_one_is_kept() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let nonce = fetch(&backend).nonce;
    let submissions: Vec<_> = (0..12).map(|_| with(&folder, &nonce)).collect();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let threads: Vec<_> = submissions
            .iter()
            .map(|submission| scope.spawn(|| backend.post(submission).status))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("an answer"))
            .collect()
    });
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(201), count(422)), (1, 11));
    assert_eq!(folder.audits_clean()["receipts"], 1);
}

#[test]
fn a_refused_record_uses_no_challenge_up() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let nonce = fetch(&backend).nonce;
    let bad = with(&folder, &nonce).field("email", Some("thu"));
    assert_eq!(backend.post(&bad).status, 422);
    assert_eq!(backend.post(&with(&folder, &nonce)).status, 201);
}

#[test]
fn any_instance_knows_anothers_challenge_and_no_strangers() {
    let folder = Folder::new();
    let [one, other] = [folder.serve(&[]), folder.serve(&[])];
    assert_eq!(other.post(&with(&folder, &fetch(&one).nonce)).status, 201);
    let stranger = Folder::new();
    let nonce = fetch(&stranger.serve(&[])).nonce;
    let answer = one.post(&with(&folder, &nonce));
    refused(
        &answer,
        "registration-refused",
        &[(POINTER, "challenge_unknown")],
    );
    one.stop();
    // And one that was given out before a restart.
    let nonce = fetch(&other).nonce;
    other.stop();
    assert_eq!(folder.serve(&[]).post(&with(&folder, &nonce)).status, 201);
}

#[test]
fn a_challenge_that_has_run_out_is_refused() {
    let folder = Folder::new();
    let backend = folder.serve(&["--challenge-lifetime", "1ms"]);
    let nonce = fetch(&backend).nonce;
    thread::sleep(std::time::Duration::from_millis(5));
    let answer = backend.post(&with(&folder, &nonce));
    refused(
        &answer,
        "registration-refused",
        &[(POINTER, "challenge_expired")],
    );
}
