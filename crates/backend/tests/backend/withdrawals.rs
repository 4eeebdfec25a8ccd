//! What people ask for, from the first post to the last note.

use serde_json::{Value, json};
use thuan_consent::deadline::Deadlines;

use crate::support::{Answer, Backend, Folder, FollowUp, Submission, failure, refused, stdout};

fn ask(backend: &Backend, body: &Value) -> Answer {
    ask_bytes(backend, "application/json", body.to_string().into_bytes())
}

fn ask_bytes(backend: &Backend, kind: &str, body: Vec<u8>) -> Answer {
    let headers = [
        ("content-type", kind),
        ("origin", "https://partner.example.vn"),
    ];
    backend.request("POST", "/api/registrations/requests", &headers, body)
}

fn good() -> Value {
    json!({
        "kind": "withdraw", "reference": "9B2F8A60", "contact": "Thu.Nguyen@Example.com", "language": "vi",
        "purposes": ["renewal_email"], "message": "Tôi không muốn nhận thư nữa.\nXin cảm ơn.",
    })
}

fn listed(folder: &Folder, options: &[&str]) -> Vec<Value> {
    let arguments = [&["withdrawals", "--json"], options].concat();
    stdout(&folder.run(&arguments))
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn an_unsigned_request_is_taken_and_told_its_deadlines() {
    let folder = Folder::new();
    let backend = folder.serve(&["--allow-origin", "https://partner.example.vn"]);
    let answer = ask(&backend, &good());
    assert_eq!(
        answer.status,
        202,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://partner.example.vn"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let told = answer.json();
    assert_eq!(told.as_object().expect("an object").len(), 4);
    let received = told["received_at"]
        .as_str()
        .expect("a time")
        .parse()
        .expect("a time");
    let deadlines = Deadlines::of(&received);
    assert_eq!(told["acknowledge_by"], deadlines.acknowledge_by.to_string());
    assert_eq!(told["complete_by"], deadlines.complete_by.to_string());

    let lines = listed(&folder, &["--due"]);
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(line["id"], told["request_id"]);
    assert_eq!(
        (&line["verified"], &line["state"]),
        (&json!(false), &json!("open"))
    );
    assert_eq!(
        (&line["reference"], &line["purposes"]),
        (&json!("9b2f8a60"), &json!(["renewal_email"]))
    );
    assert_eq!(line["contact"], "Thu.Nguyen@example.com");
    assert_eq!(
        (&line["due"], &line["overdue"]),
        (&told["acknowledge_by"], &json!(false))
    );

    backend.stop();
    let log = folder.log();
    for secret in [
        "Thu.Nguyen",
        "xample.com",
        "9b2f8a60",
        "9B2F8A60",
        "không muốn",
        "renewal_email",
    ] {
        assert!(!log.contains(secret), "{log}");
    }
    assert!(log.contains("/api/registrations/requests"), "{log}");
}

#[test]
fn what_is_no_request_is_refused_and_pointed_at() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let with = |name: &str, value: Value| {
        let mut body = good();
        body[name] = value;
        body
    };
    for (name, value, pointer, code) in [
        ("contact", json!(""), "#/contact", "empty"),
        (
            "contact",
            json!("thu.nguyen@example"),
            "#/contact",
            "domain_without_dot",
        ),
        ("contact", json!("012"), "#/contact", "too_short"),
        ("reference", json!("9b2f8a6"), "#/reference", "reference"),
        ("reference", json!("9b2f8a6g"), "#/reference", "reference"),
        ("purposes", json!(["Renewal"]), "#/purposes/0", "purpose"),
        ("purposes", json!(vec!["a"; 65]), "#/purposes", "too_many"),
        ("message", json!("a".repeat(2001)), "#/message", "too_long"),
        (
            "message",
            json!("a\u{1b}[31m"),
            "#/message",
            "control_character",
        ),
    ] {
        refused(
            &ask(&backend, &with(name, value)),
            "request-refused",
            &[(pointer, code)],
        );
    }
    for (name, value) in [
        ("kind", json!("burn")),
        ("language", json!("!")),
        ("contact", json!(null)),
        ("purposes", json!("renewal_email")),
        ("more", json!("Nguyễn")),
    ] {
        let answer = ask(&backend, &with(name, value));
        answer.is_problem(400, "not-a-request");
        assert!(!String::from_utf8_lossy(&answer.body).contains("Nguyễn"));
    }
    let json = "application/json";
    ask_bytes(&backend, json, b"{".to_vec()).is_problem(400, "not-json");
    ask_bytes(&backend, "text/plain", good().to_string().into_bytes())
        .is_problem(415, "unsupported-media-type");
    ask_bytes(&backend, json, vec![b' '; 16 * 1024 + 1]).is_problem(413, "too-large");
    backend
        .get("/api/registrations/requests", &[])
        .is_problem(405, "method-not-allowed");
    assert_eq!(listed(&folder, &[]).len(), 0);
}

#[test]
fn the_least_that_is_needed_is_a_kind_a_contact_and_a_language() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    for kind in ["withdraw", "access", "correct", "delete"] {
        let body = json!({ "kind": kind, "contact": "024 3934 3137", "language": "en" });
        assert_eq!(ask(&backend, &body).status, 202);
    }
    let lines = listed(&folder, &[]);
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line["contact"] == "+842439343137"));
}

