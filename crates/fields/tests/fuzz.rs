//! The fuzz targets on stable, bounded: text put together from what people and programs write.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[path = "support/targets.rs"]
mod targets;

use proptest::prelude::*;

/// A piece of text that some parser has an opinion on.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[0-9]{1,6}",
        2 => "[0-9]{9,14}",
        4 => "[ .()/-]{1,2}",
        2 => prop::sample::select(vec![
            "+84", "84", "0084", "(0)", "ext. ", ";ext=", "x", "#", ",", ";", "máy lẻ ", "số nội bộ ", "MST", "Mã số thuế:",
            "mst: ", "'", "ĐT: ", "Zalo ", "tel:", "hoặc ", "VN", "O", "o", "l", "I", "@", ".", "@gmail.con", "@gmial.com",
            "@yahoo.com.nv", "lan", "mailto:", "<", ">", ".com", ".vn", "Công ty TNHH ", "số 1, ", "\n", "\r\n", "\t",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            '\u{A0}', '\u{2009}', '\u{202F}', '\u{3000}', '\u{200B}', '\u{200E}', '\u{202A}', '\u{FEFF}', '\u{AD}',
            '\u{2013}', '\u{2212}', '\u{FF0B}', '\u{FF10}', '\u{660}', '\u{301}', '\u{302}', '\u{303}', '\u{323}', '\u{0}',
            '\u{1F600}', '\u{AC00}', '\u{1161}', '\u{11A8}', '\u{37E}', '\u{212B}', '\u{2000}', '\u{FF0D}', '\u{FF5E}',
            '\u{338}', '\u{30FC}', '\u{0958}',
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Zàáảãạăâđêôơưế]{1,5}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_text_holds_every_promise(text in text()) {
        let data = text.as_bytes();
        targets::check_clean(data);
        targets::check_tax_code(data);
        targets::check_phone(data);
        targets::check_email(data);
        targets::check_text(data);
    }

    #[test]
    fn arbitrary_bytes_hold_every_promise(data in prop::collection::vec(any::<u8>(), 0..60)) {
        targets::check_clean(&data);
        targets::check_tax_code(&data);
        targets::check_phone(&data);
        targets::check_email(&data);
        targets::check_text(&data);
    }
}

#[test]
fn long_text_is_judged_in_linear_time() {
    for unit in [
        "0",
        "0912345678 ",
        "a.",
        "ả\u{200B}",
        " ",
        "@",
        "+84",
        "\u{301}",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        targets::check_tax_code(text.as_bytes());
        targets::check_phone(text.as_bytes());
        targets::check_email(text.as_bytes());
        targets::check_text(text.as_bytes());
    }
}
