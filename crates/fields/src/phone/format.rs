//! How numbers are written: libphonenumber 9.0.43's formats for Viet Nam.

/// The lengths of the groups and whether a 0 goes in front inside the country.
///
/// Numbers with seven or eight digits of a universal access range (199, 799, 69) cannot be dialled from abroad and have
/// no international format: they stay one group there.
fn groups(n: &[u8], inside: bool) -> ([usize; 4], bool) {
    match (n, n.len()) {
        ([b'1' | b'7', b'9', b'9', ..], 7) | ([b'6', b'9', ..], 7 | 8) => {
            (if inside { [3, 5, 0, 0] } else { [8, 0, 0, 0] }, true)
        }
        ([b'1', b'2', b'0' | b'2', ..] | [b'1', b'8' | b'9', ..], 8..=10) => ([4, 6, 0, 0], false),
        ([b'1', b'2' | b'6', ..] | [b'6', ..], 9) => ([2, 3, 2, 2], true),
        (_, 9) => ([3, 3, 3, 0], true),
        ([b'2', b'4' | b'8', ..], _) => ([2, 4, 4, 0], true),
        _ => ([3, 4, 3, 0], true),
    }
}

pub(super) fn national(n: &[u8]) -> String {
    let (groups, zero) = groups(n, true);
    let mut text = String::with_capacity(16);
    if zero {
        text.push('0');
    }
    write_groups(&mut text, n, groups);
    text
}

pub(super) fn international(n: &[u8]) -> String {
    let (groups, _) = groups(n, false);
    let mut text = String::with_capacity(20);
    text.push_str("+84 ");
    write_groups(&mut text, n, groups);
    text
}

fn write_groups(text: &mut String, n: &[u8], groups: [usize; 4]) {
    let mut left = n.iter();
    for (at, length) in groups.into_iter().enumerate() {
        if at > 0 && length > 0 && left.len() > 0 {
            text.push(' ');
        }
        text.extend(left.by_ref().take(length).map(|digit| char::from(*digit)));
    }
}
