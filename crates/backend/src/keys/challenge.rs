//! Challenges that need no memory: any instance that has the secret knows a nonce that another gave out.
//!
//! A nonce is 16 random bytes, when it was given out, when it runs out, and a keyed hash of all that (HMAC-SHA-256, RFC
//! 2104, cut to 16 bytes as its section 5 allows), in base64url. That it is used once is for the store, in the
//! transaction that keeps the record.

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
/// A time: milliseconds since the beginning of 1970.
const TIME: usize = 8;
const BODY: usize = RANDOM + 2 * TIME;
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

    /// Gives out a nonce `now` that is taken until `expires_at`.
    ///
    /// # Errors
    ///
    /// [`RandomError`].
    pub fn give(&self, now: &Timestamp, expires_at: &Timestamp) -> Result<String, RandomError> {
        let times = [now, expires_at].map(clock::milliseconds);
        Ok(self.seal(random::bytes()?, times))
    }

    fn seal(&self, random: [u8; RANDOM], [given, expires]: [i64; 2]) -> String {
        let mut nonce = [0; BODY + TAG];
        let (body, tag) = nonce.split_at_mut(BODY);
        let (head, times) = body.split_at_mut(RANDOM);
        let (first, second) = times.split_at_mut(TIME);
        head.copy_from_slice(&random);
        first.copy_from_slice(&given.to_be_bytes());
        second.copy_from_slice(&expires.to_be_bytes());
        let hash = self.hash(body).finalize().into_bytes();
        for (to, from) in tag.iter_mut().zip(hash) {
            *to = from;
        }
        base64url(&nonce)
    }

    /// Whether a nonce was given out with this secret and may still be used at `now`; and how long ago that was, by the
    /// clocks of whoever gave it out and whoever asks: never less than no time.
    ///
    /// # Errors
    ///
    /// [`NotTaken`].
    pub fn check(&self, nonce: &str, now: &Timestamp) -> Result<Duration, NotTaken> {
        let nonce: [u8; BODY + TAG] = base64url_array(nonce).map_err(|_| NotTaken::Unknown)?;
        let (body, tag) = nonce.split_at(BODY);
        // In constant time: how far a guess was right must not show.
        self.hash(body)
            .verify_truncated_left(tag)
            .map_err(|_| NotTaken::Unknown)?;
        let time = |at: usize| {
            let bytes = body.get(at..)?.first_chunk()?;
            Some(i64::from_be_bytes(*bytes))
        };
        let times = time(RANDOM).zip(time(RANDOM + TIME));
        let (given, expires) = times.ok_or(NotTaken::Unknown)?;
        let now = clock::milliseconds(now);
        if now > expires {
            return Err(NotTaken::Expired);
        }
        let age = u64::try_from(now.saturating_sub(given)).unwrap_or_default();
        Ok(Duration::from_millis(age))
    }

    fn hash(&self, body: &[u8]) -> Hmac<Sha256> {
        let mut key = Zeroizing::new([0; 64]);
        if let Some(start) = key.first_chunk_mut::<32>() {
            start.copy_from_slice(self.0.as_slice());
        }
        // A key of the hash's block length, filled up with zeros as RFC 2104 section 2 does: this cannot fail.
        let mut hash = Hmac::<Sha256>::new(key.as_slice().into());
        hash.update(b"urn:thuan:challenge:2\0");
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

    fn given() -> String {
        let [now, expires_at] = ["2026-07-01T08:00:00.000Z", "2026-07-01T08:10:00.000Z"].map(time);
        secret(1).give(&now, &expires_at).expect("a nonce")
    }

    #[test]
    fn a_nonce_is_taken_until_it_runs_out() {
        let nonce = given();
        let ago = |milliseconds| Ok(Duration::from_millis(milliseconds));
        for (now, outcome) in [
            // Another instance's clock may be behind.
            ("2026-07-01T07:59:59.000Z", ago(0)),
            ("2026-07-01T08:00:00.000Z", ago(0)),
            ("2026-07-01T08:00:02.999Z", ago(2999)),
            ("2026-07-01T08:10:00.000Z", ago(600_000)),
            ("2026-07-01T08:10:00.001Z", Err(NotTaken::Expired)),
        ] {
            assert_eq!(secret(1).check(&nonce, &time(now)), outcome, "{now}");
        }
    }

    #[test]
    fn nothing_else_is_taken() {
        let now = time("2026-07-01T08:00:00.000Z");
        let nonce = given();
        assert_eq!(secret(2).check(&nonce, &now), Err(NotTaken::Unknown));
        for bad in [
            "",
            "AAAA",
            &nonce[1..],
            &format!("{nonce}="),
            &"A".repeat(64),
        ] {
            assert_eq!(secret(1).check(bad, &now), Err(NotTaken::Unknown), "{bad}");
        }
        let bytes: [u8; 48] = base64url_array(&nonce).expect("48 bytes");
        for at in 0..48 {
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
        let give = || {
            secret(1)
                .give(&Timestamp::epoch(), &Timestamp::epoch())
                .expect("a nonce")
        };
        assert_ne!(give(), give());
        assert!(!format!("{:?}", secret(9)).contains('9'));
    }
}
