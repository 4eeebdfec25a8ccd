//! How numbers are written: libphonenumber 9.0.43's formats for Viet Nam.

use super::PhoneKind;

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Inside the country, in groups.
    National,
    /// Inside the country, digits alone.
    Digits,
    /// For callers abroad, in groups.
    International,
}

/// Writes the number with the national significant digits `n`.
///
/// Universal access numbers cannot be dialled from abroad and have no format for it: they stay one group there.
pub(super) fn write(n: &[u8], kind: PhoneKind, style: Style) -> String {
    let mut text = String::with_capacity(20);
    if style == Style::International {
        text.push_str("+84 ");
    } else if !matches!(kind, PhoneKind::TollFree | PhoneKind::PremiumRate) {
        text.push('0');
    }
    let groups = match (kind, n) {
        _ if style == Style::Digits => [10, 0, 0, 0],
        (PhoneKind::Uan, _) if style == Style::International => [10, 0, 0, 0],
        (PhoneKind::Uan, _) => [3, 5, 0, 0],
        (PhoneKind::TollFree | PhoneKind::PremiumRate, _) => [4, 6, 0, 0],
        (PhoneKind::FixedLine, [_, b'4' | b'8', ..]) => [2, 4, 4, 0],
        (PhoneKind::FixedLine, _) => [3, 4, 3, 0],
        (PhoneKind::Voip, _) | (_, [b'1', b'2' | b'6', ..]) => [2, 3, 2, 2],
        _ => [3, 3, 3, 0],
    };
    write_groups(&mut text, n, groups);
    text
}

fn write_groups(text: &mut String, n: &[u8], groups: [u8; 4]) {
    let mut groups = groups.into_iter();
    let mut left = groups.next();
    for digit in n {
        if left == Some(0) {
            text.push(' ');
            left = groups.next();
        }
        text.push(char::from(*digit));
        left = left.map(|left| left.wrapping_sub(1));
    }
}
