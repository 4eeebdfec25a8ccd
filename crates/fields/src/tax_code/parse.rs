use super::{BranchCode, EnterpriseCode, PersonalNumber, TaxCode, TaxCodeError};
use crate::ascii::Ascii;
use crate::tokens::{FOREIGN_ZERO, THIN_SPACE, is_label, is_letter_token};

/// *Mã số thuế* and what it is shortened to.
static LABELS: [&[u8]; 2] = [b"m_s_thu_", b"mst"];
/// Of the nine digits, and of the check digit.
static WEIGHTS: [u8; 10] = [31, 29, 23, 19, 17, 13, 7, 5, 3, 1];

/// The digits of a text that has nothing else in it but separators.
pub(super) struct Scan {
    pub(super) digits: Ascii,
    /// How many digits there are, also those `digits` has no room for.
    pub(super) count: usize,
    /// How many digits stand before the first dash.
    pub(super) dash: Option<usize>,
}

pub(super) fn parse(tokens: &[u8]) -> Result<TaxCode, TaxCodeError> {
    decide(&scan(tokens)?)
}

pub(super) fn scan(tokens: &[u8]) -> Result<Scan, TaxCodeError> {
    let mut scan = Scan {
        digits: Ascii::EMPTY,
        count: 0,
        dash: None,
    };
    let mut label = Ascii::EMPTY;
    let mut before = Before::Anything;
    for token in tokens {
        match *token {
            digit @ b'0'..=b'9' => {
                before = Before::Digits;
                scan.digits.push(digit);
                scan.count += 1;
            }
            b' ' | b'.' | THIN_SPACE => {}
            b'-' if before == Before::Label => {}
            b'-' => {
                scan.dash.get_or_insert(scan.count);
            }
            b'\'' if before == Before::Anything => before = Before::Apostrophe,
            b':' if before == Before::Label => before = Before::Digits,
            letter if is_letter_token(letter) && before != Before::Digits => {
                before = Before::Label;
                label.push(letter);
            }
            token if is_letter_token(token) || token >= FOREIGN_ZERO => {
                return Err(TaxCodeError::Letters);
            }
            _ => return Err(TaxCodeError::Symbols),
        }
    }
    if label.is_empty() || LABELS.iter().any(|name| is_label(label.as_bytes(), name)) {
        Ok(scan)
    } else {
        Err(TaxCodeError::Letters)
    }
}

/// What has been read: nothing, a spreadsheet's "this is text", letters, what nothing of these may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Anything,
    Apostrophe,
    Label,
    Digits,
}

pub(super) fn decide(scan: &Scan) -> Result<TaxCode, TaxCodeError> {
    let digits = scan.digits.as_bytes();
    match scan.count {
        0 => return Err(TaxCodeError::Empty),
        12 if scan.dash.is_some() => return Err(TaxCodeError::DashInPersonal),
        12 => return Ok(TaxCode::Personal(PersonalNumber(scan.digits))),
        10 | 13 => {}
        digits => return Err(TaxCodeError::Length { digits }),
    }
    let (head, suffix) = digits.split_at_checked(10).unwrap_or_default();
    let (mut sum, mut sequence) = (0, 0);
    for (at, (digit, weight)) in head.iter().zip(&WEIGHTS).enumerate() {
        let value = digit - b'0';
        sum += u32::from(value) * u32::from(*weight);
        if (2..9).contains(&at) {
            sequence |= value;
        }
    }
    if sequence == 0 {
        return Err(TaxCodeError::SequenceZero);
    }
    if suffix == b"000" {
        return Err(TaxCodeError::SuffixZero);
    }
    if sum % 11 != 10 {
        return Err(TaxCodeError::CheckDigit);
    }
    Ok(if suffix.is_empty() {
        TaxCode::Enterprise(EnterpriseCode(scan.digits))
    } else {
        TaxCode::Branch(BranchCode(Ascii::join(head, b"-", suffix)))
    })
}
