//! `thuan export --all --format csv` and `jsonl`: registrations for spreadsheets.

use std::collections::BTreeMap;

use crate::support::{Folder, FollowUp, PlainForm, Submission, failure, stdout};

type Row = BTreeMap<String, String>;

/// The table as somebody else's reader sees it.
fn read(bytes: &[u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().expect("a head").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("as many cells as the head has");
        let cells = head.iter().zip(row.iter());
        cells
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    });
    rows.collect()
}

fn csv(folder: &Folder) -> Vec<Row> {
    read(stdout(&folder.run(&["export", "--all", "--format", "csv"])).as_bytes())
}

fn lines(folder: &Folder) -> Vec<Row> {
    stdout(&folder.run(&["export", "--all", "--format", "jsonl"]))
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object of strings"))
        .collect()
}

#[test]
fn a_registration_is_a_row_with_its_fields_and_decisions() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submissions: Vec<Submission> = (0..3).map(|_| Submission::new(&folder)).collect();
    for submission in &submissions {
        assert_eq!(backend.post(submission).status, 201);
    }
    let text = stdout(&folder.run(&["export", "--all", "--format", "csv"]));
    assert!(text.starts_with("\u{feff}record.id,"), "{text}");
    assert_eq!(text.matches("\r\n").count(), 4);

    let (csv, lines) = (csv(&folder), lines(&folder));
    assert_eq!((csv.len(), lines.len()), (3, 3));
    for ((row, line), submission) in csv.iter().zip(&lines).zip(&submissions) {
        assert_eq!(row["record.id"], submission.record_id());
        assert_eq!(row["record.form"], "vst");
        assert_eq!(row["record.language"], "vi");
        assert!(row["record.received_at"].starts_with("20"));
        assert_eq!(row["record.changed_at"], "");
        for (name, value) in &submission.fields {
            assert_eq!(line[name.as_str()], *value, "{name}");
            assert_eq!(row[name.as_str()].trim_start_matches('\''), value, "{name}");
        }
        // A spreadsheet would add it up.
        assert!(row["phone"].starts_with("'+84"), "{row:?}");
        for purpose in &submission.verified().record.purposes {
            let name = format!("purpose.{}", purpose.id);
            assert_eq!(row[&name], purpose.event_state.name());
            assert_eq!(line[&name], purpose.event_state.name());
        }
        assert!(!line.contains_key("record.changed_at"));
    }
}

#[test]
fn who_has_taken_consent_back_is_shown_without_it() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submissions: Vec<Submission> = (0..2).map(|_| Submission::new(&folder)).collect();
    for submission in &submissions {
        assert_eq!(backend.post(submission).status, 201);
    }
    let state = |row: &Row| row["purpose.renewal_email"].clone();
    assert_eq!(state(&csv(&folder)[0]), "given");

    let first = submissions[0].verified();
    let withdrawal = FollowUp::withdrawing(&first, "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    for rows in [csv(&folder), lines(&folder)] {
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (state(&rows[0]), state(&rows[1])),
            ("withdrawn".into(), "given".into())
        );
        assert_eq!(rows[0]["record.id"], submissions[0].record_id());
        assert!(rows[0]["record.changed_at"] >= rows[0]["record.received_at"]);
    }
    let again = FollowUp::agreeing(&withdrawal.verified(), &folder.pack(), "renewal_email");
    assert_eq!(backend.post_change(&again).status, 201);
    assert_eq!(state(&csv(&folder)[0]), "given");

    // A change that does not hold may have been any: then nothing is said of the person.
    backend.stop();
    let id = again.record_id();
    let other = submissions[1].record_id();
    folder.sql(&format!(
        "UPDATE proofs SET signature = (SELECT signature FROM proofs WHERE record_id = '{other}') WHERE record_id = '{id}'"
    ));
    let path = folder.path("table.csv");
    let arguments = ["export", "--all", "--format", "csv", "--output"];
    let output = folder.run(&[&arguments[..], &[path.to_str().expect("a path")]].concat());
    let said = failure(&output);
    assert!(
        said.contains(&submissions[0].record_id()) && said.contains(&id),
        "{said}"
    );
    let rows = read(&std::fs::read(&path).expect("written"));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["record.id"], other);
}

#[test]
fn nothing_that_was_typed_becomes_a_formula() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let link = "=HYPERLINK(\"https://evil.example\";\"Xem\")";
    let submission = Submission::new(&folder)
        .field("company_name", Some(link))
        .field("address", Some("Số 1; =1+1"));
    let answer = backend.post(&submission);
    assert_eq!(answer.status, 201, "{:?}", answer.text());
    let row = csv(&folder).remove(0);
    assert_eq!(row["company_name"], format!("'{link}"));
    assert_eq!(row["address"], "Số 1; '=1+1");
    // Nothing reads formulas in JSON.
    assert_eq!(lines(&folder)[0]["company_name"], link);
}

#[test]
fn what_was_deleted_is_a_row_without_the_person() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let (gone, stays) = (Submission::new(&folder), Submission::new(&folder));
    assert_eq!(backend.post(&gone).status, 201);
    assert_eq!(backend.post(&stays).status, 201);
    stdout(&folder.run(&["forget", &gone.record_id(), "--reason", "asked for"]));
    let rows = csv(&folder);
    assert_eq!(rows[0]["record.id"], gone.record_id());
    assert_eq!(
        (rows[0]["email"].as_str(), rows[0]["phone"].as_str()),
        ("", "")
    );
    assert_ne!(rows[0]["record.deleted_at"], "");
    assert_ne!(rows[1]["email"], "");
    assert_eq!(rows[1]["record.deleted_at"], "");
}

#[test]
fn a_table_is_of_all_and_says_what_is_not_in_it() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    PlainForm::new(&folder, "vi").post(&backend).page(200);
    for format in ["csv", "jsonl"] {
        let output = folder.run(&["export", &submission.record_id(), "--format", format]);
        assert!(failure(&output).contains("--all"));
        let output = folder.run(&["export", "--all", "--format", format]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("nobody signed"), "{said}");
    }
    assert_eq!(csv(&folder).len(), 1);
}

#[test]
fn an_empty_table_has_its_head() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    let text = stdout(&folder.run(&["export", "--all", "--format", "csv"]));
    assert_eq!(text.lines().count(), 1);
    assert!(lines(&folder).is_empty());
}
