//! Receipts as the sender gets them, checked as the sender checks them.

use serde_json::{Value, json};
use thuan_consent::encoding::{Sha256Hex, base64url_decode};
use thuan_consent::json;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE};
use thuan_consent::receipt::{Receipt, Received, check};

use crate::support::{Answer, Backend, Folder, Submission};

pub fn of(answer: &Answer) -> FlattenedJws {
    serde_json::from_value(answer.json()["receipt"].clone()).expect("a signature")
}

pub fn payload(receipt: &FlattenedJws) -> Vec<u8> {
    base64url_decode(&receipt.payload).expect("base64url")
}

/// Checks a receipt against the key set, as a stranger would.
#[track_caller]
pub fn read(backend: &Backend, receipt: &FlattenedJws, record_sha256: &str) -> Receipt {
    let keys = backend.get("/.well-known/jwks.json", &[]).body;
    let keys = json::read(&keys).expect("JSON");
    let parsed = receipt.parse(RECEIPT_TYPE).expect("a receipt");
    parsed.verify().expect("signed");
    let read: Receipt = json::from_value(parsed.value().clone()).expect("a receipt");
    let record = Received {
        record_id: read.record_id.as_str(),
        record_sha256,
        audience: &read.audience,
    };
    check(receipt, &keys, record).expect("a receipt for this record");
    read
}

#[test]
fn every_record_gets_a_receipt_that_names_it() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    let answer = backend.post(&submission);
    let receipt = of(&answer);
    let header: Value =
        serde_json::from_slice(&base64url_decode(&receipt.protected).expect("base64url"))
            .expect("JSON");
    assert_eq!(
        (&header["alg"], &header["typ"]),
        (&json!("ES256"), &json!("consent-receipt+jws"))
    );
    let read = read(&backend, &receipt, &submission.record_sha256());
    assert_eq!(read.record_id.as_str(), submission.record_id());
    assert_eq!(read.received_at.as_str(), answer.json()["received_at"]);
    assert_eq!(read.audience, "http://localhost:8080/api/registrations");
    assert_eq!(
        (read.sequence.as_str(), read.previous_receipt_sha256),
        ("1", None)
    );
    assert_eq!(read.key_continuity, None);
    assert_eq!(read.schema_version, "urn:thuan:consent-receipt:1");
}

#[test]
fn each_receipt_names_the_one_before_it() {
    let folder = Folder::new();
    let mut before = None;
    // Restarted in between: the chain is the store's, not the process's.
    for sequence in 1..=6 {
        let backend = folder.serve(&[]);
        let submission = Submission::new(&folder);
        let receipt = of(&backend.post(&submission));
        let read = read(&backend, &receipt, &submission.record_sha256());
        assert_eq!(read.sequence, sequence.to_string());
        assert_eq!(read.previous_receipt_sha256, before);
        before = Some(Sha256Hex::of(&payload(&receipt)));
        // Refusals and repetitions take no place in the chain.
        assert_eq!(backend.post(&submission).status, 200);
        assert_eq!(
            backend
                .post(&Submission::new(&folder).field("email", None))
                .status,
            422
        );
    }
    let summary = folder.audits_clean();
    assert_eq!(
        (&summary["records"], &summary["receipts"]),
        (&json!(6), &json!(6))
    );
    assert_eq!(summary["head_sha256"], before.expect("a hash").to_string());
}
