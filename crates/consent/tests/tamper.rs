//! Nothing about a canonical envelope can change and the record still hold.
//!
//! The one other envelope that holds has the twin of the signature, (r, n − s): another text in many places, for the same
//! record by the same name (`tests/record.rs`).

#![cfg(feature = "verify")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::sync::LazyLock;

use common::{envelope, key, public, record, registration, sign, sign_payload};
use proptest::prelude::*;
use serde_json::{Value, json};
use thuan_consent::encoding::{base64url, base64url_decode};
use thuan_consent::envelope::{Envelope, Verified, verify_record};
use thuan_consent::jcs;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE, Unsigned};

/// The canonical envelope, made once.
fn body() -> Vec<u8> {
    static BODY: LazyLock<Vec<u8>> = LazyLock::new(|| jcs::canonicalise(&envelope()).unwrap());
    BODY.clone()
}

/// What a backend does with a posted body.
fn judge(body: &[u8]) -> Option<Verified> {
    Envelope::parse(body).ok()?.verify().ok()
}

#[test]
fn the_envelope_that_is_tampered_with_holds() {
    assert!(judge(&body()).is_some());
}

/// At every place: the byte with its lowest bit turned over, and another letter, which base64 reads as well.
#[test]
fn every_single_byte_counts() {
    let body = body();
    let mut changed = body.clone();
    for at in 0..body.len() {
        let letter = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[at % 52];
        let letter = if letter == body[at] { b'0' } else { letter };
        for byte in [body[at] ^ 1, letter] {
            changed[at] = byte;
            assert!(judge(&changed).is_none(), "byte {at} as {byte:#x}");
        }
        changed[at] = body[at];
    }
}

/// Base64url's last character carries bits that mean nothing; a reader that ignores them would let two texts be one
/// signature (RFC 4648 section 3.5).
#[test]
fn bits_without_meaning_must_be_zero() {
    let good = sign(&record("vi"));
    assert!(verify_record(&good).is_ok());
    let mut seen = 0;
    for part in ["protected", "payload", "signature"] {
        let mut jws = good.clone();
        let text = match part {
            "protected" => &mut jws.protected,
            "payload" => &mut jws.payload,
            _ => &mut jws.signature,
        };
        // The bits of the last character that belong to no byte.
        let spare = match text.len() % 4 {
            2 => 4,
            3 => 2,
            _ => continue,
        };
        let last = text.pop().unwrap();
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let value = DIGITS
            .iter()
            .position(|digit| char::from(*digit) == last)
            .unwrap();
        text.push(char::from(DIGITS[value | ((1 << spare) - 1)]));
        let refusal = verify_record(&jws).expect_err("lenient base64");
        assert_eq!(refusal.0[0].code, "base64url", "{part}");
        seen += 1;
    }
    assert!(seen > 0, "no part has such bits: sign another record");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_other_byte_anywhere_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = body();
        let at = at.index(body.len());
        prop_assume!(body[at] != byte);
        body[at] = byte;
        prop_assert!(judge(&body).is_none(), "byte {at} as {byte:#x}");
    }

    #[test]
    fn a_byte_more_or_less_is_refused(at in any::<prop::sample::Index>(), byte in prop::option::of(any::<u8>())) {
        let mut body = body();
        let at = at.index(body.len());
        match byte {
            // Space between the members of the outer object says nothing and is nobody's signature.
            Some(byte) => {
                prop_assume!(!byte.is_ascii_whitespace());
                body.insert(at, byte);
            }
            None => drop(body.remove(at)),
        }
        prop_assert!(judge(&body).is_none());
    }
}

/// The header of the valid record after a change, with a signature that is right for it.
fn header(change: impl FnOnce(&mut Value)) -> FlattenedJws {
    header_bytes(|good| {
        let mut header = serde_json::from_slice(good).unwrap();
        change(&mut header);
        jcs::to_vec(&header).unwrap()
    })
}

