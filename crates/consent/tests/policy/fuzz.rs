//! The fuzz targets on stable, bounded: text put together from what policies are made of.

use proptest::prelude::*;

use crate::targets;

/// A piece of text that the parser or a rule has an opinion on.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "\n", "\n\n", "# ", "## ", "### ", "- ", "-", "#", " ", "  - ", "\r\n", "\t", "\u{a0}", "\u{2028}", "\u{3000}",
            "\0", "\u{feff}", "\u{200b}", "\u{b}", "\u{85}",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            "<b>", "</script>", "<!-- ", "-->", "&amp;", "**đậm**", "[a](b)", "1. ", "* ", "`", "|", "> ",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            "Bằng việc sử dụng dịch vụ, khách hàng cũng đồng ý", "vui lòng liên hệ đến:", "khiếu nại", "lưu trữ 10 năm",
            "kế toán", "quảng cáo", "một số thông tin khác", "trẻ em", "This is a translation.", "13/2023", "......",
        ]).prop_map(str::to_owned),
        2 => "[a-zA-Zàáảãạăâđêôơưế]{1,5}",
        1 => any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_text_is_shown_whole(text in text()) {
        targets::check_markdown(text.as_bytes());
    }

    #[test]
    fn arbitrary_bytes_are_shown_whole(data in prop::collection::vec(any::<u8>(), 0..80)) {
        targets::check_markdown(&data);
        targets::check_sections(&data);
    }

    #[test]
    fn generated_texts_are_compared(old in text(), new in text()) {
        targets::check_sections(format!("{old}\0{new}").as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_text_is_linted_on_its_own_lines(vi in text(), en in text()) {
        targets::check_lint(format!("{vi}\0{en}").as_bytes());
    }

    #[test]
    fn a_policy_toml_of_any_kind_is_judged(at in any::<prop::sample::Index>(), piece in piece()) {
        let toml = include_str!("../../../../policy/vst/policy.toml");
        let at = (0..=toml.len()).rev().find(|byte| *byte <= at.index(toml.len()) && toml.is_char_boundary(*byte)).unwrap();
        let toml = format!("{}{piece}{}", &toml[..at], &toml[at..]);
        targets::check_lint(format!("# Một\0# One\0{toml}").as_bytes());
    }
}

/// Each line is looked at once: with a square in it somewhere, this would not come to an end.
#[test]
fn long_text_is_read_line_by_line() {
    for unit in [
        "a", "\n", "- a\n", "# a\n", "a\n\n", "- ", "#", " ", "a\n- b\n", "\u{a0}", "<b>",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        targets::check_markdown(text.as_bytes());
    }
}
