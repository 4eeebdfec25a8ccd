//! The keys that sign receipts.
//!
//! They are made on the first start and kept in the database, where every instance on it finds them; or in a file that
//! is mounted for every instance ([`file`](mod@file)).
//!
//! # What a kept key is worth
//!
//! Whoever can read a private key can sign receipts in the company's name. In the database, that is whoever can read
//! the database or a backup of it; the file keeps the two apart. Neither helps against the company itself: that is what
//! the person's own copy and the chain are for.
//!
//! # Rotation
//!
//! A new key is made known some time before it signs (`thuan keys rotate`), so that whoever keeps a copy of the key set
//! has it by then. Old ones stop signing and stay in the set for ever: the receipts they signed must stay verifiable.

pub mod challenge;
pub mod file;

use std::fmt;
use std::sync::Arc;

use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde::Serialize;
use thiserror::Error;
use thuan_consent::encoding::{Thumbprint, base64url};
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE, Unsigned};
use thuan_consent::receipt::Receipt;
use thuan_consent::time::Timestamp;
use zeroize::Zeroizing;

use crate::random;
use crate::store::StoreError;

/// A P-256 key that signs receipts. It is not shown by `Debug`. Its number is wiped from memory when it is dropped; what
/// ring has made of it to sign with is not.
#[derive(Clone)]
pub struct SigningKey {
    secret: Zeroizing<[u8; 32]>,
    pair: Arc<EcdsaKeyPair>,
    public: PublicKey,
    kid: Thumbprint,
}

/// The bytes are not a P-256 private key, or none could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Zero, or not below the curve's order.
    #[error("not a P-256 private key")]
    NotAKey,
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::RandomError),
}

/// A receipt could not be signed.
#[derive(Debug, Error)]
pub enum SignError {
    /// It has no canonical form.
    #[error(transparent)]
    Unsigned(#[from] thuan_consent::jws::UnsignedError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::RandomError),
    /// What came is no r ‖ s of 64 bytes (RFC 7518 section 3.4).
    #[error("a signature of another length")]
    Length,
}

impl SigningKey {
    /// Makes a new one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Random`].
    pub fn generate() -> Result<Self, KeyError> {
        loop {
            // One draw in 2^32 is not below the curve's order; the next will be.
            if let Ok(key) = Self::from_secret(&*random::secret()?) {
                return Ok(key);
            }
        }
    }

    /// From the 32 bytes of the private number, big-endian.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotAKey`].
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self, KeyError> {
        let number = p256::SecretKey::from_slice(secret).map_err(|_| KeyError::NotAKey)?;
        let point = number.public_key().to_encoded_point(false);
        let public =
            PublicKey::from_uncompressed_p256(point.as_bytes()).map_err(|_| KeyError::NotAKey)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            secret,
            point.as_bytes(),
            &SystemRandom::new(),
        );
        let kid = public.thumbprint();
        Ok(Self {
            secret: Zeroizing::new(*secret),
            pair: Arc::new(pair.map_err(|_| KeyError::NotAKey)?),
            public,
            kid,
        })
    }

    /// Its name: the thumbprint of its public half.
    #[must_use]
    pub fn kid(&self) -> &Thumbprint {
        &self.kid
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The private number as a JWK's `d` (RFC 7518 section 6.2.2.1).
    #[must_use]
    pub fn to_secret(&self) -> Zeroizing<String> {
        Zeroizing::new(base64url(self.secret.as_slice()))
    }

    /// Signs a receipt. Each time the signature is another: a receipt is named by the hash of its payload.
    ///
    /// # Errors
    ///
    /// [`SignError`]; [`SignError::Unsigned`] never for the receipts made here, a canonical form can fail in general.
    pub fn sign(&self, receipt: &Receipt) -> Result<FlattenedJws, SignError> {
        let unsigned = Unsigned::new(RECEIPT_TYPE, &self.public, &receipt.canonical())?;
        let signature = self
            .pair
            .sign(&SystemRandom::new(), &unsigned.signing_input())
            .map_err(|_| random::RandomError)?;
        let signature = signature.as_ref().try_into();
        Ok(unsigned.finish(signature.map_err(|_| SignError::Length)?))
    }

    /// Signs many, on as many cores as there are for it, and gives the signatures in the order of the receipts.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::sign`]; and [`StoreError::Interrupted`] when the program ends meanwhile.
    pub async fn sign_all(&self, receipts: &[Receipt]) -> Result<Vec<FlattenedJws>, StoreError> {
        let sign = |key: &Self, receipts: &[Receipt]| {
            let signed = receipts.iter().map(|receipt| key.sign(receipt));
            signed
                .collect::<Result<Vec<_>, _>>()
                .map_err(|error| match error {
                    SignError::Random(_) => StoreError::Random,
                    SignError::Unsigned(_) | SignError::Length => StoreError::Corrupt("receipt"),
                })
        };
        if receipts.len() <= FEW {
            return sign(self, receipts);
        }
        let cores = tokio::runtime::Handle::current().metrics().num_workers();
        let share = receipts.len().div_ceil(cores).max(FEW);
        let working = Vec::from_iter(receipts.chunks(share).map(|share| {
            let (key, share) = (self.clone(), share.to_vec());
            tokio::task::spawn_blocking(move || sign(&key, &share))
        }));
        let mut all = Vec::with_capacity(receipts.len());
        for one in working {
            all.extend(one.await.map_err(|_| StoreError::Interrupted)??);
        }
        Ok(all)
    }
}

/// Signatures that are made sooner than another thread would have begun.
const FEW: usize = 4;

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// A key and the time from which it signs.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The key.
    pub key: SigningKey,
    /// From when, until another's time comes.
    pub active_from: Timestamp,
}

