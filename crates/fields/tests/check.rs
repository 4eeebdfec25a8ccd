//! The line protocol and serde.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use thuan_fields::check::{Kind, check_line};
use thuan_fields::{Address, CompanyName, Email, ForeignPhone, PersonName, Phone, TaxCode};

#[track_caller]
fn check(kind: &str, line: &str, expected: &str) {
    let answer = check_line(kind.parse().unwrap(), line);
    assert_eq!(answer, expected, "{line}");
    assert!(
        serde_json::from_str::<serde_json::Value>(&answer)
            .unwrap()
            .is_object()
    );
}

#[test]
fn tax_codes() {
    check(
        "tax-code",
        r#""0100109106001""#,
        r#"{"valid":true,"normalised":"0100109106-001","kind":"branch"}"#,
    );
    check(
        "tax-code",
        r#""\u0030100109106""#,
        r#"{"valid":true,"normalised":"0100109106","kind":"enterprise"}"#,
    );
    check(
        "tax-code",
        r#""001240000001""#,
        r#"{"valid":true,"normalised":"001240000001","kind":"personal_id"}"#,
    );
    check(
        "tax-code",
        r#""0100109107""#,
        r#"{"valid":false,"error":"check_digit"}"#,
    );
    check(
        "tax-code",
        r#""101248141""#,
        r#"{"valid":false,"error":"length","digits":9,"hint":{"kind":"lost_leading_zero","value":"0101248141","normalised":"0101248141"}}"#,
    );
    check(
        "tax-code",
        r#""0912345678""#,
        r#"{"valid":false,"error":"check_digit","hint":{"kind":"looks_like_phone","value":"0912345678","normalised":"+84912345678"}}"#,
    );
    check(
        "tax-code",
        r#""123456789012""#,
        r#"{"valid":true,"normalised":"123456789012","kind":"personal_id","hint":{"kind":"unknown_province"}}"#,
    );
}

#[test]
fn phones() {
    check(
        "phone",
        r#""(024) 3934 3137 ext 5""#,
        r#"{"valid":true,"normalised":"+842439343137","kind":"fixed_line","national":"024 3934 3137","international":"+84 24 3934 3137","extension":"5","area":"Hà Nội"}"#,
    );
    check(
        "phone",
        r#""0951234567""#,
        r#"{"valid":true,"normalised":"+84951234567","kind":"mobile","national":"0951 234 567","international":"+84 951 234 567","warning":"unallocated_prefix"}"#,
    );
    check(
        "phone",
        r#""01631234567""#,
        r#"{"valid":false,"error":"retired","hint":{"kind":"moved","value":"0331234567","normalised":"+84331234567"}}"#,
    );
    check(
        "phone",
        r#""02838125960 máy lẻ 12""#,
        r#"{"valid":false,"error":"extension","hint":{"kind":"did_you_mean","value":"02838125960 ext. 12","normalised":"+842838125960;ext=12"}}"#,
    );
    check(
        "phone",
        r#""113""#,
        r#"{"valid":false,"error":"too_short","digits":4}"#,
    );
}

#[test]
fn emails_and_texts() {
    check(
        "email",
        r#""Lan@Gmail.con""#,
        r#"{"valid":true,"normalised":"Lan@gmail.con","kind":"email","hint":{"kind":"did_you_mean","value":"Lan@gmail.com","normalised":"Lan@gmail.com"}}"#,
    );
    check("email", r#""lan""#, r#"{"valid":false,"error":"no_at"}"#);
    check(
        "company-name",
        r#"" Công  ty \"A\" ""#,
        r#"{"valid":true,"normalised":"Công ty \"A\""}"#,
    );
    check("person-name", r#""""#, r#"{"valid":false,"error":"empty"}"#);
    check(
        "person-name",
        &format!("\"{}\"", "a".repeat(151)),
        r#"{"valid":false,"error":"too_long","max":150,"length":151}"#,
    );
    check(
        "address",
        r#""Số 1\nHuế""#,
        r#"{"valid":true,"normalised":"Số 1, Huế"}"#,
    );
}

#[test]
fn a_line_that_is_no_json_string_says_so() {
    for line in [
        "",
        "0100109106",
        "null",
        "{}",
        "[\"a\"]",
        "\"a",
        "\"a\" b",
        "'a'",
        "\"\\ud800\"",
        "\"\u{1}\"",
    ] {
        check(
            "tax-code",
            line,
            r#"{"valid":false,"error":"not_a_json_string"}"#,
        );
    }
    check(
        "tax-code",
        " \"0100109106\"\r\n",
        r#"{"valid":true,"normalised":"0100109106","kind":"enterprise"}"#,
    );
}

#[test]
fn kinds_have_names() {
    for kind in Kind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    assert!("taxcode".parse::<Kind>().is_err());
}

#[test]
fn serde_goes_through_the_text_and_lets_nothing_invalid_in() {
    #[track_caller]
    fn round<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
        json: &str,
        written: &str,
    ) {
        let value: T = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), written);
        assert_eq!(serde_json::from_str::<T>(written).unwrap(), value);
        for invalid in ["\"\"", "1", "null", "\"\\u0000\""] {
            assert!(serde_json::from_str::<T>(invalid).is_err(), "{invalid}");
        }
    }
    round::<TaxCode>("\"MST 0100109106001\"", "\"0100109106-001\"");
    round::<Phone>("\"0912 345 678 x12\"", "\"+84912345678;ext=12\"");
    round::<ForeignPhone>("\"+1 202 555 0123\"", "\"+12025550123\"");
    round::<Email>("\"Lan@Example.VN\"", "\"Lan@example.vn\"");
    round::<CompanyName>("\" A  B \"", "\"A B\"");
    round::<PersonName>("\"Lan\"", "\"Lan\"");
    round::<Address>("\"1\\n2\"", "\"1, 2\"");
    let error = serde_json::from_str::<TaxCode>("\"0912345678\"")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("check digit") && !error.contains("0912345678"),
        "{error}"
    );
}
