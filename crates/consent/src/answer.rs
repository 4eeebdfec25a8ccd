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
    /// A number with one mark and three digits behind it: a thousand to some, a little more than one to others.
    #[error("the number can be read in two ways")]
    Ambiguous,
    /// More than two decimals.
    #[error("the number has more than two decimals")]
    Decimals,
    /// No date.
    #[error("not a date")]
    NotDate,
    /// A day that no calendar has.
    #[error("no such day")]
    NoSuchDay,
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
            Self::Ambiguous => "ambiguous",
            Self::Decimals => "decimals",
            Self::NotDate => "not_a_date",
            Self::NoSuchDay => "no_such_day",
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
    // As many empty lines as there are, but none at either end.
    let mut ends = 0;
    for line in text.lines() {
        let line = clean_with(line, nfc);
        if !line.is_empty() {
            if !clean.is_empty() {
                (0..ends).for_each(|_| clean.push('\n'));
            }
            clean.push_str(&line);
            ends = 0;
        }
        ends += 1;
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

/// Groups of digits, and the marks between them; `None` where there is anything else, or nothing between two marks.
fn groups<'a>(text: &'a str, marks: &[u8]) -> Option<(Vec<&'a str>, Vec<u8>)> {
    let (mut groups, mut found) = (Vec::new(), Vec::new());
    let mut from = 0;
    for (at, byte) in text.bytes().chain([0]).enumerate() {
        if byte.is_ascii_digit() {
            continue;
        }
        groups.push(text.get(from..at).filter(|group| !group.is_empty())?);
        from = at + 1;
        if at < text.len() {
            found.push(*marks.iter().find(|mark| **mark == byte)?);
        }
    }
    Some((groups, found))
}

/// A number as people write it here (`1.234,5`, `1 234,5`, `-12`), or as programs do (`1234.5`).
fn number(text: &str) -> Result<String, AnswerError> {
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => ("-", size),
        None => ("", text),
    };
    let (mut groups, mut marks) = groups(size, b" .,").ok_or(AnswerError::NotNumber)?;
    let first = groups.first().copied().unwrap_or_default();
    let mut decimals = "";
    // The last mark, if it is the only one of its kind and none that stands between thousands alone.
    if let Some(last) = marks.pop() {
        let only = last != b' ' && !marks.contains(&last);
        if only {
            decimals = groups.pop().unwrap_or_default();
            let thousands = decimals.len() == 3 && first.len() <= 3 && !first.starts_with('0');
            if marks.is_empty() && thousands {
                return Err(AnswerError::Ambiguous);
            }
        } else {
            marks.push(last);
        }
    }
    let grouped = marks.is_empty()
        || (first.len() <= 3
            && groups.iter().skip(1).all(|group| group.len() == 3)
            && marks.iter().all(|mark| marks.first() == Some(mark)));
    if !grouped {
        return Err(AnswerError::NotNumber);
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 2 {
        return Err(AnswerError::Decimals);
    }
    let whole = groups.concat();
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let sign = if whole == "0" && decimals.is_empty() {
        ""
    } else {
        sign
    };
    let point = if decimals.is_empty() { "" } else { "." };
    Ok([sign, whole, point, decimals].concat())
}

/// A day as people write it here (`31/1/2026`), or as browsers do (`2026-01-31`).
fn day(text: &str) -> Result<String, AnswerError> {
    let (groups, _) = groups(text, b"/-.").ok_or(AnswerError::NotDate)?;
    let [first, month, last] = groups.as_slice() else {
        return Err(AnswerError::NotDate);
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let two = |number: &str| [if number.len() == 1 { "0" } else { "" }, number].concat();
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return Err(AnswerError::NotDate);
    }
    let normal = [year, "-", &two(month), "-", &two(day)].concat();
    // Whether a calendar has it is what times know.
    match [&normal, "T00:00:00.000Z"].concat().parse::<Timestamp>() {
        Ok(_) => Ok(normal),
        Err(_) => Err(AnswerError::NoSuchDay),
    }
}

#[cfg(all(test, feature = "verify"))]
mod tests;
