//! Names and addresses: free text, cleaned and composed.

mod address;
mod company_name;
mod error;
mod person_name;

pub use self::address::{Address, AddressError};
pub use self::company_name::{CompanyName, CompanyNameError};
pub use self::error::TextError;
pub use self::person_name::{PersonName, PersonNameError};
use crate::clean::{fold_lines, is_letter, is_surely_nfc};

/// The normaliser `parse` has. None in the browser: there the caller has it, and `parse` refuses what may need it.
#[cfg(not(target_arch = "wasm32"))]
const NFC: Option<fn(&str) -> String> = Some(crate::clean::nfc);
#[cfg(target_arch = "wasm32")]
const NFC: Option<fn(&str) -> String> = None;

/// Cleaned, composed text of one to `max` code points; `lines` says whether line ends become commas.
fn parse(
    input: &str,
    lines: bool,
    max: usize,
    nfc: Option<fn(&str) -> String>,
) -> Result<String, TextError> {
    let folded = fold_lines(input, lines);
    let text = match nfc {
        Some(nfc) => nfc(&folded),
        None if is_surely_nfc(&folded) => folded,
        None => return Err(TextError::NotComposed),
    };
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let mut length = 0;
    let mut letters = false;
    for c in text.chars() {
        if matches!(c, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}') {
            return Err(TextError::ControlCharacter);
        }
        letters |= c.is_ascii_digit() || is_letter(c) || c > '\u{FFFF}';
        length += 1;
    }
    if !letters {
        return Err(TextError::NoLetters);
    }
    if length > max {
        return Err(TextError::TooLong { max, length });
    }
    Ok(text)
}

/// What the three types share: construction by `parse` alone, the text back, nothing in `Debug`.
macro_rules! text_impls {
    ($name:ident, $lines:literal) => {
        impl $name {
            /// Cleans the text and judges its length; in `wasm32` see [`parse_with`](Self::parse_with).
            ///
            /// # Errors
            ///
            /// One [`TextError`] a cause.
            pub fn parse(input: &str) -> Result<Self, $crate::text::TextError> {
                $crate::text::parse(input, $lines, Self::MAX, $crate::text::NFC).map(Self)
            }

            /// [`parse`](Self::parse) with a normaliser to NFC: in the browser `String.prototype.normalize`.
            ///
            /// # Errors
            ///
            /// One [`TextError`] a cause, never [`NotComposed`](TextError::NotComposed).
            pub fn parse_with(
                input: &str,
                nfc: fn(&str) -> String,
            ) -> Result<Self, $crate::text::TextError> {
                $crate::text::parse(input, $lines, Self::MAX, Some(nfc)).map(Self)
            }

            /// The cleaned text, in NFC.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::text::TextError;

            fn from_str(input: &str) -> Result<Self, Self::Err> {
                Self::parse(input)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}
use text_impls;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_normaliser_what_may_need_one_is_refused() {
        assert_eq!(
            parse("Công ty Vạn Sự Thông", false, 99, None).as_deref(),
            Ok("Công ty Vạn Sự Thông")
        );
        assert_eq!(
            parse("Co\u{302}ng ty", false, 99, None),
            Err(TextError::NotComposed)
        );
    }
}
