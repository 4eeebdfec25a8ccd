//! Records made from the project's real policy: what is in them, and what is refused.

#![cfg(feature = "verify")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{envelope, form, language, pack, record, registration, sign, sign_payload};
use proptest::prelude::*;
use serde_json::{Value, json};
use thuan_consent::encoding::{Sha256Hex, base64url, base64url_decode};
use thuan_consent::envelope::{Envelope, verify_record};
use thuan_consent::jcs;

#[track_caller]
fn refused(envelope: &Envelope, pointer: &str, code: &str) {
    let refusal = envelope.verify().expect_err("must be refused");
    let fault = refusal.0.first().expect("a refusal says why");
    assert_eq!((fault.pointer.as_str(), &*fault.code), (pointer, code));
}

/// Signs the valid record after a change to its JSON.
fn changed(change: impl FnOnce(&mut Value)) -> Envelope {
    let mut value = serde_json::to_value(record("vi")).unwrap();
    change(&mut value);
    Envelope {
        registration: Some(registration()),
        consent: sign_payload(&jcs::to_vec(&value).unwrap()),
        previous: None,
    }
}

#[test]
fn a_record_made_here_verifies_and_fits_its_policy() {
    for tag in ["vi", "en"] {
        let verified = verify_record(&sign(&record(tag))).unwrap();
        assert_eq!(verified.record, record(tag));
        assert_eq!(verified.record.policy_faults(&pack()), []);
    }
    assert!(envelope().verify().is_ok());
}

#[test]
fn the_hash_in_the_record_is_that_of_the_policy_file() {
    let file = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../policy/vst/vi.md"
    ))
    .unwrap();
    assert_eq!(record("vi").privacy_notice.sha256, Sha256Hex::of(&file));
    assert_eq!(
        record("en").privacy_notice.authoritative.sha256,
        Sha256Hex::of(&file)
    );
    assert_ne!(record("en").privacy_notice.sha256, Sha256Hex::of(&file));
}

#[test]
fn a_purpose_never_touched_is_refused_at_the_time_of_sending() {
    let value = serde_json::to_value(record("vi")).unwrap();
    let states: Vec<_> = value["purposes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|purpose| {
            json!([
                purpose["id"],
                purpose["event_state"],
                purpose["decided_at"],
                purpose["indication_method"]
            ])
        })
        .collect();
    assert_eq!(
        states,
        [
            json!([
                "renewal_email",
                "given",
                "2026-11-23T08:00:03.000Z",
                "checkbox"
            ]),
            json!([
                "renewal_phone",
                "refused",
                "2026-11-23T08:00:04.000Z",
                "checkbox"
            ]),
            json!([
                "aftersales_care",
                "refused",
                "2026-11-23T08:00:10.000Z",
                "left_unticked"
            ]),
        ]
    );
}

#[test]
fn nothing_in_a_record_is_null_empty_or_a_number() {
    fn walk(value: &Value) {
        match value {
            Value::Null | Value::Number(_) => panic!("{value}"),
            Value::String(text) => assert!(!text.is_empty()),
            Value::Bool(_) => {}
            Value::Array(items) => items.iter().for_each(walk),
            Value::Object(members) => members.values().for_each(walk),
        }
    }
    walk(&serde_json::to_value(record("vi")).unwrap());
}

#[test]
fn a_box_that_began_ticked_is_no_consent() {
    let pre_ticked = changed(|record| record["purposes"][0]["initial_state"] = json!("on"));
    refused(
        &pre_ticked,
        "#/consent/payload/purposes/0/initial_state",
        "record",
    );
}

#[test]
fn an_untouched_box_agrees_to_nothing() {
    let silent = changed(|record| record["purposes"][2]["event_state"] = json!("given"));
    refused(
        &silent,
        "#/consent/payload/purposes/2/indication_method",
        "indication_method",
    );
}

