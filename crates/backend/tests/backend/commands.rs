//! The commands that read records, on a database that `serve` has filled.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::{Folder, Submission, failure, pipe, stdout, thuan, workspace};

/// A folder whose database holds one record.
fn with_one_record() -> (Folder, Submission) {
    let folder = Folder::new();
    let submission = Submission::new(&folder);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    (folder, submission)
}

#[test]
fn records_are_listed_with_their_proofs_checked() {
    let (folder, submission) = with_one_record();
    let text = stdout(&folder.run(&["records"]));
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let line = text.lines().nth(1).expect("a record");
    assert!(
        line.contains(&submission.record_id()) && line.contains("Tập đoàn"),
        "{line}"
    );
    assert!(line.ends_with("    1   2  L2  verified"), "{line}");
    assert!(text.contains("1 record; every proof holds"), "{text}");

    let line: Value =
        serde_json::from_str(&stdout(&folder.run(&["records", "--json"]))).expect("one object");
    assert_eq!(line["record_sha256"], submission.record_sha256());
    assert_eq!((&line["given"], &line["refused"]), (&json!(1), &json!(2)));
    assert_eq!(
        (&line["verified"], &line["registration"]),
        (&json!(true), &json!("kept"))
    );
    assert_eq!(line["tax_code"], "0100109106");
}

#[test]
fn a_persons_number_is_masked() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder).field("tax_code", Some("001099012345"));
    assert_eq!(backend.post(&submission).status, 201);
    let line = stdout(&folder.run(&["records", "--json"]));
    assert!(
        line.contains("*********345") && !line.contains("001099012345"),
        "{line}"
    );
}

#[test]
fn more_records_than_a_page_are_all_listed() {
    let (folder, _) = with_one_record();
    // Copies cannot verify, being kept under names that are not their own; they can be counted.
    folder.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
         INSERT INTO proofs (record_sha256, record_id, protected, payload, signature, received_at)
         SELECT 'h' || i, 'r' || i, '', '', '', received_at FROM proofs, n",
    );
    let output = folder.run(&["records"]);
    assert!(failure(&output).contains("1201 records; 1200 of them not verified"));
}

#[test]
fn what_was_changed_in_the_database_does_not_verify() {
    for (statement, reason) in [
        (
            "UPDATE proofs SET record_sha256 = replace(record_sha256, substr(record_sha256, 1, 1), 'x')",
            "another hash",
        ),
        (
            "UPDATE proofs SET signature = substr(signature, 1, 40) || 'AAAA' || substr(signature, 45)",
            "signature",
        ),
        (
            "UPDATE proofs SET payload = substr(payload, 1, 40) || 'AAAA' || substr(payload, 45)",
            "payload",
        ),
        (
            "UPDATE registrations SET fields = replace(fields, 'thu.', 'an.')",
            "not the one it was signed over",
        ),
        ("UPDATE registrations SET fields = '{'", "cannot be read"),
        (
            "UPDATE registrations SET salt = 'AAAAAAAAAAAAAAAAAAAAAA'",
            "not the one it was signed over",
        ),
    ] {
        let (folder, _) = with_one_record();
        folder.sql(statement);
        let output = folder.run(&["records"]);
        assert_eq!(output.status.code(), Some(1), "{statement}");
        let text = failure(&output);
        assert!(
            text.contains("FAILS\n    does not verify: ") && text.contains(reason),
            "{statement}: {text}"
        );
        let json: Value =
            serde_json::from_slice(&folder.run(&["records", "--json"]).stdout).expect("one object");
        assert_eq!(json["verified"], false, "{statement}");
    }
}

#[test]
fn a_deleted_registration_leaves_the_proof_whole() {
    let (folder, submission) = with_one_record();
    folder.sql("DELETE FROM registrations");
    let text = stdout(&folder.run(&["records"]));
    let line = text.lines().nth(1).expect("a record");
    assert!(
        line.contains("(deleted)") && line.ends_with("verified"),
        "{line}"
    );

    let file = folder.path("evidence.json");
    let id = submission.record_id();
    stdout(&folder.run(&["export", &id, "--output", file.to_str().expect("a path")]));
    let evidence: Value = serde_json::from_slice(&fs::read(&file).expect("written")).expect("JSON");
    assert!(evidence.get("registration").is_none());
    let text = stdout(&thuan().arg("verify").arg(&file).output().expect("runs"));
    assert!(
        text.contains("not in the file: the copy kept in a browser"),
        "{text}"
    );

    // What was taken stays taken.
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&submission).status, 200);
}

#[test]
fn an_export_has_everything_that_is_needed_to_check_it() {
    let (folder, submission) = with_one_record();
    let text = stdout(&folder.run(&["export", &submission.record_id()]));
    let evidence: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(evidence["format"], "urn:thuan:evidence:1");
    assert_eq!(
        evidence["registration"]["fields"]["email"],
        submission.fields["email"]
    );
    let policy = fs::read_to_string(workspace("policy/vst/vi.md")).expect("a text");
    assert_eq!(
        evidence["policy"],
        json!({ "language": "vi", "text": policy })
    );
    let form = fs::read_to_string(folder.site().join("forms/vst.json")).expect("a form");
    assert_eq!(evidence["form"], form);

    let report: Value = serde_json::from_str(&stdout(&verify(&text, &["--json"]))).expect("JSON");
    let kid = report["receipt"]["kid"].as_str().expect("a kid");
    assert_eq!(evidence["jwks"]["keys"][0]["kid"], kid);
    assert_eq!(report["receipt"]["sequence"], "1");
    let text = stdout(&verify(&text, &[]));
    assert!(
        text.contains(&format!("signed by    {kid} (key)\n  received     ")),
        "{text}"
    );
    assert_eq!(text.matches("  holds ").count(), 5, "{text}");
    assert!(
        text.contains("What this does not prove") && text.contains("who the person was"),
        "{text}"
    );
    assert!(
        text.contains("agreed        Tôi đồng ý nhận email"),
        "{text}"
    );
}

