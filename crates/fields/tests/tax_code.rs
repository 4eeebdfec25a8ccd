//! Tax codes: causes, hints, and what others get wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use thuan_fields::{Phone, TaxCode, TaxCodeError, TaxCodeHint, TaxCodeKind};

#[track_caller]
fn check(input: &str, expected: &str) {
    assert_eq!(
        TaxCode::parse(input).map(|code| code.to_string()),
        Ok(expected.to_owned()),
        "{input:?}"
    );
}

#[track_caller]
fn refused(input: &str, expected: TaxCodeError) {
    assert_eq!(TaxCode::parse(input), Err(expected), "{input:?}");
}

#[track_caller]
fn hinted(input: &str, expected: Option<&str>) {
    let hint = TaxCode::hint(input).map(|hint| match hint.tax_code() {
        Some(code) => format!("{} {code}", hint.code()),
        None => hint.code().to_owned(),
    });
    assert_eq!(hint.as_deref(), expected, "{input:?}");
}

#[test]
fn every_cause_has_its_error() {
    for nothing in [
        "",
        " ",
        "\u{A0}",
        ".",
        "...",
        "-",
        "MST:",
        "Mã số thuế",
        "'",
        "\u{200B}",
    ] {
        refused(nothing, TaxCodeError::Empty);
    }
    for letters in [
        "không có",
        "VN0100684378",
        "O1OO1O91O6",
        "1.00684378E+08",
        "٠١٠٠٦٨٤٣٧٨",
        "0100109106-00A",
    ] {
        refused(letters, TaxCodeError::Letters);
    }
    for symbols in [
        "0100109106/001",
        "0100109106_001",
        "+0300588569",
        "0300588569\0",
        "0300588569?",
        "😀",
        "①②③",
    ] {
        refused(symbols, TaxCodeError::Symbols);
    }
    for (text, digits) in [
        ("1", 1),
        ("010010910", 9),
        ("00100109106", 11),
        ("0100109106-0001", 14),
        ("1 2 3", 3),
    ] {
        refused(text, TaxCodeError::Length { digits });
    }
    refused(
        &"0300588569".repeat(100),
        TaxCodeError::Length { digits: 1000 },
    );
    refused("0100109107", TaxCodeError::CheckDigit);
    refused("0100109107-001", TaxCodeError::CheckDigit);
    refused("0100109106-000", TaxCodeError::SuffixZero);
    refused("0300000000", TaxCodeError::SequenceZero);
    refused("0300000000001", TaxCodeError::SequenceZero);
    refused("001240-000001", TaxCodeError::DashInPersonal);
}

#[test]
fn labels_are_read_however_they_are_written() {
    for label in [
        "MST",
        "mst:",
        "MST :",
        "Mst.",
        "M.S.T",
        "Mã số thuế",
        "MÃ SỐ THUẾ:",
        "Ma so thue",
        "Ma\u{303} so\u{302}\u{301} thue\u{302}\u{301}:",
        "Mã số thu\u{EA}\u{301} :",
        "'",
        " ' ",
        "'MST: ",
        "\u{FEFF}MST:\u{A0}",
    ] {
        check(&format!("{label} 0100109106"), "0100109106");
        check(&format!("{label}0100109106 - 001"), "0100109106-001");
    }
    // Found by fuzzing: a consonant with an accent is another letter, composed or not.
    for other in ["MST\u{323}", "MS\u{1E6C}"] {
        refused(&format!("{other} 0100109106"), TaxCodeError::Letters);
    }
    // Found by fuzzing: a full-width apostrophe is one after cleaning.
    check("\u{FF07}0100109106", "0100109106");
    refused("MSTT 0100109106", TaxCodeError::Letters);
    refused("MST MST 0100109106", TaxCodeError::Letters);
    refused("MST:: 0100109106", TaxCodeError::Symbols);
}

/// Implementations that compute `10 - sum % 11` and then write the "10" as 0 or 1 take these.
#[test]
fn a_sum_that_is_a_multiple_of_eleven_has_no_check_digit() {
    for nine in [
        "431198384",
        "212187021",
        "408351852",
        "526158418",
        "066043417",
        "484544587",
    ] {
        for check_digit in 0..10 {
            refused(&format!("{nine}{check_digit}"), TaxCodeError::CheckDigit);
        }
    }
    for zero in ["1974359020", "4573867350", "4797519920"] {
        check(zero, zero);
    }
}

