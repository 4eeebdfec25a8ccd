//! The matching by hand is the patterns' table, as the `regex` crate reads it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use proptest::prelude::*;
use regex::Regex;
use std::sync::LazyLock;
use thuan_fields::patterns::{self, Pattern};
use thuan_fields::{Email, Phone, PhoneKind, PhoneWarning, TaxCode, TaxCodeError};

fn compiled(pattern: Pattern) -> Regex {
    Regex::new(pattern.regex).expect(pattern.name)
}

/// The kind the table gives `n`, and that it is one alone.
fn kind_by_regex(kinds: &[(PhoneKind, Regex)], n: &str) -> Option<PhoneKind> {
    let mut matching = kinds
        .iter()
        .filter(|(_, regex)| regex.is_match(n))
        .map(|(kind, _)| *kind);
    let kind = matching.next();
    assert_eq!(matching.next(), None, "{n} is of two kinds");
    kind
}

/// No pattern looks further than the fourth digit, so this is every number there is.
#[test]
fn numbering_plan_over_all_prefixes_and_lengths() {
    let kinds = patterns::PHONE_KINDS.map(|(kind, pattern)| (kind, compiled(pattern)));
    let unallocated = compiled(patterns::UNALLOCATED_MOBILE);
    let mut valid = 0;
    for prefix in 1000..10_000 {
        for length in 4..=12 {
            for filler in ["00000000", "12345678", "99999999"] {
                let n = format!("{prefix}{}", &filler[..length - 4]);
                let expected = kind_by_regex(&kinds, &n);
                let phone = Phone::parse(&format!("+84{n}"));
                assert_eq!(phone.ok().map(|phone| phone.kind()), expected, "{n}");
                if let Ok(phone) = phone {
                    valid += 1;
                    let expected = expected == Some(PhoneKind::Mobile) && unallocated.is_match(&n);
                    assert_eq!(
                        phone.warning() == Some(PhoneWarning::UnallocatedPrefix),
                        expected,
                        "{n}"
                    );
                }
            }
        }
    }
    assert!(valid > 10_000, "{valid} valid numbers");
}

static EXTENSION: LazyLock<Regex> = LazyLock::new(|| compiled(patterns::EXTENSION));
static TAX_CODE: LazyLock<Regex> = LazyLock::new(|| compiled(patterns::TAX_CODE));
static ZERO_SEQUENCE: LazyLock<Regex> =
    LazyLock::new(|| compiled(patterns::TAX_CODE_ZERO_SEQUENCE));
static PROVINCE: LazyLock<Regex> = LazyLock::new(|| compiled(patterns::PERSONAL_PROVINCE));
static EMAIL: LazyLock<Regex> = LazyLock::new(|| compiled(patterns::EMAIL));
static EMAIL_DOTS: LazyLock<Regex> = LazyLock::new(|| compiled(patterns::EMAIL_DOTS));

/// Written apart from the library: the check digit by its definition.
fn has_check_digit(ten: &str) -> bool {
    let digits: Vec<u32> = ten.chars().map(|c| c.to_digit(10).unwrap()).collect();
    let weighted: u32 = [31, 29, 23, 19, 17, 13, 7, 5, 3]
        .iter()
        .zip(&digits)
        .map(|(w, d)| w * d)
        .sum();
    10 - weighted % 11 == digits[9]
}

/// Every check digit of every nine digits in a sample of prefixes and sequences.
#[test]
fn exactly_the_defined_check_digit_is_taken() {
    let mut none = 0;
    for nine in (0..1_000_000_000_u32).step_by(9973) {
        let valid: Vec<u32> = (0..10)
            .filter(|check| TaxCode::parse(&format!("{nine:09}{check}")).is_ok())
            .collect();
        let expected: Vec<u32> = (0..10)
            .filter(|check| has_check_digit(&format!("{nine:09}{check}")))
            .filter(|_| !ZERO_SEQUENCE.is_match(&format!("{nine:09}")))
            .collect();
        assert_eq!(valid, expected, "{nine:09}");
        none += usize::from(valid.is_empty());
    }
    // One in eleven sums is a multiple of 11 and has no check digit at all.
    assert!((8_000..10_500).contains(&none), "{none}");
}

#[test]
fn province_codes_over_all_beginnings() {
    for start in 0..1000 {
        let number = format!("{start:03}123456789");
        let Ok(TaxCode::Personal(personal)) = TaxCode::parse(&number) else {
            panic!("{number}")
        };
        assert_eq!(
            personal.has_province_code(),
            PROVINCE.is_match(&number),
            "{number}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn extensions(tail in concat!(
        "([,;][ ,;]{0,3}(ext|extn|xt|xtn|extension|x|#|~|int|EXT|in|)|(ext|Extn|xt|xtn|extension|x|#|~|int|ex|axt))",
        "[ ,;.:=-]{0,3}[0-9]{0,21}[ )a-z#]{0,3}[0-9]{0,1}"
    )) {
        let expected = EXTENSION.captures(&tail)
            .and_then(|captures| captures.iter().skip(1).flatten().next())
            .map(|group| group.as_str().to_owned());
        let phone = Phone::parse(&format!("0912345678{tail}")).map(|phone| phone.extension().map(str::to_owned));
        match expected {
            Some(extension) => prop_assert_eq!(phone, Ok(Some(extension)), "{}", tail),
            None if tail.contains(|c: char| c.is_ascii_digit()) => prop_assert!(phone.is_err(), "{}", tail),
            None => prop_assert_eq!(phone, Ok(None), "{}", tail),
        }
    }

    #[test]
    fn tax_codes(text in "[0-9]{0,4}[0-9 .-]{5,12}[0-9]{0,4}") {
        let dash = text.contains('-');
        let bare: String = text.chars().filter(char::is_ascii_digit).collect();
        let ten = bare.get(..10).is_some_and(|ten| has_check_digit(ten) && !ZERO_SEQUENCE.is_match(ten));
        let expected = match bare.len() {
            10 => ten,
            12 => !dash,
            13 => ten && !bare.ends_with("000"),
            _ => false,
        };
        let code = TaxCode::parse(&text);
        prop_assert_eq!(code.is_ok(), expected, "{}", text);
        if let Ok(code) = code {
            prop_assert!(TAX_CODE.is_match(code.as_str()));
        } else if !matches!(bare.len(), 0 | 10 | 12 | 13) {
            prop_assert_eq!(code, Err(TaxCodeError::Length { digits: bare.len() }));
        }
    }

    #[test]
    fn emails(text in prop_oneof![
        "[a-z.!+]{1,30}([a-z]{30,36})?@[a-z0-9-]{1,20}([a-z]{40,46})?(\\.[a-z0-9-]{1,20}){0,3}(\\.[a-z]{60,64}){0,3}",
        "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~@ ()-]{0,6}[a-z.]{0,70}[@a.]{0,2}[a-zA-Z0-9.-]{0,70}(\\.[a-z-]{1,60}){0,3}",
    ]) {
        let trimmed = text.trim();
        let expected = EMAIL.is_match(trimmed)
            && EMAIL_DOTS.is_match(trimmed)
            && trimmed.split_once('@').is_some_and(|(local, domain)| local.len() <= 64 && domain.contains('.'))
            && trimmed.len() <= 254;
        prop_assert_eq!(Email::parse(&text).is_ok(), expected, "{}", text);
    }
}
