//! What is found in a file that somebody brings along: one finding a part, and none of them by trust.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up must stop"
)]

mod common;

use common::*;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use serde_json::{Value, json};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::evidence::{Earlier, Evidence, FORMAT, PolicyText};
use thuan_consent::jcs;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE, RECORD_TYPE, Unsigned};
use thuan_consent::policy::Pack;
use thuan_consent::receipt::{KeyContinuity, Receipt, SCHEMA_VERSION};
use thuan_consent::record::change::{Act, Change, Renewal};
use thuan_consent::record::{ConsentRecord, EventState, Surroundings};
use thuan_consent::verdict::{Finding, Level, Subject, Unreadable, judge};

fn backend_key() -> SigningKey {
    SigningKey::from_slice(&[8; 32]).expect("a key")
}

fn other_key() -> SigningKey {
    SigningKey::from_slice(&[5; 32]).expect("a key")
}

fn signed(key: &SigningKey, typ: &str, payload: &[u8]) -> FlattenedJws {
    let unsigned = Unsigned::new(typ, &public(key), payload).expect("canonical");
    let signature: Signature = key.sign(&unsigned.signing_input());
    unsigned.finish(&signature.to_bytes().into())
}

fn jwks(key: &SigningKey) -> Value {
    let public = public(key);
    let mut key = serde_json::to_value(public.to_jwk()).expect("JSON");
    key["kid"] = json!(public.thumbprint());
    json!({ "keys": [key] })
}

fn hash(record: &ConsentRecord) -> Sha256Hex {
    Sha256Hex::of(&jcs::canonicalise(record).expect("canonical"))
}

fn receipt_of(record: &ConsentRecord, sequence: &str) -> Receipt {
    Receipt {
        schema_version: SCHEMA_VERSION.to_owned(),
        receipt_id: "2f0e0d0c-0b0a-4908-8706-050403020100"
            .parse()
            .expect("an id"),
        record_id: record.record_id.clone(),
        record_sha256: hash(record),
        received_at: time("2026-11-23T08:00:11.000Z"),
        sequence: sequence.to_owned(),
        previous_receipt_sha256: None,
        audience: record.audience.clone(),
        key_continuity: None,
    }
}

fn receipt(receipt: &Receipt) -> FlattenedJws {
    signed(&backend_key(), RECEIPT_TYPE, &receipt.canonical())
}

fn whole() -> Evidence {
    let record = record("vi");
    let text = pack().text(&language("vi")).expect("a text").to_owned();
    Evidence {
        format: FORMAT.to_owned(),
        consent: sign(&record),
        receipt: Some(receipt(&receipt_of(&record, "1"))),
        previous: Vec::new(),
        registration: Some(registration()),
        policy: Some(PolicyText {
            language: language("vi"),
            text,
        }),
        form: Some(form_text()),
        jwks: Some(jwks(&backend_key())),
    }
}

/// The first record and one that withdraws, signed by `key`.
fn withdrawn(key: &SigningKey, continuity: Option<KeyContinuity>) -> Evidence {
    let first = record("vi");
    let follow_up = follow_up(&first, key, None, |id| match id {
        "renewal_email" => Act::Withdraw(time("2026-12-01T08:00:05.000Z")),
        _ => Act::Leave,
    });
    let mut given = receipt_of(&follow_up, "2");
    given.key_continuity = continuity;
    let file = whole();
    Evidence {
        consent: signed(key, RECORD_TYPE, &follow_up.canonical()),
        receipt: Some(receipt(&given)),
        previous: vec![Earlier {
            consent: file.consent,
            receipt: file.receipt,
        }],
        ..whole()
    }
}

