//! Answers to a form's own fields, parsed: the same in the browser as in the backend.
//!
//! | type | normal form |
//! |---|---|
//! | `text`, `multiline` | cleaned as every field; lines end with a line feed |
//! | `email` | as [`thuan_fields::Email`] has it |
//! | `number` | `-?(0\|[1-9][0-9]*)(\.[0-9]?[1-9])?`, at most 18 digits, never `-0` |
//! | `date` | `YYYY-MM-DD` |
//! | `select`, `radio` | the option's `value` |
//! | `checkbox` | `true` |
//!
//! A normal form parses to itself.

use core::cmp::Ordering;

use thiserror::Error;
use thuan_fields::{Email, EmailError, clean_with};

use crate::form::{OwnField, OwnKind};
use crate::time::Timestamp;

/// Why an answer is refused. The answer is never part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// Nothing was typed, chosen or ticked.
    #[error("an answer is required")]
    Empty,
    /// Fewer characters than the field asks for.
    #[error("the text is too short")]
    TooShort,
    /// More characters, or digits, than the field takes.
    #[error("the text is too long")]
    TooLong,
    /// A character that nobody types.
    #[error("a control character in the text")]
    ControlCharacter,
    /// No e-mail address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// No number.
    #[error("not a number")]
    NotNumber,
    /// More than two digits behind the mark: perhaps thousands.
    #[error("the number has more than two decimals")]
    Decimals,
    /// No date, or none of the calendar.
    #[error("not a date")]
    NotDate,
    /// Outside of what the field allows.
    #[error("outside of the limits")]
    Range,
    /// None of the options.
    #[error("none of the options")]
    NoOption,
}

impl AnswerError {
    /// A stable name for programs: the `code` in a problem document.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::ControlCharacter => "control_character",
            Self::Email(error) => error.code(),
            Self::NotNumber => "not_a_number",
            Self::Decimals => "decimals",
            Self::NotDate => "not_a_date",
            Self::Range => "out_of_range",
            Self::NoOption => "unknown_option",
        }
    }
}

/// Parses an answer to its normal form.
///
/// `nfc` composes text to Unicode normalisation form C: the browser's own `normalize` there, a crate natively.
///
/// # Errors
///
/// One [`AnswerError`] a cause.
#[inline(never)]
pub fn parse(field: &OwnField, text: &str, nfc: fn(&str) -> String) -> Result<String, AnswerError> {
    let clean = match field.kind {
        OwnKind::Multiline => clean_lines(text, nfc),
        _ => clean_with(text, nfc),
    };
    if clean.is_empty() {
        return Err(AnswerError::Empty);
    }
    match field.kind {
        OwnKind::Text | OwnKind::Multiline => measured(field, clean),
        OwnKind::Email => Ok(Email::parse(&clean)?.as_str().to_owned()),
        OwnKind::Number => within(field, number(&clean)?),
        OwnKind::Date => within(field, day(&clean)?),
        _ if field.has_answer(&clean) => Ok(clean),
        _ => Err(AnswerError::NoOption),
    }
}

/// Whether a text is a limit as a definition writes it: the normal form of a number or a day.
pub(crate) fn is_limit(kind: OwnKind, text: &str) -> bool {
    match kind {
        OwnKind::Number => number(text).is_ok_and(|normal| normal == text),
        OwnKind::Date => day(text).is_ok_and(|normal| normal == text),
        _ => false,
    }
}

/// How two numbers, or two days, stand to each other, by their normal forms.
pub(crate) fn order(one: &str, other: &str) -> Ordering {
    match (one.strip_prefix('-'), other.strip_prefix('-')) {
        (None, None) => order_of_sizes(one, other),
        (Some(one), Some(other)) => order_of_sizes(other, one),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    }
}

