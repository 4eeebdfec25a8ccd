//! Dates and plurals as ICU4X says them, for every language there is a file of: `tests/vectors/intl.json`, which a journey
//! holds against a browser's `Intl`. `cargo xtask messages --write` writes it.

#![cfg(feature = "ssr")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use thuan::i18n::intl;
use thuan_languages::{CATEGORIES, Language, Languages};

/// Every month, days of one digit and two, the ends of years, and what no calendar has.
const DAYS: [&str; 19] = [
    "2026-01-01",
    "2026-02-28",
    "2024-02-29",
    "2026-03-01",
    "2026-04-10",
    "2026-05-09",
    "2026-06-15",
    "2026-07-07",
    "2026-08-31",
    "2026-09-02",
    "2026-10-20",
    "2026-11-27",
    "2025-12-31",
    "1999-12-31",
    "2030-12-31",
    "2100-01-01",
    "9999-12-31",
    "2026-13-01",
    "soon",
];

/// Numbers that some language says otherwise than others.
const COUNTS: [&str; 18] = [
    "0", "1", "2", "3", "4", "5", "10", "11", "12", "20", "21", "22", "100", "101", "111", "1000",
    "1000000", "2000000",
];

fn languages() -> Languages {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Languages::read(&[&root.join("src/i18n"), &root.join("tests/languages")]).unwrap()
}

fn said(language: &Language) -> Value {
    let Language {
        tag, locale, date, ..
    } = language;
    let forms: BTreeSet<_> = language
        .forms()
        .flat_map(|(_, categories)| categories)
        .collect();
    let days = DAYS.map(|day| json!([day, intl::day(locale, date, day)]));
    // What a language has no form for is said as `other`: editions of CLDR differ in what they tell apart.
    let counts = COUNTS.map(|count| {
        let category = CATEGORIES[intl::category(locale, count)];
        let form = forms.get(category).copied().unwrap_or(CATEGORIES[0]);
        json!([count, form])
    });
    json!({ "tag": tag, "locale": locale, "date": date, "forms": forms, "days": days, "counts": counts })
}

#[test]
fn the_vectors_are_what_is_said_natively() {
    const FILE: &str = "tests/vectors/intl.json";
    let all: Vec<Value> = languages().iter().map(said).collect();
    let text = serde_json::to_string_pretty(&all).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("THUAN_WRITE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == text,
        "{FILE} is not what is said natively\n\nWhat to do: cargo xtask messages --write, and read what changed"
    );
}

#[test]
fn texts_that_count_have_the_same_forms_each_and_none_that_the_language_does_not_have() {
    for language in languages().iter() {
        let places = intl::categories(&language.locale);
        let known: BTreeSet<_> = places.into_iter().map(|place| CATEGORIES[place]).collect();
        let mut all = language.forms();
        let (first, forms) = all.next().expect("texts that count");
        assert!(
            forms.iter().all(|form| known.contains(form)),
            "{}.toml: `{first}` has {forms:?}, the language {known:?}",
            language.tag
        );
        for (key, others) in all {
            assert_eq!(others, forms, "{}.toml: `{key}`, `{first}`", language.tag);
        }
    }
}
