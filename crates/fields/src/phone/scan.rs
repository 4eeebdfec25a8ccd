//! From tokens to digits: where the number begins and ends, and what follows it.

use super::PhoneError;
use crate::ascii::Ascii;
use crate::tokens::{LETTER, digit, is_label, is_letter_token};

/// So many digits after a number may be another number.
pub(super) const SECOND_NUMBER: usize = 7;

/// The first run of digits and separators, and what follows.
pub(super) struct Scan<'a> {
    pub(super) plus: bool,
    /// The digits that fit; a number has at most 17, with `00`, country code and 0.
    pub(super) digits: Ascii,
    /// How many there are, also those `digits` has no room for.
    pub(super) count: usize,
    /// What stands after the number.
    pub(super) tail: &'a [u8],
    /// Whether letters stand before it.
    pub(super) label: bool,
}

/// How a tail is read: nothing and words are neither an extension nor an error.
pub(super) struct Reading {
    pub(super) extension: Ascii,
    pub(super) error: Option<PhoneError>,
}

pub(super) fn scan(tokens: &[u8]) -> Scan<'_> {
    let mut scan = Scan {
        plus: false,
        digits: Ascii::EMPTY,
        count: 0,
        tail: tokens,
        label: false,
    };
    while let [token, rest @ ..] = scan.tail {
        if let Some(digit) = digit(*token) {
            scan.digits.push(digit);
            scan.count += 1;
        } else if scan.count > 0 {
            if !is_separator(*token) {
                break;
            }
        } else if *token == b'+' {
            scan.plus = true;
        } else {
            scan.label |= is_letter_token(*token);
            // A plus belongs to the digits right after it.
            scan.plus &= is_separator(*token);
        }
        scan.tail = rest;
    }
    scan
}

pub(super) fn count_digits(tokens: &[u8]) -> usize {
    tokens
        .iter()
        .filter(|token| digit(**token).is_some())
        .count()
}

/// What may stand between digits.
///
/// Not the spaces of typesetters, although cleaning makes spaces of them: both reference libraries refuse a number with
/// one inside, and a text set in type may have it between two things. The hint offers the number.
pub(super) fn is_separator(token: u8) -> bool {
    b" -./()[]".contains(&token)
}

/// Labels of an extension and how long one may be after it, as in libphonenumber 9.0.43.
#[rustfmt::skip]
static LABELS: [(&[u8], usize); 9] = [
    (b"ext", 20), (b"extn", 20), (b"xt", 20), (b"xtn", 20), (b"extension", 20),
    (b"x", 9), (b"#", 9), (b"~", 9), (b"int", 9),
];

/// What a Vietnamese calls an extension: *máy lẻ*, *số máy lẻ*, *nội bộ*, *số nội bộ*, *nhánh*, *số lẻ*.
static WORDS: [&[u8]; 6] = [
    b"m_yl_", b"s_m_yl_", b"n_ib_", b"s_n_ib_", b"nh_nh", b"s_l_",
];

/// What the tokens after a number are. An extension told in words is an error, and there nevertheless.
pub(super) fn read_tail(tail: &[u8]) -> Reading {
    let digits = count_digits(tail);
    let mut label = Ascii::EMPTY;
    let mut extension = Ascii::EMPTY;
    let mut commas = 0;
    // Nothing is out of place: separators, the label, signs, the digits, words.
    let mut plain = true;
    let mut signed = false;
    let mut last = 0;
    for token in tail {
        match *token {
            token if digit(token).is_some() => {
                plain &= extension.is_empty() || digit(last).is_some();
                extension.push(digit(token).unwrap_or_default());
            }
            _ if !extension.is_empty() => {}
            letter @ (b'a'..=b'z' | LETTER | b'#' | b'~') => {
                plain &= if label.is_empty() {
                    !signed
                } else {
                    last.is_ascii_lowercase()
                };
                label.push(letter);
            }
            b' ' => {}
            b',' if signed || !label.is_empty() => {}
            b',' => commas += 1,
            b';' => {
                plain &= !signed && label.is_empty();
                commas += 2;
            }
            b'-' | b'.' | b':' | b'=' => signed = true,
            _ => plain = false,
        }
        last = *token;
    }
    let label = label.as_bytes();
    let longest = match commas {
        _ if !label.is_empty() => LABELS
            .iter()
            .find(|(name, _)| *name == label)
            .map_or(0, |(_, longest)| *longest),
        0 => 0,
        1 => 9,
        _ => 15,
    };
    let error = if digits == 0 || plain && digits <= longest {
        None
    } else if digits >= SECOND_NUMBER {
        Some(PhoneError::Several)
    } else if WORDS.iter().any(|word| is_label(label, word)) {
        Some(PhoneError::Extension)
    } else {
        Some(sign_or_letter(tail))
    };
    Reading { extension, error }
}

/// What is wrong with the first token after a number.
pub(super) fn sign_or_letter(tail: &[u8]) -> PhoneError {
    match tail {
        [token, ..] if is_letter_token(*token) => PhoneError::Letters,
        _ => PhoneError::Symbols,
    }
}
