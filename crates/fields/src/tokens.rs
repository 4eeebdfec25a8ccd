//! A text as one byte a character, for the fields that are digits in the end.
//!
//! Digits, labels and signs are all these parsers look at, so they look at bytes: that is smaller in wasm and faster than
//! decoding characters over and over, and composed and decomposed letters become the same.

use crate::ascii::Ascii;
use crate::clean::{fold, is_letter, is_typographic_space};

/// A typesetter's space, which cleaning makes a space of, and telephone numbers do not have inside.
pub(crate) const THIN_SPACE: u8 = 1;
/// A letter outside ASCII.
pub(crate) const LETTER: u8 = 2;
/// A sign outside ASCII, or a control character.
pub(crate) const SIGN: u8 = 3;
/// An Arabic or Persian digit is this plus its value.
pub(crate) const FOREIGN_ZERO: u8 = 0x80;

/// The tokens of `input`: ASCII as it is but in lower case, one of the constants above for everything else. What cleaning
/// drops is dropped. A letter with a combining mark is one letter outside ASCII, as it is when they are composed.
pub(crate) fn tokens(input: &str) -> Vec<u8> {
    let mut tokens = Vec::with_capacity(input.len());
    for c in input.chars() {
        let Some(folded) = fold(c) else { continue };
        let token = match folded {
            ' ' if is_typographic_space(c) => THIN_SPACE,
            ' '..='~' => (folded as u8).to_ascii_lowercase(),
            '\u{300}'..='\u{36F}' => match tokens.last() {
                Some(letter) if is_letter_token(*letter) => {
                    tokens.pop();
                    LETTER
                }
                _ => SIGN,
            },
            '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' => {
                FOREIGN_ZERO + (u32::from(c) & 15) as u8
            }
            _ if is_letter(folded) => LETTER,
            _ => SIGN,
        };
        tokens.push(token);
    }
    tokens
}

/// Whether these are the letters of a Vietnamese label. `_` in it is an accented vowel, and so any letter at all: people
/// leave the accents out, and nobody writes another word there.
pub(crate) fn is_label(letters: &[u8], label: &[u8]) -> bool {
    letters.len() == label.len()
        && letters
            .iter()
            .zip(label)
            .all(|(letter, wanted)| letter == wanted || *wanted == b'_')
}

pub(crate) fn is_letter_token(token: u8) -> bool {
    matches!(token, b'a'..=b'z' | LETTER)
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
