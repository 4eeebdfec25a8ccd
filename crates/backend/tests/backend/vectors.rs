//! The public vectors, posted to a real backend: what no verifier may take, this one does not, for the reason they give.

use std::fs;

use serde_json::Value;

use crate::support::{refusing, workspace};

fn cases() -> Vec<Value> {
    let index = fs::read(workspace("tests/vectors/consent/index.json")).expect("an index");
    let index: Value = serde_json::from_slice(&index).expect("JSON");
    let cases = index.as_array().or_else(|| index["cases"].as_array());
    cases.expect("a list").clone()
}

#[test]
fn invalid_vectors_are_refused_for_the_reason_they_give() {
    refusing(|_, backend| {
        let mut posted = 0;
        for case in cases() {
            let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
            let (file, code) = (text("file"), text("code"));
            // What takes knowledge of a backend is judged by that backend's knowledge, which this one does not have.
            if text("verdict") != "invalid" || text("level") == "backend" {
                continue;
            }
            let body = fs::read(workspace("tests/vectors/consent").join(&file)).expect("a file");
            if body.windows(8).any(|window| window == b"\"format\"") {
                continue;
            }
            posted += 1;
            let answer = backend.post_bytes("9b2f8a60-3c1d-4e57-8f21-000000000000", body);
            if code == "body" {
                answer.is_problem(400, "not-an-envelope");
                continue;
            }
            assert_eq!(answer.status, 422, "{file}");
            let codes: Vec<String> = answer.errors().into_iter().map(|(_, code)| code).collect();
            assert!(
                codes.contains(&code),
                "{file}: {code} is not among {codes:?}"
            );
        }
        assert!(posted > 60, "{posted}");
    });
}
