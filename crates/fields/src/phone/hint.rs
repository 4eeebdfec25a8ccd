use super::migration::moved;
use super::parse::{from_significant, parse, parse_one};
use super::scan::{self, Reading, digit, is_separator};
use super::{Phone, PhoneError, PhoneWarning};
use crate::clean::{fold, is_letter};
use crate::tax_code::TaxCode;

/// Longer texts are not searched for a number.
const LONGEST: usize = 160;

/// What a person may have meant by a text that is no number of today, or by a suspicious one. Data, not words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneHint {
    /// The number was retired in 2017 or 2018 and is this one now.
    Moved(Phone),
    /// Read leniently it is this number: with signs between the digits ignored, letters that look like digits read as
    /// digits (O and 0, l and 1), or words read as an extension.
    DidYouMean(Phone),
    /// Of several numbers this is the first.
    First(Phone),
    /// It is a tax code.
    LooksLikeTaxCode(TaxCode),
}

impl PhoneHint {
    /// The name of the hint on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Moved(_) => "moved",
            Self::DidYouMean(_) => "did_you_mean",
            Self::First(_) => "first",
            Self::LooksLikeTaxCode(_) => "looks_like_tax_code",
        }
    }

    /// The number to offer, where the hint has one.
    pub fn phone(&self) -> Option<Phone> {
        match self {
            Self::Moved(phone) | Self::DidYouMean(phone) | Self::First(phone) => Some(*phone),
            Self::LooksLikeTaxCode(_) => None,
        }
    }
}

pub(super) fn hint(input: &str) -> Option<PhoneHint> {
    let own = match parse(input) {
        Ok(phone) if phone.warning() == Some(PhoneWarning::UnallocatedPrefix) => {
            return moved(phone.significant())
                .and_then(|number| from_significant(number.as_bytes()))
                .map(PhoneHint::Moved);
        }
        Ok(_) | Err(PhoneError::Empty | PhoneError::Foreign) => return None,
        Err(PhoneError::Retired) => retired(input).map(PhoneHint::Moved),
        Err(PhoneError::Several | PhoneError::TooLong { .. }) => {
            first(input).map(|(phone, _)| PhoneHint::First(phone))
        }
        Err(PhoneError::Extension) => in_words(input).map(PhoneHint::DidYouMean),
        Err(_) => None,
    };
    own.or_else(|| mended(input)).or_else(|| tax_code(input))
}

/// A company's code: any twelve digits would be a person's.
fn tax_code(input: &str) -> Option<PhoneHint> {
    match TaxCode::parse(input) {
        Ok(code @ (TaxCode::Enterprise(_) | TaxCode::Branch(_))) => {
            Some(PhoneHint::LooksLikeTaxCode(code))
        }
        _ => None,
    }
}

/// Today's number for a retired one.
fn retired(input: &str) -> Option<Phone> {
    let scan = scan::scan(input).ok()?;
    let number = super::parse::significant(&scan).ok()?;
    from_significant(moved(number)?.as_bytes())
}

/// The number at the beginning of a text that goes on with digits, and how many those are.
pub(super) fn first(input: &str) -> Option<(Phone, usize)> {
    if input.len() > LONGEST {
        return None;
    }
    let mut found = None;
    for (at, c) in input.char_indices() {
        if is_separator(c) || (is_letter(c) && found.is_none()) || matches!(c, ',' | ';') {
            let (head, rest) = input.split_at_checked(at)?;
            if let Ok(phone) = parse_one(head)
                && phone.extension().is_none()
            {
                found = Some((phone, rest.chars().filter_map(digit).count()));
            }
        }
    }
    found.filter(|(_, rest)| *rest > 0)
}

/// The number with the extension that was told in words.
fn in_words(input: &str) -> Option<Phone> {
    let scan = scan::scan(input).ok()?;
    let Reading::ExtensionInWords(extension) = scan.tail.read() else {
        return None;
    };
    let phone = from_significant(super::parse::significant(&scan).ok()?)?;
    Some(Phone { extension, ..phone })
}

/// The number with look-alike letters read as digits and every sign ignored.
fn mended(input: &str) -> Option<PhoneHint> {
    let mut text = String::with_capacity(input.len());
    let mut digits = 0;
    for c in input.chars() {
        let c = match fold(c) {
            None => continue,
            Some('O' | 'o') => '0',
            Some('I' | 'l') => '1',
            Some(c) => digit(c).map_or(c, char::from),
        };
        if c.is_ascii_digit() {
            digits += 1;
            text.push(c);
        } else if is_letter(c) {
            if digits > 0 {
                return None;
            }
            text.clear();
        }
    }
    match parse_one(&text) {
        Ok(phone) => Some(PhoneHint::DidYouMean(phone)),
        Err(PhoneError::Retired) => retired(&text).map(PhoneHint::Moved),
        Err(_) => None,
    }
}
