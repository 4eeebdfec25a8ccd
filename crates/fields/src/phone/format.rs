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
    // The lengths of the groups, the first in the lowest four bits.
    let mut groups: u16 = match (kind, n) {
        _ if style == Style::Digits => 0xA,
        (PhoneKind::Uan, _) if style == Style::International => 0xA,
        (PhoneKind::Uan, _) => 0x53,
        (PhoneKind::TollFree | PhoneKind::PremiumRate, _) => 0x64,
        (PhoneKind::FixedLine, [_, b'4' | b'8', ..]) => 0x442,
        (PhoneKind::FixedLine, _) => 0x343,
        (PhoneKind::Voip, _) | (_, [b'1', b'2' | b'6', ..]) => 0x2232,
        _ => 0x333,
    };
    for digit in n {
        if groups & 15 == 0 {
            text.push(' ');
            groups >>= 4;
        }
        groups = groups.wrapping_sub(1);
        text.push(char::from(*digit));
    }
    text
}
