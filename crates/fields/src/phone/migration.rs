//! Numbers retired in 2017 (fixed lines got new area codes) and 2018 (eleven-digit mobiles became ten-digit).

use super::area::CODES;
use super::numbering::kind_of;
use crate::ascii::{Ascii, number};

/// New mobile prefix, the old one, both without the leading 0. Seven digits follow either.
///
/// Source: Decision 798/QD-BTTTT of 2018-05-25; the change was made on 2018-09-15 and the old form died after 2018-11-14.
#[rustfmt::skip]
pub(super) const MOBILE: [(u16, u16); 21] = [
    (70, 120), (79, 121), (77, 122), (76, 126), (78, 128),
    (83, 123), (84, 124), (85, 125), (81, 127), (82, 129),
    (32, 162), (33, 163), (34, 164), (35, 165), (36, 166), (37, 167), (38, 168), (39, 169),
    (56, 186), (58, 188),
    (59, 199),
];

/// Today's form of the national significant number `old`, if that was one of a retired prefix.
///
/// Old area codes had one digit with eight after it, or two or three with seven, so their length tells them apart.
pub(super) fn moved(old: &[u8]) -> Option<Ascii> {
    let digits = match (old.len(), old) {
        (9, [b'4' | b'8', ..]) => 1,
        (9, _) => 2,
        (10, _) => 3,
        _ => return None,
    };
    let (code, subscriber) = old.split_at_checked(digits)?;
    let code = number(code);
    let (new, _) = CODES.iter().find(|(_, old)| *old == code)?;
    let mut number = Ascii::EMPTY;
    for place in &[100, 10, 1] {
        if new >= place {
            number.push(b'0' + u8::try_from(new / place % 10).unwrap_or_default());
        }
    }
    number.extend(subscriber);
    kind_of(number.as_bytes()).map(|_| number)
}
