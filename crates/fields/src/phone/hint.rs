use super::migration::moved;
use super::parse::{from_significant, parse, parse_one, significant};
use super::scan::{Reading, Scan, count_digits, read_tail, scan};
use super::{Phone, PhoneError, PhoneWarning};
use crate::tax_code::TaxCode;
use crate::tokens::digit;
use crate::tokens::look_alikes;

/// No number is searched for after so many characters.
const LONGEST: usize = 80;

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

pub(super) fn hint(tokens: &[u8]) -> Option<PhoneHint> {
    let scanned = scan(tokens);
    match parse(tokens) {
        Ok(phone) if phone.warning() == Some(PhoneWarning::UnallocatedPrefix) => {
            return today(&scanned);
        }
        Ok(_) | Err(PhoneError::Empty | PhoneError::Foreign) => return None,
        Err(PhoneError::Retired) => return today(&scanned),
        Err(PhoneError::Several | PhoneError::TooLong { .. }) => {
            if let Some((phone, _)) = first(tokens) {
                return Some(PhoneHint::First(phone));
            }
        }
        Err(PhoneError::Extension) => {
            let Reading { extension, .. } = read_tail(scanned.tail);
            let phone = from_significant(significant(&scanned).ok()?)?;
            return Some(PhoneHint::DidYouMean(Phone { extension, ..phone }));
        }
        Err(_) => {}
    }
    mended(tokens).or_else(|| tax_code(tokens))
}

/// Today's number for a retired one.
fn today(scan: &Scan<'_>) -> Option<PhoneHint> {
    from_significant(moved(significant(scan).ok()?)?.as_bytes()).map(PhoneHint::Moved)
}

/// A company's code: any twelve digits would be a person's.
fn tax_code(tokens: &[u8]) -> Option<PhoneHint> {
    match TaxCode::from_tokens(tokens) {
        Ok(TaxCode::Personal(_)) | Err(_) => None,
        Ok(code) => Some(PhoneHint::LooksLikeTaxCode(code)),
    }
}

/// The number at the beginning of a text that goes on with digits, and how many those are.
pub(super) fn first(tokens: &[u8]) -> Option<(Phone, usize)> {
    let mut found = None;
    for (at, token) in tokens.iter().enumerate().take(LONGEST) {
        if digit(*token).is_some() {
            continue;
        }
        if let Some((head, rest)) = tokens.split_at_checked(at)
            && let Ok(phone) = parse_one(head)
            && phone.extension.is_empty()
        {
            let rest = count_digits(rest);
            if rest > 0 {
                found = Some((phone, rest));
            }
        }
    }
    found
}

/// The number with look-alike letters read as digits and every sign ignored.
fn mended(tokens: &[u8]) -> Option<PhoneHint> {
    let digits = look_alikes(tokens)?;
    match parse_one(digits.as_bytes()) {
        Ok(phone) => Some(PhoneHint::DidYouMean(phone)),
        Err(PhoneError::Retired) => today(&scan(digits.as_bytes())),
        Err(_) => None,
    }
}
