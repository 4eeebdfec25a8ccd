//! Challenges: a nonce that a backend gives out before a record is signed (level L1).
//!
//! A record that holds one was signed after it was given out and before it ran out, by the backend's clock, and can be
//! handed in once only.

use sha2::{Digest as _, Sha256};

use crate::encoding::Sha256Hex;
use crate::time::Timestamp;

/// The answer of `GET {endpoint}/challenge`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Challenge {
    /// What the record repeats: base64url without padding, unguessable.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL)))]
    pub nonce: String,
    /// The backend's clock.
    pub server_time: Timestamp,
    /// When the nonce stops being taken.
    pub expires_at: Timestamp,
    /// The hash of the policy text in force: another one than the person reads means that the policy has changed
    /// since the page was loaded.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub notice_sha256: Option<Sha256Hex>,
    /// What has to be calculated before the record is taken; where it is left out, nothing.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub work: Option<Work>,
}

/// A proof of work: a number, in decimal digits, such that the SHA-256 of `<nonce>.<number>` in ASCII begins with so many
/// zero bits. It is sent in the header [`WORK`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Work {
    /// Always [`ALGORITHM`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = ALGORITHM)))]
    pub algorithm: String,
    /// How many zero bits, 1 to 32. Each more doubles what it takes: `2^bits` hashes on average.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 32)))]
    pub bits: u32,
}

/// The only way there is to calculate.
pub const ALGORITHM: &str = "SHA-256";

/// The header with the number of a proof of work.
pub const WORK: &str = "thuan-work";

/// The header with the token of a service that judges whether a person is there.
pub const TOKEN: &str = "thuan-token";

/// Whether a number is the proof of work for a nonce.
#[must_use]
pub fn is_worked(nonce: &str, number: &str, bits: u32) -> bool {
    let digits = (1..=16).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let hash = Sha256::digest([nonce, ".", number].concat());
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    digits && zeros >= bits
}

/// What is put behind an endpoint's path to ask for a challenge.
pub const PATH: &str = "/challenge";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_as_many_zero_bits_and_no_other_spelling() {
        let nonce = "AAAAAAAAAAAAAAAAAAAAAA";
        // printf 'AAAAAAAAAAAAAAAAAAAAAA.%s' N | sha256sum
        let found = (0..1 << 20).find(|n: &u32| is_worked(nonce, &n.to_string(), 12));
        let number = found.expect("there is one").to_string();
        assert!(is_worked(nonce, &number, 0) && is_worked(nonce, &number, 11));
        assert!(!is_worked("BAAAAAAAAAAAAAAAAAAAAA", &number, 12));
        assert!(!is_worked(nonce, &number, 32));
        for bad in ["", "+1", " 1", "1.0", "0x1", "١", "12345678901234567"] {
            assert!(!is_worked(nonce, bad, 0), "{bad}");
        }
    }
}
