//! Short ASCII text kept in place: the parsed values are `Copy`.

/// Up to 20 ASCII characters: the longest is a telephone extension.
///
/// Bytes past the length are always zero, so the derived comparisons see the text alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ascii {
    bytes: [u8; Self::CAPACITY],
    len: u8,
}

impl Ascii {
    pub(crate) const CAPACITY: usize = 20;

    pub(crate) const EMPTY: Self = Self {
        bytes: [0; Self::CAPACITY],
        len: 0,
    };

    /// Appends one byte; says whether there was room.
    pub(crate) fn push(&mut self, byte: u8) -> bool {
        match self.bytes.get_mut(usize::from(self.len)) {
            Some(slot) => {
                *slot = byte & 0x7F;
                self.len += 1;
                true
            }
            None => false,
        }
    }

    /// Appends the bytes there is room for.
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.push(*byte);
        }
    }

    /// Joins the parts; what does not fit is left out.
    pub(crate) fn join(a: &[u8], b: &[u8], c: &[u8]) -> Self {
        let mut joined = Self::EMPTY;
        joined.extend(a);
        joined.extend(b);
        joined.extend(c);
        joined
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len()).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// The value of up to four ASCII digits.
pub(crate) fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |value, digit| {
        value * 10 + u16::from(digit.wrapping_sub(b'0'))
    })
}

/// `start`, then the digits, all but the last three as asterisks.
pub(crate) fn masked(start: &str, mut digits: &[u8]) -> String {
    let mut text = String::from(start);
    while let [digit, rest @ ..] = digits {
        text.push(if rest.len() < 3 {
            char::from(*digit)
        } else {
            '*'
        });
        digits = rest;
    }
    text
}
