//! Names and addresses: free text, cleaned and composed.

mod address;
mod company_name;
mod error;
mod person_name;

pub use self::address::{Address, AddressError};
pub use self::company_name::{CompanyName, CompanyNameError};
pub use self::error::TextError;
pub use self::person_name::{PersonName, PersonNameError};
use crate::clean::is_letter;

/// The text in NFC by the normaliser this build has.
#[cfg(not(target_arch = "wasm32"))]
fn composed(folded: String) -> Result<String, TextError> {
    Ok(crate::clean::nfc(&folded))
}

/// The text, if it is in NFC whatever it says: in the browser the caller has the normaliser.
#[cfg(any(test, target_arch = "wasm32"))]
fn surely_composed(folded: String) -> Result<String, TextError> {
    if crate::clean::is_surely_nfc(&folded) {
        Ok(folded)
    } else {
        Err(TextError::NotComposed)
    }
}
#[cfg(target_arch = "wasm32")]
use surely_composed as composed;

/// Judges cleaned, composed text: one to `max` code points.
fn judge(text: String, max: usize) -> Result<String, TextError> {
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
                composed(fold_lines(input, $lines))
                    .and_then(|text| judge(text, Self::MAX))
                    .map(Self)
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
                judge(nfc(&fold_lines(input, $lines)), Self::MAX).map(Self)
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
        let composed = "Công ty Vạn Sự Thông".to_owned();
        assert_eq!(surely_composed(composed.clone()), Ok(composed));
        assert_eq!(
            surely_composed("Co\u{302}ng ty".to_owned()),
            Err(TextError::NotComposed)
        );
    }
}
