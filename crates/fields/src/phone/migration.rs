//! Numbers retired in 2017 (fixed lines got new area codes) and 2018 (eleven-digit mobiles became ten-digit).

use super::area::AREAS;
use super::numbering::{kind_of, number};
use crate::ascii::Ascii;

/// Old mobile prefix, new one, both without the leading 0. Seven digits follow either.
///
/// Source: Decision 798/QD-BTTTT of 2018; the change was made on 2018-09-15 and the old form died after 2018-11-14.
#[rustfmt::skip]
const MOBILE: [(u16, u16); 21] = [
    (120, 70), (121, 79), (122, 77), (126, 76), (128, 78),
    (123, 83), (124, 84), (125, 85), (127, 81), (129, 82),
    (162, 32), (163, 33), (164, 34), (165, 35), (166, 36), (167, 37), (168, 38), (169, 39),
    (186, 56), (188, 58),
    (199, 59),
];

/// Today's form of the national significant number `old`, if that was one of a retired prefix.
///
/// Old area codes had one digit with eight after it, or two or three with seven, so their length tells them apart.
pub(super) fn moved(old: &[u8]) -> Option<Ascii> {
    let fixed = |code_digits: usize| {
        let (code, subscriber) = old.split_at_checked(code_digits)?;
        let code = number(code);
        let (new, _, _) = AREAS
            .iter()
            .find(|(new, old, _)| *old == code && new != old)?;
        valid(*new, subscriber)
    };
    let mobile = || {
        let (code, subscriber) = old.split_at_checked(3)?;
        let code = number(code);
        let (_, new) = MOBILE.iter().find(|(old, _)| *old == code)?;
        valid(*new, subscriber)
    };
    match (old.len(), old) {
        (9, [b'4' | b'8', ..]) => fixed(1),
        (9, _) => fixed(2),
        (10, [b'1', ..]) => mobile(),
        (10, _) => fixed(3),
        _ => None,
    }
}

fn valid(code: u16, subscriber: &[u8]) -> Option<Ascii> {
    let digit = |place: u16| b'0' + u8::try_from(code / place % 10).unwrap_or_default();
    let code = [digit(100), digit(10), digit(1)];
    let code = if code.starts_with(b"0") {
        code.get(1..)?
    } else {
        &code
    };
    let number = Ascii::join(&[code, subscriber]);
    kind_of(number.as_bytes()).map(|_| number)
}
