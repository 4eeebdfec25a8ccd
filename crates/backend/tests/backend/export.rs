//! `thuan export`: one record or all, in each format.

use std::fs;

use serde_json::{Value, json};
use thuan_consent::encoding::Sha256Hex;

use crate::support::{Folder, Submission, failure, pipe, stdout, thuan};

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
