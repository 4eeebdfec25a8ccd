//! Asking the foreign readers of `oracle.py`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot set up must stop"
)]
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// What is wrong with each instance by a schema's file, or `None` where there is no oracle.
pub fn faults(schema: &str, instances: &[Value]) -> Option<Vec<Vec<String>>> {
    let pairs: Vec<(&str, &Value)> = instances
        .iter()
        .map(|instance| (schema, instance))
        .collect();
    faults_of(&pairs)
}

/// As [`faults`], with a schema's file for each instance.
pub fn faults_of(pairs: &[(&str, &Value)]) -> Option<Vec<Vec<String>>> {
    let requests: Vec<Value> = pairs
        .iter()
        .map(|(schema, instance)| json!({ "schema": schema, "instance": instance }))
        .collect();
    let answers = ask(&requests)?;
    Some(
        answers
            .into_iter()
            .map(|faults| serde_json::from_value(faults).unwrap())
            .collect(),
    )
}

/// A subject, a predicate and an object.
pub type Triple = [String; 3];

/// The statements of a JSON-LD document, or `None` where there is no oracle.
pub fn triples(document: &Value) -> Option<Vec<Triple>> {
    let answers = ask(&[json!({ "triples": document })])?;
    Some(serde_json::from_value(answers.first().unwrap().clone()).unwrap())
}

/// `THUAN_PYTHON` is a Python with the packages, by default `python3`. Where they are missing the tests say so and pass,
/// unless `THUAN_REQUIRE_ORACLES` is 1.
fn ask(requests: &[Value]) -> Option<Vec<Value>> {
    let python = std::env::var("THUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let required = std::env::var("THUAN_REQUIRE_ORACLES").is_ok_and(|value| value == "1");
    let missing = |what: &str| {
        assert!(!required, "{what}");
        let _ = writeln!(std::io::stderr(), "NOT COMPARED: {what}");
    };
    let child = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        missing(&format!("{python} cannot be run"));
        return None;
    };
    let stdin = child.stdin.take().unwrap();
    let lines: Vec<String> = requests.iter().map(Value::to_string).collect();
    let writer = std::thread::spawn(move || {
        let mut stdin = BufWriter::new(stdin);
        // It fails when the oracle has ended, and the exit status tells why.
        lines.iter().try_for_each(|line| writeln!(stdin, "{line}"))
    });
    let answers: Vec<Value> = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    let written = writer.join().unwrap();
    let status = child.wait().unwrap();
    if status.code() == Some(3) {
        missing(&format!(
            "jsonschema or rdflib is not installed in {python}"
        ));
        return None;
    }
    assert!(
        status.success() && written.is_ok(),
        "the oracle failed: {status}"
    );
    assert_eq!(answers.len(), requests.len());
    Some(answers)
}
