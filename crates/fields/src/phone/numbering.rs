//! The numbering plan: the metadata for Viet Nam of libphonenumber 9.0.43, matched by hand.
//!
//! [`patterns`](crate::patterns) has the same as regular expressions, and a test holds the two together.

use super::PhoneKind::{self, FixedLine, Mobile, PremiumRate, TollFree, Uan, Voip};
use crate::ascii::number;

// How many digits a number has: bit n for n + 7.
const SEVEN: u8 = 0b0001;
const SEVEN_OR_EIGHT: u8 = 0b0011;
const EIGHT: u8 = 0b0010;
const EIGHT_TO_TEN: u8 = 0b1110;
const NINE: u8 = 0b0100;
const TEN: u8 = 0b1000;

/// What numbers are for, by their first four digits (from, to) and how many digits they have.
#[rustfmt::skip]
static PLAN: [(u16, u16, u8, PhoneKind); 40] = [
    (1201, 1201, EIGHT, TollFree), (1203, 1203, EIGHT, TollFree), (1228, 1228, EIGHT, TollFree),
    (1800, 1800, EIGHT_TO_TEN, TollFree),
    (1900, 1900, EIGHT_TO_TEN, PremiumRate),
    (1990, 1999, SEVEN, Uan), (7990, 7999, SEVEN, Uan), (6900, 6999, SEVEN_OR_EIGHT, Uan),
    (6720, 6729, NINE, Voip),
    (1210, 1213, NINE, Mobile), (1400, 1409, NINE, Mobile), (1600, 1609, NINE, Mobile),
    (3000, 3999, NINE, Mobile),
    (5100, 5199, NINE, Mobile), (5220, 5239, NINE, Mobile), (5280, 5289, NINE, Mobile), (5590, 5699, NINE, Mobile),
    (5800, 5999, NINE, Mobile),
    (7000, 7099, NINE, Mobile), (7600, 7999, NINE, Mobile),
    (8100, 8899, NINE, Mobile), (8960, 8999, NINE, Mobile),
    (9000, 9919, NINE, Mobile), (9930, 9999, NINE, Mobile),
    (2030, 2099, TEN, FixedLine), (2100, 2169, TEN, FixedLine), (2180, 2199, TEN, FixedLine),
    (2200, 2229, TEN, FixedLine), (2250, 2299, TEN, FixedLine),
    (2320, 2399, TEN, FixedLine),
    (2420, 2489, TEN, FixedLine),
    (2510, 2529, TEN, FixedLine), (2540, 2599, TEN, FixedLine),
    (2600, 2639, TEN, FixedLine), (2690, 2699, TEN, FixedLine),
    (2700, 2779, TEN, FixedLine),
    (2820, 2899, TEN, FixedLine),
    (2900, 2949, TEN, FixedLine), (2960, 2979, TEN, FixedLine), (2990, 2999, TEN, FixedLine),
];

/// What the national significant number `n`, ASCII digits without the leading 0, is for; `None` if nothing.
pub(crate) fn kind_of(n: &[u8]) -> Option<PhoneKind> {
    let start = number(n.get(..4)?);
    let length = 1_u8.checked_shl(u32::try_from(n.len().checked_sub(7)?).ok()?)?;
    let row = PLAN.iter().find(|(first, last, lengths, _)| {
        *first <= start && start <= *last && lengths & length != 0
    })?;
    Some(row.3)
}

/// Whether the mobile number `n` begins with a prefix that no network is known to have given out.
///
/// 095, 0990 and 0991 have no carrier in libphonenumber 9.0.43's carrier data (S-Fone's 095 closed in 2012).
/// 031 was given to nobody when 0162–0169 became 032–039 in 2018; the carrier data only has it under a general 03.
/// What begins with 01 is for devices talking to devices since that migration (Decision 798/QD-BTTTT of 2018-05-25).
pub(super) fn is_unallocated(n: &[u8]) -> bool {
    matches!(number(n.get(..3).unwrap_or_default()), 100..=199 | 310..=319 | 950..=959 | 990..=991)
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
