//! The project's own vectors, `tests/vectors/consent` at the root: made here, judged here.
//!
//! `THUAN_WRITE_VECTORS=1 cargo test -p thuan-consent --all-features --test vectors_consent` writes them; without the
//! variable the same test compares, so the files are always what this program makes.

#![cfg(feature = "verify")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod cases;
mod judge;
mod shape_tests;
mod shapes;
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use cases::{Case, cases};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/consent")
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn file_of(case: &Case) -> String {
    format!("{}.json", case.name)
}

/// A case as the index has it.
fn entry(case: &Case, context: &Value) -> Value {
    let mut entry = json!({
        "file": file_of(case),
        "level": case.level,
        "verdict": if case.code.is_none() { "valid" } else { "invalid" },
        "why": case.why,
    });
    if let Some(code) = case.code {
        entry["code"] = json!(code);
    } else if let Ok(hash) = judge::judge(pretty(&case.content).as_bytes(), context) {
        entry["record_sha256"] = json!(hash);
    }
    entry
}

fn keys() -> Value {
    let keys = [
        (world::PERSON, "the person"),
        (world::OTHER_BROWSER, "the person, in another browser"),
        (world::PERSON_ED25519, "the person, with Ed25519"),
        (world::BACKEND, "the backend"),
        (world::BACKEND_RETIRED, "the backend, retired"),
        (world::STRANGER, "nobody here"),
    ];
    json!({
        "warning": "TEST KEYS. The private halves are published here so that anyone can make the vectors again. Never use them.",
        "keys": keys.map(|(key, whose)| key.published(whose)),
    })
}

/// Every file of the folder but the README, by name.
fn made() -> BTreeMap<String, String> {
    let context = world::context();
    let cases = cases();
    let mut files: BTreeMap<_, _> = cases
        .iter()
        .map(|case| (file_of(case), pretty(&case.content)))
        .collect();
    assert_eq!(files.len(), cases.len(), "two cases of one name");
    let entries: Vec<Value> = cases.iter().map(|case| entry(case, &context)).collect();
    files.insert(
        "index.json".to_owned(),
        pretty(&json!({ "cases": entries })),
    );
    files.insert("context.json".to_owned(), pretty(&context));
    files.insert("keys.json".to_owned(), pretty(&keys()));
    files
}

#[test]
fn the_files_are_what_is_made_here() {
    let made = made();
    if env::var_os("THUAN_WRITE_VECTORS").is_some() {
        for (name, text) in &made {
            fs::write(folder().join(name), text).unwrap();
        }
    }
    let advice = "run with THUAN_WRITE_VECTORS=1 and look at the difference";
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    for file in fs::read_dir(folder()).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        if name != "README.md" {
            there.insert(name, fs::read_to_string(file.path()).unwrap());
        }
    }
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&made), "{advice}");
    for (name, text) in &made {
        assert!(there[name] == *text, "{name} differs: {advice}");
    }
}

/// From the files as they are, as a stranger would.
#[test]
fn every_file_gets_its_verdict() {
    let read = |name: &str| fs::read(folder().join(name)).unwrap();
    let context: Value = serde_json::from_slice(&read("context.json")).unwrap();
    let index: Value = serde_json::from_slice(&read("index.json")).unwrap();
    let mut wrong = Vec::new();
    for case in index["cases"].as_array().unwrap() {
        let name = case["file"].as_str().unwrap();
        let expected = match case["verdict"].as_str().unwrap() {
            "valid" => Ok(case["record_sha256"].as_str().unwrap_or("").to_owned()),
            _ => Err(case["code"].as_str().unwrap().to_owned()),
        };
        let found = judge::judge(&read(name), &context).map(|hash| hash.to_string());
        if found != expected {
            wrong.push(format!("{name}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_malleated_signature_is_the_same_record() {
    let index: Value =
        serde_json::from_slice(&fs::read(folder().join("index.json")).unwrap()).unwrap();
    let hash = |file: &str| {
        let cases = index["cases"].as_array().unwrap();
        let case = cases.iter().find(|case| case["file"] == file).unwrap();
        case["record_sha256"].clone()
    };
    assert_eq!(
        hash("valid-malleated-signature.json"),
        hash("valid-first-record.json")
    );
}