fn follow_up(
    previous: &ConsentRecord,
    key: &SigningKey,
    pack: Option<&Pack>,
    act: impl Fn(&str) -> Act,
) -> ConsentRecord {
    let surroundings = Surroundings {
        record_id: "1f0e0d0c-0b0a-4908-8706-050403020100"
            .parse()
            .expect("an id"),
        event_time: time("2026-12-01T08:00:10.000Z"),
        key: public(key).thumbprint(),
        audience: previous.audience.clone(),
        challenge: None,
        partner: None,
        withdrawal_page: None,
        evidence: previous.evidence.clone(),
    };
    let language = language("vi");
    let change = Change {
        previous,
        previous_sha256: &hash(previous),
        renewal: pack.map(|policy| Renewal {
            policy,
            language: &language,
            acknowledged_at: time("2026-12-01T08:00:04.000Z"),
        }),
    };
    change.record(surroundings, act).expect("allowed")
}

fn found(file: &Evidence) -> (bool, Vec<&'static str>) {
    let bytes = serde_json::to_vec(file).expect("JSON");
    let verdict = judge(&bytes).expect("readable");
    let codes = verdict.findings.iter().map(Finding::code).collect();
    (verdict.holds(), codes)
}

/// The whole file with one part changed fails in that part.
#[track_caller]
fn check(change: impl FnOnce(&mut Evidence), code: &str, holds: bool) {
    let mut file = whole();
    change(&mut file);
    let found = found(&file);
    assert!(found.1.contains(&code), "{code}: {found:?}");
    assert_eq!(found.0, holds, "{found:?}");
}

#[test]
fn a_whole_file_holds_in_every_part() {
    let (holds, codes) = found(&whole());
    assert!(holds);
    assert_eq!(
        codes,
        [
            "signature_holds",
            "registration_holds",
            "policy_holds",
            "form_holds",
            "receipt_holds"
        ]
    );
    let verdict = judge(&serde_json::to_vec(&whole()).expect("JSON")).expect("readable");
    assert_eq!(verdict.level(), Level::Receipted);
    assert_eq!(
        verdict.receipt_key,
        Some(public(&backend_key()).thumbprint())
    );
    assert_eq!(verdict.subject, Subject::EvidenceFile);
}

#[test]
fn what_is_missing_is_said_and_is_no_contradiction() {
    check(|file| file.receipt = None, "receipt_absent", true);
    check(|file| file.registration = None, "registration_absent", true);
    check(|file| file.policy = None, "policy_absent", true);
    check(|file| file.form = None, "form_absent", true);
    check(|file| file.jwks = None, "receipt_key_unknown", true);
}

#[test]
fn a_receipt_by_a_key_that_the_file_does_not_list_lifts_no_level() {
    let level = |keys: Option<Value>| {
        let file = Evidence {
            jwks: keys,
            ..whole()
        };
        judge(&serde_json::to_vec(&file).expect("JSON"))
            .expect("readable")
            .level()
    };
    assert!(level(None) < Level::Receipted);
    assert!(level(Some(jwks(&other_key()))) < Level::Receipted);
    assert!(level(Some(json!({ "keys": [] }))) < Level::Receipted);
    assert_eq!(level(Some(jwks(&backend_key()))), Level::Receipted);
}

#[test]
fn each_part_that_was_changed_is_named() {
    let text = |file: &mut Evidence, add: &str| {
        if let Some(policy) = &mut file.policy {
            policy.text.push_str(add);
        }
    };
    check(|file| text(file, " "), "policy_differs", false);
    check(
        |file| file.policy.as_mut().unwrap().language = language("en"),
        "policy_other_language",
        false,
    );
    check(
        |file| file.form = Some("{}".to_owned()),
        "form_differs",
        false,
    );
    check(
        |file| {
            let registration = file.registration.as_mut().unwrap();
            registration
                .fields
                .insert("email".to_owned(), "b@example.com".to_owned());
        },
        "registration_differs",
        false,
    );
    check(
        |file| {
            let mut changed = record("vi");
            changed.purposes[1].event_state = EventState::Given;
            file.consent.payload = sign(&changed).payload;
        },
        "signature_fails",
        false,
    );
}

