//! The numbering plan: the metadata for Viet Nam of libphonenumber 9.0.43, matched by hand.
//!
//! [`patterns`](crate::patterns) has the same as regular expressions, and a test holds the two together.

use super::PhoneKind::{self, FixedLine, Mobile, PremiumRate, TollFree, Uan, Voip};

/// What numbers are for, by their first four digits (from, to) and how many digits they have (from, to).
#[rustfmt::skip]
static PLAN: [(u16, u16, u8, u8, PhoneKind); 40] = [
    (1201, 1201, 8, 8, TollFree), (1203, 1203, 8, 8, TollFree), (1228, 1228, 8, 8, TollFree),
    (1800, 1800, 8, 10, TollFree),
    (1900, 1900, 8, 10, PremiumRate),
    (1990, 1999, 7, 7, Uan), (7990, 7999, 7, 7, Uan), (6900, 6999, 7, 8, Uan),
    (6720, 6729, 9, 9, Voip),
    (1210, 1213, 9, 9, Mobile), (1400, 1409, 9, 9, Mobile), (1600, 1609, 9, 9, Mobile),
    (3000, 3999, 9, 9, Mobile),
    (5100, 5199, 9, 9, Mobile), (5220, 5239, 9, 9, Mobile), (5280, 5289, 9, 9, Mobile), (5590, 5699, 9, 9, Mobile),
    (5800, 5999, 9, 9, Mobile),
    (7000, 7099, 9, 9, Mobile), (7600, 7999, 9, 9, Mobile),
    (8100, 8899, 9, 9, Mobile), (8960, 8999, 9, 9, Mobile),
    (9000, 9919, 9, 9, Mobile), (9930, 9999, 9, 9, Mobile),
    (2030, 2099, 10, 10, FixedLine), (2100, 2169, 10, 10, FixedLine), (2180, 2199, 10, 10, FixedLine),
    (2200, 2229, 10, 10, FixedLine), (2250, 2299, 10, 10, FixedLine),
    (2320, 2399, 10, 10, FixedLine),
    (2420, 2489, 10, 10, FixedLine),
    (2510, 2529, 10, 10, FixedLine), (2540, 2599, 10, 10, FixedLine),
    (2600, 2639, 10, 10, FixedLine), (2690, 2699, 10, 10, FixedLine),
    (2700, 2779, 10, 10, FixedLine),
    (2820, 2899, 10, 10, FixedLine),
    (2900, 2949, 10, 10, FixedLine), (2960, 2979, 10, 10, FixedLine), (2990, 2999, 10, 10, FixedLine),
];

/// What the national significant number `n`, ASCII digits without the leading 0, is for; `None` if nothing.
pub(crate) fn kind_of(n: &[u8]) -> Option<PhoneKind> {
    let start = number(n.get(..4)?);
    let length = u8::try_from(n.len()).ok()?;
    let row = PLAN.iter().find(|(first, last, fewest, most, _)| {
        *first <= start && start <= *last && *fewest <= length && length <= *most
    })?;
    Some(row.4)
}

/// The value of up to four ASCII digits.
pub(super) fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |value, digit| {
        value * 10 + u16::from(digit.wrapping_sub(b'0'))
    })
}

/// Whether the mobile number `n` begins with a prefix that no network is known to have given out.
///
/// 095, 0990 and 0991 have no carrier in libphonenumber 9.0.43's carrier data (S-Fone's 095 closed in 2012).
/// 031 was given to nobody when 0162–0169 became 032–039 in 2018; the carrier data only has it under a general 03.
/// What begins with 01 is for devices talking to devices since that migration (Decision 798/QD-BTTTT of 2018-05-25).
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
