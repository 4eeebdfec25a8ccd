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
    let digits = scan.digits.as_bytes();
    let (head, suffix) = digits.split_at_checked(10).unwrap_or_default();
    let mut meant = Ascii::EMPTY;
    let mut wrap: fn(TaxCode) -> TaxCodeHint = TaxCodeHint::DidYouMean;
    if scan.count == 0 {
        meant = scan.digits;
    } else if scan.dash == Some(10) && matches!(scan.count, 11 | 12) {
        wrap = TaxCodeHint::MaybeBranch;
        meant.extend(head);
        meant.extend(if scan.count == 11 { b"00" } else { b"0" });
        meant.extend(suffix);
    } else if scan.count == 11 && tokens.ends_with(b".0") {
        // A spreadsheet that took the code for a number wrote ".0" after it.
        meant.extend(head);
    } else if !digits.starts_with(b"0") {
        // A program that drops one zero drops all.
        wrap = if suspicious {
            TaxCodeHint::MaybeBranch
        } else {
            TaxCodeHint::LostLeadingZero
        };
        meant.push(b'0');
        meant.extend(digits);
    }
    match parse::decide(&Scan {
        count: meant.len(),
        digits: meant,
        dash: None,
    }) {
        // A person's number has not lost a zero if it does not begin with a province then.
        Ok(TaxCode::Personal(number)) if scan.count > 0 && !number.has_province_code() => {}
        Ok(code) => return Some(wrap(code)),
        Err(_) => {}
    }
    if suspicious {
        return Some(TaxCodeHint::UnknownProvince);
    }
    Phone::from_tokens(tokens)
        .ok()
        .map(TaxCodeHint::LooksLikePhone)
}
