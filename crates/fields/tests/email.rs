//! E-mail addresses: causes and hints.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use thuan_fields::{Email, EmailError};

#[track_caller]
fn refused(input: &str, expected: EmailError) {
    assert_eq!(Email::parse(input), Err(expected), "{input:?}");
}

#[track_caller]
fn hinted(input: &str, expected: Option<&str>) {
    let hint = Email::hint(input);
    assert_eq!(
        hint.as_ref().map(|hint| hint.email().as_str()),
        expected,
        "{input:?}"
    );
}

#[test]
fn addresses_are_taken_as_html_takes_them() {
    for (input, expected) in [
        ("lan@example.vn", "lan@example.vn"),
        (
            " Lan.Nguyen+thue@Sub.Example.COM.VN ",
            "Lan.Nguyen+thue@sub.example.com.vn",
        ),
        ("!#$%&'*+/=?^_`{|}~-@a.b", "!#$%&'*+/=?^_`{|}~-@a.b"),
        ("ｌａｎ＠ｅｘａｍｐｌｅ．ｖｎ", "lan@example.vn"),
        ("\u{FEFF}lan@example.vn\u{200B}", "lan@example.vn"),
        // Found by fuzzing: the Kelvin sign is a K in NFC.
        ("lan@\u{212A}em.vn", "lan@kem.vn"),
    ] {
        assert_eq!(
            Email::parse(input).map(|email| email.to_string()),
            Ok(expected.to_owned()),
            "{input:?}"
        );
    }
}

#[test]
fn every_cause_has_its_error() {
    refused(" ", EmailError::Empty);
    refused("lan nguyen@example.vn", EmailError::Space);
    refused("lân@example.vn", EmailError::NotAscii);
    refused("la\u{302}n@example.vn", EmailError::NotAscii);
    refused("lan.example.vn", EmailError::NoAt);
    refused("lan@@example.vn", EmailError::SeveralAts);
    refused("@example.vn", EmailError::LocalEmpty);
    refused(
        &format!("{}@example.vn", "a".repeat(65)),
        EmailError::LocalTooLong,
    );
    for dot in [".lan@example.vn", "lan.@example.vn", "l..an@example.vn"] {
        refused(dot, EmailError::LocalDot);
    }
    refused("lan(a)@example.vn", EmailError::LocalCharacter);
    refused("lan@", EmailError::DomainEmpty);
    refused("lan@localhost", EmailError::DomainWithoutDot);
    for label in [
        "lan@example..vn",
        "lan@.vn",
        "lan@example.vn.",
        "lan@-example.vn",
        "lan@example-.vn",
    ] {
        refused(label, EmailError::DomainLabel);
    }
    refused(
        &format!("lan@{}.vn", "a".repeat(64)),
        EmailError::DomainLabel,
    );
    refused("lan@exam_ple.vn", EmailError::DomainCharacter);
    let of_length = |length: usize| {
        let domain = vec!["b".repeat(62); 3].join(".");
        format!(
            "{}@{domain}.{}",
            "a".repeat(60),
            "c".repeat(length - 60 - 1 - domain.len() - 1)
        )
    };
    assert_eq!(
        Email::parse(&of_length(254)).map(|email| email.as_str().len()),
        Ok(254)
    );
    refused(&of_length(255), EmailError::TooLong);
}

#[test]
fn near_misses_are_suggested_and_not_blocked() {
    for (typed, meant) in [
        ("gmail.con", "gmail.com"),
        ("gmial.com", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmail.com.vn", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("yahoo.com.nv", "yahoo.com.vn"),
        ("yaho.com", "yahoo.com"),
        ("yahoo.con", "yahoo.com"),
        ("yahoo.comvn", "yahoo.com.vn"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("iclould.com", "icloud.com"),
        ("congty.com.nv", "congty.com.vn"),
        ("congty.vm", "congty.vn"),
        ("congty.con", "congty.com"),
    ] {
        let address = format!("lan@{typed}");
        assert!(Email::parse(&address).is_ok(), "{typed}");
        hinted(&address, Some(&format!("lan@{meant}")));
    }
    for right in [
        "gmail.com",
        "yahoo.com",
        "yahoo.com.vn",
        "mail.com",
        "ymail.com",
        "email.com",
        "fpt.vn",
        "vnn.vn",
        "congty.com.vn",
        "outlook.com.vn",
        "live.com",
        "example.co",
        "moc.gov.vn",
        "nail.com",
        "viettel.com.vn",
    ] {
        hinted(&format!("lan@{right}"), None);
    }
}

#[test]
fn slips_are_mended_in_the_hint() {
    for slip in [
        "lan@@gmail.com",
        "lan @gmail.com",
        "lan@gmail,com",
        "lan@gmail..com",
        "lan@gmail.com.",
        "lan@gmail",
        "Lan <lan@gmail.com>",
        "mailto:lan@gmail.com",
        "lan@gmail .com",
        "lan@gmial,con",
    ] {
        assert!(Email::parse(slip).is_err() || slip.contains(':'), "{slip}");
        hinted(slip, Some("lan@gmail.com"));
    }
    for hopeless in ["", "lan", "@", "lân@gmail.com", "<>", "> <"] {
        hinted(hopeless, None);
    }
}

#[test]
fn addresses_are_not_in_debug_output() {
    assert_eq!(
        format!("{:?}", Email::parse("lan@example.vn")),
        "Ok(Email(..))"
    );
}
