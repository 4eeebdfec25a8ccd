//! Signatures: JSON Web Signature (RFC 7515) in its flattened JSON form, and in one shape only.
//!
//! The protected header has exactly `alg`, `jwk`, `kid` and `typ`, in canonical form, and the payload is canonical
//! JSON too. A verifier built on any JOSE library accepts these; this one accepts nothing else.

#[cfg(feature = "serde")]
mod parse;
#[cfg(feature = "verify")]
mod verify;

#[cfg(feature = "serde")]
pub use parse::{JwsError, Parsed};
#[cfg(feature = "verify")]
pub use verify::SignatureError;

use thiserror::Error;

use crate::encoding::{Thumbprint, base64url};
use crate::jcs::JcsError;
use crate::json::{self, members};
use crate::jwk::{Jwk, PublicKey};

/// `typ` of a consent record signed by the person's browser.
pub const RECORD_TYPE: &str = "consent-record+jws";

/// `typ` of a receipt signed by the backend.
pub const RECEIPT_TYPE: &str = "consent-receipt+jws";

/// A signed payload (RFC 7515 section 7.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlattenedJws {
    /// Base64url of the protected header's canonical bytes.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL)))]
    pub protected: String,
    /// Base64url of the payload's canonical bytes.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL)))]
    pub payload: String,
    /// Base64url of the 64 signature bytes (for ES256: r ‖ s, RFC 7518 section 3.4).
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL_64)))]
    pub signature: String,
}

/// The protected header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Header {
    /// The algorithm that the key is for (RFC 7518 section 3.1).
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["ES256", "EdDSA", "Ed25519"])))]
    pub(crate) alg: String,
    /// The public key (RFC 7515 section 4.1.3).
    pub(crate) jwk: Jwk,
    /// The thumbprint of `jwk` (RFC 7638).
    pub(crate) kid: Thumbprint,
    /// What the payload is.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = [RECORD_TYPE, RECEIPT_TYPE])))]
    pub(crate) typ: String,
}

members!(write FlattenedJws { protected, payload, signature });
members!(read FlattenedJws { protected, payload, signature });
members!(write Header { alg, jwk, kid, typ });

/// A payload that is ready to be signed elsewhere: by WebCrypto in the browser, by a key file in the backend.
#[derive(Debug, Clone)]
pub struct Unsigned {
    protected: String,
    payload: String,
}

/// The payload cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the payload has no canonical form: {0}")]
pub struct UnsignedError(#[from] JcsError);

impl Unsigned {
    /// Prepares a payload for signing.
    ///
    /// `typ` is [`RECORD_TYPE`] or [`RECEIPT_TYPE`]; `key` is the public half of the key that will sign; `payload`
    /// are the canonical bytes to sign.
    ///
    /// # Errors
    ///
    /// None for the headers made here; the error is there because canonical forms can fail in general.
    pub fn new(typ: &str, key: &PublicKey, payload: &[u8]) -> Result<Self, UnsignedError> {
        let header = Header {
            alg: key.algorithm().to_owned(),
            jwk: key.to_jwk(),
            kid: key.thumbprint(),
            typ: typ.to_owned(),
        };
        Ok(Self {
            protected: base64url(json::canonical(&header).as_bytes()),
            payload: base64url(payload),
        })
    }

    /// The bytes to sign (RFC 7515 section 5.1, step 5).
    #[must_use]
    pub fn signing_input(&self) -> Vec<u8> {
        signing_input(&self.protected, &self.payload)
    }

    /// Puts the signature to it. For ES256 the 64 bytes are r ‖ s, which is what WebCrypto returns.
    #[must_use]
    pub fn finish(self, signature: &[u8; 64]) -> FlattenedJws {
        FlattenedJws {
            protected: self.protected,
            payload: self.payload,
            signature: base64url(signature),
        }
    }
}

fn signing_input(protected: &str, payload: &str) -> Vec<u8> {
    let mut input = Vec::with_capacity(protected.len() + payload.len() + 1);
    input.extend_from_slice(protected.as_bytes());
    input.push(b'.');
    input.extend_from_slice(payload.as_bytes());
    input
}
