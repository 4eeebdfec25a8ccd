use super::migration::moved;
use super::numbering::{kind_of, lengths};
use super::scan::{self, Reading, Scan};
use super::{Phone, PhoneError};
use crate::ascii::Ascii;

pub(super) fn parse(input: &str) -> Result<Phone, PhoneError> {
    match parse_one(input) {
        Err(PhoneError::TooLong { digits }) => {
            let several = super::hint::first(input).is_some_and(|(_, rest)| rest >= 3);
            Err(if several {
                PhoneError::Several
            } else {
                PhoneError::TooLong { digits }
            })
        }
        decided => decided,
    }
}

/// [`parse`], without looking for a number inside one that is too long.
pub(super) fn parse_one(input: &str) -> Result<Phone, PhoneError> {
    let scan = scan::scan(input)?;
    let phone = significant(&scan).and_then(|number| decide(number, scan.count));
    let reading = scan.tail.read();
    match (phone, reading) {
        (Ok(phone), Reading::Words) => Ok(phone),
        (Ok(phone), Reading::Extension(extension)) => Ok(Phone { extension, ..phone }),
        (Ok(_), Reading::ExtensionInWords(_)) => Err(PhoneError::Extension),
        (Ok(_), Reading::Several) => Err(PhoneError::Several),
        (Ok(_), Reading::Letters) => Err(PhoneError::Letters),
        (Ok(_), Reading::Symbols) => Err(PhoneError::Symbols),
        // Digits follow what is too short alone: the sign or letter between them is what is wrong.
        (Err(PhoneError::TooShort { .. }), reading) if !matches!(reading, Reading::Words) => {
            Err(if scan.tail.starts_with_letter() {
                PhoneError::Letters
            } else {
                PhoneError::Symbols
            })
        }
        (Err(error), _) => Err(error),
    }
}

/// The national significant number: without country code and leading 0.
pub(super) fn significant<'s>(scan: &'s Scan<'_>) -> Result<&'s [u8], PhoneError> {
    let digits = scan.digits.as_bytes();
    let abroad = if scan.plus {
        Some(digits)
    } else {
        digits.strip_prefix(b"00")
    };
    if let Some(abroad) = abroad {
        return match abroad {
            [b'8', b'4', rest @ ..] => Ok(without_zero(rest)),
            [b'1'..=b'9', ..] => Err(PhoneError::Foreign),
            _ => Err(PhoneError::CountryCode),
        };
    }
    let inside = without_zero(digits);
    // "84" without a plus is the country code only where the number is none with it: 084 is a mobile prefix too.
    match digits {
        [b'8', b'4', rest @ ..]
            if kind_of(digits).is_none()
                && (kind_of(without_zero(rest)).is_some() || scan.count > 10) =>
        {
            Ok(without_zero(rest))
        }
        _ => Ok(inside),
    }
}

fn without_zero(digits: &[u8]) -> &[u8] {
    digits.strip_prefix(b"0").unwrap_or(digits)
}

fn decide(number: &[u8], count: usize) -> Result<Phone, PhoneError> {
    if let Some(phone) = from_significant(number) {
        return Ok(phone);
    }
    if moved(number).is_some() {
        return Err(PhoneError::Retired);
    }
    let missing = count.saturating_sub(Ascii::CAPACITY);
    let length = number.len() + missing;
    let (fewest, most) = lengths(number);
    if length < fewest {
        Err(PhoneError::TooShort { digits: length + 1 })
    } else if length > most {
        Err(PhoneError::TooLong { digits: length + 1 })
    } else {
        Err(PhoneError::UnknownPrefix)
    }
}

/// The number with these national significant digits, if there is such a one.
pub(super) fn from_significant(number: &[u8]) -> Option<Phone> {
    let kind = kind_of(number)?;
    Some(Phone {
        e164: Ascii::join(&[b"+84", number]),
        extension: Ascii::EMPTY,
        kind,
    })
}
