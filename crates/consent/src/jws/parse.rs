//! Everything a verifier can say before it does any mathematics.

use serde_json::Value;
use thiserror::Error;

use super::{FlattenedJws, Header, signing_input};
use crate::encoding::{base64url_array, base64url_decode};
use crate::json::{self, ShapeError};
use crate::jwk::{JwkError, PublicKey};

/// Why a signature's envelope is refused before its signature is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JwsError {
    /// A part is not base64url without padding in its one spelling.
    #[error("`{0}` is not base64url without padding")]
    Base64(&'static str),
    /// The protected header is not a JSON object, or has a member twice.
    #[error("the protected header is not a JSON object with each member once")]
    HeaderJson,
    /// The header names an algorithm other than ES256 or EdDSA, `none` and the HMAC ones among them.
    #[error(
        "`alg` must be ES256, with a P-256 key, or EdDSA (or Ed25519), with an Ed25519 key: sign with such a key"
    )]
    Algorithm,
    /// The header asks for an extension to be understood (RFC 7515 section 4.1.11); this format has none.
    #[error("`crit` must not be there: this format knows no extensions")]
    Critical,
    /// A member is missing, unknown or of the wrong kind.
    #[error("the header must have exactly alg, jwk, kid and typ, as they are defined: {}", .0.expected())]
    HeaderMembers(ShapeError),
    /// The same within `jwk`: a private part was sent along, for example.
    #[error("`jwk` must be the public key and nothing else: {}", .0.expected())]
    JwkMembers(ShapeError),
    /// `typ` is not what belongs here: a receipt where a record must be, for example.
    #[error("`typ` must be {0}")]
    Type(&'static str),
    /// `jwk` is not a key.
    #[error("{0}")]
    Key(#[from] JwkError),
    /// `alg` is not the one the key is for.
    #[error("`alg` must be the one `jwk` is for: ES256 for P-256, EdDSA or Ed25519 for Ed25519")]
    AlgorithmKeyMismatch,
    /// `kid` is not the thumbprint of `jwk`.
    #[error("`kid` is not the RFC 7638 thumbprint of `jwk`")]
    KeyId,
    /// The header's bytes are not their own canonical form.
    #[error("the protected header is not in canonical form (RFC 8785)")]
    HeaderNotCanonical,
    /// The payload is not JSON, or has a member twice.
    #[error("the payload is not JSON with each member once")]
    PayloadJson,
    /// The payload's bytes are not their own canonical form.
    #[error("the payload is not in canonical form (RFC 8785)")]
    PayloadNotCanonical,
    /// The signature is not 64 bytes.
    #[error("the signature is not 64 bytes")]
    SignatureLength,
}

impl JwsError {
    /// Which member it is about: a JSON Pointer as it stands in a URI fragment after the `#`, from the root of the
    /// signature and on into what its parts decode to: `/protected/alg`.
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            Self::Base64(part) => format!("/{part}"),
            Self::HeaderJson | Self::HeaderNotCanonical => "/protected".to_owned(),
            Self::Algorithm | Self::AlgorithmKeyMismatch => "/protected/alg".to_owned(),
            Self::Critical => "/protected/crit".to_owned(),
            Self::HeaderMembers(error) | Self::JwkMembers(error) => {
                ["/protected", &error.pointer()].concat()
            }
            Self::Type(_) => "/protected/typ".to_owned(),
            Self::Key(_) => "/protected/jwk".to_owned(),
            Self::KeyId => "/protected/kid".to_owned(),
            Self::PayloadJson | Self::PayloadNotCanonical => "/payload".to_owned(),
            Self::SignatureLength => "/signature".to_owned(),
        }
    }

    /// A stable name for programs: the `code` in a problem document.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Base64(_) => "base64url",
            Self::HeaderJson => "header_json",
            Self::Algorithm => "algorithm",
            Self::Critical => "crit",
            Self::HeaderMembers(_) => "header_members",
            Self::JwkMembers(_) => "jwk_members",
            Self::Type(_) => "typ",
            Self::Key(_) => "jwk",
            Self::AlgorithmKeyMismatch => "algorithm_key_mismatch",
            Self::KeyId => "kid",
            Self::HeaderNotCanonical => "header_not_canonical",
            Self::PayloadJson => "payload_json",
            Self::PayloadNotCanonical => "payload_not_canonical",
            Self::SignatureLength => "signature_length",
        }
    }
}

