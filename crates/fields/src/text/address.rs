use super::{TextError, text_impls};
use crate::clean::fold_text;

/// Why a text is no address.
pub type AddressError = TextError;

/// An address (*địa chỉ*), one line of free text.
///
/// One to 500 code points after cleaning, at least one letter or digit. It is not taken apart: since 2025-07-01 there
/// are no districts, and people write addresses of either time. Lines are joined with a comma, unless one ends in a
/// comma, semicolon or full stop already. `Debug` does not show it: it may be somebody's home.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// The longest address, in code points.
    pub const MAX: usize = 500;
}

text_impls!(Address, join_lines);

fn join_lines(input: &str) -> String {
    let mut joined = String::with_capacity(input.len());
    for line in input.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line = fold_text(line);
        if line.is_empty() {
            continue;
        }
        if !joined.is_empty() {
            // U+037E is a semicolon in NFC.
            let ended = joined.ends_with([',', ';', '.', '\u{37E}']);
            joined.push_str(if ended { " " } else { ", " });
        }
        joined.push_str(&line);
    }
    joined
}