fn header_bytes(change: impl FnOnce(&[u8]) -> Vec<u8>) -> FlattenedJws {
    let good = sign(&record("vi"));
    let protected = base64url(&change(&base64url_decode(&good.protected).unwrap()));
    resigned(protected, good.payload)
}

fn resigned(protected: String, payload: String) -> FlattenedJws {
    use p256::ecdsa::signature::Signer as _;
    let signature: p256::ecdsa::Signature = key().sign(format!("{protected}.{payload}").as_bytes());
    FlattenedJws {
        protected,
        payload,
        signature: base64url(&signature.to_bytes()),
    }
}

/// The payload of the valid record after a change to its text, with a signature that is right for it.
fn payload(change: impl FnOnce(String) -> Vec<u8>) -> FlattenedJws {
    let good = base64url_decode(&sign(&record("vi")).payload).unwrap();
    sign_payload(&change(String::from_utf8(good).unwrap()))
}

/// The payload after one replacement, which must have happened.
fn replaced(from: &str, to: &str) -> FlattenedJws {
    payload(|text| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    })
}

fn other_type() -> FlattenedJws {
    use p256::ecdsa::signature::Signer as _;
    let payload = base64url_decode(&sign(&record("vi")).payload).unwrap();
    let unsigned = Unsigned::new(RECEIPT_TYPE, &public(&key()), &payload).unwrap();
    let signature: p256::ecdsa::Signature = key().sign(&unsigned.signing_input());
    unsigned.finish(&signature.to_bytes().into())
}

fn with(part: &str, change: impl FnOnce(&mut String)) -> FlattenedJws {
    let mut jws = sign(&record("vi"));
    change(match part {
        "protected" => &mut jws.protected,
        "payload" => &mut jws.payload,
        _ => &mut jws.signature,
    });
    jws
}

