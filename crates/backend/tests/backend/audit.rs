//! The audit of the whole store: clean when nothing was touched, and naming each thing that was.

use std::iter;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::receipts::{of, payload};
use crate::support::{Folder, FollowUp, Submission, failure, stdout};

/// A store with three first records, a chain of three from the second, a challenge and a forgotten registration; made
/// once and copied, since tests tamper with it in many ways.
struct Untouched {
    folder: Folder,
    /// The names of the records, in order of arrival.
    ids: Vec<String>,
    hashes: Vec<String>,
}

fn untouched() -> &'static Untouched {
    static ONCE: OnceLock<Untouched> = OnceLock::new();
    ONCE.get_or_init(|| {
        let folder = Folder::new();
        let backend = folder.serve(&[]);
        let nonce = backend.get("/api/registrations/challenge", &[]).json()["nonce"].clone();
        let first = Submission::new(&folder).record("/challenge", Some(nonce));
        let [second, third] = [(), ()].map(|()| Submission::new(&folder));
        for submission in [&first, &second, &third] {
            assert_eq!(backend.post(submission).status, 201);
        }
        let withdrawal = FollowUp::withdrawing(&second.verified(), "renewal_email")
            .by_another()
            .showing(second.consent());
        let renewal = FollowUp::agreeing(&withdrawal.verified(), &folder.pack(), "renewal_email")
            .showing(withdrawal.consent());
        for change in [&withdrawal, &renewal] {
            assert_eq!(backend.post_change(change).status, 201);
        }
        backend.stop();
        let ids = vec![
            first.record_id(),
            second.record_id(),
            third.record_id(),
            withdrawal.record_id(),
            renewal.record_id(),
        ];
        stdout(&folder.run(&["forget", &ids[2], "--reason", "asked"]));
        folder.audits_clean();
        let hashes = vec![
            first.record_sha256(),
            second.record_sha256(),
            third.record_sha256(),
            withdrawal.verified().record_sha256.to_string(),
            renewal.verified().record_sha256.to_string(),
        ];
        Untouched {
            folder,
            ids,
            hashes,
        }
    })
}