#[test]
fn a_receipt_counts_only_for_this_record_and_by_a_known_key() {
    let with = |change: fn(&mut Receipt)| {
        move |file: &mut Evidence| {
            let mut given = receipt_of(&record("vi"), "1");
            change(&mut given);
            file.receipt = Some(receipt(&given));
        }
    };
    check(
        with(|given| given.record_sha256 = Sha256Hex::of(b"another")),
        "receipt_other_record",
        false,
    );
    check(
        with(|given| given.audience.push('x')),
        "receipt_other_record",
        false,
    );
    check(
        with(|given| given.schema_version.push('x')),
        "receipt_fails",
        false,
    );
    check(
        |file| file.jwks = Some(jwks(&other_key())),
        "receipt_key_foreign",
        false,
    );
    // A key set that gives a foreign key the right name.
    check(
        |file| {
            let mut keys = jwks(&other_key());
            keys["keys"][0]["kid"] = json!(public(&backend_key()).thumbprint());
            file.jwks = Some(keys);
        },
        "receipt_key_foreign",
        false,
    );
    check(
        |file| file.receipt.as_mut().unwrap().signature = file.consent.signature.clone(),
        "receipt_fails",
        false,
    );
    check(
        |file| file.receipt = Some(file.consent.clone()),
        "receipt_fails",
        false,
    );
}

#[test]
fn a_withdrawal_by_the_same_key_or_by_another_holds_and_says_which() {
    let (holds, codes) = found(&withdrawn(&key(), Some(KeyContinuity::Continued)));
    assert!(holds, "{codes:?}");
    assert!(
        codes.ends_with(&["chain_holds", "key_continued"]),
        "{codes:?}"
    );
    assert!(codes.contains(&"registration_holds"), "of the first record");
    let (holds, codes) = found(&withdrawn(&other_key(), Some(KeyContinuity::NotContinued)));
    assert!(holds, "{codes:?}");
    assert!(
        codes.ends_with(&["chain_holds", "key_not_continued"]),
        "{codes:?}"
    );
    let (holds, codes) = found(&withdrawn(&other_key(), Some(KeyContinuity::Continued)));
    assert!(!holds);
    assert!(codes.contains(&"key_continuity_differs"), "{codes:?}");
}

#[track_caller]
fn check_chain(change: impl FnOnce(&mut Evidence), code: &str, holds: bool) {
    let mut file = withdrawn(&key(), None);
    change(&mut file);
    let found = found(&file);
    assert!(found.1.contains(&code), "{code}: {found:?}");
    assert_eq!(found.0, holds, "{found:?}");
}

#[test]
fn a_chain_that_does_not_hang_together_is_refused() {
    check_chain(|file| file.previous.clear(), "chain_absent", true);
    check_chain(
        |file| file.previous.clear(),
        "registration_without_first",
        true,
    );
    check_chain(
        |file| file.previous.push(file.previous[0].clone()),
        "chain_broken",
        false,
    );
    check_chain(
        |file| file.previous[0].consent.signature = file.consent.signature.clone(),
        "chain_record_fails",
        false,
    );
    check_chain(
        |file| file.previous[0].receipt = file.receipt.clone(),
        "chain_receipt_fails",
        false,
    );
    check_chain(
        |file| {
            let first = record("vi");
            file.previous[0].receipt = Some(receipt(&receipt_of(&first, "9")));
        },
        "chain_receipt_order",
        false,
    );
    // A first record that comes with a predecessor it does not name.
    check_chain(
        |file| file.consent = sign(&record("en")),
        "chain_broken",
        false,
    );
}

