//! Every rule, both ways: a pack that trips it, on the right line, and one that comes near and does not.

mod consent;
mod controller;
mod format;
mod languages;
mod parties;
mod purposes;
mod retention;
mod rights;

use crate::support::{Files, example, summary};

/// A rule finds what it is there for, in a pack that is otherwise without a finding of that rule.
#[track_caller]
pub fn trips(rule: &str, files: &Files, line: usize) {
    assert!(example().lint().iter().all(|finding| finding.rule != rule));
    let found: Vec<_> = files
        .lint()
        .into_iter()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.line)
        .collect();
    assert!(
        found.contains(&Some(line)),
        "{rule}: {found:?} in {:?}",
        summary(files)
    );
}

#[track_caller]
pub fn passes(rule: &str, files: &Files) {
    let found: Vec<_> = files
        .lint()
        .into_iter()
        .filter(|finding| finding.rule == rule)
        .collect();
    assert_eq!(found, []);
}

pub fn toml(old: &str, new: &str) -> Files {
    example().with("toml", old, new)
}

pub fn vi(old: &str, new: &str) -> Files {
    example().with("vi", old, new)
}

/// With one paragraph more below the first article's heading: line 9 of `vi.md`.
pub fn says(words: &str) -> Files {
    vi(
        "## 1. Mục đích\n\n",
        &format!("## 1. Mục đích\n\n{words}\n\n"),
    )
}