/// Without leading zeros the longer whole part is the greater one; of the same length, digits decide one by one.
fn order_of_sizes(one: &str, other: &str) -> Ordering {
    let whole = |text: &str| text.bytes().take_while(|byte| *byte != b'.').count();
    whole(one).cmp(&whole(other)).then_with(|| one.cmp(other))
}

fn clean_lines(text: &str, nfc: fn(&str) -> String) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for (at, byte) in text.bytes().chain([b'\n']).enumerate() {
        if byte == b'\n' {
            let line = clean_with(text.get(from..at).unwrap_or_default(), nfc);
            // None that is empty at the beginning, and below at the end.
            if !(clean.is_empty() && line.is_empty()) {
                clean.push_str(&line);
                clean.push('\n');
            }
            from = at + 1;
        }
    }
    while clean.ends_with('\n') {
        clean.pop();
    }
    clean
}

fn measured(field: &OwnField, text: String) -> Result<String, AnswerError> {
    let mut length = 0;
    for c in text.chars() {
        if matches!(c, '\0'..='\u{9}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}') {
            return Err(AnswerError::ControlCharacter);
        }
        length += 1;
    }
    if length < field.shortest() {
        Err(AnswerError::TooShort)
    } else if length > field.longest() {
        Err(AnswerError::TooLong)
    } else {
        Ok(text)
    }
}

fn within(field: &OwnField, normal: String) -> Result<String, AnswerError> {
    let beyond = |limit: &Option<String>, side: Ordering| {
        limit
            .as_ref()
            .is_some_and(|limit| order(&normal, limit) == side)
    };
    if beyond(&field.min, Ordering::Less) || beyond(&field.max, Ordering::Greater) {
        Err(AnswerError::Range)
    } else if matches!(field.kind, OwnKind::Number)
        && normal.bytes().filter(u8::is_ascii_digit).count() > field.longest()
    {
        Err(AnswerError::TooLong)
    } else {
        Ok(normal)
    }
}

/// A number as people write it here (`1 234,5`), or as programs do (`1234.5`). A mark between thousands is none between
/// a number and its decimals, so one that could be either is asked for again.
fn number(text: &str) -> Result<String, AnswerError> {
    let mut normal = String::with_capacity(text.len());
    // Digits behind the mark, once there is one.
    let mut decimals = None;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => decimals = decimals.map(|count| count + 1),
            b' ' => continue,
            b'-' if normal.is_empty() => {}
            b'.' | b',' if decimals.is_none() => decimals = Some(0),
            _ => return Err(AnswerError::NotNumber),
        }
        // What a whole number begins with says nothing.
        if matches!(normal.as_str(), "0" | "-0") && byte.is_ascii_digit() {
            normal.pop();
        }
        normal.push(char::from(if byte == b',' { b'.' } else { byte }));
    }
    let is_whole = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = normal.as_bytes();
    let first = bytes.iter().find(|byte| **byte != b'-');
    if !is_whole(first) || !is_whole(bytes.last()) {
        return Err(AnswerError::NotNumber);
    }
    if decimals > Some(2) {
        return Err(AnswerError::Decimals);
    }
    if decimals.is_some() {
        while normal.ends_with('0') {
            normal.pop();
        }
        if normal.ends_with('.') {
            normal.pop();
        }
    }
    if normal == "-0" {
        normal.remove(0);
    }
    Ok(normal)
}

/// A day as people write it here (`31/12/2026`), or as browsers do (`2026-12-31`).
fn day(text: &str) -> Result<String, AnswerError> {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let normal = if part(2, 3) == "/" && part(5, 6) == "/" {
        [part(6, text.len()), "-", part(3, 5), "-", part(0, 2)].concat()
    } else {
        text.to_owned()
    };
    // Which days a calendar has is what times know.
    match [&normal, "T00:00:00.000Z"].concat().parse::<Timestamp>() {
        Ok(_) => Ok(normal),
        Err(_) => Err(AnswerError::NotDate),
    }
}

#[cfg(all(test, feature = "verify"))]
mod tests;
