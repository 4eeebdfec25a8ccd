//! Public keys as JSON Web Keys (RFC 7517), with nothing in them but the key.

use crate::encoding::{Thumbprint, base64url, base64url_array};
use crate::json::{self, members};

/// A public key that may sign records or receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// NIST P-256, for ES256 (RFC 7518 section 3.4): the coordinates, big-endian.
    P256 {
        /// The x coordinate.
        x: [u8; 32],
        /// The y coordinate.
        y: [u8; 32],
    },
    /// Ed25519, for EdDSA (RFC 8037 section 2).
    Ed25519 {
        /// The encoded point.
        x: [u8; 32],
    },
}

/// Why a JWK is not a key this verifier accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Another key type or curve than P-256 or Ed25519.
    #[error("the key is neither P-256 nor Ed25519")]
    Kind,
    /// A coordinate that is not base64url of 32 bytes, or a `y` where there must be none or none where there must be.
    #[error("a coordinate of the key is missing or malformed")]
    Coordinate,
}

/// The members that make a public key, and no others: `kid`, `use`, `key_ops` or a private `d` are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(extend("oneOf" = [
        { "properties": { "kty": { "const": "EC" }, "crv": { "const": "P-256" } }, "required": ["y"] },
        { "properties": { "kty": { "const": "OKP" }, "crv": { "const": "Ed25519" }, "y": false } },
    ]))
)]
pub struct Jwk {
    /// Curve (RFC 7518 section 6.2.1.1).
    pub crv: String,
    /// Key type (RFC 7517 section 4.1).
    pub kty: String,
    /// First coordinate, or the encoded point.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL_32)))]
    pub x: String,
    /// Second coordinate, on curves that have one.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::BASE64URL_32)))]
    pub y: Option<String>,
}

members!(write Jwk { crv, kty, x, y });

impl PublicKey {
    /// From the 65 bytes of an uncompressed P-256 point (`0x04 ‖ x ‖ y`), as WebCrypto's `raw` export gives it.
    ///
    /// # Errors
    ///
    /// [`JwkError::Coordinate`] for any other form.
    pub fn from_uncompressed_p256(point: &[u8]) -> Result<Self, JwkError> {
        let [4, coordinates @ ..] = point else {
            return Err(JwkError::Coordinate);
        };
        let (x, y) = coordinates
            .split_at_checked(32)
            .ok_or(JwkError::Coordinate)?;
        match (x.try_into(), y.try_into()) {
            (Ok(x), Ok(y)) => Ok(Self::P256 { x, y }),
            _ => Err(JwkError::Coordinate),
        }
    }

    /// The JWS algorithm this key signs with.
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::P256 { .. } => "ES256",
            Self::Ed25519 { .. } => "EdDSA",
        }
    }

    /// The key as a JWK.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        match self {
            Self::P256 { x, y } => Jwk {
                crv: "P-256".to_owned(),
                kty: "EC".to_owned(),
                x: base64url(x),
                y: Some(base64url(y)),
            },
            Self::Ed25519 { x } => Jwk {
                crv: "Ed25519".to_owned(),
                kty: "OKP".to_owned(),
                x: base64url(x),
                y: None,
            },
        }
    }

    /// The RFC 7638 thumbprint: the hash of exactly the members a [`Jwk`] has, in canonical form.
    #[must_use]
    pub fn thumbprint(&self) -> Thumbprint {
        Thumbprint::of(json::canonical(&self.to_jwk()).as_bytes())
    }
}

impl TryFrom<&Jwk> for PublicKey {
    type Error = JwkError;

    fn try_from(jwk: &Jwk) -> Result<Self, JwkError> {
        let coordinate = |text: &str| base64url_array::<32>(text).map_err(|_| JwkError::Coordinate);
        match (jwk.kty.as_str(), jwk.crv.as_str(), &jwk.y) {
            ("EC", "P-256", Some(y)) => Ok(Self::P256 {
                x: coordinate(&jwk.x)?,
                y: coordinate(y)?,
            }),
            ("OKP", "Ed25519", None) => Ok(Self::Ed25519 {
                x: coordinate(&jwk.x)?,
            }),
            ("EC", "P-256", None) | ("OKP", "Ed25519", Some(_)) => Err(JwkError::Coordinate),
            _ => Err(JwkError::Kind),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "serde")]
mod tests {
    use super::*;

    /// RFC 8037 appendix A.2 and A.3: the Ed25519 key and its thumbprint.
    #[test]
    fn the_thumbprint_of_an_ed25519_key_is_that_of_the_rfc() {
        let jwk = Jwk {
            crv: "Ed25519".to_owned(),
            kty: "OKP".to_owned(),
            x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned(),
            y: None,
        };
        let key = PublicKey::try_from(&jwk).expect("a key");
        assert_eq!(
            key.thumbprint().as_str(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn a_jwk_with_anything_else_in_it_is_refused() {
        let with = |extra: &str| {
            let text = format!(
                r#"{{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"{extra}}}"#
            );
            json::parse_as::<Jwk>(text.as_bytes())
        };
        assert!(with("").is_ok());
        assert!(with(r#","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#).is_err());
        assert!(with(r#","kid":"a""#).is_err());
    }

    #[test]
    fn other_curves_and_short_coordinates_are_refused() {
        let jwk = |kty: &str, crv: &str, x: &str, y: Option<&str>| Jwk {
            crv: crv.to_owned(),
            kty: kty.to_owned(),
            x: x.to_owned(),
            y: y.map(str::to_owned),
        };
        let ok = base64url(&[7; 32]);
        let cases = [
            (jwk("EC", "P-384", &ok, Some(&ok)), JwkError::Kind),
            (jwk("EC", "secp256k1", &ok, Some(&ok)), JwkError::Kind),
            (jwk("oct", "P-256", &ok, Some(&ok)), JwkError::Kind),
            (jwk("EC", "P-256", &ok, None), JwkError::Coordinate),
            (
                jwk("EC", "P-256", &base64url(&[7; 31]), Some(&ok)),
                JwkError::Coordinate,
            ),
            (jwk("OKP", "Ed25519", &ok, Some(&ok)), JwkError::Coordinate),
        ];
        for (jwk, error) in cases {
            assert_eq!(PublicKey::try_from(&jwk), Err(error));
        }
    }
}
