use super::parse::{self, Scan};
use super::{TaxCode, TaxCodeError};
use crate::ascii::Ascii;
use crate::clean::fold;
use crate::phone::Phone;

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

pub(super) fn hint(input: &str) -> Option<TaxCodeHint> {
    let own = match parse::scan(input) {
        Ok(scan) => match parse::decide(&scan) {
            Ok(TaxCode::Personal(number)) if !number.has_province_code() => {
                let branch = with_zero(scan.digits.as_bytes());
                return Some(branch.map_or(TaxCodeHint::UnknownProvince, TaxCodeHint::MaybeBranch));
            }
            Ok(_) | Err(TaxCodeError::Empty) => return None,
            Err(_) => from_digits(input, &scan),
        },
        Err(_) => mended(input).map(TaxCodeHint::DidYouMean),
    };
    own.or_else(|| Phone::parse(input).ok().map(TaxCodeHint::LooksLikePhone))
}

fn from_digits(input: &str, scan: &Scan) -> Option<TaxCodeHint> {
    let digits = scan.digits.as_bytes();
    let short_suffix = || match (scan.dash, digits.split_at_checked(10)) {
        (Some(10), Some((head, [b]))) => read(&[head, b"00", &[*b]]),
        (Some(10), Some((head, [a, b]))) => read(&[head, b"0", &[*a, *b]]),
        _ => None,
    };
    let lost_zero = || match scan.count {
        9 | 11 | 12 => with_zero(digits).filter(|code| match code {
            TaxCode::Personal(number) => number.has_province_code(),
            _ => true,
        }),
        _ => None,
    };
    // A spreadsheet that took the code for a number may have written ".0" after it.
    let float = || match digits.split_at_checked(10) {
        Some((head, b"0")) if input.trim_end().ends_with(".0") => read(&[head]),
        _ => None,
    };
    short_suffix()
        .map(TaxCodeHint::MaybeBranch)
        .or_else(|| float().map(TaxCodeHint::DidYouMean))
        .or_else(|| lost_zero().map(TaxCodeHint::LostLeadingZero))
}

/// The code that loses its one leading zero to these digits. A program that drops one zero drops all.
fn with_zero(digits: &[u8]) -> Option<TaxCode> {
    if digits.starts_with(b"0") {
        None
    } else {
        read(&[b"0", digits])
    }
}

fn read(parts: &[&[u8]]) -> Option<TaxCode> {
    let digits = Ascii::join(parts);
    parse::decide(&Scan {
        count: digits.len(),
        digits,
        dash: None,
    })
    .ok()
}

/// The code with look-alike letters read as digits and `/`, `_` as the dash.
fn mended(input: &str) -> Option<TaxCode> {
    let mut scan = Scan {
        digits: Ascii::EMPTY,
        count: 0,
        dash: None,
    };
    let mut country = [false; 2];
    for c in input.chars().filter_map(fold) {
        let digit = match c {
            '0'..='9' => c as u8,
            'O' | 'o' => b'0',
            'I' | 'l' => b'1',
            'V' if scan.count == 0 && country == [false, false] => {
                country = [true, false];
                continue;
            }
            'N' if scan.count == 0 && country == [true, false] => {
                country = [true, true];
                continue;
            }
            '-' | '/' | '_' => {
                scan.dash.get_or_insert(scan.count);
                continue;
            }
            ' ' | '.' | '\'' | ':' | '(' | ')' => continue,
            _ => return None,
        };
        scan.digits.push(digit);
        scan.count += 1;
    }
    parse::decide(&scan).ok()
}
