//! A text as one byte a character, for the fields that are digits in the end.
//!
//! Digits, labels and signs are all these parsers look at, so they look at bytes: that is smaller in wasm and faster than
//! decoding characters over and over, and composed and decomposed letters become the same.

use crate::ascii::Ascii;
use crate::clean::{fold, is_letter, is_typographic_space};

/// A typesetter's space, which cleaning makes a space of, and telephone numbers do not have inside.
pub(crate) const THIN_SPACE: u8 = 1;
/// A letter that is none of Vietnamese's.
pub(crate) const LETTER: u8 = 2;
/// A sign outside ASCII, or a control character.
pub(crate) const SIGN: u8 = 3;
/// A combining mark.
pub(crate) const MARK: u8 = 4;
/// An Arabic or Persian digit is this plus its value.
pub(crate) const FOREIGN_ZERO: u8 = 0x80;

/// The tokens of `input`: ASCII as it is but in lower case, accented letters without the accents, one of the constants above for everything else. What cleaning drops is dropped.
pub(crate) fn tokens(input: &str) -> Vec<u8> {
    let mut tokens = Vec::with_capacity(input.len());
    for c in input.chars() {
        if let Some(folded) = fold(c) {
            tokens.push(token(c, folded));
        }
    }
    tokens
}

fn token(c: char, folded: char) -> u8 {
    match folded {
        ' ' if is_typographic_space(c) => THIN_SPACE,
        ' '..='~' => (folded as u8).to_ascii_lowercase(),
        '\u{300}'..='\u{36F}' => MARK,
        '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' => FOREIGN_ZERO + (u32::from(c) & 15) as u8,
        _ => match base_letter(folded) {
            Some(letter) => letter,
            None if is_letter(folded) => LETTER,
            None => SIGN,
        },
    }
}

pub(crate) fn is_letter_token(token: u8) -> bool {
    matches!(token, b'a'..=b'z' | LETTER | MARK)
}

/// A digit of the scripts that both reference libraries read: ASCII, full-width, Arabic, Persian.
pub(crate) fn digit(token: u8) -> Option<u8> {
    match token {
        b'0'..=b'9' => Some(token),
        FOREIGN_ZERO.. => Some(b'0' + (token - FOREIGN_ZERO)),
        _ => None,
    }
}

/// The digits of a text with look-alike letters read as digits (O, I, l), every sign left out, and the letters before the
/// first digit too. `None` where other letters stand among the digits or there are too many.
pub(crate) fn look_alikes(tokens: &[u8]) -> Option<Ascii> {
    let mut digits = Ascii::EMPTY;
    let mut label = true;
    for token in tokens {
        let meant = match *token {
            b'o' => b'0',
            b'i' | b'l' => b'1',
            token if is_letter_token(token) => {
                if !label {
                    return None;
                }
                digits = Ascii::EMPTY;
                continue;
            }
            token => match digit(token) {
                Some(digit) => digit,
                None => continue,
            },
        };
        label &= meant != *token;
        if !digits.push(meant) {
            return None;
        }
    }
    Some(digits)
}

/// The ASCII letter under a Vietnamese one. Labels are matched by it, so it knows the letters with two diacritics and
/// those of Latin-1, not ă, đ, ĩ, ũ, ơ, ư.
fn base_letter(c: char) -> Option<u8> {
    let code = u32::from(c);
    let letter = match code {
        0xC0..=0xFF => *b"aaaa____eee_ii____oooo___uu__y__".get((code & 31) as usize)?,
        0x1EA0..0x1EB8 => b'a',
        0x1EB8..0x1EC8 => b'e',
        0x1EC8..0x1ECC => b'i',
        0x1ECC..0x1EE4 => b'o',
        0x1EE4..0x1EF2 => b'u',
        0x1EF2..0x1EFA => b'y',
        _ => b'_',
    };
    (letter != b'_').then_some(letter)
}
