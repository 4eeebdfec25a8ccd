//! Every row of the vectors is decided as it says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod support;

use support::{Row, rows};
use thuan_fields::{Phone, PhoneError, PhoneHint, PhoneKind, TaxCode};

const TAX_CODE: &str = include_str!("vectors/tax_code.tsv");
const PHONE: &str = include_str!("vectors/phone.tsv");
const MIGRATION: &str = include_str!("vectors/phone_migration.tsv");

#[test]
fn every_tax_code_is_decided_as_expected() {
    let rows = rows(TAX_CODE);
    assert!(rows.len() >= 599, "{} rows", rows.len());
    for row in rows {
        let input = row.get("input");
        match TaxCode::parse(input) {
            Ok(code) => {
                assert_eq!(row.get("expected"), "valid", "{input:?}");
                assert_eq!(code.as_str(), row.get("normalised"), "{input:?}");
                assert_eq!(code.kind().as_str(), row.get("kind"), "{input:?}");
            }
            Err(error) => assert_eq!(row.get("expected"), "invalid", "{input:?}: {error}"),
        }
    }
}

/// What python-stdnum decides otherwise: it knows no personal numbers, and of pasted text it cleans less.
#[test]
fn tax_codes_differ_from_python_stdnum_only_where_we_know_more() {
    for row in rows(TAX_CODE) {
        let (input, ours, theirs) = (
            row.get("input"),
            row.get("expected"),
            row.get("python_stdnum"),
        );
        let cleaned = thuan_fields::clean(input);
        let pasted =
            cleaned != input || input.contains(['\'', 'M', 'm']) || cleaned.contains([' ', '-']);
        assert!(
            ours == theirs || row.get("kind") == "personal_id" || pasted,
            "{input:?}: {ours}, {theirs}"
        );
        assert!(
            ours == "valid" || theirs == "invalid",
            "{input:?}: python-stdnum takes what we refuse"
        );
    }
}

