//! Registrations that are taken, repeated, and sent at once.

use std::thread;

use serde_json::json;

use crate::support::{Folder, Submission};

#[test]
fn a_good_registration_is_kept_and_its_repetition_gets_the_same_answer() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    let first = backend.post(&submission);
    assert_eq!(
        first.status,
        201,
        "{}",
        String::from_utf8_lossy(&first.body)
    );
    assert_eq!(first.header("content-type"), "application/json");
    assert_eq!(first.header("location"), "");
    let answer = first.json();
    assert_eq!(answer["record_id"], submission.record_id());
    assert_eq!(answer["record_sha256"], submission.record_sha256());
    let received = answer["received_at"].as_str().expect("a string");
    assert!(
        received.parse::<thuan_consent::time::Timestamp>().is_ok(),
        "{received}"
    );
    assert!(answer["receipt"]["signature"].is_string());
    assert_eq!(answer.as_object().expect("an object").len(), 4);

    let again = backend.post(&submission);
    assert_eq!(again.status, 200);
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("content-type"), first.header("content-type"));
}

/// ECDSA signatures come in pairs: (r, n − s) holds as well, over the same record.
#[test]
fn the_other_signature_of_the_pair_is_the_same_record() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    let first = backend.post(&submission);
    let mut envelope = submission.envelope();
    let signature = envelope["consent"]["signature"]
        .as_str()
        .expect("a string")
        .to_owned();
    let bytes = thuan_consent::encoding::base64url_array::<64>(&signature).expect("64 bytes");
    let signature = p256::ecdsa::Signature::from_slice(&bytes).expect("a signature");
    let other =
        p256::ecdsa::Signature::from_scalars(*signature.r(), -*signature.s()).expect("a signature");
    envelope["consent"]["signature"] = json!(thuan_consent::encoding::base64url(&other.to_bytes()));
    let again = backend.post_bytes(&submission.record_id(), envelope.to_string().into_bytes());
    assert_eq!((again.status, again.body), (200, first.body));
}

#[test]
fn a_known_record_is_answered_before_anything_else_is_judged() {
    let folder = Folder::new();
    let submission = Submission::new(&folder);
    let backend = folder.serve(&[]);
    let first = backend.post(&submission);
    backend.stop();
    // The form has changed, so that a new record over the old one would be refused.
    let form = folder.site().join("forms/vst.json");
    let text = std::fs::read_to_string(&form).expect("a form");
    std::fs::write(&form, text.replace("Register for our services", "Register")).expect("written");
    let backend = folder.serve(&[]);
    let again = backend.post(&submission);
    assert_eq!((again.status, again.body), (200, first.body));
}

#[test]
fn another_record_of_the_same_name_is_a_conflict_that_names_the_stored_one() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let first = Submission::new(&folder);
    assert_eq!(backend.post(&first).status, 201);
    let second = Submission::new(&folder).record("/record_id", Some(json!(first.record_id())));
    let answer = backend.post(&second);
    answer.is_problem(409, "record-id-taken");
    assert_eq!(answer.json()["stored_record_sha256"], first.record_sha256());
}

#[test]
fn twenty_at_once_are_stored_once() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    let (id, body) = (submission.record_id(), submission.body());
    let answers: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| backend.post_bytes(&id, body.clone())))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("an answer"))
            .collect()
    });
    let count = |status| {
        answers
            .iter()
            .filter(|answer| answer.status == status)
            .count()
    };
    assert_eq!((count(201), count(200)), (1, 19));
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    let listed = folder.run(&["records", "--json"]);
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 1);
}

#[test]
fn different_records_at_once_are_all_stored() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submissions: Vec<_> = (0..20).map(|_| Submission::new(&folder)).collect();
    thread::scope(|scope| {
        for submission in &submissions {
            scope.spawn(|| assert_eq!(backend.post(submission).status, 201));
        }
    });
    let listed = folder.run(&["records", "--json"]);
    assert!(listed.status.success());
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 20);
}

#[test]
fn records_signed_for_a_public_address_are_taken_where_it_is_configured() {
    let folder = Folder::new();
    let address = json!("https://register.example.vn/api/registrations");
    let backend = folder.serve(&[
        "--public-url",
        "https://other.example,https://register.example.vn",
    ]);
    let submission = Submission::new(&folder).record("/audience", Some(address.clone()));
    assert_eq!(backend.post(&submission).status, 201);
    // Loopback names are for development.
    for site in [
        "http://localhost:8080",
        "http://evil.localhost",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ] {
        let audience = json!([site, "/api/registrations"].concat());
        let submission = Submission::new(&folder).record("/audience", Some(audience));
        backend
            .post(&submission)
            .is_problem(422, "registration-refused");
    }
    backend.stop();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder).record("/audience", Some(address));
    backend
        .post(&submission)
        .is_problem(422, "registration-refused");
}
