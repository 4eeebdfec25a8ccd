//! Telephone numbers: causes, hints, and how they are written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use thuan_fields::{ForeignPhone, Phone, PhoneError, PhoneHint, PhoneKind, PhoneWarning, TaxCode};

#[track_caller]
fn check(input: &str, expected: &str) {
    assert_eq!(
        Phone::parse(input).map(|phone| phone.to_string()),
        Ok(expected.to_owned()),
        "{input:?}"
    );
}

#[track_caller]
fn refused(input: &str, expected: PhoneError) {
    assert_eq!(Phone::parse(input), Err(expected), "{input:?}");
}

#[track_caller]
fn hinted(input: &str, expected: Option<&str>) {
    let hint = Phone::hint(input).map(|hint| match hint.phone() {
        Some(phone) => format!("{} {phone}", hint.code()),
        None => hint.code().to_owned(),
    });
    assert_eq!(hint.as_deref(), expected, "{input:?}");
}

#[test]
fn every_cause_has_its_error() {
    for nothing in ["", " ", "+", ".", "---", "()", "\u{200B}"] {
        refused(nothing, PhoneError::Empty);
    }
    for letters in [
        "không có",
        "N/A",
        "O8456789O1",
        "18OO1O6O",
        "0912 nhà 345678",
        "0912345678 phòng 3",
    ] {
        refused(letters, PhoneError::Letters);
    }
    for symbols in [
        "0912,345678",
        "0236·3822222",
        "1800*1060",
        "0845\u{2009}678901",
        "0912345678 @3",
    ] {
        refused(symbols, PhoneError::Symbols);
    }
    for (text, digits) in [
        ("0", 1),
        ("113", 4),
        ("1080", 5),
        ("0912 345 67", 9),
        ("+8491234567", 9),
        ("0243812596", 10),
    ] {
        refused(text, PhoneError::TooShort { digits });
    }
    for (text, digits) in [
        ("09123456780", 11),
        ("18001234567", 12),
        ("024381259600", 12),
        (&"9".repeat(300), 301),
    ] {
        refused(text, PhoneError::TooLong { digits });
    }
    for unknown in [
        "0891234567",
        "0401234567",
        "0201 3456 789",
        "0992123456",
        "0555555555",
        "06012 34567",
    ] {
        let expected = if Phone::hint(unknown).is_some() {
            PhoneError::Retired
        } else {
            PhoneError::UnknownPrefix
        };
        refused(unknown, expected);
    }
    refused("01631234567", PhoneError::Retired);
    for foreign in [
        "+12025550123",
        "+65 6123 4567",
        "0081 90 1234 5678",
        "+855 12 345 678",
    ] {
        refused(foreign, PhoneError::Foreign);
    }
    refused("+0912345678", PhoneError::CountryCode);
    refused("000000000", PhoneError::CountryCode);
    for several in [
        "0845678901 - 0987654321",
        "18001060 / 0987654321",
        "02838125960, 0987654321",
        "0845678901 hoặc 0987654321",
        "(0211) 3 868100/112",
        "0912345678 +84987654321",
    ] {
        refused(several, PhoneError::Several);
    }
    for extension in [
        "0845678901 máy lẻ 123",
        "02838125960 (máy lẻ 12)",
        "18001060 số nội bộ 12",
        "0912345678 nhánh 1",
    ] {
        refused(extension, PhoneError::Extension);
    }
}

#[test]
fn all_the_country_codes_and_zeros_mean_the_same() {
    for start in [
        "0", "", "+84", "84", "0084", "00 84 ", "+84 0", "+84(0)", "84 0", "(+84) ", "(84)",
        "++84", "+ 84", "+84-", "＋84",
    ] {
        check(&format!("{start}845 678 901"), "+84845678901");
        check(&format!("{start}243.934.3137"), "+842439343137");
        check(&format!("{start}1800 1060"), "+8418001060");
    }
}

#[test]
fn labels_and_trailing_words_are_dropped() {
    for (before, after) in [
        ("ĐT: ", ""),
        ("+ Hotline: ", ""),
        ("Điện thoại ", " (Zalo)"),
        ("Zalo/Viber: ", " - anh Nam"),
        ("tel:", ""),
        ("☎ ", " ☎"),
        ("'", "\""),
        ("SDT ", " gặp chị Lan, phòng kế toán"),
        ("D\u{323}T: ", " (Ha\u{300} No\u{323}\u{302}i)"),
        ("\u{202A}", "\u{202C}"),
    ] {
        check(&format!("{before}0912 345 678{after}"), "+84912345678");
    }
}

#[test]
fn extensions_are_kept_apart() {
    for written in [
        "ext 12",
        "ext. 12",
        "Ext:12",
        "extension 12",
        "x12",
        "x 12",
        "#12",
        ";ext=12",
        ",12",
        ", 12",
        ",,12",
        ";12",
        "ext 12 (Lan)",
    ] {
        let phone = Phone::parse(&format!("028 3812 5960 {written}")).unwrap();
        assert_eq!(
            (phone.e164(), phone.extension()),
            ("+842838125960", Some("12")),
            "{written}"
        );
    }
    check("02838125960 ext 12", "+842838125960;ext=12");
    let second = Phone::parse("02838125960;0987654321").unwrap();
    assert_eq!(second.warning(), Some(PhoneWarning::LongExtension));
    assert_eq!(Phone::parse("02838125960 ext 12").unwrap().warning(), None);
}