#[test]
fn old_forms_and_texts_stay_exportable() {
    let (folder, submission) = with_one_record();
    for path in ["forms/vst.json", "policy/vst.json"] {
        let path = folder.site().join(path);
        let text = fs::read_to_string(&path).expect("a file");
        let text = text
            .replace("Đăng ký sử dụng dịch vụ", "Đăng ký")
            .replace("Chính sách", "Quy định");
        fs::write(&path, text).expect("written");
    }
    folder.serve(&[]).stop();
    let text = stdout(&folder.run(&["export", &submission.record_id()]));
    assert_eq!(stdout(&verify(&text, &[])).matches("  holds ").count(), 5);
}

fn verify(input: &str, options: &[&str]) -> Output {
    let mut command = thuan();
    command.args(["verify", "-"]).args(options);
    pipe(&mut command, input.as_bytes())
}

#[test]
fn each_kind_of_file_is_verified() {
    let folder = Folder::new();
    let submission = Submission::new(&folder);
    let text = stdout(&verify(&submission.envelope().to_string(), &[]));
    assert!(
        text.contains("a registration as it is posted, and it holds"),
        "{text}"
    );
    let text = stdout(&verify(
        &json!(submission.consent()).to_string(),
        &["--json"],
    ));
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&report["holds"], &report["subject"]),
        (&json!(true), &json!("signed_record"))
    );
    assert_eq!(report["record_sha256"], submission.record_sha256());
    assert_eq!(
        report["does_not_prove"].as_array().expect("a list").len(),
        5
    );
}

#[test]
fn a_policy_file_is_compared_with_the_text_that_was_shown() {
    let folder = Folder::new();
    let consent = json!(Submission::new(&folder).consent()).to_string();
    for (file, words) in [
        ("policy/vst/vi.md", "is the text that was shown"),
        ("policy/vst/en.md", "is not the text that was shown"),
    ] {
        let output = verify(
            &consent,
            &["--policy", workspace(file).to_str().expect("a path")],
        );
        assert!(
            String::from_utf8_lossy(&output.stdout).contains(words),
            "{file}"
        );
    }
}

#[test]
fn a_tampered_file_fails_and_says_where() {
    let (folder, submission) = with_one_record();
    let evidence: Value =
        serde_json::from_str(&stdout(&folder.run(&["export", &submission.record_id()])))
            .expect("JSON");
    for (pointer, value, check) in [
        (
            "/registration/fields/email",
            json!("b@example.com"),
            "registration",
        ),
        ("/policy/text", json!("Chính sách khác"), "policy_text"),
        ("/policy/language", json!("en"), "policy_text"),
        ("/form", json!("{}"), "form"),
        ("/consent/signature", json!("A".repeat(86)), "signature"),
    ] {
        let mut changed = evidence.clone();
        *changed.pointer_mut(pointer).expect("a place") = value;
        let text = failure(&verify(&changed.to_string(), &[]));
        assert!(text.contains("IT DOES NOT HOLD"), "{text}");
        assert!(
            text.contains(&format!("  FAILS     {check}")),
            "{pointer}: {text}"
        );
    }
    let mut with_receipt = evidence.clone();
    with_receipt["receipt"] = evidence["consent"].clone();
    assert!(failure(&verify(&with_receipt.to_string(), &[])).contains("not a signed receipt"));
}

#[test]
fn what_is_no_record_at_all_is_said_so() {
    for (input, words) in [
        ("", "not JSON"),
        ("{}", "neither an evidence file"),
        (
            r#"{"format":"urn:thuan:evidence:2","consent":{"protected":"","payload":"","signature":""}}"#,
            "format",
        ),
        (r#"{"consent":1,"consent":2}"#, "each member once"),
    ] {
        assert!(failure(&verify(input, &[])).contains(words), "{input}");
    }
    let missing = thuan()
        .args(["verify", "no such file"])
        .output()
        .expect("runs");
    assert!(failure(&missing).contains("no such file"));
}

#[test]
fn a_missing_database_or_record_is_said_so() {
    let folder = Folder::new();
    let words = folder.either(
        "there is no database at",
        "there are no tables in that database",
    );
    assert!(failure(&folder.run(&["records"])).contains(words));
    assert!(!folder.path("thuan.db").exists());
    let (folder, _) = with_one_record();
    let unknown = "9b2f8a60-3c1d-4e57-8f21-ffffffffffff";
    assert!(failure(&folder.run(&["export", unknown])).contains("there is no record"));
    assert!(failure(&folder.run(&["export", "1"])).contains("UUID"));
}