#[test]
fn a_human_decides_and_notes_what_was_done() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let id = |answer: Answer| {
        answer.json()["request_id"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    let [granted, denied] = [(), ()].map(|()| id(ask(&backend, &good())));
    let run = |arguments: &[&str]| folder.run(&[&["withdrawals"], arguments].concat());
    let state = |id: &str| {
        let lines = listed(&folder, &[]);
        let line = lines
            .into_iter()
            .find(|line| line["id"] == id)
            .expect("a line");
        line["state"].as_str().expect("a string").to_owned()
    };

    assert!(failure(&run(&["complete", &granted])).contains("decide it first"));
    assert!(stdout(&run(&["acknowledge", &granted])).contains("acknowledged"));
    assert!(failure(&run(&["acknowledge", &granted])).contains("before"));
    assert_eq!(state(&granted), "acknowledged");
    let line = listed(&folder, &[])
        .into_iter()
        .find(|line| line["id"] == granted.as_str());
    let line = line.expect("a line");
    assert_eq!(line["due"], line["complete_by"]);
    stdout(&run(&[
        "decide",
        &granted,
        "--accept",
        "--note",
        "called back on the number we have",
    ]));
    assert_eq!(state(&granted), "accepted");
    assert!(failure(&run(&["decide", &granted, "--refuse", "--note", "x"])).contains("before"));
    stdout(&run(&[
        "complete",
        &granted,
        "--note",
        "taken off the list",
    ]));
    assert_eq!(state(&granted), "completed");

    assert_eq!(
        run(&["decide", &denied, "--note", "x"]).status.code(),
        Some(2)
    );
    assert_eq!(
        run(&["decide", &denied, "--accept", "--refuse", "--note", "x"])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(run(&["decide", &denied, "--refuse"]).status.code(), Some(2));
    stdout(&run(&[
        "decide",
        &denied,
        "--refuse",
        "--note",
        "could not be identified",
    ]));
    assert_eq!(state(&denied), "refused");
    assert_eq!(listed(&folder, &["--due"]).len(), 0);
    assert!(failure(&run(&["acknowledge", "nothing"])).contains("there is no"));
}

#[test]
fn signed_and_unsigned_are_listed_together_the_nearest_deadline_first() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submissions = [(), ()].map(|()| Submission::new(&folder));
    let withdrawals = submissions.each_ref().map(|submission| {
        assert_eq!(backend.post(submission).status, 201);
        FollowUp::withdrawing(&submission.verified(), "renewal_email")
    });
    let answers = withdrawals
        .each_ref()
        .map(|withdrawal| backend.post_change(withdrawal).json());
    ask(&backend, &good());
    let [late, soon] = withdrawals.each_ref().map(FollowUp::record_id);
    folder.sql(&format!(
        "UPDATE requests SET acknowledge_by = '2026-01-05', complete_by = '2026-01-18' WHERE request_id = '{late}';
         UPDATE requests SET acknowledge_by = '2999-01-01', complete_by = '2999-01-02' WHERE request_id = '{soon}';"
    ));
    let lines = listed(&folder, &["--due"]);
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["id"], &lines[0]["overdue"]),
        (&json!(late), &json!(true))
    );
    assert_eq!(lines[1]["verified"], false);
    assert_eq!(
        (&lines[2]["id"], &lines[2]["overdue"]),
        (&json!(soon), &json!(false))
    );
    assert_eq!(lines[2]["purposes"], json!(["renewal_email"]));
    assert_eq!(lines[2]["received_at"], answers[1]["received_at"]);

    let text = stdout(&folder.run(&["withdrawals", "--due"]));
    let first = text.lines().nth(1).expect("a line");
    assert!(
        first.starts_with("2026-01-05!") && first.ends_with("open, OVERDUE"),
        "{text}"
    );
    assert!(
        text.ends_with("3 open, 1 of them overdue (public holidays are not taken into account)\n"),
        "{text}"
    );
    let run = |arguments: &[&str]| folder.run(&[&["withdrawals"], arguments].concat());
    assert!(failure(&run(&["decide", &late, "--refuse", "--note", "x"])).contains("it is signed"));
    stdout(&run(&["complete", &late, "--note", "done"]));
    assert_eq!(listed(&folder, &["--due"]).len(), 2);
    assert_eq!(listed(&folder, &[]).len(), 3);
    folder.audits_clean();
}

