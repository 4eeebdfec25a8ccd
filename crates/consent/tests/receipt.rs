//! Receipts: what the widget checks before WebCrypto does the mathematics, and what serde reads of the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up must stop"
)]

mod common;

use common::*;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::json::{self, Json};
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE, RECORD_TYPE, Unsigned};
use thuan_consent::receipt::{
    KeyContinuity, Receipt, ReceiptError, Received, SCHEMA_VERSION, Unproven, check, of_answer,
};

fn backend_key() -> SigningKey {
    SigningKey::from_slice(&[8; 32]).expect("a key")
}

fn receipt() -> Receipt {
    Receipt {
        schema_version: SCHEMA_VERSION.to_owned(),
        receipt_id: "2f0e0d0c-0b0a-4908-8706-050403020100"
            .parse()
            .expect("an id"),
        record_id: record("vi").record_id,
        record_sha256: Sha256Hex::of(b"the record"),
        received_at: time("2026-11-23T08:00:11.000Z"),
        sequence: "7".to_owned(),
        previous_receipt_sha256: Some(Sha256Hex::of(b"the receipt before")),
        audience: "http://localhost:8080/api/registrations".to_owned(),
        key_continuity: Some(KeyContinuity::NotContinued),
    }
}

fn signed(typ: &str, payload: &[u8]) -> FlattenedJws {
    let key = backend_key();
    let unsigned = Unsigned::new(typ, &public(&key), payload).expect("canonical");
    let signature: Signature = key.sign(&unsigned.signing_input());
    unsigned.finish(&signature.to_bytes().into())
}

fn key_set(key: &SigningKey) -> Json {
    let public = public(key);
    let jwk = serde_json::to_string(&public.to_jwk()).expect("JSON");
    let text = format!(
        r#"{{"keys":[{{"kid":"other"}},{},"alg":"ES256","kid":"{}","use":"sig"}}]}}"#,
        jwk.trim_end_matches('}'),
        public.thumbprint()
    );
    json::read(text.as_bytes()).expect("JSON")
}

fn judge(receipt: &FlattenedJws, jwks: &Json) -> Result<(), ReceiptError> {
    judged(receipt, jwks).map(drop)
}

fn judged(receipt: &FlattenedJws, jwks: &Json) -> Result<Unproven, ReceiptError> {
    let Receipt {
        record_id,
        record_sha256,
        audience,
        ..
    } = self::receipt();
    let record = Received {
        record_id: record_id.as_str(),
        record_sha256: record_sha256.as_str(),
        audience: &audience,
    };
    check(receipt, jwks, record)
}

#[test]
fn a_receipt_is_checked_against_the_key_set_and_not_its_own_key() {
    let jws = signed(RECEIPT_TYPE, &receipt().canonical());
    let found = judged(&jws, &key_set(&backend_key()));
    let found = found.expect("a receipt");
    assert_eq!(found.key, public(&backend_key()));
    let signature = Signature::from_slice(&found.signature).expect("a signature");
    let verifying = backend_key();
    let verifying = verifying.verifying_key();
    assert!(verifying.verify(&found.signing_input, &signature).is_ok());
    assert_eq!(judge(&jws, &key_set(&key())), Err(ReceiptError::UnknownKey));
    assert_eq!(
        judge(&jws, &Json::Object(Vec::new())),
        Err(ReceiptError::UnknownKey)
    );
}

#[test]
fn what_is_no_receipt_for_this_record_is_refused() {
    let keys = key_set(&backend_key());
    let record = signed(RECORD_TYPE, &receipt().canonical());
    assert_eq!(judge(&record, &keys), Err(ReceiptError::Shape));
    let others = [
        Receipt {
            record_sha256: Sha256Hex::of(b"another"),
            ..receipt()
        },
        Receipt {
            record_id: "7f000000-0000-4000-8000-000000000001"
                .parse()
                .expect("an id"),
            ..receipt()
        },
        Receipt {
            audience: "http://localhost:8080/api/registration".to_owned(),
            ..receipt()
        },
    ];
    for other in others {
        let other = signed(RECEIPT_TYPE, &other.canonical());
        assert_eq!(judge(&other, &keys), Err(ReceiptError::OtherRecord));
    }
    let old = Receipt {
        schema_version: "urn:thuan:consent-receipt:0".to_owned(),
        ..receipt()
    };
    assert_eq!(
        judge(&signed(RECEIPT_TYPE, &old.canonical()), &keys),
        Err(ReceiptError::Shape)
    );
    let mut spaced = receipt().canonical();
    spaced.push(b' ');
    assert_eq!(
        judge(&signed(RECEIPT_TYPE, &spaced), &keys),
        Err(ReceiptError::Shape)
    );
    let mut short = signed(RECEIPT_TYPE, &receipt().canonical());
    short.signature.truncate(80);
    assert_eq!(judge(&short, &keys), Err(ReceiptError::Shape));
    // The key set promises another key under that name.
    let text = key_set(&key()).canonical().expect("canonical");
    let theirs = public(&key()).thumbprint();
    let ours = public(&backend_key()).thumbprint();
    let swapped = json::read(text.replace(theirs.as_str(), ours.as_str()).as_bytes());
    let jws = signed(RECEIPT_TYPE, &receipt().canonical());
    assert_eq!(
        judge(&jws, &swapped.expect("JSON")),
        Err(ReceiptError::UnknownKey)
    );
}

#[test]
fn what_is_written_is_what_serde_reads() {
    for value in [
        receipt(),
        Receipt {
            previous_receipt_sha256: None,
            key_continuity: None,
            ..receipt()
        },
    ] {
        let bytes = value.canonical();
        assert_eq!(json::parse_as::<Receipt>(&bytes).expect("a receipt"), value);
        assert_eq!(
            thuan_consent::jcs::canonicalise(&value).expect("canonical"),
            bytes
        );
    }
}

#[test]
fn an_answer_may_have_a_receipt() {
    let jws = signed(RECEIPT_TYPE, &receipt().canonical());
    let text = format!(
        r#"{{"receipt":{}}}"#,
        serde_json::to_string(&jws).expect("JSON")
    );
    let read = |text: &str| of_answer(&json::read(text.as_bytes()).expect("JSON"));
    assert_eq!(read(&text), Ok(Some(jws)));
    assert_eq!(read(r#"{"ok":true}"#), Ok(None));
    assert_eq!(read(r#"{"receipt":"yes"}"#), Err(ReceiptError::Shape));
}
