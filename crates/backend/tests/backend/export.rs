//! `thuan export`: one record or all, in each format.

use std::fs;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use thuan_backend::store::{Absent, NewRecord};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::verify_record;
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::{RECORD_TYPE, Unsigned};
use thuan_consent::receipt::KeyContinuity;
use thuan_consent::record::Surroundings;
use thuan_consent::record::change::{Act, Change};
use thuan_consent::time::Timestamp;

use crate::support::{Folder, Submission, block_on, failure, keeper, pipe, stdout, thuan};

/// A folder whose database holds records, and what was sent.
fn with_records(count: usize) -> (Folder, Vec<Submission>) {
    let folder = Folder::new();
    let submissions: Vec<Submission> = (0..count).map(|_| Submission::new(&folder)).collect();
    let backend = folder.serve(&[]);
    for submission in &submissions {
        assert_eq!(backend.post(submission).status, 201);
    }
    backend.stop();
    (folder, submissions)
}

fn one(folder: &Folder, submission: &Submission, format: &str) -> String {
    stdout(&folder.run(&["export", &submission.record_id(), "--format", format]))
}

#[test]
fn the_record_is_written_as_it_was_signed() {
    let (folder, submissions) = with_records(1);
    let text = one(&folder, &submissions[0], "record");
    assert_eq!(
        Sha256Hex::of(text.as_bytes()).as_str(),
        submissions[0].record_sha256()
    );
}

#[test]
fn evidence_is_what_is_written_when_nothing_is_said() {
    let (folder, submissions) = with_records(1);
    let id = submissions[0].record_id();
    let said = one(&folder, &submissions[0], "evidence");
    assert_eq!(stdout(&folder.run(&["export", &id])), said);
    // For people to read as well: what the file is comes first.
    assert!(said.starts_with("{\n  \"format\": \"urn:thuan:evidence:1\""));
}

#[test]
fn an_evidence_file_has_the_receipt_and_the_keys_to_check_it() {
    let (folder, submissions) = with_records(1);
    let text = one(&folder, &submissions[0], "evidence");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    assert!(file["receipt"]["signature"].is_string());
    assert_eq!(file["jwks"]["keys"][0]["alg"], "ES256");
    let output = pipe(thuan().args(["verify", "--json", "-"]), text.as_bytes());
    let verdict: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let receipt = verdict["checks"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|check| check["check"] == "receipt")
        .expect("a check");
    assert_eq!(receipt["finding"], "holds", "{verdict:#}");
}

#[test]
fn the_other_formats_name_the_record() {
    let (folder, submissions) = with_records(1);
    let id = submissions[0].record_id();
    let dpv: Value = serde_json::from_str(&one(&folder, &submissions[0], "dpv")).expect("JSON");
    assert_eq!(dpv["@type"], "dpv:ConsentRecord");
    assert_eq!(dpv["dct:identifier"], id);
    let kantara: Value =
        serde_json::from_str(&one(&folder, &submissions[0], "kantara")).expect("JSON");
    assert_eq!(kantara["version"], "KI-CR-v1.1.0");
    assert_eq!(kantara["consentReceiptID"], id);

    let address = "https://congty.vn/chinh-sach";
    let arguments = [
        "export",
        &id,
        "--format",
        "kantara",
        "--policy-url",
        address,
    ];
    let kantara: Value = serde_json::from_str(&stdout(&folder.run(&arguments))).expect("JSON");
    assert_eq!(kantara["policyUrl"], address);
    let arguments = ["export", &id, "--policy-url", address];
    assert!(failure(&folder.run(&arguments)).contains("--format kantara"));
}

#[test]
fn all_records_are_lines_in_the_order_in_which_they_arrived() {
    let (folder, submissions) = with_records(3);
    for format in ["evidence", "record", "dpv", "kantara"] {
        let text = stdout(&folder.run(&["export", "--all", "--format", format]));
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("an object a line"))
            .collect();
        assert_eq!(lines.len(), submissions.len());
        for (line, submission) in lines.iter().zip(&submissions) {
            let named = match format {
                "evidence" => json!(line["consent"]["payload"] == submission.consent().payload),
                "record" => json!(line["record_id"] == submission.record_id()),
                "dpv" => json!(line["dct:identifier"] == submission.record_id()),
                _ => json!(line["consentReceiptID"] == submission.record_id()),
            };
            assert_eq!(named, true, "{format}");
        }
    }
}

#[test]
fn a_record_that_does_not_verify_is_left_out_and_named() {
    let (folder, submissions) = with_records(2);
    let id = submissions[0].record_id();
    folder.sql(&format!(
        "UPDATE proofs SET signature = (SELECT signature FROM proofs WHERE record_id <> '{id}') WHERE record_id = '{id}'"
    ));
    let file = folder.path("all.jsonl");
    let arguments = ["export", "--all", "--format", "record", "--output"];
    let output = folder.run(&[&arguments[..], &[file.to_str().expect("a path")]].concat());
    let text = failure(&output);
    assert!(
        text.contains(&format!("{id}: the record does not verify")),
        "{text}"
    );
    let lines = fs::read_to_string(&file).expect("written");
    assert_eq!(lines.lines().count(), 1);
    assert!(!lines.contains(&id));
}

