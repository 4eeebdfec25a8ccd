//! Challenges that need no memory: any instance that has the secret knows a nonce that another gave out.
//!
//! A nonce is 16 random bytes, the time it runs out, and a keyed hash of both (HMAC-SHA-256, RFC 2104, cut to 16 bytes
//! as its section 5 allows), in base64url. That it is used once is for the store, in the transaction that keeps the
//! record.

use std::fmt;
use std::time::Duration;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use thuan_consent::encoding::{base64url, base64url_array};
use thuan_consent::time::Timestamp;
use zeroize::Zeroizing;

use crate::clock;
use crate::random::{self, RandomError};

/// How long a nonce is taken, unless it is set otherwise.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);

const RANDOM: usize = 16;
const EXPIRY: usize = 8;
const TAG: usize = 16;

/// The secret that challenges are recognised by. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct ChallengeSecret(Zeroizing<[u8; 32]>);

impl fmt::Debug for ChallengeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeSecret(…)")
    }
}

/// Why a nonce is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// Nobody with this secret gave it out.
    Unknown,
    /// It ran out.
    Expired,
}

impl ChallengeSecret {
    /// From 32 random bytes.
    #[must_use]
    pub fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        Self(secret)
    }

    /// As base64url.
    pub(super) fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(base64url(self.0.as_slice()))
    }

    /// Gives out a nonce that is taken until `expires_at`.
    ///
    /// # Errors
    ///
    /// [`RandomError`].
    pub fn give(&self, expires_at: &Timestamp) -> Result<String, RandomError> {
        Ok(self.seal(random::bytes()?, clock::milliseconds(expires_at)))
    }

    fn seal(&self, random: [u8; RANDOM], expires: i64) -> String {
        let mut nonce = [0; RANDOM + EXPIRY + TAG];
        let (body, tag) = nonce.split_at_mut(RANDOM + EXPIRY);
        let (head, expiry) = body.split_at_mut(RANDOM);
        head.copy_from_slice(&random);
        expiry.copy_from_slice(&expires.to_be_bytes());
        let hash = self.hash(body).finalize().into_bytes();
        for (to, from) in tag.iter_mut().zip(hash) {
            *to = from;
        }
        base64url(&nonce)
    }

    /// Whether a nonce was given out with this secret and may still be used at `now`.
    ///
    /// # Errors
    ///
    /// [`NotTaken`].
    pub fn check(&self, nonce: &str, now: &Timestamp) -> Result<(), NotTaken> {
        let nonce: [u8; RANDOM + EXPIRY + TAG] =
            base64url_array(nonce).map_err(|_| NotTaken::Unknown)?;
        let (body, tag) = nonce.split_at(RANDOM + EXPIRY);
        // In constant time: how far a guess was right must not show.
        self.hash(body)
            .verify_truncated_left(tag)
            .map_err(|_| NotTaken::Unknown)?;
        let expires = body.get(RANDOM..).and_then(|bytes| bytes.try_into().ok());
        let expires = i64::from_be_bytes(expires.ok_or(NotTaken::Unknown)?);
        if clock::milliseconds(now) <= expires {
            Ok(())
        } else {
            Err(NotTaken::Expired)
        }
    }

    fn hash(&self, body: &[u8]) -> Hmac<Sha256> {
        let mut key = Zeroizing::new([0; 64]);
        if let Some(start) = key.first_chunk_mut::<32>() {
            start.copy_from_slice(self.0.as_slice());
        }
        // A key of the hash's block length, filled up with zeros as RFC 2104 section 2 does: this cannot fail.
        let mut hash = Hmac::<Sha256>::new(key.as_slice().into());
        hash.update(b"urn:thuan:challenge:1\0");
        hash.update(body);
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> ChallengeSecret {
        ChallengeSecret::new(Zeroizing::new([byte; 32]))
    }

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn a_nonce_is_taken_until_it_runs_out() {
        let nonce = secret(1)
            .give(&time("2026-07-01T08:10:00.000Z"))
            .expect("a nonce");
        for (now, outcome) in [
            ("2026-07-01T08:00:00.000Z", Ok(())),
            ("2026-07-01T08:10:00.000Z", Ok(())),
            ("2026-07-01T08:10:00.001Z", Err(NotTaken::Expired)),
        ] {
            assert_eq!(secret(1).check(&nonce, &time(now)), outcome, "{now}");
        }
    }

    #[test]
    fn nothing_else_is_taken() {
        let now = time("2026-07-01T08:00:00.000Z");
        let nonce = secret(1)
            .give(&time("2026-07-01T08:10:00.000Z"))
            .expect("a nonce");
        assert_eq!(secret(2).check(&nonce, &now), Err(NotTaken::Unknown));
        for bad in [
            "",
            "AAAA",
            &nonce[1..],
            &format!("{nonce}="),
            &"A".repeat(54),
        ] {
            assert_eq!(secret(1).check(bad, &now), Err(NotTaken::Unknown), "{bad}");
        }
        let bytes: [u8; 40] = base64url_array(&nonce).expect("40 bytes");
        for at in 0..40 {
            let mut changed = bytes;
            changed[at] ^= 1;
            assert_eq!(
                secret(1).check(&base64url(&changed), &now),
                Err(NotTaken::Unknown),
                "byte {at}"
            );
        }
    }

    #[test]
    fn no_two_are_the_same() {
        let give = || secret(1).give(&Timestamp::epoch()).expect("a nonce");
        assert_ne!(give(), give());
        assert!(!format!("{:?}", secret(9)).contains('9'));
    }
}