#[test]
fn a_change_that_no_rule_allows_is_refused_though_it_is_signed() {
    let first = record("vi");
    let mut forged = follow_up(&first, &key(), None, |_| Act::Leave);
    let refused = forged
        .purposes
        .iter_mut()
        .find(|purpose| purpose.id == "renewal_phone")
        .expect("a purpose that was refused");
    refused.event_state = EventState::Withdrawn;
    check_chain(
        |file| {
            file.consent = sign(&forged);
            file.receipt = None;
        },
        "change_fails",
        false,
    );
    let mut reworded = follow_up(&first, &key(), None, |_| Act::Leave);
    reworded.purposes[0].label.push_str(" luôn");
    check_chain(
        |file| {
            file.consent = sign(&reworded);
            file.receipt = None;
        },
        "change_fails",
        false,
    );
}

#[test]
fn a_renewal_under_another_policy_holds_without_the_pack() {
    let first = record("vi");
    let mut changed = pack();
    let text = changed.text(&language("vi")).expect("a text").to_owned() + "\nThêm một câu.\n";
    changed.text.insert(language("vi"), text);
    let purpose = changed
        .purposes
        .iter_mut()
        .find(|purpose| purpose.id == "renewal_email");
    purpose.expect("the purpose").retention_period = "P1Y".to_owned();
    let renewed = follow_up(&first, &key(), Some(&changed), |id| match id {
        "renewal_email" => Act::Agree(time("2026-12-01T08:00:05.000Z")),
        _ => Act::Leave,
    });
    check_chain(
        |file| {
            file.consent = sign(&renewed);
            file.receipt = None;
            file.policy = None;
        },
        "chain_holds",
        true,
    );
    // The same decision made to look as if it had stood: agreed to words that nobody had shown.
    let mut forged = renewed;
    let purpose = &mut forged.purposes[0];
    (purpose.event_state, purpose.decided_at) =
        (EventState::Given, first.purposes[0].decided_at.clone());
    check_chain(
        |file| {
            file.consent = sign(&forged);
            file.receipt = None;
            file.policy = None;
        },
        "change_fails",
        false,
    );
}

#[test]
fn a_policy_file_is_compared_with_the_text_that_was_shown() {
    let compare = |tag: &str, file: &str| {
        let bytes = serde_json::to_vec(&sign(&record(tag))).expect("JSON");
        let verdict = judge(&bytes).expect("readable");
        verdict.compare_policy(file.as_bytes()).map(|f| f.code())
    };
    let pack = pack();
    let text = |tag: &str| pack.text(&language(tag)).expect("a text");
    assert_eq!(compare("vi", text("vi")), Some("policy_file_holds"));
    assert_eq!(compare("en", text("vi")), Some("policy_file_authoritative"));
    assert_eq!(compare("vi", text("en")), Some("policy_file_differs"));
}

#[test]
fn an_editors_mark_at_the_beginning_is_no_fault() {
    let text = serde_json::to_string(&whole()).expect("JSON");
    assert!(
        judge(format!("\u{feff}{text}").as_bytes())
            .expect("readable")
            .holds()
    );
}

#[test]
fn what_is_no_record_is_said_to_be_none() {
    for bytes in [&b""[..], b"{", b"\xff\xfe", br#"{"a":1,"a":1}"#] {
        assert!(matches!(judge(bytes), Err(Unreadable::Json(_))));
    }
    for bytes in [
        &b"{}"[..],
        b"[]",
        b"1",
        br#"{"format":"urn:thuan:evidence:2"}"#,
    ] {
        assert!(matches!(judge(bytes), Err(Unreadable::Shape(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is changed in a file, it is never taken for the same record with other contents.
    #[test]
    fn no_single_changed_byte_of_a_signed_part_goes_unnoticed(part in 0_usize..4, at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
        let mut file = whole();
        let receipt = file.receipt.as_mut().unwrap();
        let text = match part {
            0 => &mut file.consent.protected,
            1 => &mut file.consent.payload,
            2 => &mut receipt.protected,
            _ => &mut receipt.payload,
        };
        let at = at.index(text.len());
        prop_assume!(text.get(at..=at) != Some(to.as_str()));
        text.replace_range(at..=at, &to);
        prop_assert!(!found(&file).0);
    }
}
