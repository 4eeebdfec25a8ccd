//! Project Wycheproof's vectors, through the functions that judge records.
//!
//! # Where this verifier is stricter than the vectors
//!
//! Nowhere in the mathematics: every signature that Wycheproof calls valid is accepted, every other one refused.
//! Around it, each of the JWS files' tokens is refused as a record, the valid ones too: their headers carry no `jwk` and
//! no `typ`, and records are never in the compact form that these use. [`every_token_is_refused_as_a_record`] says so;
//! [`the_es256_tokens_are_judged_alike`] takes them apart and judges the parts by the product's own functions.
//! Tokens 354 and 356 have a good signature by a key that is said to be for something else (`use`, `key_ops`): a key
//! with any member besides `crv`, `kty`, `x` and `y` is refused here ([`a_key_with_a_stated_purpose_is_refused`]).

#![cfg(feature = "verify")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::Value;
use thuan_consent::encoding::{base64url, base64url_array, base64url_decode};
use thuan_consent::json;
use thuan_consent::jwk::{Jwk, PublicKey};
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE, RECORD_TYPE};

fn groups(file: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(file).unwrap();
    file["testGroups"].as_array().unwrap().clone()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

fn unhex(hex: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    hex.as_bytes()
        .chunks(2)
        .map(|pair| digit(pair[0]) << 4 | digit(pair[1]))
        .collect()
}

/// The key as a record's header would carry it: its four members and no other.
fn bare(jwk: &Value) -> PublicKey {
    let mut members = jwk.as_object().unwrap().clone();
    members.retain(|name, _| matches!(name.as_str(), "crv" | "kty" | "x" | "y"));
    let jwk: Jwk = json::from_value(Value::Object(members)).unwrap();
    PublicKey::try_from(&jwk).unwrap()
}

/// As the parts of a JWS are judged: base64url of exactly 64 bytes, then the mathematics.
fn accepts(key: &PublicKey, message: &[u8], signature: &str) -> bool {
    base64url_array(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
}

#[track_caller]
fn check_signatures(file: &str, tests: usize) {
    let mut seen = 0;
    for group in groups(file) {
        let key = match &group["publicKeyJwk"] {
            // Some groups give the point alone, in the form WebCrypto exports.
            Value::Null => {
                let point = unhex(text(&group["publicKey"], "uncompressed"));
                PublicKey::from_uncompressed_p256(&point).unwrap()
            }
            jwk => bare(jwk),
        };
        for test in group["tests"].as_array().unwrap() {
            let signature = base64url(&unhex(text(test, "sig")));
            assert_eq!(
                accepts(&key, &unhex(text(test, "msg")), &signature),
                text(test, "result") == "valid",
                "{test}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, tests);
}

#[test]
fn every_p256_signature_is_judged_alike() {
    check_signatures(
        include_str!("vectors/wycheproof/ecdsa_secp256r1_sha256_p1363.json"),
        262,
    );
}

#[test]
fn every_ed25519_signature_is_judged_alike() {
    check_signatures(include_str!("vectors/wycheproof/ed25519.json"), 151);
}

/// The groups whose key is on P-256.
fn es256_groups() -> Vec<Value> {
    let mut groups = groups(include_str!("vectors/wycheproof/json_web_signature.json"));
    groups.retain(|group| group["public"]["crv"] == "P-256");
    groups
}

/// The three parts of a compact JWS (RFC 7515 section 3.1).
fn parts(jws: &str) -> Option<FlattenedJws> {
    let mut parts = jws.split('.').map(str::to_owned);
    let flattened = FlattenedJws {
        protected: parts.next()?,
        payload: parts.next()?,
        signature: parts.next()?,
    };
    parts.next().is_none().then_some(flattened)
}

fn accepts_token(group: &Value, jws: &str) -> bool {
    let Some(jws) = parts(jws) else { return false };
    let Ok(header) = base64url_decode(&jws.protected) else {
        return false;
    };
    let key = bare(&group["public"]);
    let Ok(Value::Object(header)) = json::parse(&header) else {
        return false;
    };
    // The header's other members are not ours to judge here; a `jwk` of the sender's own choice changes no key.
    let input = format!("{}.{}", jws.protected, jws.payload);
    header.get("alg").and_then(Value::as_str) == Some(key.algorithm())
        && base64url_decode(&jws.payload).is_ok()
        && accepts(&key, input.as_bytes(), &jws.signature)
}

#[test]
fn the_es256_tokens_are_judged_alike() {
    let mut seen = 0;
    for group in es256_groups() {
        // The two of the last test.
        if group["public"]["use"] != "sig" {
            continue;
        }
        for test in group["tests"].as_array().unwrap() {
            let accepted = accepts_token(&group, text(test, "jws"));
            assert_eq!(accepted, text(test, "result") == "valid", "{test}");
            seen += 1;
        }
    }
    assert_eq!(seen, 15 + 24);
}

#[test]
fn every_token_is_refused_as_a_record() {
    let mut seen = 0;
    for group in groups(include_str!("vectors/wycheproof/json_web_signature.json")) {
        for test in group["tests"].as_array().unwrap() {
            for typ in [RECORD_TYPE, RECEIPT_TYPE] {
                let parsed = parts(text(test, "jws")).map(|jws| jws.parse(typ).is_err());
                assert_ne!(parsed, Some(false), "{test}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 401);
}

#[test]
fn a_key_with_a_stated_purpose_is_refused() {
    let mut refused = Vec::new();
    for group in es256_groups() {
        assert!(json::from_value::<Jwk>(group["public"].clone()).is_err());
        if group["public"]["use"] != "sig" {
            for test in group["tests"].as_array().unwrap() {
                assert_eq!(text(test, "result"), "invalid");
                refused.push(test["tcId"].as_u64().unwrap());
            }
        }
    }
    assert_eq!(refused, [354, 356]);
}
