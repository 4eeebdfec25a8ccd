use super::TaxCode;
use super::parse::{self, Scan};
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
    // With a letter or a sign in it, it can only be meant otherwise.
    let mended = || Scan {
        digits: look_alikes(tokens).unwrap_or(Ascii::EMPTY),
        count: 0,
        dash: None,
    };
    let scan = parse::scan(tokens).unwrap_or_else(|_| mended());
    let suspicious = match parse::decide(&scan) {
        Ok(TaxCode::Personal(number)) if !number.has_province_code() => true,
        Ok(_) => return None,
        Err(_) => false,
    };
    let meant = meant(&scan, suspicious, tokens.ends_with(b".0"));
    if suspicious {
        return Some(meant.unwrap_or(TaxCodeHint::UnknownProvince));
    }
    meant.or_else(|| {
        Phone::from_tokens(tokens)
            .ok()
            .map(TaxCodeHint::LooksLikePhone)
    })
}

/// What these digits were before something was lost or added. `float`: the text ends in ".0", as a spreadsheet writes
/// that took the code for a number.
fn meant(scan: &Scan, suspicious: bool, float: bool) -> Option<TaxCodeHint> {
    let digits = scan.digits.as_bytes();
    let (wrap, zeros, suffix): (fn(TaxCode) -> TaxCodeHint, &[u8], usize) =
        match (digits.len(), scan.dash) {
            _ if scan.count == 0 => (TaxCodeHint::DidYouMean, b"", 0),
            _ if suspicious => (TaxCodeHint::MaybeBranch, b"0", digits.len()),
            (11, Some(10)) => (TaxCodeHint::MaybeBranch, b"00", 1),
            (12, Some(10)) => (TaxCodeHint::MaybeBranch, b"0", 2),
            (11, _) if float => (TaxCodeHint::DidYouMean, b"", 0),
            _ => (TaxCodeHint::LostLeadingZero, b"0", digits.len()),
        };
    let (head, suffix) = digits.split_at_checked(digits.len() - suffix)?;
    // The float's zero is no digit of the code.
    let head = if float && scan.count == 11 {
        head.get(..10)?
    } else {
        head
    };
    let digits = Ascii::join(head, zeros, suffix);
    // A program that drops one zero drops all.
    if scan.count > 0 && digits.as_bytes().starts_with(b"00") {
        return None;
    }
    match parse::decide(&Scan {
        count: digits.len(),
        digits,
        dash: None,
    }) {
        Ok(TaxCode::Personal(number)) if !number.has_province_code() => None,
        meant => meant.ok().map(wrap),
    }
}