/// A signature whose envelope is in order and whose mathematics has yet to be checked.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub(super) key: PublicKey,
    pub(super) payload: Vec<u8>,
    pub(super) value: Value,
    pub(super) signing_input: Vec<u8>,
    pub(super) signature: [u8; 64],
}

impl FlattenedJws {
    /// Reads the envelope, strictly.
    ///
    /// `typ` is the type that belongs here, [`super::RECORD_TYPE`] or [`super::RECEIPT_TYPE`].
    ///
    /// # Errors
    ///
    /// See [`JwsError`]: one variant for each thing that can be wrong.
    pub fn parse(&self, typ: &'static str) -> Result<Parsed, JwsError> {
        let header_bytes =
            base64url_decode(&self.protected).map_err(|_| JwsError::Base64("protected"))?;
        let payload = base64url_decode(&self.payload).map_err(|_| JwsError::Base64("payload"))?;
        base64url_decode(&self.signature).map_err(|_| JwsError::Base64("signature"))?;
        // The header first: `none` comes without a signature and HS256 with a shorter one, and both have a name.
        let key = parse_header(&header_bytes, typ)?;
        let signature = base64url_array(&self.signature).map_err(|_| JwsError::SignatureLength)?;
        let json = json::read(&payload).map_err(|_| JwsError::PayloadJson)?;
        let canonical = json.canonical();
        let value = Value::try_from(json).map_err(|_| JwsError::PayloadJson)?;
        if canonical.ok().map(String::into_bytes).as_ref() != Some(&payload) {
            return Err(JwsError::PayloadNotCanonical);
        }
        let signing_input = signing_input(&self.protected, &self.payload);
        Ok(Parsed {
            key,
            payload,
            value,
            signing_input,
            signature,
        })
    }
}

fn parse_header(bytes: &[u8], typ: &'static str) -> Result<PublicKey, JwsError> {
    let value = json::parse(bytes).map_err(|_| JwsError::HeaderJson)?;
    let Value::Object(members) = &value else {
        return Err(JwsError::HeaderJson);
    };
    // These two first, so that the classic attacks are refused by name.
    if members.contains_key("crit") {
        return Err(JwsError::Critical);
    }
    if !members
        .get("alg")
        .and_then(Value::as_str)
        .is_some_and(|alg| matches!(alg, "ES256" | "EdDSA" | "Ed25519"))
    {
        return Err(JwsError::Algorithm);
    }
    let header: Header = json::from_value(value).map_err(|error: ShapeError| {
        if error.pointer().starts_with("/jwk") {
            JwsError::JwkMembers(error)
        } else {
            JwsError::HeaderMembers(error)
        }
    })?;
    if header.typ != typ {
        return Err(JwsError::Type(typ));
    }
    let key = PublicKey::try_from(&header.jwk)?;
    // RFC 9864 renames EdDSA over this curve to Ed25519; both names are in use.
    let fits =
        header.alg == key.algorithm() || (header.alg == "Ed25519" && key.algorithm() == "EdDSA");
    if !fits {
        return Err(JwsError::AlgorithmKeyMismatch);
    }
    if header.kid != key.thumbprint() {
        return Err(JwsError::KeyId);
    }
    // Of the header as it was understood: what reads as nothing, such as `"y":null`, must not be there either.
    if json::canonical(&header).as_bytes() != bytes {
        return Err(JwsError::HeaderNotCanonical);
    }
    Ok(key)
}

impl Parsed {
    /// The key that is said to have signed.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The canonical payload bytes.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The payload as JSON.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// What was signed: for a verifier other than the one here, such as WebCrypto.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        &self.signing_input
    }

    /// The signature's 64 bytes.
    #[must_use]
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }
}