#[test]
fn a_withdrawal_without_the_record_it_changes_is_refused() {
    let orphan = changed(|record| record["purposes"][0]["event_state"] = json!("withdrawn"));
    refused(
        &orphan,
        "#/consent/payload/purposes/0/event_state",
        "previous_record",
    );
}

#[test]
fn texts_that_are_not_composed_are_refused() {
    let decomposed = changed(|record| record["partner"] = json!("To\u{302}i"));
    refused(&decomposed, "#/consent/payload", "not_nfc");
}

#[test]
fn unknown_members_are_refused() {
    refused(
        &changed(|record| record["extra"] = json!("x")),
        "#/consent/payload",
        "record",
    );
    refused(
        &changed(|record| record["evidence"]["extra"] = json!("x")),
        "#/consent/payload/evidence",
        "record",
    );
}

#[test]
fn what_is_absent_is_left_out_and_never_null_or_empty() {
    refused(
        &changed(|record| record["challenge"] = json!(null)),
        "#/consent/payload/challenge",
        "record",
    );
    refused(
        &changed(|record| record["information_only"] = json!([])),
        "#/consent/payload/information_only",
        "record",
    );
}

#[test]
fn a_period_that_no_program_can_read_is_refused() {
    for (member, pointer) in [
        ("purposes", "#/consent/payload/purposes/0/retention_period"),
        (
            "information_only",
            "#/consent/payload/information_only/0/retention_period",
        ),
    ] {
        let vague = changed(|record| record[member][0]["retention_period"] = json!("ten years"));
        refused(&vague, pointer, "period");
    }
}

#[test]
fn a_record_signed_by_another_key_than_it_names_is_refused() {
    let other = base64url(&[1; 32]);
    refused(
        &changed(|record| record["pii_principal_id"] = json!(other)),
        "#/consent/payload/pii_principal_id",
        "kid",
    );
}

#[test]
fn a_registration_that_was_not_signed_over_is_refused() {
    let mut envelope = envelope();
    envelope
        .registration
        .as_mut()
        .unwrap()
        .fields
        .insert("email".to_owned(), "khac@congty.vn".to_owned());
    refused(&envelope, "#/registration", "registration_sha256");
    envelope.registration = None;
    refused(&envelope, "#/registration", "registration_sha256");
}

#[test]
fn words_that_are_not_the_policys_are_found() {
    let pack = pack();
    let mut other = record("vi");
    other.purposes[0].label.push('!');
    let faults = other.policy_faults(&pack);
    assert_eq!(faults.len(), 1);
    assert_eq!(
        (faults[0].pointer.as_str(), &*faults[0].code),
        ("#/consent/payload/purposes/0/label", "not_the_policy")
    );

    // A box that was left alone is decided when the form is sent, and at no other time.
    let mut earlier = record("vi");
    let untouched = earlier
        .purposes
        .iter()
        .position(|purpose| {
            purpose.indication_method == thuan_consent::record::IndicationMethod::LeftUnticked
        })
        .expect("one");
    earlier.purposes[untouched].decided_at = earlier.acknowledged.decided_at.clone();
    let faults = earlier.policy_faults(&pack);
    let pointer = format!("#/consent/payload/purposes/{untouched}/decided_at");
    assert_eq!(faults.len(), 1);
    assert_eq!(
        (faults[0].pointer.as_str(), &*faults[0].code),
        (pointer.as_str(), "decided_at")
    );
    assert!(faults[0].detail.contains("`event_time`"), "{faults:?}");

    let mut fewer = record("vi");
    fewer.purposes.pop();
    assert_eq!(
        fewer.policy_faults(&pack)[0].pointer,
        "#/consent/payload/purposes"
    );

    let mut acknowledged = record("vi");
    acknowledged.acknowledged.label = "Tôi đồng ý tất cả".to_owned();
    assert_eq!(
        acknowledged.policy_faults(&pack)[0].pointer,
        "#/consent/payload/acknowledged/label"
    );
}

