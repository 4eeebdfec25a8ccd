use super::PhoneError;
use super::parse::abroad;
use super::scan::{Reading, read_tail, scan};
use crate::ascii::Ascii;
use crate::tokens::tokens;
use core::fmt;
use core::str::FromStr;

/// A telephone number of another country: `+`, then 8 to 15 digits, the first not 0 (ITU-T E.164).
///
/// Nothing else is checked: whether the number can be dialled is for that country's plan. For forms that allow foreign
/// numbers, after [`Phone::parse`](crate::Phone::parse) answered [`PhoneError::Foreign`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForeignPhone(Ascii);

impl ForeignPhone {
    /// Reads a number that begins with `+` or `00` and a country code other than 84, with the same separators, labels
    /// and trailing words as a Vietnamese one. An extension is not read.
    ///
    /// # Errors
    ///
    /// [`PhoneError::CountryCode`] without a country code or with Viet Nam's, and those of
    /// [`Phone::parse`](crate::Phone::parse).
    pub fn parse(input: &str) -> Result<Self, PhoneError> {
        let tokens = tokens(input);
        let scan = scan(&tokens);
        let number = match abroad(&scan)? {
            None | Some([b'0', ..] | [b'8', b'4', ..] | []) => return Err(PhoneError::CountryCode),
            Some(number) => number,
        };
        let digits = scan.count - (scan.digits.len() - number.len());
        match digits {
            0..8 => Err(PhoneError::TooShort { digits }),
            8..=15 => match read_tail(scan.tail) {
                Reading {
                    error: Some(error), ..
                } => Err(error),
                Reading { extension, .. } if !extension.is_empty() => Err(PhoneError::Extension),
                _ => Ok(Self(Ascii::join(b"+", number, b""))),
            },
            _ => Err(PhoneError::TooLong { digits }),
        }
    }

    /// ITU-T E.164: `+12025550123`.
    pub fn e164(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ForeignPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.e164())
    }
}

impl fmt::Debug for ForeignPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignPhone(..)")
    }
}

impl FromStr for ForeignPhone {
    type Err = PhoneError;

    fn from_str(input: &str) -> Result<Self, PhoneError> {
        Self::parse(input)
    }
}

impl AsRef<str> for ForeignPhone {
    fn as_ref(&self) -> &str {
        self.e164()
    }
}