#[test]
fn every_phone_number_on_which_both_libraries_agree_is_decided_alike() {
    let rows = rows(PHONE);
    let agreed: Vec<&Row> = rows
        .iter()
        .filter(|row| row.get("is_valid_vn") == row.get("js_max"))
        .collect();
    assert!(agreed.len() >= 650, "{} rows", agreed.len());
    let mut wrong = Vec::new();
    for row in agreed {
        let input = row.get("input");
        let ours = match Phone::parse(input) {
            Ok(phone) => [
                "1",
                &phone.kind().as_str().to_ascii_uppercase(),
                phone.e164(),
                &national_with_extension(&phone),
                phone.extension().unwrap_or(""),
            ]
            .join("|"),
            Err(_) => "0".to_owned(),
        };
        let theirs = if row.get("is_valid_vn") == "1" {
            [
                "1",
                row.get("type"),
                row.get("e164"),
                row.get("national"),
                row.get("extension"),
            ]
            .join("|")
        } else {
            "0".to_owned()
        };
        if ours != theirs {
            wrong.push(format!("{input:?}: ours {ours}, theirs {theirs}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// As libphonenumber writes it.
fn national_with_extension(phone: &Phone) -> String {
    match phone.extension() {
        Some(extension) => format!("{} ext. {extension}", phone.national()),
        None => phone.national(),
    }
}

/// The rows on which the libraries differ, each decided by the rule that labels and trailing words are cleaned first.
#[test]
fn where_the_libraries_differ_our_rule_decides() {
    let trailing_words =
        "words without digits after the number are dropped; Python's reads them on a keypad";
    let double_plus = "two pluses are a slip that can mean nothing else; JavaScript's refuses it";
    let star = "no number is written with a star between its digits; Python's skips it";
    let script =
        "Devanagari digits: JavaScript's does not read them, and nobody in Viet Nam writes them";
    let ours: [(&str, Result<&str, PhoneError>, &str); 14] = [
        ("++84912345678", Ok("+84912345678"), double_plus),
        ("++8418001060", Ok("+8418001060"), double_plus),
        ("0912345678 - Anh Nam", Ok("+84912345678"), trailing_words),
        ("0912345678 Mr. A", Ok("+84912345678"), trailing_words),
        ("0845678901 (Zalo)", Ok("+84845678901"), trailing_words),
        ("0845678901 Mr. A", Ok("+84845678901"), trailing_words),
        ("02838125960 (Zalo)", Ok("+842838125960"), trailing_words),
        ("02838125960 - Anh Nam", Ok("+842838125960"), trailing_words),
        ("02363822222 (Zalo)", Ok("+842363822222"), trailing_words),
        ("02363822222 - Anh Nam", Ok("+842363822222"), trailing_words),
        ("02363822222 Mr. A", Ok("+842363822222"), trailing_words),
        ("18001060 - Anh Nam", Ok("+8418001060"), trailing_words),
        ("1800*1060", Err(PhoneError::Symbols), star),
        ("०९१२३४५६७८", Err(PhoneError::Letters), script),
    ];
    let rows = rows(PHONE);
    let differing: Vec<&str> = rows
        .iter()
        .filter(|row| row.get("is_valid_vn") != row.get("js_max"))
        .map(|row| row.get("input"))
        .collect();
    for (input, expected, reason) in ours {
        assert!(differing.contains(&input), "{input:?}");
        assert_eq!(
            Phone::parse(input).map(|phone| phone.e164().to_owned()),
            expected.map(str::to_owned),
            "{reason}"
        );
    }
    assert_eq!(
        differing.len(),
        ours.len(),
        "every differing row is decided"
    );
}

#[test]
fn retired_numbers_have_the_new_one_as_a_hint() {
    let mut seen = 0;
    for row in rows(PHONE) {
        let (input, hint) = (row.get("input"), row.get("hint"));
        if hint.is_empty() || Phone::parse(input).is_ok() {
            continue;
        }
        seen += 1;
        assert_eq!(Phone::parse(input), Err(PhoneError::Retired), "{input:?}");
        let Some(PhoneHint::Moved(new)) = Phone::hint(input) else {
            panic!("{input:?}: no hint")
        };
        assert_eq!(new.national_digits(), hint, "{input:?}");
    }
    assert!(seen > 80, "{seen} rows");
}

/// The whole migration table, not the samples above: every old prefix, whole numbers made up.
#[test]
fn every_retired_prefix_moves() {
    for row in rows(MIGRATION) {
        let (old, new, digits) = (
            row.get("old"),
            row.get("new"),
            row.get("old_total_digits").parse::<usize>().unwrap(),
        );
        let subscriber = &"3812596000"[..digits - old.len()];
        let (old_number, new_number) = (format!("{old}{subscriber}"), format!("{new}{subscriber}"));
        let today = Phone::parse(&new_number).unwrap();
        if row.get("kind") == "landline" {
            assert_eq!(today.area(), Some(row.get("name")), "{new}");
        } else {
            assert_eq!(today.kind(), PhoneKind::Mobile, "{new}");
        }
        match (old == new, row.get("ambiguous"), old) {
            (true, _, _) => assert_eq!(Phone::parse(&old_number), Ok(today)),
            // A mobile number today, all but 031 one that is given out: nothing to tell.
            (_, "1", "031") => assert_eq!(Phone::hint(&old_number), Some(PhoneHint::Moved(today))),
            // Part of 052 is mobile; which depends on the next digit.
            (_, "1", "052") => {}
            (_, "1", _) => {
                assert_eq!(
                    Phone::parse(&old_number).unwrap().kind(),
                    PhoneKind::Mobile,
                    "{old}"
                );
                assert_eq!(Phone::hint(&old_number), None, "{old}");
            }
            _ => {
                assert_eq!(Phone::parse(&old_number), Err(PhoneError::Retired), "{old}");
                assert_eq!(
                    Phone::hint(&old_number),
                    Some(PhoneHint::Moved(today)),
                    "{old}"
                );
            }
        }
    }
}