/// Tampers with a copy of the store, and gives what the audit says: place and code of each finding.
#[track_caller]
pub fn tampered(statements: &str) -> Vec<(String, String)> {
    let store = untouched();
    let folder = Folder::with(|path| store.folder.database.copy(path));
    let mut statements = statements.replace("AS BLOB", folder.either("AS BLOB", "AS BYTEA"));
    for (index, (id, hash)) in iter::zip(&store.ids, &store.hashes).enumerate() {
        statements = statements.replace(&format!("$id{}", index + 1), id);
        statements = statements.replace(&format!("$sha{}", index + 1), hash);
    }
    folder.sql(&statements);
    let output = folder.run(&["audit", "--json"]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let text = failure(&output);
    let mut lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{text}")))
        .collect();
    let summary = lines.pop().expect("a summary");
    assert_eq!(summary["findings"], lines.len(), "{text}");
    lines
        .iter()
        .map(|finding| {
            let receipt = finding["receipt"]
                .as_i64()
                .map(|number| format!("receipt {number}"));
            let record = store
                .ids
                .iter()
                .position(|id| finding["record_id"] == id.as_str());
            let record = record.map(|index| format!("record {}", index + 1));
            let place = receipt.or(record).unwrap_or_else(|| "store".to_owned());
            (place, finding["code"].as_str().expect("a code").to_owned())
        })
        .collect()
}

/// Asserts what the audit finds after some statements: each `place: code`.
#[track_caller]
pub fn check(statements: &str, expected: &[&str]) {
    let mut found: Vec<String> = tampered(statements)
        .into_iter()
        .map(|(place, code)| format!("{place}: {code}"))
        .collect();
    found.sort();
    let mut expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
    expected.sort();
    assert_eq!(found, expected, "{statements}");
}

const CHANGE: &str =
    "substr($, 1, 60) || CASE substr($, 61, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr($, 62)";

pub fn changed(column: &str) -> String {
    format!("{column} = {}", CHANGE.replace('$', column))
}

#[test]
fn a_record_that_was_changed_is_named() {
    let change = changed("payload");
    check(
        &format!("UPDATE proofs SET {change} WHERE record_id = '$id1'"),
        &["record 1: record"],
    );
    let change = changed("signature");
    check(
        &format!("UPDATE proofs SET {change} WHERE record_id = '$id5'"),
        &["record 5: record"],
    );
    // The signature of another record.
    check(
        "UPDATE proofs SET signature = (SELECT signature FROM proofs WHERE record_id = '$id2') WHERE record_id = '$id1'",
        &["record 1: record"],
    );
}

#[test]
fn a_record_under_anothers_name_is_named() {
    check(
        "UPDATE proofs SET record_sha256 = replace('$sha1', substr('$sha1', 1, 4), '0000') WHERE record_id = '$id1'",
        &[
            "record 1: record_sha256",
            "record 1: receipt_missing",
            "receipt 1: record_missing",
        ],
    );
    check(
        "UPDATE proofs SET challenge = NULL WHERE record_id = '$id1'",
        &["record 1: challenge"],
    );
    check(
        "UPDATE proofs SET previous_record_sha256 = NULL WHERE record_id = '$id5'",
        &["record 5: previous_record_sha256"],
    );
}

#[test]
fn a_registration_that_was_changed_or_lost_is_named() {
    check(
        "UPDATE registrations SET fields = replace(fields, 'thu.', 'an.') WHERE record_id = '$id1'",
        &["record 1: registration_sha256"],
    );
    check(
        "UPDATE registrations SET salt = 'AAAAAAAAAAAAAAAAAAAAAA' WHERE record_id = '$id2'",
        &["record 2: registration_sha256"],
    );
    check(
        "UPDATE registrations SET fields = '{' WHERE record_id = '$id1'",
        &["record 1: registration_unreadable"],
    );
    check(
        "DELETE FROM registrations WHERE record_id = '$id1'",
        &["record 1: registration_missing"],
    );
    check("DELETE FROM forgotten", &["record 3: registration_missing"]);
    check(
        "INSERT INTO forgotten VALUES ('$id1', '2026-01-01T00:00:00.000Z', 'none')",
        &["record 1: registration_kept"],
    );
    check(
        "INSERT INTO registrations SELECT '$id4', salt, fields FROM registrations WHERE record_id = '$id1'",
        &[
            "record 4: registration_sha256",
            "record 4: registration_unexpected",
        ],
    );
}

#[test]
fn what_records_refer_to_must_be_there_as_it_was() {
    let every = |code: &str| {
        (1..=5)
            .map(|n| format!("record {n}: {code}"))
            .collect::<Vec<_>>()
    };
    let all = |statement: &str, codes: &[&str], more: &[&str]| {
        let expected: Vec<String> = codes
            .iter()
            .flat_map(|code| every(code))
            .chain(more.iter().map(|text| (*text).to_owned()))
            .collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(statement, &expected);
    };
    all(
        "DELETE FROM policy_texts WHERE language = 'vi'",
        &["text_missing"],
        &[],
    );
    all(
        "UPDATE policy_texts SET text = replace(text, 'Chính sách', 'Quy định') WHERE language = 'vi'",
        &["text_changed"],
        &[],
    );
    all("DELETE FROM form_definitions", &["form_missing"], &[]);
    all(
        "UPDATE form_definitions SET bytes = CAST('{}' AS BLOB)",
        &["form_changed"],
        &[],
    );
    let first_records = [
        "record 1: pack_missing",
        "record 2: pack_missing",
        "record 3: pack_missing",
    ];
    // What was agreed to anew had to fit the policy in force.
    let gone = [first_records.as_slice(), &["record 5: change"]].concat();
    check("DELETE FROM policy_packs", &gone);
    let changed = [gone.as_slice(), &["store: pack_changed"]].concat();
    check(
        "UPDATE policy_packs SET bytes = CAST('{}' AS BLOB)",
        &changed,
    );
}

#[test]
fn a_record_that_is_missing_is_named() {
    // Its receipt and its registration are there.
    check(
        "DELETE FROM proofs WHERE record_id = '$id1'",
        &["receipt 1: record_missing", "record 1: orphan"],
    );
    check(
        "DELETE FROM proofs WHERE record_id = '$id4'",
        &[
            "receipt 4: record_missing",
            "record 4: orphan",
            "record 5: previous_missing",
        ],
    );
    // The newest with its receipt: nothing else refers to it.
    check(
        "DELETE FROM proofs WHERE record_id = '$id5'; DELETE FROM receipts WHERE sequence = 5",
        &["store: records_missing", "store: receipts_missing"],
    );
}

#[test]
fn two_changes_of_one_record_are_named() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    folder.sql("DROP INDEX proofs_previous; CREATE INDEX proofs_previous ON proofs (previous_record_sha256)");
    let changes = [(), ()].map(|()| FollowUp::withdrawing(&submission.verified(), "renewal_email"));
    for change in &changes {
        insert(
            &folder,
            change.consent(),
            &change.record_id(),
            change.verified().record_sha256.as_str(),
        );
    }
    let said = failure(&folder.run(&["audit"]));
    for change in &changes {
        let id = change.record_id();
        assert!(
            said.contains(&format!(
                "record {id}: another record changes the same record"
            )),
            "{said}"
        );
        // They were not kept by the backend, so they have no receipt, and nobody was told to answer them.
        assert!(
            said.contains(&format!("record {id}: it has no receipt")),
            "{said}"
        );
        assert!(
            said.contains(&format!(
                "record {id}: it withdraws a consent, and is not listed"
            )),
            "{said}"
        );
    }
}

