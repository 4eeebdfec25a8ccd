//! How often one may ask and write, and who counts as one.

use serde_json::json;

use crate::support::{Answer, Backend, Folder, PLAIN, PlainForm, Submission};

const PERSON: &str = "203.0.113.7";
const OTHER: &str = "2001:db8::7";

/// One a minute, one at once, for each address.
const ONE: [&str; 4] = ["--rate-per-address", "1", "--burst-per-address", "1"];

#[track_caller]
fn post(backend: &Backend, submission: &Submission, client: &str) -> Answer {
    let id = submission.record_id();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", id.as_str()),
        ("x-forwarded-for", client),
    ];
    backend.request("POST", "/api/registrations", &headers, submission.body())
}

#[track_caller]
fn ask(backend: &Backend, client: &str) -> Answer {
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", client),
    ];
    let body = json!({ "kind": "access", "contact": "thu@example.com", "language": "vi" });
    let body = body.to_string().into_bytes();
    backend.request("POST", "/api/registrations/requests", &headers, body)
}

#[track_caller]
fn is_too_often(answer: &Answer) {
    answer.is_problem(429, "too-many-requests");
    is_told_when(answer);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[track_caller]
fn is_told_when(answer: &Answer) {
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
}

#[test]
fn an_address_that_writes_too_much_is_told_when_to_come_again() {
    let folder = Folder::new();
    let backend = folder.serve(&ONE);
    let first = Submission::new(&folder);
    let kept = post(&backend, &first, PERSON);
    assert_eq!(kept.status, 201);
    let second = Submission::new(&folder);
    is_too_often(&post(&backend, &second, PERSON));
    is_too_often(&ask(&backend, PERSON));

    // What is kept is answered as ever, and mistakes are told.
    let again = post(&backend, &first, PERSON);
    assert_eq!((again.status, &again.body), (200, &kept.body));
    let wrong = Submission::new(&folder).field("email", Some("thu"));
    post(&backend, &wrong, PERSON).is_problem(422, "registration-refused");
    // Nobody else is concerned; and what was refused can be sent as it is.
    assert_eq!(post(&backend, &second, OTHER).status, 201);
    backend.stop();

    let log = folder.log();
    assert!(
        log.contains(r#""problem":"too-many-requests","codes":"address""#),
        "{log}"
    );
    assert!(!log.contains(PERSON) && !log.contains(OTHER), "{log}");
    assert_eq!(folder.audits_clean()["records"], 2);
}

#[test]
fn asking_is_limited_more_widely() {
    let folder = Folder::new();
    let backend = folder.serve(&[&ONE[..], &["--allow-origin", "*"]].concat());
    let challenge = |client| {
        let headers = [
            ("x-forwarded-for", client),
            ("origin", "https://partner.example.vn"),
        ];
        backend.get("/api/registrations/challenge", &headers)
    };
    let mut given = 0;
    let refused = loop {
        let answer = challenge(PERSON);
        if answer.status != 200 {
            break answer;
        }
        given += 1;
        assert!(given < 1000, "there is no limit");
    };
    assert!(given >= 5, "{given}");
    is_too_often(&refused);
    // A page can read it.
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert_eq!(challenge(OTHER).status, 200);
    // It is the same bucket for all that is asked.
    is_too_often(&post(&backend, &Submission::new(&folder), PERSON));
    // What is only read has no limit.
    let headers = [("x-forwarded-for", PERSON)];
    assert_eq!(backend.get("/forms/vst.json", &headers).status, 200);
}

#[test]
fn a_plain_form_is_shown_again_with_what_was_typed() {
    let folder = Folder::new();
    let backend = folder.serve(&ONE);
    let headers = [("x-forwarded-for", PERSON)];
    let form = PlainForm::new(&folder, "vi");
    backend.post_plain(form.body(), &headers).page(200);
    let form = form.with("company_name", "Công ty Thứ Hai");
    let answer = backend.post_plain(form.body(), &headers);
    assert!(answer.page(429).contains("Công ty Thứ Hai"));
    is_told_when(&answer);
    assert_eq!(folder.unsigned().len(), 1);
    assert!(folder.log().contains("plain-too-many-requests"));
    let other = [("x-forwarded-for", OTHER)];
    backend.post_plain(form.body(), &other).page(200);
    // What is not even looked at is told in a page as well.
    let last = loop {
        let answer = backend.request("POST", PLAIN, &headers, Vec::new());
        if answer.status != 415 {
            break answer;
        }
        let answer = backend.post_plain(form.body(), &headers);
        assert_eq!(answer.status, 429);
        if !answer.text().contains("Công ty Thứ Hai") {
            break answer;
        }
    };
    last.page(429);
}

#[test]
fn all_together_have_a_limit_too() {
    let folder = Folder::new();
    let backend = folder.serve(&["--rate-global", "1", "--burst-global", "1"]);
    assert_eq!(
        post(&backend, &Submission::new(&folder), PERSON).status,
        201
    );
    is_too_often(&post(&backend, &Submission::new(&folder), OTHER));
    backend.stop();
    let log = folder.log();
    assert!(log.contains(r#""codes":"everybody""#), "{log}");
}

#[test]
fn where_nothing_tells_people_apart_none_is_refused_for_anothers_sake() {
    let folder = Folder::new();
    let backend = folder.serve(&ONE);
    for _ in 0..3 {
        assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    }
    assert!(!folder.log().contains("untrusted_proxy"));
}

#[test]
fn a_proxy_that_is_not_trusted_is_one_address_and_said_to_be() {
    let folder = Folder::new();
    let backend = folder.serve(&[&ONE[..], &["--trusted-proxies", "10.0.0.0/8"]].concat());
    assert_eq!(
        post(&backend, &Submission::new(&folder), PERSON).status,
        201
    );
    is_too_often(&post(&backend, &Submission::new(&folder), OTHER));
    backend.stop();
    let log = folder.log();
    assert_eq!(log.matches("untrusted_proxy").count(), 1, "{log}");
}

#[test]
fn nought_is_no_limit() {
    let folder = Folder::new();
    let off = ["--rate-per-address", "0", "--rate-global", "0"];
    let bursts = ["--burst-per-address", "1", "--burst-global", "1"];
    let backend = folder.serve(&[off, bursts].concat());
    for _ in 0..8 {
        assert_eq!(
            post(&backend, &Submission::new(&folder), PERSON).status,
            201
        );
    }
}
