//! Deleting the personal data, to the last byte, and what stays.

use serde_json::{Value, json};

use crate::support::{Backend, Folder, FollowUp, Submission, failure, stdout};

const COMPANY: &str = "Công ty Cổ phần Nghìn Lẻ Một Đêm Thử Nghiệm";

fn registered() -> (Folder, Backend, Submission) {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    // Others before and after, so that their pages are shared.
    for count in 0..30 {
        let other =
            Submission::new(&folder).field("company_name", Some(&format!("Công ty {count}")));
        assert_eq!(backend.post(&other).status, 201);
    }
    let submission = Submission::new(&folder).field("company_name", Some(COMPANY));
    assert_eq!(backend.post(&submission).status, 201);
    for count in 30..60 {
        let other =
            Submission::new(&folder).field("company_name", Some(&format!("Công ty {count}")));
        assert_eq!(backend.post(&other).status, 201);
    }
    (folder, backend, submission)
}

fn forget(folder: &Folder, id: &str) -> String {
    stdout(&folder.run(&[
        "forget",
        id,
        "--reason",
        "asked for by e-mail on 2026-11-20",
    ]))
}

#[test]
fn no_byte_of_the_registration_is_left_and_the_store_audits_clean() {
    let (folder, backend, submission) = registered();
    assert!(folder.database.holds(COMPANY));
    // While the backend runs.
    let told = forget(&folder, &submission.record_id());
    for words in [
        "deleted: the registration of",
        "kept: the signed records",
        folder.either("no bytes of it are left", "PostgreSQL was told"),
        "backups",
    ] {
        assert!(told.contains(words), "{told}");
    }
    let salt = String::from(submission.salt.clone());
    for secret in [COMPANY, salt.as_str()] {
        assert!(!folder.database.holds(secret), "{secret}");
    }
    let summary = folder.audits_clean();
    assert_eq!(
        (&summary["records"], &summary["forgotten"]),
        (&json!(61), &json!(1))
    );
    // The same record again is answered as it was, and is not stored again.
    assert_eq!(backend.post(&submission).status, 200);
    backend.stop();
    assert!(!folder.database.holds(COMPANY));
    let listed = stdout(&folder.run(&["records"]));
    assert_eq!(listed.matches("(deleted)").count(), 1, "{listed}");

    let again = forget(&folder, &submission.record_id());
    assert!(
        again.contains("was deleted before") && again.contains("asked for by e-mail on 2026-11-20"),
        "{again}"
    );
    folder.audits_clean();
}

/// Here the deleted row's place is not taken by what its neighbours leave when they move together.
#[test]
fn no_byte_of_the_only_registration_is_left() {
    for count in 1..4 {
        let folder = Folder::new();
        let backend = folder.serve(&[]);
        let submissions: Vec<_> = (0..count)
            .map(|number| format!("{COMPANY} {number}"))
            .map(|name| Submission::new(&folder).field("company_name", Some(&name)))
            .collect();
        for submission in &submissions {
            assert_eq!(backend.post(submission).status, 201);
        }
        for submission in &submissions {
            forget(&folder, &submission.record_id());
            assert!(!folder.database.holds(&submission.fields["company_name"]));
        }
        assert!(!folder.database.holds(COMPANY));
        folder.audits_clean();
    }
}

#[test]
fn through_a_change_the_first_record_of_the_chain_is_meant() {
    let (folder, backend, submission) = registered();
    let withdrawal = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    let first = backend.post_change(&withdrawal);
    assert_eq!(first.status, 201);
    let told = forget(&folder, &withdrawal.record_id());
    assert!(
        told.contains(&format!("the registration of {}", submission.record_id())),
        "{told}"
    );
    assert!(
        told.contains("registrations belong to the first of a chain"),
        "{told}"
    );
    assert!(!folder.database.holds(COMPANY));
    assert_eq!(backend.post_change(&withdrawal).body, first.body);
    // Consent can still be taken back, or given.
    let next = FollowUp::agreeing(&withdrawal.verified(), &folder.pack(), "renewal_email");
    assert_eq!(backend.post_change(&next).status, 201);
    folder.audits_clean();
}

#[test]
fn contacts_in_requests_of_the_same_person_go_with_it() {
    let (folder, backend, submission) = registered();
    let ask = |body: Value| {
        let answer = backend.request(
            "POST",
            "/api/registrations/requests",
            &[("content-type", "application/json")],
            body.to_string().into_bytes(),
        );
        answer.json()["request_id"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    let contact = "nguoi.hoi.rieng@example.com";
    let by_reference = ask(json!({
        "kind": "delete", "contact": contact, "language": "vi", "message": "Xin hãy xóa dữ liệu của tôi",
        "reference": submission.record_id()[..8].to_uppercase(),
    }));
    let by_contact =
        ask(json!({ "kind": "access", "contact": submission.fields["email"], "language": "vi" }));
    let stranger =
        ask(json!({ "kind": "access", "contact": "nguoi.la@example.com", "language": "vi" }));

    let told = forget(&folder, &submission.record_id());
    for open in [&by_reference, &by_contact] {
        assert!(
            told.contains(&format!("request {open}, which is open")),
            "{told}"
        );
    }
    assert!(folder.database.holds(contact));
    // Nobody is told that nothing is left.
    assert!(!told.contains("no bytes of it are left"), "{told}");
    let file = "what is said above to be still there stays";
    assert!(folder.database.is_server() || told.contains(file), "{told}");
    stdout(&folder.run(&[
        "withdrawals",
        "decide",
        &by_reference,
        "--accept",
        "--note",
        "called back",
    ]));
    stdout(&folder.run(&["withdrawals", "complete", &by_reference]));
    let told = forget(&folder, &submission.record_id());
    assert!(
        told.contains("contact and words of 1 closed request "),
        "{told}"
    );
    assert!(!folder.database.holds(contact) && !folder.database.holds("Xin hãy xóa"));
    let listed = stdout(&folder.run(&["withdrawals"]));
    assert!(
        listed.contains(&by_reference) && listed.contains("nguoi.la@example.com"),
        "{listed}"
    );
    assert!(listed.contains(&stranger));
    folder.audits_clean();
}

#[test]
fn what_cannot_be_forgotten_is_said_so() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    let unknown = "9b2f8a60-3c1d-4e57-8f21-ffffffffffff";
    let said = failure(&folder.run(&["forget", unknown, "--reason", "a test"]));
    assert!(said.contains("there is no record"), "{said}");
    for arguments in [
        vec!["forget", unknown],
        vec!["forget", unknown, "--reason", " "],
        vec!["forget", "1", "--reason", "a test"],
    ] {
        assert_eq!(
            folder.run(&arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}