#[test]
fn hints_tell_what_was_probably_meant() {
    hinted("01631234567", Some("moved +84331234567"));
    hinted("+84438125960", Some("moved +842438125960"));
    hinted("0723 812 596", Some("moved +842723812596"));
    hinted("O8456789O1", Some("did_you_mean +84845678901"));
    hinted("084567890l", Some("did_you_mean +84845678901"));
    hinted("0845\u{2009}678901", Some("did_you_mean +84845678901"));
    hinted("0236·3822222", Some("did_you_mean +842363822222"));
    hinted("0912,345678", Some("did_you_mean +84912345678"));
    hinted("+0912345678", Some("did_you_mean +84912345678"));
    hinted("+91 2345678", None);
    hinted(
        "02838125960 (máy lẻ 12)",
        Some("did_you_mean +842838125960;ext=12"),
    );
    hinted(
        "02838125960 số nội bộ 12",
        Some("did_you_mean +842838125960;ext=12"),
    );
    hinted("0845678901 hoặc 0987654321", Some("first +84845678901"));
    hinted("0845678901 - 0987654321", Some("first +84845678901"));
    hinted("1900 54 54 13 / 0987654321", Some("first +841900545413"));
    hinted("(0211) 3 868100/112", Some("first +842113868100"));
    hinted("02838125960.0", Some("first +842838125960"));
    hinted("0912345678", None);
    hinted("0912 345 67", None);
    hinted("", None);
    assert_eq!(
        Phone::hint("0100109106"),
        Some(PhoneHint::LooksLikeTaxCode(
            TaxCode::parse("0100109106").unwrap()
        ))
    );
}

#[test]
fn unallocated_mobile_prefixes_warn_and_do_not_block() {
    for odd in [
        "0951234567",
        "0311234567",
        "0990123456",
        "0991123456",
        "0140123456",
        "0160123456",
        "0121123456",
    ] {
        let phone = Phone::parse(odd).unwrap();
        assert_eq!(
            (phone.kind(), phone.warning()),
            (PhoneKind::Mobile, Some(PhoneWarning::UnallocatedPrefix)),
            "{odd}"
        );
    }
    for usual in [
        "0912345678",
        "0321234567",
        "0551234567",
        "0559123456",
        "0993123456",
        "0871234567",
        "02439343137",
    ] {
        assert_eq!(
            Phone::parse(usual).ok().and_then(|phone| phone.warning()),
            None,
            "{usual}"
        );
    }
    // Hải Phòng's old code: as a mobile it is given out to nobody.
    hinted("0313812596", Some("moved +842253812596"));
}

#[test]
fn numbers_are_written_as_libphonenumber_writes_them() {
    for (input, kind, national, international, area) in [
        (
            "0912345678",
            "mobile",
            "0912 345 678",
            "+84 912 345 678",
            None,
        ),
        (
            "02439343137",
            "fixed_line",
            "024 3934 3137",
            "+84 24 3934 3137",
            Some("Hà Nội"),
        ),
        (
            "02363822222",
            "fixed_line",
            "0236 3822 222",
            "+84 236 3822 222",
            Some("Đà Nẵng"),
        ),
        ("18001060", "toll_free", "1800 1060", "+84 1800 1060", None),
        (
            "1900545413",
            "premium_rate",
            "1900 545413",
            "+84 1900 545413",
            None,
        ),
        (
            "672012345",
            "voip",
            "067 201 23 45",
            "+84 67 201 23 45",
            None,
        ),
        ("7992000", "uan", "0799 2000", "+84 7992000", None),
        ("069123456", "uan", "0691 23456", "+84 69123456", None),
        (
            "0121123456",
            "mobile",
            "012 112 34 56",
            "+84 12 112 34 56",
            None,
        ),
    ] {
        let phone = Phone::parse(input).unwrap();
        let written = (
            phone.kind().as_str(),
            phone.national(),
            phone.international(),
            phone.area(),
        );
        assert_eq!(
            written,
            (kind, national.to_owned(), international.to_owned(), area),
            "{input}"
        );
    }
}

#[test]
fn numbers_are_masked_and_not_in_debug_output() {
    let phone = Phone::parse("0912345678 ext 12").unwrap();
    assert_eq!(phone.masked(), "+84******678");
    assert_eq!(format!("{phone:?}"), "Phone(mobile, ..)");
    assert_eq!(
        format!("{:?}", Phone::hint("01631234567")),
        "Some(Moved(Phone(mobile, ..)))"
    );
}

#[test]
fn foreign_numbers_are_plus_and_eight_to_fifteen_digits() {
    for (input, expected) in [
        ("+1 (202) 555-0123", Ok("+12025550123")),
        ("0081 90 1234 5678", Ok("+819012345678")),
        ("Tel: +65 6123 4567 (office)", Ok("+6561234567")),
        ("+123456789012345", Ok("+123456789012345")),
        ("+1234567890123456", Err(PhoneError::TooLong { digits: 16 })),
        ("+1234567", Err(PhoneError::TooShort { digits: 7 })),
        ("+84912345678", Err(PhoneError::CountryCode)),
        ("0912345678", Err(PhoneError::CountryCode)),
        ("+0123456789", Err(PhoneError::CountryCode)),
        ("", Err(PhoneError::Empty)),
        ("abc", Err(PhoneError::Letters)),
        ("+12025550123 ext 5", Err(PhoneError::Extension)),
        ("+12025550123 or +12025550124", Err(PhoneError::Several)),
    ] {
        let parsed = ForeignPhone::parse(input).map(|phone| phone.to_string());
        assert_eq!(parsed, expected.map(str::to_owned), "{input:?}");
    }
}
