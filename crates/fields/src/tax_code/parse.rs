use super::{BranchCode, EnterpriseCode, PersonalNumber, TaxCode, TaxCodeError};
use crate::ascii::Ascii;
use crate::clean::{base_letter, fold, is_letter};
use core::str::Chars;

const LABELS: [&[u8]; 2] = [b"masothue", b"mst"];
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// The digits of a text that has nothing else in it but separators.
pub(super) struct Scan {
    pub(super) digits: Ascii,
    /// How many digits there are, also those `digits` has no room for.
    pub(super) count: usize,
    /// How many digits stand before the first dash.
    pub(super) dash: Option<usize>,
}

pub(super) fn parse(input: &str) -> Result<TaxCode, TaxCodeError> {
    let scan = scan(input)?;
    decide(&scan)
}

pub(super) fn scan(input: &str) -> Result<Scan, TaxCodeError> {
    let mut scan = Scan {
        digits: Ascii::EMPTY,
        count: 0,
        dash: None,
    };
    for c in without_label(input.chars()).filter_map(fold) {
        match c {
            '0'..='9' => {
                scan.digits.push(c as u8);
                scan.count += 1;
            }
            ' ' | '.' => {}
            '-' => {
                scan.dash.get_or_insert(scan.count);
            }
            c if is_letter(c) => return Err(TaxCodeError::Letters),
            _ => return Err(TaxCodeError::Symbols),
        }
    }
    Ok(scan)
}

pub(super) fn decide(scan: &Scan) -> Result<TaxCode, TaxCodeError> {
    let digits = scan.digits.as_bytes();
    match scan.count {
        0 => Err(TaxCodeError::Empty),
        10 => Ok(TaxCode::Enterprise(enterprise(digits)?)),
        12 if scan.dash.is_some() => Err(TaxCodeError::DashInPersonal),
        12 => Ok(TaxCode::Personal(PersonalNumber(scan.digits))),
        13 => {
            let (head, suffix) = digits.split_at_checked(10).unwrap_or_default();
            if suffix == b"000" {
                return Err(if sequence_is_zero(head) {
                    TaxCodeError::SequenceZero
                } else {
                    TaxCodeError::SuffixZero
                });
            }
            let enterprise = enterprise(head)?;
            Ok(TaxCode::Branch(BranchCode {
                text: Ascii::join(&[head, b"-", suffix]),
                enterprise,
            }))
        }
        digits => Err(TaxCodeError::Length { digits }),
    }
}

fn enterprise(digits: &[u8]) -> Result<EnterpriseCode, TaxCodeError> {
    if sequence_is_zero(digits) {
        return Err(TaxCodeError::SequenceZero);
    }
    let weighted = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum::<u32>();
    let check = digits.last().map_or(0, |digit| u32::from(digit - b'0'));
    if (weighted + check) % 11 != 10 {
        return Err(TaxCodeError::CheckDigit);
    }
    Ok(EnterpriseCode(Ascii::join(&[digits])))
}

fn sequence_is_zero(digits: &[u8]) -> bool {
    digits.iter().skip(2).take(7).all(|digit| *digit == b'0')
}

/// What follows an apostrophe (a spreadsheet's "this is text") and a label. Composed, decomposed and plain-letter
/// spellings of the label read the same.
fn without_label(mut chars: Chars<'_>) -> Chars<'_> {
    let mut rest = chars.clone();
    loop {
        match rest.next() {
            Some('\'') => {
                chars = rest;
                break;
            }
            Some(c) if matches!(fold(c), None | Some(' ')) => {}
            _ => break,
        }
    }
    for label in LABELS {
        if let Some(after) = after_label(chars.clone(), label) {
            return after;
        }
    }
    chars
}

fn after_label<'a>(mut chars: Chars<'a>, label: &[u8]) -> Option<Chars<'a>> {
    let mut expected = label.iter();
    let mut wanted = expected.next();
    while let Some(letter) = wanted {
        let c = chars.next()?;
        match fold(c) {
            None | Some(' ' | '.' | '\u{300}'..='\u{36F}') => {}
            Some(c) if base_letter(c) == Some(*letter) => wanted = expected.next(),
            Some(_) => return None,
        }
    }
    let mut after = chars.clone();
    loop {
        match after.next().map(fold) {
            Some(Some(':')) => return Some(after),
            // The marks of the last letter belong to the label.
            Some(Some('\u{300}'..='\u{36F}')) => chars = after.clone(),
            Some(None | Some(' ')) => {}
            _ => return Some(chars),
        }
    }
}
