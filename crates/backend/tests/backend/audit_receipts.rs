//! Receipts and their chain, tampered with.

use crate::audit::{changed, check, tampered};

#[test]
fn a_receipt_that_was_changed_is_named() {
    let change = changed("signature");
    check(
        &format!("UPDATE receipts SET {change} WHERE sequence = 2"),
        &["receipt 2: receipt_signature"],
    );
    // The next one holds the hash of what it was.
    let change = changed("payload");
    let found = tampered(&format!("UPDATE receipts SET {change} WHERE sequence = 2"));
    assert!(
        found.iter().any(|(place, _)| place == "receipt 2"),
        "{found:?}"
    );
    assert!(
        found.contains(&("receipt 3".to_owned(), "link".to_owned())),
        "{found:?}"
    );
    check(
        "UPDATE receipts SET signature = '' WHERE sequence = 5",
        &["receipt 5: receipt"],
    );
    check(
        "UPDATE receipts SET protected = (SELECT protected FROM proofs LIMIT 1) WHERE sequence = 1",
        &["receipt 1: receipt"],
    );
}

#[test]
fn a_receipt_by_an_unknown_key_is_named() {
    let every: Vec<String> = (1..=5)
        .map(|n| format!("receipt {n}: receipt_key"))
        .collect();
    let every: Vec<&str> = every.iter().map(String::as_str).collect();
    check("DELETE FROM signing_keys", &every);
    check("UPDATE signing_keys SET x = y", &every);
}

#[test]
fn a_receipt_that_is_missing_leaves_a_gap() {
    check(
        "DELETE FROM receipts WHERE sequence = 3",
        &["receipt 4: gap", "record 3: receipt_missing"],
    );
    check(
        "DELETE FROM receipts WHERE sequence IN (1, 2)",
        &[
            "receipt 3: gap",
            "record 1: receipt_missing",
            "record 2: receipt_missing",
        ],
    );
    // The end, too.
    check(
        "DELETE FROM receipts WHERE sequence = 5",
        &["store: receipts_missing", "record 5: receipt_missing"],
    );
    check(
        "UPDATE proofs SET before_receipts = TRUE WHERE record_id = '$id3'; DELETE FROM receipts WHERE sequence = 3",
        &["receipt 4: gap", "record 3: before_receipts"],
    );
}

#[test]
fn receipts_that_were_exchanged_are_named() {
    check(
        "UPDATE receipts SET sequence = -1 WHERE sequence = 2; UPDATE receipts SET sequence = 2 WHERE sequence = 3;
         UPDATE receipts SET sequence = 3 WHERE sequence = -1",
        &[
            "receipt 2: sequence",
            "receipt 2: link",
            "receipt 3: sequence",
            "receipt 3: link",
            "receipt 4: link",
        ],
    );
    check(
        "UPDATE receipts SET record_sha256 = '-' WHERE sequence = 1;
         UPDATE receipts SET record_sha256 = '$sha1' WHERE sequence = 3;
         UPDATE receipts SET record_sha256 = '$sha3' WHERE sequence = 1",
        &[
            "receipt 1: receipt_record",
            "receipt 3: receipt_record",
            // Hash, name and time, each for both.
            "receipt 1: receipt_mismatch",
            "receipt 1: receipt_mismatch",
            "receipt 1: receipt_mismatch",
            "receipt 3: receipt_mismatch",
            "receipt 3: receipt_mismatch",
            "receipt 3: receipt_mismatch",
        ],
    );
    check(
        "UPDATE proofs SET received_at = '2026-01-01T00:00:00.000Z' WHERE record_id = '$id2'",
        &["receipt 2: receipt_mismatch"],
    );
}