/// What is hashed is what is shown: changing the text, and nothing else, is found.
#[test]
fn a_policy_whose_text_has_changed_is_another_policy() {
    let mut pack = pack();
    pack.text.get_mut(&language("vi")).unwrap().push('x');
    let faults = record("vi").policy_faults(&pack);
    assert_eq!(
        (faults[0].pointer.as_str(), &*faults[0].code),
        ("#/consent/payload/privacy_notice", "notice_changed")
    );
}

#[test]
fn every_field_is_parsed_again() {
    #[track_caller]
    fn fault(
        change: impl FnOnce(&mut std::collections::BTreeMap<String, String>),
        pointer: &str,
        code: &str,
    ) {
        let mut registration = registration();
        change(&mut registration.fields);
        let faults = registration.faults(&form());
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(
            (faults[0].pointer.as_str(), &*faults[0].code),
            (pointer, code)
        );
    }
    let set = |name: &'static str, value: &'static str| {
        move |fields: &mut std::collections::BTreeMap<String, String>| {
            fields.insert(name.to_owned(), value.to_owned());
        }
    };
    assert_eq!(registration().faults(&form()), []);
    fault(
        set("tax_code", "0100109107"),
        "#/registration/fields/tax_code",
        "check_digit",
    );
    fault(
        set("tax_code", "0100109106001"),
        "#/registration/fields/tax_code",
        "not_normalised",
    );
    fault(
        set("phone", "02439343137"),
        "#/registration/fields/phone",
        "not_normalised",
    );
    fault(
        set("phone", "+84243934"),
        "#/registration/fields/phone",
        "too_short",
    );
    fault(
        set("email", "khong"),
        "#/registration/fields/email",
        "no_at",
    );
    fault(
        set("company_name", " A"),
        "#/registration/fields/company_name",
        "not_normalised",
    );
    fault(
        set("company_name", "Co\u{302}ng ty"),
        "#/registration/fields/company_name",
        "not_normalised",
    );
    fault(
        set("phone_extension", "12a"),
        "#/registration/fields/phone_extension",
        "letters",
    );
    fault(
        set("nickname", "x"),
        "#/registration/fields/nickname",
        "unknown_field",
    );
    fault(
        |fields| drop(fields.remove("address")),
        "#/registration/fields/address",
        "empty",
    );
}

/// (r, s) and (r, n − s) are both signatures: the same record, by the same name.
#[test]
fn the_other_ecdsa_signature_is_the_same_record() {
    let original = sign(&record("vi"));
    let signature =
        p256::ecdsa::Signature::from_slice(&base64url_decode(&original.signature).unwrap())
            .unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    let mut malleated = original.clone();
    malleated.signature = base64url(&other.to_bytes());
    assert_ne!(malleated.signature, original.signature);
    assert_eq!(
        verify_record(&malleated).unwrap().record_sha256,
        verify_record(&original).unwrap().record_sha256
    );
}