/// Implementations that pad with zeros make a branch of it.
#[test]
fn twelve_digits_are_a_person_and_never_a_padded_branch() {
    let code = TaxCode::parse("100109106001").unwrap();
    assert_eq!(code.kind(), TaxCodeKind::Personal);
    assert_eq!(code.as_str(), "100109106001");
    hinted("100109106001", Some("maybe_branch 0100109106-001"));
    hinted("123456789012", Some("unknown_province"));
    hinted("001240000001", None);
    hinted("096240000001", None);
    hinted("097240000001", Some("unknown_province"));
    hinted("000240000001", Some("unknown_province"));
}

/// Implementations with `^\d{10}$|^\d{13}$` refuse how the law and every invoice write it.
#[test]
fn the_dash_is_taken_wherever_it_stands() {
    for written in [
        "0100109106-001",
        "0100109106001",
        "0100109106 001",
        "0100109106--001",
        "01001-09106-0-0-1-",
    ] {
        check(written, "0100109106-001");
    }
}

#[test]
fn hints_tell_what_was_probably_meant() {
    hinted("101248141", Some("lost_leading_zero 0101248141"));
    hinted("101248140", None);
    hinted("100109106-001", Some("lost_leading_zero 0100109106-001"));
    hinted("10240000001", Some("lost_leading_zero 010240000001"));
    hinted("0101248141-01", Some("maybe_branch 0101248141-001"));
    hinted("0101248141-1", Some("maybe_branch 0101248141-001"));
    hinted("0101248141.0", Some("did_you_mean 0101248141"));
    hinted("O1OO1O91O6", Some("did_you_mean 0100109106"));
    hinted("0l00l09l06", Some("did_you_mean 0100109106"));
    hinted("0100109106/001", Some("did_you_mean 0100109106-001"));
    hinted("VN0100684378", Some("did_you_mean 0100684378"));
    hinted("0100109106", None);
    hinted("0100109107", None);
    hinted("", None);
    hinted("không có", None);
    for phone in ["0912345678", "0987654321", "+84912345678", "024 3934 3137"] {
        assert_eq!(
            TaxCode::hint(phone),
            Some(TaxCodeHint::LooksLikePhone(Phone::parse(phone).unwrap())),
            "{phone}"
        );
    }
}

#[test]
fn a_branch_tells_its_enterprise_and_its_suffix() {
    let Ok(TaxCode::Branch(branch)) = TaxCode::parse("0100109106001") else {
        panic!()
    };
    assert_eq!(
        (branch.enterprise().as_str(), branch.suffix()),
        ("0100109106", "001")
    );
}

#[test]
fn personal_numbers_are_masked_and_not_in_debug_output() {
    let person = TaxCode::parse("001240000789").unwrap();
    assert_eq!(person.masked(), "*********789");
    assert_eq!(format!("{person:?}"), "Personal(..)");
    assert!(!format!("{:?}", TaxCode::hint("10240000789")).contains("240"));
    let company = TaxCode::parse("0100109106001").unwrap();
    assert_eq!(company.masked(), "0100109106-001");
    assert!(format!("{company:?}").contains("0100109106-001"));
}

#[test]
fn errors_say_the_same_words_and_codes_for_ever() {
    for (error, code, words) in [
        (TaxCodeError::Empty, "empty", "no tax code"),
        (
            TaxCodeError::Letters,
            "letters",
            "a tax code has digits only, found a letter",
        ),
        (
            TaxCodeError::Symbols,
            "symbols",
            "a tax code has digits only, found a sign",
        ),
        (
            TaxCodeError::Length { digits: 9 },
            "length",
            "a tax code has 10, 12 or 13 digits",
        ),
        (
            TaxCodeError::CheckDigit,
            "check_digit",
            "the tax code's check digit does not match",
        ),
        (
            TaxCodeError::SuffixZero,
            "suffix_zero",
            "a branch's suffix counts from 001",
        ),
        (
            TaxCodeError::SequenceZero,
            "sequence_zero",
            "a tax code's sequence number counts from 0000001",
        ),
        (
            TaxCodeError::DashInPersonal,
            "dash_in_personal",
            "a personal identification number has no dash",
        ),
    ] {
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
    }
}