#[test]
fn what_strangers_write_cannot_move_the_terminal() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let mut body = good();
    body["message"] = json!("dòng một\nid: giả\u{202e}");
    assert_eq!(ask(&backend, &body).status, 202);
    let text = stdout(&folder.run(&["withdrawals"]));
    assert!(
        !text.contains("\nid: giả") && !text.contains('\u{202e}'),
        "{text}"
    );
}

#[test]
fn a_request_that_is_sent_again_is_one_request() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let post = |keys: &[&str], body: &Value| {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(keys.iter().map(|key| ("idempotency-key", *key)));
        let body = body.to_string().into_bytes();
        backend.request("POST", "/api/registrations/requests", &headers, body)
    };
    let key = "0d1f9f5e-6f0a-4c55-9d0c-3a3b1f0f2c11";
    let first = post(&[key], &good());
    assert_eq!(first.status, 202);
    // The same words in another spelling are the same request.
    let mut spelled = good();
    spelled["reference"] = json!("9b2f8a60");
    for body in [good(), spelled] {
        let again = post(&[key], &body);
        assert_eq!((again.status, &again.body), (202, &first.body));
    }
    assert_ne!(first.json()["request_id"], key);
    assert_eq!(listed(&folder, &[]).len(), 1);

    let changes = [
        ("kind", json!("delete")),
        ("reference", json!("9b2f8a61")),
        ("contact", json!("other@example.com")),
        ("language", json!("en")),
        ("purposes", json!([])),
        ("message", json!("Khác")),
    ];
    for (name, value) in changes {
        let mut other = good();
        other[name] = value;
        post(&[key], &other).is_problem(422, "idempotency-key-reused");
    }
    for keys in [
        &[""][..],
        &[key, key],
        &["abc"],
        &[&key[1..]],
        &["0d1f9f5e6f0a4c559d0c3a3b1f0f2c11"],
        &["{0d1f9f5e-6f0a-4c55-9d0c-3a3b1f0f2c11}"],
        &["0d1f9f5e-6f0a-4c55-9d0c-3a3b1f0f2c1g"],
        &[&"k".repeat(256)],
    ] {
        post(keys, &good()).is_problem(400, "idempotency-key-invalid");
    }
    let again = post(&[&key.to_uppercase()], &good());
    assert_eq!((again.status, &again.body), (202, &first.body));
    assert_eq!(listed(&folder, &[]).len(), 1);
    // Of any version.
    let another = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    assert_eq!(post(&[another], &good()).status, 202);
    // Without a key each is one of its own.
    assert_eq!(ask(&backend, &good()).status, 202);
    assert_eq!(ask(&backend, &good()).status, 202);
    assert_eq!(listed(&folder, &[]).len(), 4);
}

#[test]
fn a_request_that_is_sent_many_times_at_once_is_one_request() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "0d1f9f5e-6f0a-4c55-9d0c-3a3b1f0f2c11"),
    ];
    let body = good().to_string().into_bytes();
    let path = "/api/registrations/requests";
    let answers: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let post = || backend.request("POST", path, &headers, body.clone()).body;
        let posts: Vec<_> = (0..8).map(|_| scope.spawn(post)).collect();
        posts
            .into_iter()
            .map(|post| post.join().expect("answered"))
            .collect()
    });
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
    assert_eq!(listed(&folder, &[]).len(), 1);
}