#[test]
fn the_classic_attacks_on_headers_are_refused_by_name() {
    let header = |change: fn(&mut Value)| {
        let mut consent = sign(&record("vi"));
        let mut header: Value =
            serde_json::from_slice(&base64url_decode(&consent.protected).unwrap()).unwrap();
        change(&mut header);
        consent.protected = base64url(&jcs::to_vec(&header).unwrap());
        let refusal = verify_record(&consent).expect_err("must be refused");
        let member = refusal.0[0].pointer.strip_prefix("#/consent/protected");
        (
            member.expect("the header").to_owned(),
            refusal.0[0].code.to_string(),
        )
    };
    let at = |member: &str, code: &str| (member.to_owned(), code.to_owned());
    assert_eq!(
        header(|h| h["alg"] = json!("none")),
        at("/alg", "algorithm")
    );
    assert_eq!(
        header(|h| h["alg"] = json!("HS256")),
        at("/alg", "algorithm")
    );
    assert_eq!(
        header(|h| h["alg"] = json!("ES384")),
        at("/alg", "algorithm")
    );
    assert_eq!(
        header(|h| h["alg"] = json!("EdDSA")),
        at("/alg", "algorithm_key_mismatch")
    );
    assert_eq!(header(|h| h["crit"] = json!(["b64"])), at("/crit", "crit"));
    assert_eq!(
        header(|h| h["kid"] = json!(base64url(&[0; 32]))),
        at("/kid", "kid")
    );
    assert_eq!(
        header(|h| h["typ"] = json!("consent-receipt+jws")),
        at("/typ", "typ")
    );
    assert_eq!(header(|h| h["typ"] = json!("JWT")), at("/typ", "typ"));
    assert_eq!(
        header(|h| h["jku"] = json!("https://example.com")),
        at("", "header_members")
    );
    assert_eq!(
        header(|h| h["kid"] = json!("key-1")),
        at("/kid", "header_members")
    );
    assert_eq!(
        header(|h| h["jwk"]["d"] = json!(base64url(&[1; 32]))),
        at("/jwk", "jwk_members")
    );
    assert_eq!(
        header(|h| h["jwk"]["x"] = json!(1)),
        at("/jwk/x", "jwk_members")
    );
    assert_eq!(
        header(|h| drop(h.as_object_mut().unwrap().remove("jwk"))),
        at("", "header_members")
    );
}

#[test]
fn json_that_is_not_canonical_is_refused() {
    let pretty = serde_json::to_vec_pretty(&record("vi")).unwrap();
    let error = verify_record(&sign_payload(&pretty)).expect_err("must be refused");
    assert_eq!(&*error.0[0].code, "payload_not_canonical");
    let canonical = String::from_utf8(jcs::canonicalise(&record("vi")).unwrap()).unwrap();
    let twice = canonical.replacen(
        '{',
        r#"{"audience":"http://localhost:8080/api/registrations","#,
        1,
    );
    let error = verify_record(&sign_payload(twice.as_bytes())).expect_err("must be refused");
    assert_eq!(&*error.0[0].code, "payload_json");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever single byte of the posted, canonical bytes is changed: it is refused, or it is not the same envelope.
    #[test]
    fn any_changed_byte_is_refused(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = jcs::canonicalise(&envelope()).unwrap();
        let at = place.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(envelope) = Envelope::parse(&bytes) {
            prop_assert!(envelope.verify().is_err(), "byte {at} became {byte}");
        }
    }
}

#[test]
fn a_decision_after_the_sending_needs_a_clock_that_was_set() {
    let mut record = record("vi");
    record.purposes[0].decided_at = common::time("2026-11-23T08:00:10.001Z");
    record.acknowledged.decided_at = common::time("2026-11-23T09:00:00.000Z");
    let found: Vec<_> = record
        .faults(&common::public(&common::key()))
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(
        found,
        [
            "#/consent/payload/purposes/0/decided_at",
            "#/consent/payload/acknowledged/decided_at"
        ]
    );
    record.evidence.clock = Some(thuan_consent::record::Clock::Stepped);
    assert!(record.faults(&common::public(&common::key())).is_empty());
}

#[test]
fn a_link_in_a_record_leads_to_a_page_and_nowhere_else() {
    for bad in [
        "javascript:alert(1)",
        "/record.html",
        "data:text/html,x",
        "",
    ] {
        let envelope = changed(|record| record["withdrawal_method"]["url"] = json!(bad));
        refused(&envelope, "#/consent/payload/withdrawal_method/url", "url");
    }
    let envelope =
        changed(|record| record["withdrawal_method"]["url"] = json!("https://a.vn/record.html"));
    let verified = envelope.verify().expect("verifies");
    assert!(verified.record.policy_faults(&pack()).is_empty());
}

#[test]
fn the_words_of_a_choice_say_how_often() {
    assert_eq!(
        record("vi").purposes[0].label,
        "Tôi đồng ý nhận email mời gia hạn dịch vụ hoặc nâng cấp sản phẩm. Gửi khi dịch vụ sắp hết hạn."
    );
}
