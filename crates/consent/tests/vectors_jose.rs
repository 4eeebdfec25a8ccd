//! The examples of the JOSE standards, through the functions that judge records.

#![cfg(feature = "verify")]
#![allow(clippy::unwrap_used, reason = "tests")]

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::json;
use thuan_consent::encoding::{Thumbprint, base64url, base64url_array, base64url_decode};
use thuan_consent::jwk::{Jwk, JwkError, PublicKey};
use thuan_consent::jws::{FlattenedJws, JwsError, RECORD_TYPE, SignatureError};
use thuan_consent::{jcs, json};

fn key(jwk: serde_json::Value) -> PublicKey {
    PublicKey::try_from(&json::from_value::<Jwk>(jwk).unwrap()).unwrap()
}

/// The mathematics of a signature, over the same bytes a JWS signs (RFC 7515 section 5.2, step 8).
fn verify(key: &PublicKey, jws: &FlattenedJws) -> Result<(), SignatureError> {
    let input = format!("{}.{}", jws.protected, jws.payload);
    key.verify(input.as_bytes(), &base64url_array(&jws.signature).unwrap())
}

/// RFC 7515 appendix A.3: ES256.
#[test]
fn the_rfcs_es256_example_verifies() {
    let key = key(json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }));
    let jws = FlattenedJws {
        protected: "eyJhbGciOiJFUzI1NiJ9".to_owned(),
        payload: concat!(
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt",
            "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        )
        .to_owned(),
        signature: concat!(
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA",
            "pmWQxfKTUJqPP3-Kg6NU1Q"
        )
        .to_owned(),
    };
    assert_eq!(verify(&key, &jws), Ok(()));
    // As a record it is refused by its header, which carries no key.
    assert!(matches!(
        jws.parse(RECORD_TYPE),
        Err(JwsError::HeaderMembers(_))
    ));

    let mut other = jws.clone();
    other.payload.replace_range(0..1, "f");
    assert_eq!(verify(&key, &other), Err(SignatureError::Mismatch));
}

/// RFC 7638 section 3.1. The example's key is RSA, which signs no record here and is refused as a key; what the example
/// shows, the canonical required members and their hash, is the very step that thumbprints of accepted keys take.
#[test]
fn the_rfcs_thumbprint_example_holds() {
    let n = concat!(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhM",
        "stn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5",
        "hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    );
    let required = jcs::to_vec(&json!({ "n": n, "kty": "RSA", "e": "AQAB" })).unwrap();
    assert_eq!(
        String::from_utf8(required.clone()).unwrap(),
        format!(r#"{{"e":"AQAB","kty":"RSA","n":"{n}"}}"#)
    );
    assert_eq!(
        Thumbprint::of(&required).as_str(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    let jwk = json!({ "kty": "RSA", "n": n, "e": "AQAB" });
    assert!(json::from_value::<Jwk>(jwk).is_err());
}

const SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const POINT: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn rfc8037_key() -> PublicKey {
    key(json!({ "kty": "OKP", "crv": "Ed25519", "x": POINT }))
}

/// RFC 8037 appendices A.1 and A.2: the private key's public half; a key that still has its private part is refused.
#[test]
fn the_rfcs_ed25519_key_is_read() {
    let signing = SigningKey::from_bytes(&base64url_array(SEED).unwrap());
    let x = signing.verifying_key().to_bytes();
    assert_eq!(base64url(&x), POINT);
    assert_eq!(rfc8037_key(), PublicKey::Ed25519 { x });
    let private = json!({ "kty": "OKP", "crv": "Ed25519", "d": SEED, "x": POINT });
    assert!(json::from_value::<Jwk>(private).is_err());
}

/// RFC 8037 appendix A.3.
#[test]
fn the_rfcs_ed25519_thumbprint_holds() {
    let key = rfc8037_key();
    assert_eq!(
        jcs::canonicalise(&key.to_jwk()).unwrap(),
        format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{POINT}"}}"#).as_bytes()
    );
    assert_eq!(
        key.thumbprint().as_str(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

/// RFC 8037 appendices A.4 and A.5: signing gives the example's signature, and it verifies.
#[test]
fn the_rfcs_ed25519_signature_verifies() {
    let jws = FlattenedJws {
        protected: "eyJhbGciOiJFZERTQSJ9".to_owned(),
        payload: "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
        signature:
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
                .to_owned(),
    };
    assert_eq!(
        base64url_decode(&jws.payload).unwrap(),
        b"Example of Ed25519 signing"
    );
    assert_eq!(verify(&rfc8037_key(), &jws), Ok(()));
    assert!(matches!(
        jws.parse(RECORD_TYPE),
        Err(JwsError::HeaderMembers(_))
    ));

    let signing = SigningKey::from_bytes(&base64url_array(SEED).unwrap());
    let input = format!("{}.{}", jws.protected, jws.payload);
    let signature = signing.sign(input.as_bytes()).to_bytes();
    assert_eq!(base64url(&signature), jws.signature);
}

/// RFC 8037 appendix A.6 has a key for X25519, which agrees on secrets and signs nothing.
#[test]
fn a_key_that_signs_nothing_is_refused() {
    let jwk: Jwk = json::from_value(json!({
        "kty": "OKP",
        "crv": "X25519",
        "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
    }))
    .unwrap();
    assert_eq!(PublicKey::try_from(&jwk), Err(JwkError::Kind));
}
