//! The names that programs go by are in the documents: all that this program has, and no other.
//!
//! Beside what is read here from the source, every refusal that any of these tests brings about is looked up.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{names, workspace};

/// Where faults are found.
const FAULTS: [&str; 11] = [
    "crates/consent/src/answer.rs",
    "crates/consent/src/envelope/verify.rs",
    "crates/consent/src/jws/parse.rs",
    "crates/consent/src/record/change.rs",
    "crates/consent/src/record/check.rs",
    "crates/consent/src/registration.rs",
    "crates/fields/src/email/error.rs",
    "crates/fields/src/phone/error.rs",
    "crates/fields/src/tax_code/error.rs",
    "crates/fields/src/text/error.rs",
    "crates/backend/src/http",
];

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder");
    let mut all: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    all.sort();
    all
}

/// The program, without its comments and tests.
fn code_of(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a file");
    let program = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let lines = program
        .lines()
        .filter(|line| !line.trim().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands in braces behind some words, the first time.
fn body<'a>(text: &'a str, words: &str) -> &'a str {
    let Some((_, rest)) = text.split_once(words) else {
        return "";
    };
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return &rest[..at],
            b'}' => depth -= 1,
            _ => {}
        }
    }
    rest
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
}

/// The codes that faults are made with: a name before the words of its detail, or behind a pointer, or what an error calls
/// itself.
fn codes(program: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // Texts have no quotation marks in them here.
    let parts: Vec<&str> = program.split('"').collect();
    for index in (1..parts.len()).step_by(2) {
        let (text, next) = (parts[index], parts.get(index + 1).unwrap_or(&""));
        let before = parts[index - 1];
        let Some(next) = next.strip_prefix(',').filter(|_| is_name(text)) else {
            // What stands behind a pointer, and ends a pair.
            let pointer = index >= 2 && parts[index - 2].starts_with("#/") && before == ", ";
            if pointer && is_name(text) {
                found.insert(text.to_owned());
            }
            continue;
        };
        let word = next.trim_start();
        let words = word.is_empty() && parts.get(index + 2).is_some_and(|text| text.contains(' '));
        let named = ["detail", "error", "format!", "NOT_IN", "&detail", "&error"];
        let named = named.iter().any(|name| word.starts_with(name));
        // `event = "…", error` is for the log.
        if (words || named) && !before.trim_end().ends_with('=') {
            found.insert(text.to_owned());
        }
    }
    let own = body(program, "fn code(&self)");
    let own = own
        .split("=> \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    found.extend(own.map(str::to_owned));
    found
}

fn slugs() -> BTreeSet<String> {
    let program = code_of(&workspace("crates/backend/src/http/problem.rs"));
    let slugs = body(&program, "fn slug(&self)");
    let slugs = slugs.split("=> \"").skip(1);
    slugs
        .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
        .collect()
}

#[test]
fn every_name_of_a_refusal_is_in_the_documents() {
    let mut known = slugs();
    assert!(known.len() > 20, "{known:?}");
    for path in FAULTS.iter().flat_map(|path| files(&workspace(path))) {
        known.extend(codes(&code_of(&path)));
    }
    assert!(known.len() > 100, "{known:?}");
    let documented = names();
    let missing: Vec<_> = known.difference(documented).collect();
    assert!(missing.is_empty(), "not in docs/backends.md: {missing:?}");
    let invented: Vec<_> = documented.difference(&known).collect();
    assert!(invented.is_empty(), "in no program: {invented:?}");
}

#[test]
fn every_problem_of_a_documented_address_is_in_the_openapi_document() {
    let document = fs::read_to_string(workspace("schemas/openapi.json")).expect("a document");
    // A method that an address does not have is no part of any.
    let missing: Vec<_> = slugs()
        .into_iter()
        .filter(|slug| slug != "method-not-allowed")
        .filter(|slug| !document.contains(&format!("`{slug}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
