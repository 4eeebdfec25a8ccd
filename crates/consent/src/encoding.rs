//! Hashes, identifiers and base64url as the wire format writes them: one spelling each.

use core::fmt;
use core::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The text is not the one spelling that the wire format allows for this kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct EncodingError(&'static str);

/// Writes bytes as base64url without padding (RFC 4648 section 5, RFC 7515 section 2).
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    // By hand, as reading is: the usual crates are several times the code. Tests hold both against one of them.
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| group.get(at).map_or(0, |byte| u32::from(*byte));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..=group.len() {
            text.push(base64url_digit((bits >> (18 - 6 * at) & 63) as u8));
        }
    }
    text
}

fn base64url_digit(value: u8) -> char {
    char::from(match value {
        0..26 => b'A' + value,
        26..52 => b'a' + value - 26,
        52..62 => b'0' + value - 52,
        62 => b'-',
        _ => b'_',
    })
}

/// Reads base64url without padding.
///
/// # Errors
///
/// Padding, line breaks, the other alphabet, or last bits that are not zero: those would give one value two
/// spellings, and two signed texts for one signature.
pub fn base64url_decode(text: &str) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for digit in text.bytes() {
        bits = bits << 6 | base64url_value(digit).ok_or(NOT_BASE64URL)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // Six bits left over are a digit that no byte needs; others have to be zero.
    if held < 6 && bits == 0 {
        Ok(bytes)
    } else {
        Err(NOT_BASE64URL)
    }
}

const NOT_BASE64URL: EncodingError = EncodingError("base64url without padding");

fn base64url_value(digit: u8) -> Option<u32> {
    Some(u32::from(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    }))
}

/// Reads base64url of exactly `N` bytes.
///
/// # Errors
///
/// Those of [`base64url_decode`], and any other length.
pub fn base64url_array<const N: usize>(text: &str) -> Result<[u8; N], EncodingError> {
    base64url_decode(text)?
        .try_into()
        .map_err(|_| EncodingError("base64url of the exact length"))
}

/// A digit of a number below 16, in lower case.
pub(crate) fn hex_digit(nibble: u8) -> char {
    char::from(if nibble < 10 {
        b'0' + nibble
    } else {
        b'a' + nibble - 10
    })
}

macro_rules! text_type {
    ($name:ident) => {
        impl $name {
            /// The value as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::json::ToJson for $name {
            fn to_json(&self) -> Option<$crate::json::Json> {
                self.0.to_json()
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_type;

/// A SHA-256 hash (FIPS 180-4): 64 lower-case hexadecimal digits over the exact bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Hex(String);

impl Sha256Hex {
    /// Hashes bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            text.push(hex_digit(byte >> 4));
            text.push(hex_digit(byte & 15));
        }
        Self(text)
    }
}

impl FromStr for Sha256Hex {
    type Err = EncodingError;

    fn from_str(text: &str) -> Result<Self, EncodingError> {
        let hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if hex {
            Ok(Self(text.to_owned()))
        } else {
            Err(EncodingError("64 lower-case hexadecimal digits"))
        }
    }
}

text_type!(Sha256Hex);

/// A key's RFC 7638 thumbprint: base64url of 32 bytes. It names the person's key, not the person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint(String);

impl Thumbprint {
    /// The thumbprint of a key's canonical required members (RFC 7638 section 3).
    #[must_use]
    pub fn of(canonical_jwk: &[u8]) -> Self {
        Self(base64url(&Sha256::digest(canonical_jwk)))
    }
}

impl FromStr for Thumbprint {
    type Err = EncodingError;

    fn from_str(text: &str) -> Result<Self, EncodingError> {
        base64url_array::<32>(text)?;
        Ok(Self(text.to_owned()))
    }
}

text_type!(Thumbprint);

/// A record's name: a random UUID (RFC 9562 version 4), lower case with dashes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(String);

impl FromStr for RecordId {
    type Err = EncodingError;

    fn from_str(text: &str) -> Result<Self, EncodingError> {
        const FORM: &[u8] = b"xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";
        let fits = text.len() == FORM.len()
            && text.bytes().zip(FORM).all(|(have, want)| match want {
                b'x' => matches!(have, b'0'..=b'9' | b'a'..=b'f'),
                b'v' => matches!(have, b'8' | b'9' | b'a' | b'b'),
                _ => have == *want,
            });
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(EncodingError("a lower-case UUID of version 4"))
        }
    }
}

text_type!(RecordId);

#[cfg(test)]
mod tests {
    use super::*;
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use proptest::prelude::*;

    #[test]
    fn a_hash_is_that_of_the_standard() {
        // FIPS 180-4 example: SHA-256("abc").
        assert_eq!(
            Sha256Hex::of(b"abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
                .parse::<Sha256Hex>()
                .is_err()
        );
        assert!("ba78".parse::<Sha256Hex>().is_err());
    }

    #[test]
    fn lenient_base64_is_refused() {
        assert_eq!(base64url_decode("AQ").expect("one byte"), [1]);
        for bad in ["AQ==", "AR", "A", "A+", "A/", "A Q", "AQ\n", "ÄQ"] {
            assert!(base64url_decode(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_as_strict_as_the_crate_is(text in "[A-Za-z0-9_=+/ -]{0,12}") {
            let theirs = Base64UrlUnpadded::decode_vec(&text);
            prop_assert_eq!(base64url_decode(&text).ok(), theirs.ok());
        }

        #[test]
        fn last_digits_are_read_as_the_crate_reads_them(text in "[A-Za-z0-9_-]{0,12}") {
            let theirs = Base64UrlUnpadded::decode_vec(&text);
            prop_assert_eq!(base64url_decode(&text).ok(), theirs.ok());
        }
    }

    #[test]
    fn record_ids_are_version_4_in_lower_case() {
        assert!(
            "9b2f8a60-3c1d-4e57-8f21-0a1b2c3d4e5f"
                .parse::<RecordId>()
                .is_ok()
        );
        for bad in [
            "9B2F8A60-3c1d-4e57-8f21-0a1b2c3d4e5f",
            "9b2f8a60-3c1d-1e57-8f21-0a1b2c3d4e5f",
            "9b2f8a60-3c1d-4e57-cf21-0a1b2c3d4e5f",
            "9b2f8a603c1d4e578f210a1b2c3d4e5f",
            "{9b2f8a60-3c1d-4e57-8f21-0a1b2c3d4e5}",
            "",
        ] {
            assert!(bad.parse::<RecordId>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_value_has_one_spelling(bytes in any::<Vec<u8>>(), text in "[A-Za-z0-9_-]{0,12}") {
            prop_assert_eq!(base64url(&bytes), Base64UrlUnpadded::encode_string(&bytes));
            prop_assert_eq!(base64url_decode(&base64url(&bytes)).expect("own output"), bytes);
            if let Ok(decoded) = base64url_decode(&text) {
                prop_assert_eq!(base64url(&decoded), text);
            }
        }
    }
}
