//! Records that change others: withdrawn, agreed to again, raced for.

use std::fs;
use std::thread;

use serde_json::{Value, json};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::policy::Pack;
use thuan_consent::receipt::KeyContinuity;
use thuan_consent::record::change::Act;

use crate::receipts::{of, read};
use crate::support::{Backend, Folder, FollowUp, Submission, refused, stdout};

const PREVIOUS: &str = "#/consent/payload/previous_record_sha256";

fn with_one_record() -> (Folder, Backend, Submission) {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    (folder, backend, submission)
}

#[test]
fn a_withdrawal_is_kept_and_tells_its_deadlines() {
    let (folder, backend, submission) = with_one_record();
    let withdrawal = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    let first = backend.post_change(&withdrawal);
    assert_eq!(
        first.status,
        201,
        "{}",
        String::from_utf8_lossy(&first.body)
    );
    let answer = first.json();
    let names: Vec<&str> = answer
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(names.len(), 6, "{names:?}");
    for day in ["acknowledge_by", "complete_by"] {
        let day = answer[day].as_str().expect("a day");
        assert!(day.parse::<thuan_consent::deadline::Day>().is_ok(), "{day}");
    }
    let receipt = read(
        &backend,
        &of(&first),
        answer["record_sha256"].as_str().expect("a hash"),
    );
    assert_eq!(
        (receipt.sequence.as_str(), receipt.key_continuity),
        ("2", Some(KeyContinuity::Continued))
    );
    let again = backend.post_change(&withdrawal);
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(folder.audits_clean()["records"], 2);

    let listed = stdout(&folder.run(&["records", "--json"]));
    let line: Value = serde_json::from_str(listed.lines().nth(1).expect("a line")).expect("JSON");
    assert_eq!(line["changes"], submission.record_id());
    assert_eq!(line["previous_record_sha256"], submission.record_sha256());
    assert_eq!(line["registration"], "none");
    assert_eq!(line["key_continuity"], "continued");
    assert_eq!(
        (&line["receipt"], &line["level"]),
        (&json!(2), &json!("L2"))
    );
    assert_eq!(
        (&line["given"], &line["verified"]),
        (&json!(0), &json!(true))
    );
    let text = stdout(&folder.run(&["records"]));
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    assert!(text.contains("  changes 9b2f8a60  "), "{text}");
}

#[test]
fn a_change_names_the_form_by_the_name_it_has() {
    let (folder, backend, submission) = with_one_record();
    let previous = submission.verified();
    let check = |backend: &Backend, name: &str, hash: Option<&str>, member: &str| {
        let mut change = FollowUp::withdrawing(&previous, "renewal_email")
            .record("/evidence/form_id", json!(name));
        if let Some(hash) = hash {
            change = change.record("/evidence/form_sha256", json!(hash));
        }
        let pointer = format!("#/consent/payload/evidence/{member}");
        let errors = [(pointer.as_str(), "unknown_form")];
        refused(
            &backend.post_change(&change),
            "registration-refused",
            &errors,
        );
    };
    check(&backend, "evil.example", None, "form_id");
    check(&backend, "vst", Some(&"0".repeat(64)), "form_sha256");
    backend.stop();
    folder.edit_form(|form| form["partners"] = json!(["Đại lý"]));
    let backend = folder.serve(&[]);
    let form = fs::read(folder.site().join("forms/vst.json")).expect("a form");
    let hash = Sha256Hex::of(&form);
    check(&backend, "evil.example", Some(hash.as_str()), "form_id");
    let change = FollowUp::withdrawing(&previous, "renewal_email")
        .record("/evidence/form_sha256", json!(hash.as_str()));
    assert_eq!(backend.post_change(&change).status, 201);
}

#[test]
fn consent_is_taken_back_under_a_form_that_another_version_had() {
    let (folder, backend, submission) = with_one_record();
    let previous = submission.verified();
    backend.stop();
    let served = |id: &str| format!("{{\"id\":\"{id}\",\"of\":\"another version\"}}");
    for id in ["vst", "other"] {
        let bytes = served(id);
        let hash = Sha256Hex::of(bytes.as_bytes());
        let blob = folder.sql_bytes(bytes.as_bytes());
        folder.sql(&format!(
            "INSERT INTO form_definitions (sha256, bytes) VALUES ('{hash}', {blob})"
        ));
    }
    let backend = folder.serve(&[]);
    let change = |id: &str| {
        let hash = Sha256Hex::of(served(id).as_bytes());
        FollowUp::withdrawing(&previous, "renewal_email")
            .record("/evidence/form_sha256", json!(hash.as_str()))
    };
    let errors = [("#/consent/payload/evidence/form_id", "unknown_form")];
    let answer = backend.post_change(&change("other"));
    refused(&answer, "registration-refused", &errors);
    assert_eq!(backend.post_change(&change("vst")).status, 201);
}