/// Everything the wire format says a verifier refuses, each with a signature that holds where one can, so that nothing
/// but the rule in question stands in its way. An audience and a challenge are the backend's to judge.
#[test]
fn everything_the_wire_format_refuses_is_refused() {
    let double = |text: &str| text.replacen('{', "{\"alg\":\"ES256\",", 1).into_bytes();
    let cases: Vec<(&str, FlattenedJws, &str)> = vec![
        (
            "no algorithm",
            header(|h| h["alg"] = json!("none")),
            "algorithm",
        ),
        ("NoNe", header(|h| h["alg"] = json!("NoNe")), "algorithm"),
        ("HS256", header(|h| h["alg"] = json!("HS256")), "algorithm"),
        ("HS384", header(|h| h["alg"] = json!("HS384")), "algorithm"),
        ("HS512", header(|h| h["alg"] = json!("HS512")), "algorithm"),
        ("RS256", header(|h| h["alg"] = json!("RS256")), "algorithm"),
        ("ES384", header(|h| h["alg"] = json!("ES384")), "algorithm"),
        (
            "ES256K",
            header(|h| h["alg"] = json!("ES256K")),
            "algorithm",
        ),
        (
            "another key's algorithm",
            header(|h| h["alg"] = json!("EdDSA")),
            "algorithm_key_mismatch",
        ),
        (
            "algorithm as a list",
            header(|h| h["alg"] = json!(["ES256"])),
            "algorithm",
        ),
        (
            "crit, known",
            header(|h| h["crit"] = json!(["b64"])),
            "crit",
        ),
        (
            "crit, unknown",
            header(|h| h["crit"] = json!(["x"])),
            "crit",
        ),
        ("crit, empty", header(|h| h["crit"] = json!([])), "crit"),
        (
            "unencoded payload",
            header(|h| h["b64"] = json!(false)),
            "header_members",
        ),
        (
            "key from an address",
            header(|h| h["jku"] = json!("https://a.example")),
            "header_members",
        ),
        (
            "no key",
            header(|h| drop(h.as_object_mut().unwrap().remove("jwk"))),
            "header_members",
        ),
        (
            "no kid",
            header(|h| drop(h.as_object_mut().unwrap().remove("kid"))),
            "header_members",
        ),
        (
            "kid of another key",
            header(|h| h["kid"] = json!(base64url(&[0; 32]))),
            "kid",
        ),
        (
            "kid as text",
            header(|h| h["kid"] = json!("key-1")),
            "header_members",
        ),
        (
            "private key",
            header(|h| h["jwk"]["d"] = json!(base64url(&[7; 32]))),
            "jwk_members",
        ),
        (
            "key with a use",
            header(|h| h["jwk"]["use"] = json!("sig")),
            "jwk_members",
        ),
        (
            "no typ",
            header(|h| drop(h.as_object_mut().unwrap().remove("typ"))),
            "header_members",
        ),
        ("typ of a token", header(|h| h["typ"] = json!("JWT")), "typ"),
        ("a receipt", other_type(), "typ"),
        (
            "header twice",
            header_bytes(|good| double(std::str::from_utf8(good).unwrap())),
            "header_json",
        ),
        (
            "header with space",
            header_bytes(|good| [good, b" "].concat()),
            "header_not_canonical",
        ),
        (
            "header in another order",
            header_bytes(|good| {
                let text = std::str::from_utf8(good).unwrap();
                let rest = text
                    .strip_prefix("{\"alg\":\"ES256\",")
                    .unwrap()
                    .strip_suffix('}')
                    .unwrap();
                format!("{{{rest},\"alg\":\"ES256\"}}").into_bytes()
            }),
            "header_not_canonical",
        ),
        (
            "header no object",
            header_bytes(|_| b"[]".to_vec()),
            "header_json",
        ),
        (
            "header padded",
            with("protected", |text| text.push('=')),
            "base64url",
        ),
        (
            "payload padded",
            with("payload", |text| text.push('=')),
            "base64url",
        ),
        (
            "signature padded",
            with("signature", |text| text.push_str("==")),
            "base64url",
        ),
        (
            "other alphabet",
            with("signature", |text| *text = format!("+{}", &text[1..])),
            "base64url",
        ),
        (
            "line break",
            with("payload", |text| text.insert(4, '\n')),
            "base64url",
        ),
        (
            "no signature",
            with("signature", String::clear),
            "signature_length",
        ),
        (
            "short signature",
            with("signature", |text| text.truncate(80)),
            "signature_length",
        ),
        (
            "signature of zeros",
            with("signature", |text| *text = base64url(&[0; 64])),
            "signature",
        ),
        (
            "signature in DER",
            with("signature", |text| {
                let raw =
                    p256::ecdsa::Signature::from_slice(&base64url_decode(text).unwrap()).unwrap();
                *text = base64url(raw.to_der().as_bytes());
            }),
            "signature_length",
        ),
        (
            "point off the curve",
            header(|h| {
                h["jwk"]["x"] = json!(base64url(&[1; 32]));
                let bytes = jcs::to_vec(&h["jwk"]).unwrap();
                h["kid"] = json!(thuan_consent::encoding::Thumbprint::of(&bytes));
            }),
            "jwk",
        ),
        ("not JSON", payload(|_| b"text".to_vec()), "payload_json"),
        (
            "not UTF-8",
            payload(|_| b"\"\xff\"".to_vec()),
            "payload_json",
        ),
        (
            "member twice",
            replaced(
                "\"jurisdiction\":\"VN\"",
                "\"jurisdiction\":\"VN\",\"jurisdiction\":\"VN\"",
            ),
            "payload_json",
        ),
        (
            "member twice, escaped",
            replaced(
                "\"jurisdiction\":\"VN\"",
                "\"jurisdiction\":\"VN\",\"\\u006aurisdiction\":\"XX\"",
            ),
            "payload_json",
        ),
        (
            "space in the payload",
            replaced(",\"jurisdiction\"", ", \"jurisdiction\""),
            "payload_not_canonical",
        ),
        (
            "line end after it",
            payload(|text| (text + "\n").into_bytes()),
            "payload_not_canonical",
        ),
        (
            "byte order mark",
            payload(|text| format!("\u{feff}{text}").into_bytes()),
            "payload_json",
        ),
        (
            "escape that is not needed",
            replaced("\"VN\"", "\"\\u0056N\""),
            "payload_not_canonical",
        ),
        (
            "number not in its form",
            replaced("\"VN\"", "1.0"),
            "payload_not_canonical",
        ),
        ("number", replaced("\"VN\"", "1"), "record"),
        ("null", replaced("\"VN\"", "null"), "record"),
        (
            "null for what is absent",
            replaced(
                ",\"pii_controllers\"",
                ",\"partner\":null,\"pii_controllers\"",
            ),
            "record",
        ),
        (
            "empty list for what is absent",
            payload(|text| {
                let at = text.find("\"information_only\":").unwrap();
                let end = text.find(",\"jurisdiction\"").unwrap();
                let (before, after) = (&text[..at], &text[end..]);
                format!("{before}\"information_only\":[]{after}").into_bytes()
            }),
            "record",
        ),
        (
            "unknown member",
            replaced(
                "\"jurisdiction\":\"VN\"",
                "\"jurisdiction\":\"VN\",\"jz\":\"x\"",
            ),
            "record",
        ),
        (
            "text not composed",
            replaced("\"VN\"", "\"Vie\u{323}\u{302}t\""),
            "not_nfc",
        ),
        (
            "another schema",
            replaced("urn:thuan:consent-record:1", "urn:thuan:consent-record:2"),
            "schema_version",
        ),
        (
            "pre-ticked",
            replaced("\"initial_state\":\"off\"", "\"initial_state\":\"on\""),
            "record",
        ),
        (
            "implied consent",
            replaced("\"event_type\":\"explicit\"", "\"event_type\":\"implicit\""),
            "record",
        ),
        (
            "time without milliseconds",
            replaced("08:00:10.000Z", "08:00:10Z"),
            "record",
        ),
        (
            "time elsewhere",
            replaced("08:00:10.000Z", "08:00:10.000+07:00"),
            "record",
        ),
        (
            "hash in capitals",
            payload(|text| {
                let at = text.find("\"registration_sha256\":\"").unwrap() + 23;
                let (before, after) = text.split_at(at);
                let (hash, rest) = after.split_at(64);
                format!("{before}{}{rest}", hash.to_uppercase()).into_bytes()
            }),
            "record",
        ),
        (
            "identifier in capitals",
            replaced("0f0e0d0c", "0F0E0D0C"),
            "record",
        ),
        (
            "audience with a fragment",
            replaced("/api/registrations\"", "/api/registrations#a\""),
            "audience",
        ),
    ];
    for (name, jws, code) in cases {
        let refusal = verify_record(&jws).expect_err(name);
        let found = &*refusal.0[0].code;
        assert_eq!(found, code, "{name}");
    }
}

/// The record holds, and what came with it is not what it was signed over.
#[test]
fn the_registration_is_part_of_what_was_signed() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 6] = [
        ("a value", |body| {
            body["registration"]["fields"]["email"] = json!("a@b.vn")
        }),
        ("a field more", |body| {
            body["registration"]["fields"]["x"] = json!("")
        }),
        ("a field less", |body| {
            drop(
                body["registration"]["fields"]
                    .as_object_mut()
                    .unwrap()
                    .remove("email"),
            );
        }),
        ("the salt", |body| {
            body["registration"]["salt"] = json!(base64url(&[8; 16]))
        }),
        ("no salt", |body| {
            drop(body["registration"].as_object_mut().unwrap().remove("salt"))
        }),
        ("no registration", |body| {
            drop(body.as_object_mut().unwrap().remove("registration"))
        }),
    ];
    assert!(registration().sha256() == record("vi").registration_sha256.unwrap());
    for (name, change) in cases {
        let mut value = serde_json::to_value(envelope()).unwrap();
        change(&mut value);
        assert!(judge(&jcs::to_vec(&value).unwrap()).is_none(), "{name}");
    }
}