#[test]
fn a_challenge_that_was_used_twice_is_named() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    folder.sql("DROP INDEX proofs_challenge");
    let submissions =
        [(), ()].map(|()| Submission::new(&folder).record("/challenge", Some(json!("abc"))));
    for submission in &submissions {
        insert(
            &folder,
            submission.consent(),
            &submission.record_id(),
            &submission.record_sha256(),
        );
    }
    folder.sql("UPDATE proofs SET challenge = 'abc'");
    let said = failure(&folder.run(&["audit"]));
    for submission in &submissions {
        let id = submission.record_id();
        assert!(
            said.contains(&format!(
                "record {id}: another record has the same challenge, abc"
            )),
            "{said}"
        );
    }
}

/// Puts a signed record into the database without the backend.
fn insert(folder: &Folder, consent: thuan_consent::jws::FlattenedJws, id: &str, sha256: &str) {
    let value: Value = serde_json::from_slice(
        &thuan_consent::encoding::base64url_decode(&consent.payload).expect("base64url"),
    )
    .expect("JSON");
    let previous = value["previous_record_sha256"]
        .as_str()
        .map_or("NULL".to_owned(), |sha256| format!("'{sha256}'"));
    folder.sql(&format!(
        "INSERT INTO proofs (record_sha256, record_id, protected, payload, signature, received_at, previous_record_sha256)
         VALUES ('{sha256}', '{id}', '{}', '{}', '{}', '2026-08-01T08:00:00.000Z', {previous})",
        consent.protected, consent.payload, consent.signature
    ));
}

#[test]
fn a_record_that_the_policy_does_not_bear_out_is_named() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    let submission =
        Submission::new(&folder).record("/purposes/0/label", Some(json!("Tôi đồng ý tất cả")));
    insert(
        &folder,
        submission.consent(),
        &submission.record_id(),
        &submission.record_sha256(),
    );
    let said = failure(&folder.run(&["audit"]));
    assert!(
        said.contains("this must be as in the policy (at #/consent/payload/purposes/0/label)")
            && said.contains("(policy)"),
        "{said}"
    );
}

#[test]
fn a_noted_end_of_the_chain_is_looked_for() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let receipt = of(&backend.post(&Submission::new(&folder)));
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    let head = format!(
        "1:{}",
        thuan_consent::encoding::Sha256Hex::of(&payload(&receipt))
    );
    let text = stdout(&folder.run(&["audit", "--head", &head]));
    assert!(
        text.contains("2 records, 2 receipts; nothing is wrong"),
        "{text}"
    );
    assert!(
        text.contains("the chain of receipts ends with 2:"),
        "{text}"
    );
    let other = format!("1:{}", "0".repeat(64));
    let said = failure(&folder.run(&["audit", "--head", &other]));
    assert!(said.contains("the chain is another than it was"), "{said}");
    assert_eq!(folder.run(&["audit", "--head", "1"]).status.code(), Some(2));
    // Beyond the end: what was asked for, and what there is.
    let beyond = format!("7:{}", "0".repeat(64));
    let said = failure(&folder.run(&["audit", "--head", &beyond]));
    assert!(
        said.contains("receipt 7 was noted, and the chain ends with 2: ")
            && !said.contains("another than it was"),
        "{said}"
    );
    let empty = Folder::new();
    stdout(&empty.run(&["migrate"]));
    let said = failure(&empty.run(&["audit", "--head", &beyond]));
    assert!(
        said.contains("receipt 7 was noted, and there are no receipts: "),
        "{said}"
    );
}

#[test]
fn an_empty_store_is_clean() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    assert_eq!(folder.audits_clean()["records"], 0);
    assert!(failure(&Folder::new().run(&["audit"])).contains("there "));
}