#[test]
fn it_is_one_record_or_all() {
    let (folder, submissions) = with_records(1);
    let id = submissions[0].record_id();
    for arguments in [vec!["export"], vec!["export", &id, "--all"]] {
        assert_eq!(folder.run(&arguments).status.code(), Some(2));
    }
}

/// Withdraws what was agreed to by e-mail, signed with the key of the first record.
fn withdrawal_of(submission: &Submission) -> NewRecord {
    let at = |time: &str| time.parse::<Timestamp>().expect("a time");
    let first = verify_record(&submission.consent()).expect("verified");
    let key = SigningKey::from_slice(&[7; 32]).expect("a key");
    let point = key.verifying_key().to_encoded_point(false);
    let public = PublicKey::from_uncompressed_p256(point.as_bytes()).expect("a key");
    let change = Change {
        previous: &first.record,
        previous_sha256: &first.record_sha256,
        renewal: None,
    };
    let surroundings = Surroundings {
        record_id: "7b2f8a60-3c1d-4e57-8f21-0a1b2c3d4e5f"
            .parse()
            .expect("an id"),
        event_time: at("2026-08-01T08:00:00.000Z"),
        key: public.thumbprint(),
        audience: first.record.audience.clone(),
        challenge: None,
        partner: None,
        withdrawal_page: None,
        evidence: first.record.evidence.clone(),
    };
    let act = |purpose: &str| match purpose {
        "renewal_email" => Act::Withdraw(at("2026-08-01T07:59:00.000Z")),
        _ => Act::Leave,
    };
    let record = change.record(surroundings, act).expect("a record");
    let unsigned = Unsigned::new(RECORD_TYPE, &public, &record.canonical()).expect("a header");
    let signature: Signature = key.sign(&unsigned.signing_input());
    let consent = unsigned.finish(&signature.to_bytes().into());
    NewRecord {
        verified: verify_record(&consent).expect("verified"),
        consent,
        registration: None,
        received_at: at("2026-08-01T08:00:01.000Z"),
        change: Some(thuan_backend::store::Change {
            key_continuity: KeyContinuity::Continued,
            withdraws: vec!["renewal_email".to_owned()],
        }),
    }
}

#[test]
fn a_follow_ups_file_has_the_records_before_it_and_their_registration() {
    let (folder, submissions) = with_records(1);
    let withdrawal = withdrawal_of(&submissions[0]);
    let id = withdrawal.verified.record.record_id.to_string();
    block_on(async {
        let store = folder.store(Absent::Refuse).await.expect("opens");
        let keeper = keeper(&store).await;
        keeper.keep(withdrawal).await.expect("kept");
        store.close().await;
    });
    let text = stdout(&folder.run(&["export", &id]));
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let previous = file["previous"].as_array().expect("a list");
    assert_eq!(previous.len(), 1);
    assert_eq!(
        previous[0]["consent"]["payload"],
        submissions[0].consent().payload
    );
    assert!(previous[0]["receipt"]["signature"].is_string());
    assert_eq!(
        file["registration"]["fields"]["email"],
        submissions[0].fields["email"]
    );
    let output = pipe(thuan().args(["verify", "--json", "-"]), text.as_bytes());
    let verdict: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(verdict["holds"], true, "{verdict:#}");

    let arguments = ["export", &id, "--format", "dpv"];
    let dpv: Value = serde_json::from_str(&stdout(&folder.run(&arguments))).expect("JSON");
    assert!(dpv["dct:replaces"]["@id"].is_string());
    let arguments = ["export", &id, "--format", "kantara"];
    let kantara = stdout(&folder.run(&arguments));
    assert!(!kantara.contains("EXPLICIT"), "{kantara}");
}

#[cfg(unix)]
#[test]
fn what_is_written_is_its_owners_alone_unless_it_was_there() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, submissions) = with_records(1);
    let id = submissions[0].record_id();
    let path = folder.path("written");
    let file = path.to_str().expect("a path");
    let mode = || {
        let written = fs::metadata(&path).expect("a file");
        assert!(written.len() > 0);
        written.permissions().mode() & 0o777
    };
    for arguments in [
        &["export", &id][..],
        &["export", "--all"],
        &["export", "--all", "--format", "csv"],
        &["export", "--all", "--format", "jsonl"],
    ] {
        stdout(&folder.run(&[arguments, &["--output", file]].concat()));
        assert_eq!(mode(), 0o600, "{arguments:?}");
        fs::remove_file(&path).expect("removed");
    }
    fs::write(
        &path,
        "somebody's, and longer than what is written ".repeat(1000),
    )
    .expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    stdout(&folder.run(&["export", &id, "--output", file]));
    assert_eq!(mode(), 0o640);
    assert!(
        !fs::read_to_string(&path)
            .expect("text")
            .contains("somebody's")
    );
}
