#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;
use crate::form::FormDefinition;
use crate::registration::{Registration, Salt};

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// A form with this field beside nothing else.
fn form(field: &str) -> FormDefinition {
    let text = format!(
        r#"{{"format":"urn:thuan:form:1","id":"a","policy":"b","endpoint":"/","languages":["vi"],"title":{{"vi":"t"}},
        "fields":[{{"name":"asked","label":{{"vi":"l"}},"section":"contact",{field}}}]}}"#
    );
    FormDefinition::parse(text.as_bytes()).expect("a form")
}

#[track_caller]
fn check(field: &str, text: &str, expected: Result<&str, AnswerError>) {
    let form = form(field);
    let own = form.own(0).expect("a field of its own");
    assert_eq!(
        parse(own, text, nfc),
        expected.map(str::to_owned),
        "{text:?}"
    );
}

#[test]
fn a_number_is_read_as_it_is_written_here_and_in_programs() {
    let number = |text, expected| check(r#""type":"number""#, text, Ok(expected));
    number("0", "0");
    number("-0", "0");
    number("-0,0", "0");
    number("007", "7");
    number("0,05", "0.05");
    number("-00,50", "-0.5");
    number("1234", "1234");
    number("1 234", "1234");
    number("1 234 567,89", "1234567.89");
    number("1,5", "1.5");
    number("1.50", "1.5");
    number("10", "10");
    number("\u{2212}12", "-12");
    number(" １２ ", "12");
    number("999999999999999999", "999999999999999999");
}

#[test]
fn a_number_that_can_be_read_in_two_ways_is_read_in_none() {
    let refused = |text, error| check(r#""type":"number""#, text, Err(error));
    for text in ["1.234", "500,000", "0.125"] {
        refused(text, AnswerError::Decimals);
    }
    for text in [
        "một",
        "1e3",
        "1,2,3",
        "1.234,5",
        "1.234.567",
        ".5",
        "5.",
        "-",
        "-.5",
        "--1",
        "1-",
        "+1",
        "0x1",
    ] {
        refused(text, AnswerError::NotNumber);
    }
    refused("1000000000000000000", AnswerError::TooLong);
    refused(" \u{200b} ", AnswerError::Empty);
}

#[test]
fn limits_count_themselves() {
    let branches = r#""type":"number","min":"-1.5","max":"500""#;
    for (text, within) in [
        ("-1,5", true),
        ("-1,51", false),
        ("-2", false),
        ("0", true),
        ("99", true),
        ("500", true),
        ("500,01", false),
        ("1000", false),
    ] {
        let normal = text.replace(',', ".");
        check(
            branches,
            text,
            if within {
                Ok(&normal)
            } else {
                Err(AnswerError::Range)
            },
        );
    }
    let days = r#""type":"date","min":"2026-01-31","max":"2026-12-31""#;
    check(days, "30/01/2026", Err(AnswerError::Range));
    check(days, "31/01/2026", Ok("2026-01-31"));
    check(days, "2026-12-31", Ok("2026-12-31"));
    check(days, "01/01/2027", Err(AnswerError::Range));
}

#[test]
fn a_day_is_one_of_the_calendar() {
    let day = |text, expected| check(r#""type":"date""#, text, expected);
    day("2028-02-29", Ok("2028-02-29"));
    day("29/02/2028", Ok("2028-02-29"));
    for text in [
        "29/02/2026",
        "12/31/2026",
        "31/12/26",
        "31/12",
        "31 12 2026",
        "tháng 12",
        "2026-12-31-1",
        "20261231",
        "31/12/20266",
        "ạ/12/2026",
        "31/12/",
        "2026-12-31T00",
    ] {
        day(text, Err(AnswerError::NotDate));
    }
}

#[test]
fn a_text_is_measured_after_it_is_cleaned() {
    let text = r#""type":"text","min_length":2,"max_length":4"#;
    check(text, "  ấ\u{200b} ", Err(AnswerError::TooShort));
    check(text, "a\u{302}\u{301}bcd", Ok("ấbcd"));
    check(text, "abcde", Err(AnswerError::TooLong));
    check(text, "ab\u{7}", Err(AnswerError::ControlCharacter));
    check(text, "a\nb", Ok("a b"));
    let lines = r#""type":"multiline""#;
    check(lines, "\r\n a \r\n\n\u{a0}b\n ", Ok("a\n\nb"));
    check(lines, &"a".repeat(2001), Err(AnswerError::TooLong));
    check(
        r#""type":"text""#,
        &"a".repeat(201),
        Err(AnswerError::TooLong),
    );
}

#[test]
fn an_option_is_one_of_those_there_are() {
    for kind in ["select", "radio"] {
        let field =
            format!(r#""type":"{kind}","options":[{{"value":"one","label":{{"vi":"Một"}}}}]"#);
        check(&field, "one", Ok("one"));
        check(&field, "Một", Err(AnswerError::NoOption));
        check(&field, "", Err(AnswerError::Empty));
    }
    check(r#""type":"checkbox""#, "true", Ok("true"));
    check(r#""type":"checkbox""#, "on", Err(AnswerError::NoOption));
    check(r#""type":"email""#, "a@B.VN", Ok("a@b.vn"));
    check(
        r#""type":"email""#,
        "a",
        Err(AnswerError::Email(EmailError::NoAt)),
    );
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9., -]{0,12}",
        "-?[0-9]{1,3}([., ][0-9]{3}){0,3}([.,][0-9]{1,3})?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{2}/[0-9]{2}/[0-9]{4}",
        "[a-zạ\u{301}\u{200b} \r\n.@]{0,12}",
        "\\PC{0,8}",
        Just("true".to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_normal_form_is_a_fixed_point_that_the_backend_takes(text in typed(), at in 0_usize..8) {
        let kinds = ["text", "multiline", "email", "number", "date", "select", "radio", "checkbox"];
        let options = if matches!(at, 5 | 6) { r#","options":[{"value":"true","label":{"vi":"l"}}]"# } else { "" };
        let form = form(&format!(r#""type":"{}"{options}"#, kinds[at]));
        let own = form.own(0).expect("a field of its own");
        let sent = |value: String| Registration {
            salt: Salt::from_random(&[0; 16]),
            fields: [("asked".to_owned(), value)].into(),
        };
        match parse(own, &text, nfc) {
            Ok(normal) => {
                prop_assert_eq!(parse(own, &normal, nfc), Ok(normal.clone()));
                prop_assert_eq!(sent(normal).faults(&form), vec![]);
            }
            Err(error) => {
                let faults = sent(text).faults(&form);
                prop_assert_eq!(&*faults[0].code, error.code());
            }
        }
    }

    #[test]
    fn numbers_are_ordered_as_their_values_are(one in -100_000_i64..100_000, other in -100_000_i64..100_000) {
        let hundredths = |value: i64| {
            let sign = if value < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:02}", value.abs() / 100, value.abs() % 100);
            number(&text).expect("a number")
        };
        prop_assert_eq!(order(&hundredths(one), &hundredths(other)), one.cmp(&other));
    }
}