/// Where the private halves are.
#[derive(Debug, Clone)]
pub enum Source {
    /// In the database.
    Database,
    /// In a file, as it was when the backend started.
    File(Arc<[Scheduled]>),
}

/// The key that signs at `now`: of those whose time has come, the one whose time came last.
#[must_use]
pub fn active<'a>(keys: &'a [Scheduled], now: &Timestamp) -> Option<&'a SigningKey> {
    let begun = keys
        .iter()
        .filter(|scheduled| scheduled.active_from <= *now);
    let latest =
        begun.max_by(|a, b| (&a.active_from, a.key.kid()).cmp(&(&b.active_from, b.key.kid())));
    latest.map(|scheduled| &scheduled.key)
}

/// A public key as the key set lists it (RFC 7517 section 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedKey {
    /// `EC`
    pub kty: &'static str,
    /// `P-256`
    pub crv: &'static str,
    /// The x coordinate.
    pub x: String,
    /// The y coordinate.
    pub y: String,
    /// The thumbprint.
    pub kid: String,
    /// `ES256`
    pub alg: &'static str,
    /// `sig`
    #[serde(rename = "use")]
    pub public_key_use: &'static str,
}

impl ListedKey {
    /// A P-256 key by its coordinates, base64url, and its thumbprint.
    #[must_use]
    pub fn new(kid: String, x: String, y: String) -> Self {
        Self {
            kty: "EC",
            crv: "P-256",
            x,
            y,
            kid,
            alg: "ES256",
            public_key_use: "sig",
        }
    }
}

/// A key set (RFC 7517 section 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeySet {
    /// The keys, the oldest first.
    pub keys: Vec<ListedKey>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheduled(secret: u8, active_from: &str) -> Scheduled {
        Scheduled {
            key: SigningKey::from_secret(&[secret; 32]).expect("a key"),
            active_from: active_from.parse().expect("a time"),
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = SigningKey::from_secret(&[7; 32]).expect("a key");
        let shown = format!("{key:?} {:?}", scheduled(7, "2026-01-01T00:00:00.000Z"));
        assert!(
            !shown.contains(key.to_secret().as_str()) && !shown.contains("7, 7"),
            "{shown}"
        );
        assert!(shown.contains(key.kid().as_str()));
    }

    #[test]
    fn what_is_no_private_key_is_refused() {
        for bytes in [[0; 32], [0xff; 32]] {
            assert!(SigningKey::from_secret(&bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_key_signs_from_its_time_until_anothers() {
        let keys = [
            scheduled(1, "2026-01-01T00:00:00.000Z"),
            scheduled(3, "2026-03-01T00:00:00.000Z"),
            scheduled(2, "2026-02-01T00:00:00.000Z"),
        ];
        let at =
            |time: &str| active(&keys, &time.parse().expect("a time")).map(|key| key.kid().clone());
        assert_eq!(at("2025-12-31T23:59:59.999Z"), None);
        for (time, index) in [
            ("2026-01-01T00:00:00.000Z", 0),
            ("2026-02-01T00:00:00.000Z", 2),
            ("2026-02-28T23:59:59.999Z", 2),
            ("2030-01-01T00:00:00.000Z", 1),
        ] {
            assert_eq!(at(time).as_ref(), Some(keys[index].key.kid()), "{time}");
        }
    }
}
