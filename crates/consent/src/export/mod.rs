//! A record in other people's formats, for their tools.
//!
//! An export is a translation: it is not signed, and it says less than the record. What each one leaves out stands in
//! `docs/record.md`; the record itself, by its hash, is named in every export that has a place for it.
//!
//! * [`dpv`]: JSON-LD with the terms of the W3C Data Privacy Vocabulary, laid out as its guide to ISO/IEC TS 27560:2023
//! * [`kantara`]: Kantara Initiative Consent Receipt Specification 1.1.0

pub mod dpv;
pub mod kantara;

use crate::encoding::{Sha256Hex, base64url};

/// A name for bytes by their hash: an `ni` URI (RFC 6920 section 3), which anyone who has the bytes can check.
fn named_by(hash: &Sha256Hex) -> String {
    let digit = |text: &u8| char::from(*text).to_digit(16).unwrap_or_default();
    let bytes: Vec<u8> = hash
        .as_str()
        .as_bytes()
        .chunks(2)
        .map(|pair| {
            pair.iter()
                .fold(0, |byte, text| byte << 4 | digit(text) as u8)
        })
        .collect();
    format!("ni:///sha-256;{}", base64url(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6920 section 8.1: the hash of "Hello World!".
    #[test]
    fn the_name_is_that_of_the_rfc() {
        assert_eq!(
            named_by(&Sha256Hex::of(b"Hello World!")),
            "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"
        );
    }
}
