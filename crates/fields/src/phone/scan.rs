//! From text to digits: where the number begins and ends, and what follows it.

use crate::ascii::Ascii;
use crate::clean::{base_letter, fold, is_letter, is_typographic_space};
use core::str::Chars;

/// So many digits after a number may be another number.
pub(super) const SECOND_NUMBER: usize = 7;

/// The first run of digits and separators, and what follows.
pub(super) struct Scan<'a> {
    pub(super) plus: bool,
    /// The digits that fit; a number has at most 17, with `00`, country code and 0.
    pub(super) digits: Ascii,
    /// How many there are, also those `digits` has no room for.
    pub(super) count: usize,
    pub(super) tail: Tail<'a>,
}

/// What stands after the number.
#[derive(Clone)]
pub(super) struct Tail<'a>(Chars<'a>);

/// How a tail is read.
pub(super) enum Reading {
    /// Nothing, or words.
    Words,
    /// An extension as both reference libraries read it.
    Extension(Ascii),
    /// An extension told in Vietnamese words: *máy lẻ 12*.
    ExtensionInWords(Ascii),
    /// Enough digits for a second number.
    Several,
    /// Letters and digits.
    Letters,
    /// A sign and digits.
    Symbols,
}

pub(super) enum Nothing {
    Blank,
    Letters,
}

pub(super) fn scan(input: &str) -> Result<Scan<'_>, Nothing> {
    let mut chars = input.chars();
    let mut scan = Scan {
        plus: false,
        digits: Ascii::EMPTY,
        count: 0,
        tail: Tail("".chars()),
    };
    let mut letters = false;
    loop {
        let before = chars.clone();
        let Some(c) = chars.next() else { break };
        if scan.count == 0 && fold(c) == Some('+') {
            scan.plus = true;
        } else if let Some(digit) = digit(c) {
            scan.digits.push(digit);
            scan.count += 1;
        } else if scan.count == 0 {
            letters |= is_letter(c);
            // A plus belongs to the digits right after it.
            scan.plus &= is_separator(c);
        } else if !is_separator(c) {
            scan.tail = Tail(before);
            break;
        }
    }
    match scan.count {
        0 if letters => Err(Nothing::Letters),
        0 => Err(Nothing::Blank),
        _ => Ok(scan),
    }
}

/// The value of a digit of the scripts that both reference libraries read: ASCII, full-width, Arabic, Persian.
pub(super) fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero))
        .ok()
        .map(|value| b'0' + value)
}

/// What may stand between digits.
///
/// Not the spaces of typesetters, although cleaning makes spaces of them: both reference libraries refuse a number with
/// one inside, and a text set in type may have it between two things. The hint offers the number.
pub(super) fn is_separator(c: char) -> bool {
    match fold(c) {
        None => true,
        Some(' ') => !is_typographic_space(c),
        Some(c) => matches!(c, '-' | '.' | '/' | '(' | ')' | '[' | ']'),
    }
}

impl Tail<'_> {
    pub(super) fn read(&self) -> Reading {
        let digits = self.0.clone().filter_map(digit).count();
        if digits == 0 {
            return Reading::Words;
        }
        if let Some(extension) = self.extension() {
            return Reading::Extension(extension);
        }
        if digits >= SECOND_NUMBER {
            return Reading::Several;
        }
        if let Some(extension) = self.extension_in_words() {
            return Reading::ExtensionInWords(extension);
        }
        if self.starts_with_letter() {
            Reading::Letters
        } else {
            Reading::Symbols
        }
    }

    pub(super) fn starts_with_letter(&self) -> bool {
        self.0.clone().next().is_some_and(is_letter)
    }

    /// `;ext=12`, `ext. 12`, `x12`, `#12`, `,12`, `;12`: labels and longest lengths as in libphonenumber 9.0.43.
    fn extension(&self) -> Option<Ascii> {
        let mut rest = self.0.clone().filter_map(fold).peekable();
        let mut commas = 0;
        while let Some(c) = rest.next_if(|c| matches!(c, ' ' | ',' | ';')) {
            commas += match c {
                ',' => 1,
                ';' => 2,
                _ => 0,
            };
        }
        let mut label = Ascii::EMPTY;
        while let Some(c) = rest.next_if(|c| matches!(c, 'A'..='Z' | 'a'..='z' | '#' | '~')) {
            if !label.push((c as u8).to_ascii_lowercase()) {
                return None;
            }
        }
        let longest = match label.as_str() {
            "ext" | "extn" | "xt" | "xtn" | "extension" => 20,
            "x" | "#" | "~" | "int" => 9,
            "" if commas > 1 => 15,
            "" if commas == 1 => 9,
            _ => return None,
        };
        while rest
            .next_if(|c| matches!(c, ' ' | ',' | '-' | '.' | ':' | '='))
            .is_some()
        {}
        let mut extension = Ascii::EMPTY;
        while let Some(digit) = rest.peek().copied().and_then(digit) {
            if extension.len() == longest || !extension.push(digit) {
                return None;
            }
            rest.next();
        }
        let more = rest.filter_map(digit).next().is_some();
        (!extension.is_empty() && !more).then_some(extension)
    }

    /// *máy lẻ 12*, *số nội bộ 12*, *nhánh 12*, in brackets or not.
    fn extension_in_words(&self) -> Option<Ascii> {
        let mut letters = Ascii::EMPTY;
        let mut extension = Ascii::EMPTY;
        for c in self.0.clone() {
            if let Some(letter) = base_letter(c) {
                if !extension.is_empty() || !letters.push(letter) {
                    return None;
                }
            } else if let Some(digit) = digit(c) {
                extension.push(digit);
            }
        }
        let told = [
            "mayle", "sole", "noibo", "sonoibo", "nhanh", "maynhanh", "sonhanh", "somayle",
        ];
        told.contains(&letters.as_str())
            .then_some(extension)
            .filter(|extension| !extension.is_empty())
    }
}
