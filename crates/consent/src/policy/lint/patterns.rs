//! Words that several rules look for, in Vietnamese and English.
//!
//! Texts are NFC. `[^.;]` keeps a pattern within a sentence. Both ways of placing a tone are known (*hủy*, *huỷ*).

use std::sync::LazyLock;

use regex::Regex;

macro_rules! pattern {
    ($(#[$doc:meta])* $name:ident = $($part:literal)|+) => {
        $(#[$doc])*
        pub(super) static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| super::patterns::any_of(&[$($part),+]));
    };
}
pub(super) use pattern;

/// One pattern of several, whatever the case.
#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, and every rule is put to a pack in the tests"
)]
pub fn any_of(parts: &[&str]) -> Regex {
    Regex::new(&format!("(?i){}", parts.join("|"))).expect("a pattern")
}

/// What advertises something, or invites to buy it.
pub static MARKETING: LazyLock<Regex> = LazyLock::new(|| {
    any_of(&[
        r"quảng cáo|tiếp thị|khuyến m[ãạ]i|ưu đãi|bản tin",
        r"giới thiệu[^.;]{0,30}(sản phẩm|dịch vụ)",
        r"mời[^.;]{0,60}(gia hạn|nâng cấp|mua|đăng ký|sử dụng)",
        r"marketing|advertis|promotion|newsletter|special offer|introduce (new )?(products|services)",
        r"\binvit(e|es|ing|ation)[^.;]{0,80}(renew|upgrade|buy|purchase|subscribe)",
    ])
});

/// A length of time.
pub static DURATION: LazyLock<Regex> =
    LazyLock::new(|| any_of(&[r"\d+ (năm|tháng|tuần|ngày|years?|months?|weeks?|days?)\b"]));

/// Keeping data.
pub static KEEPING: LazyLock<Regex> = LazyLock::new(|| {
    any_of(&[r"lưu trữ|lưu giữ|được lưu|bảo quản|\bkept\b|\bkeep|retain|retention|\bstored?\b"])
});
