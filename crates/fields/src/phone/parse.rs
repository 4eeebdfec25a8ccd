use super::migration::moved;
use super::numbering::{kind_of, lengths};
use super::scan::{Reading, Scan, read_tail, scan, sign_or_letter};
use super::{Phone, PhoneError};
use crate::ascii::Ascii;

pub(super) fn parse(tokens: &[u8]) -> Result<Phone, PhoneError> {
    match parse_one(tokens) {
        Err(PhoneError::TooLong { .. })
            if super::hint::first(tokens).is_some_and(|(_, rest)| rest >= 3) =>
        {
            Err(PhoneError::Several)
        }
        decided => decided,
    }
}

/// [`parse`], without looking for a number inside one that is too long.
pub(super) fn parse_one(tokens: &[u8]) -> Result<Phone, PhoneError> {
    let scan = scan(tokens);
    let phone = significant(&scan).and_then(|number| decide(number, scan.count));
    let Reading { extension, error } = read_tail(scan.tail);
    match (phone, error) {
        (Ok(phone), None) => Ok(Phone { extension, ..phone }),
        (Ok(_), Some(error)) => Err(error),
        // Digits follow what is too short alone: the sign or letter between them is what is wrong.
        (Err(PhoneError::TooShort { .. }), error) if error.is_some() || !extension.is_empty() => {
            Err(sign_or_letter(scan.tail))
        }
        (Err(error), _) => Err(error),
    }
}

/// What is dialled after `+` or `00`, if either stands there.
pub(super) fn abroad<'s>(scan: &'s Scan<'_>) -> Result<Option<&'s [u8]>, PhoneError> {
    if scan.count == 0 {
        return Err(if scan.label {
            PhoneError::Letters
        } else {
            PhoneError::Empty
        });
    }
    Ok(match scan.digits.as_bytes() {
        digits if scan.plus => Some(digits),
        [b'0', b'0', digits @ ..] => Some(digits),
        _ => None,
    })
}

/// The national significant number: without country code and leading 0.
pub(super) fn significant<'s>(scan: &'s Scan<'_>) -> Result<&'s [u8], PhoneError> {
    if let Some(abroad) = abroad(scan)? {
        return match abroad {
            [b'8', b'4', rest @ ..] => Ok(without_zero(rest)),
            [b'1'..=b'9', ..] => Err(PhoneError::Foreign),
            _ => Err(PhoneError::CountryCode),
        };
    }
    let digits = scan.digits.as_bytes();
    // "84" without a plus is the country code only where the number is none with it: 084 is a mobile prefix too.
    if let [b'8', b'4', rest @ ..] = digits
        && kind_of(digits).is_none()
    {
        let inside = without_zero(rest);
        if scan.count > 10 || kind_of(inside).is_some() {
            return Ok(inside);
        }
    }
    Ok(without_zero(digits))
}

fn without_zero(digits: &[u8]) -> &[u8] {
    match digits {
        [b'0', inside @ ..] => inside,
        _ => digits,
    }
}

fn decide(number: &[u8], count: usize) -> Result<Phone, PhoneError> {
    if let Some(phone) = from_significant(number) {
        return Ok(phone);
    }
    if moved(number).is_some() {
        return Err(PhoneError::Retired);
    }
    let length = number.len() + count.saturating_sub(Ascii::CAPACITY);
    let (fewest, most) = lengths(number);
    let digits = length + 1;
    Err(if length < fewest {
        PhoneError::TooShort { digits }
    } else if length > most {
        PhoneError::TooLong { digits }
    } else {
        PhoneError::UnknownPrefix
    })
}

/// The number with these national significant digits, if there is such a one.
pub(super) fn from_significant(number: &[u8]) -> Option<Phone> {
    let kind = kind_of(number)?;
    Some(Phone {
        e164: Ascii::join(b"+84", number, b""),
        extension: Ascii::EMPTY,
        kind,
    })
}
