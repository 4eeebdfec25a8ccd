//! The mathematics, by the RustCrypto and dalek crates; of ES256 by ring, where there is the feature of that name.

use ed25519_dalek::VerifyingKey as Ed25519Key;
use p256::EncodedPoint;
use p256::ecdsa::VerifyingKey as P256Key;
#[cfg(not(feature = "ring"))]
use p256::ecdsa::signature::Verifier as _;
use thiserror::Error;

use super::Parsed;
use crate::jwk::PublicKey;

/// The signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The key's coordinates are not a point that can verify: not on the curve, or of small order.
    #[error("the key is not a valid point on its curve")]
    Key,
    /// The signature was not made by this key over these bytes.
    #[error("the signature does not match the key and the signed bytes")]
    Mismatch,
}

impl Parsed {
    /// Checks the signature, as [`PublicKey::verify`] does.
    ///
    /// # Errors
    ///
    /// [`SignatureError`].
    pub fn verify(&self) -> Result<(), SignatureError> {
        self.key.verify(&self.signing_input, &self.signature)
    }
}

impl PublicKey {
    /// Checks that this key signed these bytes: ECDSA over SHA-256 with r ‖ s (RFC 7518 section 3.4), or Ed25519
    /// (RFC 8032 section 5.1.7, with the stricter refusal of points of small order).
    ///
    /// Both ECDSA signatures of a pair (r, s) and (r, n − s) are accepted: they say the same, and WebCrypto gives
    /// either. That is why records are named by the hash of their payload, never by the signature.
    ///
    /// # Errors
    ///
    /// [`SignatureError`].
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), SignatureError> {
        match self {
            Self::P256 { x, y } => {
                let point = EncodedPoint::from_affine_coordinates(x.into(), y.into(), false);
                let key = P256Key::from_encoded_point(&point).map_err(|_| SignatureError::Key)?;
                es256(&key, message, signature).map_err(|_| SignatureError::Mismatch)
            }
            Self::Ed25519 { x } => {
                let key = Ed25519Key::from_bytes(x).map_err(|_| SignatureError::Key)?;
                let signature = ed25519_dalek::Signature::from_bytes(signature);
                key.verify_strict(message, &signature)
                    .map_err(|_| SignatureError::Mismatch)
            }
        }
    }
}

/// ECDSA on P-256 over SHA-256, the signature as r ‖ s.
#[cfg(not(feature = "ring"))]
fn es256(
    key: &P256Key,
    message: &[u8],
    signature: &[u8; 64],
) -> Result<(), p256::ecdsa::signature::Error> {
    let signature = p256::ecdsa::Signature::from_slice(signature)?;
    key.verify(message, &signature)
}

/// The same, for a server's processor.
#[cfg(feature = "ring")]
fn es256(
    key: &P256Key,
    message: &[u8],
    signature: &[u8; 64],
) -> Result<(), ring::error::Unspecified> {
    let point = key.to_encoded_point(false);
    let algorithm = &ring::signature::ECDSA_P256_SHA256_FIXED;
    ring::signature::UnparsedPublicKey::new(algorithm, point.as_bytes()).verify(message, signature)
}