#[test]
fn another_key_is_taken_from_whoever_shows_the_record() {
    let (folder, backend, submission) = with_one_record();
    let previous = submission.verified();
    let withdrawal = || FollowUp::withdrawing(&previous, "renewal_email").by_another();
    let answer = backend.post_change(&withdrawal());
    refused(
        &answer,
        "registration-refused",
        &[("#/previous", "previous_missing")],
    );
    let stranger = Submission::new(&folder);
    let answer = backend.post_change(&withdrawal().showing(stranger.consent()));
    refused(
        &answer,
        "registration-refused",
        &[("#/previous", "previous_mismatch")],
    );
    let mut forged = submission.consent();
    forged.signature = stranger.consent().signature;
    let answer = backend.post_change(&withdrawal().showing(forged));
    refused(
        &answer,
        "registration-refused",
        &[("#/previous", "previous_mismatch")],
    );

    let shown = withdrawal().showing(submission.consent());
    let answer = backend.post_change(&shown);
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let sha256 = shown.verified().record_sha256;
    let receipt = read(&backend, &of(&answer), sha256.as_str());
    assert_eq!(receipt.key_continuity, Some(KeyContinuity::NotContinued));
    // From then on it is the new key that continues.
    let pack = folder.pack();
    let next = FollowUp::agreeing(&shown.verified(), &pack, "renewal_phone").by_another();
    let answer = backend.post_change(&next);
    let receipt = read(
        &backend,
        &of(&answer),
        next.verified().record_sha256.as_str(),
    );
    assert_eq!(receipt.key_continuity, Some(KeyContinuity::Continued));
    folder.audits_clean();
}

