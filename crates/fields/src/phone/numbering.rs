//! The numbering plan: the metadata for Viet Nam of libphonenumber 9.0.43, matched by hand.
//!
//! [`patterns`](crate::patterns) has the same as regular expressions, and a test holds the two together.

use super::PhoneKind;

/// Digits as a set: bit n for digit n.
const fn set(digits: &[u8]) -> u16 {
    let mut bits = 0;
    let mut rest = digits;
    while let [digit, tail @ ..] = rest {
        bits |= 1 << (*digit - b'0');
        rest = tail;
    }
    bits
}

const fn has(set: u16, digit: u8) -> bool {
    set >> (digit.wrapping_sub(b'0') & 15) & 1 == 1
}

/// For a fixed line 2ab…: the digits b may be, by a.
const FIXED: [u16; 10] = [
    set(b"3456789"),
    set(b"012345689"),
    set(b"01256789"),
    set(b"23456789"),
    set(b"2345678"),
    set(b"12456789"),
    set(b"01239"),
    set(b"01234567"),
    set(b"23456789"),
    set(b"01234679"),
];

/// What the national significant number `n`, ASCII digits without the leading 0, is for; `None` if nothing.
pub(crate) fn kind_of(n: &[u8]) -> Option<PhoneKind> {
    let kind = match *n {
        [b'2', a, b, ..] if n.len() == 10 => {
            let allowed = FIXED.get(usize::from(a.wrapping_sub(b'0')))?;
            if !has(*allowed, b) {
                return None;
            }
            PhoneKind::FixedLine
        }
        [b'1', b'8', b'0', b'0', ..] if matches!(n.len(), 8..=10) => PhoneKind::TollFree,
        [b'1', b'9', b'0', b'0', ..] if matches!(n.len(), 8..=10) => PhoneKind::PremiumRate,
        [b'1', b'2', b'0', b'1' | b'3', ..] | [b'1', b'2', b'2', b'8', ..] if n.len() == 8 => {
            PhoneKind::TollFree
        }
        [b'1' | b'7', b'9', b'9', ..] if n.len() == 7 => PhoneKind::Uan,
        [b'6', b'9', ..] if matches!(n.len(), 7 | 8) => PhoneKind::Uan,
        [b'6', b'7', b'2', ..] if n.len() == 9 => PhoneKind::Voip,
        [a, b, c, d, ..] if n.len() == 9 && is_mobile(a, b, c, d) => PhoneKind::Mobile,
        _ => return None,
    };
    Some(kind)
}

fn is_mobile(a: u8, b: u8, c: u8, d: u8) -> bool {
    match (a, b) {
        (b'1', b'2') => c == b'1' && has(set(b"0123"), d),
        (b'1', b'4' | b'6') => c == b'0',
        (b'3', _) => true,
        (b'5', b'1' | b'6' | b'8' | b'9') => true,
        (b'5', b'2') => has(set(b"238"), c),
        (b'5', b'5') => c == b'9',
        (b'7', b'0' | b'6'..=b'9') => true,
        (b'8', b'1'..=b'8') => true,
        (b'8', b'9') => has(set(b"6789"), c),
        (b'9', b'0'..=b'8') => true,
        (b'9', b'9') => c != b'2',
        _ => false,
    }
}

/// Whether the mobile number `n` begins with a prefix that no network is known to have given out.
///
/// 095, 0990 and 0991 have no carrier in libphonenumber 9.0.43's carrier data (S-Fone's 095 closed in 2012).
/// 031 was given to nobody when 0162–0169 became 032–039 in 2018; the carrier data only has it under a general 03.
/// What begins with 01 is no person's number since that migration.
pub(super) fn is_unallocated(n: &[u8]) -> bool {
    matches!(
        n,
        [b'1', ..] | [b'3', b'1', ..] | [b'9', b'5', ..] | [b'9', b'9', b'0' | b'1', ..]
    )
}

/// How many digits the numbers have that begin like `n`: fewest and most.
pub(super) fn lengths(n: &[u8]) -> (usize, usize) {
    match n {
        [b'2', ..] => (10, 10),
        [b'1', b'8' | b'9', b'0', ..] => (8, 10),
        [b'1', b'2', ..] => (8, 9),
        [b'7', b'9', b'9', ..] | [b'1', b'9', b'9', ..] => (7, 9),
        [b'6', b'9', ..] => (7, 8),
        [b'1', ..] => (7, 10),
        _ => (9, 9),
    }
}
