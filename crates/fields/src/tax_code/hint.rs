use super::parse::{self, Scan};
use super::{TaxCode, TaxCodeError};
use crate::ascii::Ascii;
use crate::phone::Phone;
use crate::tokens::look_alikes;

/// What a person may have meant by a text that is no tax code, or by a suspicious one. Data, not words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxCodeHint {
    /// With a zero in front it is a tax code: a spreadsheet took it for a number.
    LostLeadingZero(TaxCode),
    /// It may be this branch: a twelve-digit number that begins with none of 001–096 and with a zero in front is one,
    /// or a suffix with one or two digits.
    MaybeBranch(TaxCode),
    /// A twelve-digit number that begins with none of the province codes 001–096 and is no branch either.
    UnknownProvince,
    /// It is a telephone number.
    LooksLikePhone(Phone),
    /// With letters that look like digits read as digits (O and 0, l and 1), or another sign for the dash, it is this.
    DidYouMean(TaxCode),
}

impl TaxCodeHint {
    /// The name of the hint on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LostLeadingZero(_) => "lost_leading_zero",
            Self::MaybeBranch(_) => "maybe_branch",
            Self::UnknownProvince => "unknown_province",
            Self::LooksLikePhone(_) => "looks_like_phone",
            Self::DidYouMean(_) => "did_you_mean",
        }
    }

    /// The tax code to offer, where the hint has one.
    pub fn tax_code(&self) -> Option<TaxCode> {
        match self {
            Self::LostLeadingZero(code) | Self::MaybeBranch(code) | Self::DidYouMean(code) => {
                Some(*code)
            }
            Self::UnknownProvince | Self::LooksLikePhone(_) => None,
        }
    }
}

pub(super) fn hint(tokens: &[u8]) -> Option<TaxCodeHint> {
    let own = match parse::scan(tokens) {
        Ok(scan) => match parse::decide(&scan) {
            Ok(TaxCode::Personal(number)) if !number.has_province_code() => {
                let branch = read(&[b"0", scan.digits.as_bytes()]);
                return Some(branch.map_or(TaxCodeHint::UnknownProvince, TaxCodeHint::MaybeBranch));
            }
            Ok(_) | Err(TaxCodeError::Empty) => return None,
            Err(_) => from_digits(&scan, tokens),
        },
        Err(_) => look_alikes(tokens)
            .and_then(|digits| read(&[digits.as_bytes()]))
            .map(TaxCodeHint::DidYouMean),
    };
    own.or_else(|| {
        Phone::from_tokens(tokens)
            .ok()
            .map(TaxCodeHint::LooksLikePhone)
    })
}

fn from_digits(scan: &Scan, tokens: &[u8]) -> Option<TaxCodeHint> {
    let digits = scan.digits.as_bytes();
    if let Some((head, suffix)) = digits.split_at_checked(10) {
        let zeros: &[u8] = if suffix.len() == 1 { b"00" } else { b"0" };
        if matches!(suffix.len(), 1 | 2) && scan.dash == Some(10) {
            return read(&[head, zeros, suffix]).map(TaxCodeHint::MaybeBranch);
        }
        // A spreadsheet that took the code for a number may have written ".0" after it.
        if suffix == b"0" && tokens.ends_with(b".0") {
            return read(&[head]).map(TaxCodeHint::DidYouMean);
        }
    }
    // A program that drops one zero drops all.
    if digits.starts_with(b"0") {
        return None;
    }
    match read(&[b"0", digits]) {
        Some(TaxCode::Personal(number)) if !number.has_province_code() => None,
        code => code.map(TaxCodeHint::LostLeadingZero),
    }
}

/// The code of these digits, which say nothing about dashes.
fn read(parts: &[&[u8]]) -> Option<TaxCode> {
    let digits = Ascii::join(parts);
    parse::decide(&Scan {
        count: digits.len(),
        digits,
        dash: None,
    })
    .ok()
}