#[test]
fn only_the_newest_of_a_chain_can_be_changed() {
    let (folder, backend, submission) = with_one_record();
    let first = submission.verified();
    let withdrawal = FollowUp::withdrawing(&first, "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    let late = FollowUp::withdrawing(&first, "renewal_email");
    let answer = backend.post_change(&late);
    refused(
        &answer,
        "registration-refused",
        &[(PREVIOUS, "not_the_newest")],
    );
    let detail = answer.json()["errors"][0]["detail"].to_string();
    assert!(
        detail.contains(withdrawal.verified().record_sha256.as_str()),
        "{detail}"
    );
    let next = FollowUp::agreeing(&withdrawal.verified(), &folder.pack(), "renewal_email");
    assert_eq!(backend.post_change(&next).status, 201);
    let detail = backend.post_change(&late).json()["errors"][0]["detail"].to_string();
    assert!(
        detail.contains(next.verified().record_sha256.as_str()),
        "{detail}"
    );
}

#[test]
fn of_changes_that_race_one_wins() {
    let (folder, backend, submission) = with_one_record();
    let first = submission.verified();
    let changes: Vec<_> = (0..10)
        .map(|_| FollowUp::withdrawing(&first, "renewal_email"))
        .collect();
    let answers: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = changes
            .iter()
            .map(|change| scope.spawn(|| backend.post_change(change)))
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
    assert_eq!((count(201), count(422)), (1, 9));
    for answer in answers.iter().filter(|answer| answer.status == 422) {
        refused(
            answer,
            "registration-refused",
            &[(PREVIOUS, "not_the_newest")],
        );
    }
    assert_eq!(folder.audits_clean()["records"], 2);
}

#[test]
fn what_may_not_change_is_pointed_at() {
    let (_folder, backend, submission) = with_one_record();
    let previous = submission.verified();
    let withdrawal = || FollowUp::withdrawing(&previous, "renewal_email");
    for (pointer, value, member) in [
        ("/purposes/0/label", json!("Tôi đồng ý tất cả"), "purposes"),
        ("/pii_controllers/0/name", json!("Ai đó"), "pii_controllers"),
        ("/purposes/1/event_state", json!("withdrawn"), "purposes"),
    ] {
        let answer = backend.post_change(&withdrawal().record(pointer, value));
        assert_eq!(answer.status, 422, "{pointer}");
        let (at, _) = answer.errors().remove(0);
        assert!(
            at.starts_with(&format!("#/consent/payload/{member}")),
            "{pointer}: {at}"
        );
    }
    let elsewhere = json!("https://elsewhere.example/api/registrations");
    let answer = backend.post_change(&withdrawal().record("/audience", elsewhere));
    refused(
        &answer,
        "registration-refused",
        &[("#/consent/payload/audience", "audience")],
    );
    let answer = backend.post_change(&withdrawal().record("/challenge", json!("abc")));
    refused(
        &answer,
        "registration-refused",
        &[("#/consent/payload/challenge", "challenge_unknown")],
    );
    let unknown = json!("0".repeat(64));
    let answer = backend.post_change(&withdrawal().record("/evidence/form_sha256", unknown));
    let pointer = "#/consent/payload/evidence/form_sha256";
    refused(
        &answer,
        "registration-refused",
        &[(pointer, "unknown_form")],
    );
    // Nothing of this changed anything.
    assert_eq!(backend.post_change(&withdrawal()).status, 201);
}

/// The folder's policy gets another text, and one purpose other words.
fn change_policy(folder: &Folder) -> Pack {
    let path = folder.site().join("policy/vst.json");
    let mut pack: Value = serde_json::from_slice(&fs::read(&path).expect("a pack")).expect("JSON");
    let text = pack["text"]["vi"].as_str().expect("a text").to_owned();
    pack["text"]["vi"] = json!(text + "\nĐiều khoản mới.\n");
    pack["version"] = json!("2");
    let purposes = pack["purposes"].as_array_mut().expect("a list");
    let purpose = purposes
        .iter_mut()
        .find(|purpose| purpose["id"] == "renewal_email")
        .expect("a purpose");
    purpose["label"]["vi"] = json!("Tôi đồng ý nhận email mỗi tháng một lần.");
    fs::write(&path, pack.to_string()).expect("written");
    folder.pack()
}

#[test]
fn under_an_old_policy_everything_can_be_withdrawn_and_nothing_agreed_to() {
    let (folder, backend, submission) = with_one_record();
    backend.stop();
    let old = folder.pack();
    change_policy(&folder);
    let backend = folder.serve(&[]);
    let first = submission.verified();
    let answer = backend.post_change(&FollowUp::agreeing(&first, &old, "renewal_phone"));
    refused(
        &answer,
        "registration-refused",
        &[("#/consent/payload/privacy_notice", "notice_changed")],
    );
    let withdrawal = FollowUp::withdrawing(&first, "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    folder.audits_clean();
}

#[test]
fn under_a_new_policy_what_changed_is_asked_again() {
    let (folder, backend, submission) = with_one_record();
    backend.stop();
    let new = change_policy(&folder);
    let backend = folder.serve(&[]);
    let renewal = FollowUp::agreeing(&submission.verified(), &new, "renewal_email");
    let answer = backend.post_change(&renewal);
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    // Nothing was withdrawn, so there is nothing to answer by a certain day.
    assert!(answer.json().get("acknowledge_by").is_none());
    let states: Vec<_> = renewal
        .verified()
        .record
        .purposes
        .iter()
        .map(|purpose| purpose.event_state.name())
        .collect();
    assert!(states.contains(&"renewed"), "{states:?}");
    folder.audits_clean();
}

#[test]
fn a_withdrawal_is_taken_when_the_policy_and_the_form_are_gone() {
    let (folder, backend, submission) = with_one_record();
    backend.stop();
    let old = folder.site().join("policy/vst.json");
    let mut pack: Value = serde_json::from_slice(&fs::read(&old).expect("a pack")).expect("JSON");
    pack["id"] = json!("other");
    fs::remove_file(&old).expect("removed");
    fs::write(folder.site().join("policy/other.json"), pack.to_string()).expect("written");
    folder.edit_form(|form| {
        form["id"] = json!("other");
        form["policy"] = json!("other");
    });
    let forms = folder.site().join("forms");
    fs::rename(forms.join("vst.json"), forms.join("other.json")).expect("renamed");
    let backend = folder.serve(&[]);
    let withdrawal = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    let answer = backend.post_change(&withdrawal);
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    folder.audits_clean();
}

#[test]
fn a_change_of_nothing_is_a_record_without_a_deadline() {
    let (folder, backend, submission) = with_one_record();
    let nothing = FollowUp::new(&submission.verified(), |_| Act::Leave);
    let answer = backend.post_change(&nothing);
    assert_eq!(answer.status, 201);
    assert!(answer.json().get("complete_by").is_none());
    folder.audits_clean();
}

/// The name of a request is made from what its sender chose, so they can sign a record of that very name.
#[test]
fn a_withdrawal_named_like_an_unsigned_request_is_a_clash() {
    let (folder, backend, submission) = with_one_record();
    let request = json!({ "kind": "access", "contact": "thu@example.com", "language": "vi" });
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"),
    ];
    let body = request.to_string().into_bytes();
    let path = "/api/registrations/requests";
    let named = backend.request("POST", path, &headers, body).json()["request_id"].clone();
    let withdrawal = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    let withdrawal = withdrawal.record("/record_id", named);
    for _ in 0..2 {
        let answer = backend.post_change(&withdrawal);
        answer.is_problem(409, "record-id-taken");
        assert!(answer.json().get("stored_record_sha256").is_none());
    }
    let other = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    assert_eq!(backend.post_change(&other).status, 201);
    assert_eq!(folder.audits_clean()["records"], 2);
}
