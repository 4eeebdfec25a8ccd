//! The module that is measured. Node writes texts into it and has them judged. Without features it has only what every
//! program with a form has, and what it weighs then is taken off.

use std::sync::Mutex;

static TEXTS: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for `len` bytes and says where: UTF-8 texts, each ended by the byte 255, which UTF-8 does not have.
#[unsafe(no_mangle)]
pub extern "C" fn texts(len: usize) -> *const u8 {
    let Ok(mut texts) = TEXTS.lock() else {
        return core::ptr::null();
    };
    texts.resize(len, 0);
    texts.as_ptr()
}

/// Judges the texts `rounds` times and says how many were valid.
#[unsafe(no_mangle)]
pub extern "C" fn run(kind: u32, rounds: u32) -> u32 {
    let Ok(texts) = TEXTS.lock() else { return 0 };
    let texts: Vec<&str> = split(&texts).collect();
    let mut valid = 0;
    for _ in 0..rounds {
        for text in &texts {
            valid += u32::from(judge(kind, text));
        }
    }
    valid
}

/// Judges the first `len` bytes as one text: what a page does.
#[unsafe(no_mangle)]
pub extern "C" fn one(kind: u32, len: usize) -> bool {
    let Ok(texts) = TEXTS.lock() else {
        return false;
    };
    texts
        .get(..len)
        .and_then(|text| str::from_utf8(text).ok())
        .is_some_and(|text| judge(kind, text))
}

/// The texts in `bytes`.
pub fn split(bytes: &[u8]) -> impl Iterator<Item = &str> {
    bytes
        .strip_suffix(&[255])
        .unwrap_or_default()
        .split(|byte| *byte == 255)
        .filter_map(|text| str::from_utf8(text).ok())
}

/// Stands for the browser's.
#[inline(never)]
pub fn nfc(text: &str) -> String {
    text.into()
}

/// Everything the widget uses of every parser.
#[cfg(feature = "parsers")]
pub fn judge(kind: u32, text: &str) -> bool {
    use thuan_fields::{Address, CompanyName, Email, ForeignPhone, PersonName, Phone, TaxCode};
    match kind {
        0 => TaxCode::parse(text).is_ok(),
        1 => Phone::parse(text).is_ok(),
        2 => Email::parse(text).is_ok(),
        3 => CompanyName::parse_with(text, nfc).is_ok(),
        4 => PersonName::parse_with(text, nfc).is_ok(),
        5 => Address::parse_with(text, nfc).is_ok(),
        6 => ForeignPhone::parse(text).is_ok(),
        7 => TaxCode::hint(text).is_some(),
        8 => Phone::hint(text).is_some(),
        9 => Email::hint(text).is_some(),
        10 => TaxCode::parse(text).is_ok_and(|code| code.masked().len() > 10),
        kind => Phone::parse(text).is_ok_and(|phone| match kind {
            11 => phone.national().len() > 10,
            12 => phone.international().len() > 10,
            13 => phone.masked().len() > 10,
            14 => phone.area().is_some(),
            _ => phone.warning().is_some(),
        }),
    }
}

#[cfg(feature = "kind-by-hand")]
pub fn judge(_: u32, text: &str) -> bool {
    thuan_fields::Phone::parse(text).is_ok_and(|phone| phone.kind().as_str().len() > 3)
}

#[cfg(feature = "kind-by-tables")]
pub fn judge(_: u32, text: &str) -> bool {
    use regex_automata::dfa::{Automaton as _, sparse::DFA};
    use regex_automata::{Anchored, Input};
    static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kinds.dfa"));
    let Ok((table, _)) = DFA::from_bytes(TABLE) else {
        return false;
    };
    table
        .try_search_fwd(&Input::new(text).anchored(Anchored::Yes))
        .is_ok_and(|found| found.is_some())
}

#[cfg(feature = "kind-by-regex")]
pub fn judge(_: u32, text: &str) -> bool {
    thuan_fields::patterns::PHONE_KINDS
        .iter()
        .any(|(_, pattern)| {
            regex::Regex::new(pattern.regex).is_ok_and(|regex| regex.is_match(text))
        })
}

#[cfg(feature = "kind-by-regex-lite")]
pub fn judge(_: u32, text: &str) -> bool {
    thuan_fields::patterns::PHONE_KINDS
        .iter()
        .any(|(_, pattern)| {
            regex_lite::Regex::new(pattern.regex).is_ok_and(|regex| regex.is_match(text))
        })
}

#[cfg(not(any(
    feature = "parsers",
    feature = "kind-by-hand",
    feature = "kind-by-tables",
    feature = "kind-by-regex",
    feature = "kind-by-regex-lite"
)))]
/// What every program that shows a form has anyway: strings and vectors that grow, characters, numbers written out, an
/// index that may fail.
pub fn judge(kind: u32, text: &str) -> bool {
    let mut copy = String::with_capacity(text.len());
    for c in text
        .chars()
        .filter_map(|c| (!c.is_whitespace()).then_some(c))
    {
        copy.push(c);
    }
    copy.push(if kind > 3 { '0' } else { 'ă' });
    copy.push_str(&kind.to_string());
    let mut bytes = Vec::with_capacity(copy.len());
    for byte in copy.bytes().rev() {
        bytes.push(byte);
    }
    let nfc: fn(&str) -> String = nfc;
    bytes[kind as usize] == b'0'
        && copy.chars().count() > copy.find('0').unwrap_or(1)
        && nfc(copy.trim()).ends_with("00")
}
