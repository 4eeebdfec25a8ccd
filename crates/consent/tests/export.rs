//! Exports, read by programs of others: a JSON-LD processor and a JSON Schema validator.

#![cfg(feature = "verify")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;
mod oracle;

use std::collections::{BTreeMap, BTreeSet};

use common::record;
use oracle::{Triple, faults, triples};
use serde_json::{Value, json};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::export::{dpv, kantara};
use thuan_consent::record::{ConsentRecord, EventState, LawfulBasis};

const KANTARA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/export/kantara-1.1.schema.json"
);

/// Records with everything in them that an export looks at.
fn records() -> Vec<ConsentRecord> {
    let (vi, en) = (record("vi"), record("en"));
    let mut full = record("vi");
    let controller = &mut full.pii_controllers[0];
    controller.tax_code = Some("0100109106".to_owned());
    controller.address = Some("Số 1, phố A, Hà Nội".to_owned());
    controller.email = Some("lienhe@congty.vn".to_owned());
    controller.phone = Some("+842439343137".to_owned());
    let method = &mut full.withdrawal_method;
    method.url = Some("https://congty.vn/rút lại".to_owned());
    method.email = Some("rut@congty.vn".to_owned());
    method.phone = Some("+842439343138".to_owned());
    full.information_only[0].lawful_basis = LawfulBasis::LegalObligation;
    full.information_only[0].basis_ref = None;
    full.purposes[0].event_state = EventState::Withdrawn;
    full.purposes[1].event_state = EventState::Renewed;
    full.previous_record_sha256 = Some(Sha256Hex::of(b"the record before"));
    full.registration_sha256 = None;
    let mut elsewhere = record("en");
    elsewhere.jurisdiction = "FR".to_owned();
    elsewhere.purposes[0].recipient_third_parties.clear();
    vec![vi, en, full, elsewhere]
}

/// The vocabularies' terms, and whether each is a class or a property.
fn terms() -> BTreeMap<&'static str, &'static str> {
    include_str!("export/terms.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split_once('\t').expect("two columns"))
        .collect()
}

/// What stands where a term of a vocabulary must be and is none of its terms.
fn strangers(triples: &[Triple]) -> BTreeSet<&str> {
    let terms = terms();
    let vocabularies = [
        "https://w3id.org/dpv",
        "https://schema.org/",
        "http://www.w3.org/2004/02/skos/",
        "http://purl.org/dc/terms/",
    ];
    let mut strangers = BTreeSet::new();
    for [_, predicate, object] in triples {
        if terms.get(predicate.as_str()) != Some(&"property") {
            strangers.insert(predicate.as_str());
        }
        let of_a_vocabulary = object.as_str() != dpv::PROFILE
            && vocabularies.iter().any(|start| object.starts_with(start));
        if of_a_vocabulary && terms.get(object.as_str()) != Some(&"class") {
            strangers.insert(object);
        }
    }
    strangers
}

fn dpv_term(name: &str) -> String {
    format!("https://w3id.org/dpv#{name}")
}

/// What a subject says with a property.
fn objects<'a>(triples: &'a [Triple], subject: &str, predicate: &str) -> Vec<&'a str> {
    triples
        .iter()
        .filter(|[s, p, _]| s == subject && p == predicate)
        .map(|[_, _, object]| object.as_str())
        .collect()
}

#[test]
fn a_json_ld_processor_finds_only_terms_that_the_vocabularies_have() {
    for record in records() {
        let Some(triples) = triples(&dpv::document(&record)) else {
            return;
        };
        assert_eq!(strangers(&triples), BTreeSet::new());
    }
}

#[test]
fn a_term_that_no_vocabulary_has_is_found() {
    let mut document = dpv::document(&record("vi"));
    let members = document.as_object_mut().unwrap();
    let notice = members.remove("dpv:hasNotice").unwrap();
    members.insert("dpv:hasNotices".to_owned(), notice);
    document["dpv:hasProcess"][0]["@type"] = json!("dpv:Processus");
    let Some(triples) = triples(&document) else {
        return;
    };
    assert_eq!(
        strangers(&triples),
        BTreeSet::from([
            dpv_term("hasNotices").as_str(),
            dpv_term("Processus").as_str()
        ])
    );
}

/// JSON-LD drops what it has no name for, without a word: every member must be a keyword or have a prefix.
#[test]
fn no_member_is_lost_in_reading() {
    fn walk(value: &Value, prefixes: &BTreeSet<&str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, prefixes)),
            Value::Object(members) => {
                for (name, member) in members {
                    let known = name.starts_with('@')
                        || name
                            .split_once(':')
                            .is_some_and(|(prefix, _)| prefixes.contains(prefix));
                    assert!(known, "{name}");
                    if name != "@context" {
                        walk(member, prefixes);
                    }
                }
            }
            _ => {}
        }
    }
    for record in records() {
        let document = dpv::document(&record);
        let context = document["@context"].as_object().unwrap();
        walk(&document, &context.keys().map(String::as_str).collect());
    }
}

/// Sections 8.1 to 8.5 of the guide: what MUST be present.
#[test]
fn everything_the_guide_demands_is_there() {
    for record in records() {
        let Some(triples) = triples(&dpv::document(&record)) else {
            return;
        };
        let node = format!("urn:uuid:{}", record.record_id);
        let one = |subject: &str, predicate: &str| {
            let found = objects(&triples, subject, predicate);
            assert_eq!(found.len(), 1, "{subject} {predicate}");
            found[0].to_owned()
        };
        let dct = |name: &str| format!("http://purl.org/dc/terms/{name}");
        let rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
        assert_eq!(one(&node, rdf_type), dpv_term("ConsentRecord"));
        assert_eq!(one(&node, &dct("conformsTo")), dpv::PROFILE);
        assert_eq!(one(&node, &dct("identifier")), record.record_id.as_str());
        let person = one(&node, &dpv_term("hasDataSubject"));
        let notice = one(&node, &dpv_term("hasNotice"));
        assert_eq!(one(&notice, rdf_type), dpv_term("ConsentNotice"));
        assert_eq!(one(&notice, &dct("language")), record.language.as_str());
        for predicate in ["hasConsentControl", "hasJurisdiction"] {
            one(&node, &dpv_term(predicate));
        }
        assert_eq!(
            objects(&triples, &node, &dpv_term("hasRight")).len(),
            record.privacy_rights.len()
        );
        for controller in objects(&triples, &node, &dpv_term("hasDataController")) {
            one(controller, &dpv_term("hasName"));
        }
        let processes = objects(&triples, &node, &dpv_term("hasProcess"));
        assert_eq!(
            processes.len(),
            record.purposes.len() + record.information_only.len()
        );
        for process in processes {
            for predicate in ["hasPurpose", "hasLegalBasis"] {
                one(process, &dpv_term(predicate));
            }
            for predicate in [
                "hasPersonalData",
                "hasStorageCondition",
                "hasDataController",
            ] {
                let found = objects(&triples, process, &dpv_term(predicate));
                assert!(!found.is_empty(), "{process} {predicate}");
            }
        }
        for purpose in &record.purposes {
            let process = format!("{node}#process.{}", purpose.id);
            let status = one(&process, &dpv_term("hasConsentStatus"));
            let state = match purpose.event_state {
                EventState::Given => "ConsentGiven",
                EventState::Refused => "ConsentRefused",
                EventState::Withdrawn => "ConsentWithdrawn",
                EventState::Renewed => "RenewedConsentGiven",
            };
            assert_eq!(one(&status, rdf_type), dpv_term(state));
            assert_eq!(one(&status, &dpv_term("isIndicatedBy")), person);
            assert_eq!(
                one(&status, &dpv_term("isIndicatedAtTime")),
                purpose.decided_at.as_str()
            );
            let purpose_node = one(&process, &dpv_term("hasPurpose"));
            assert_eq!(one(&purpose_node, &dct("description")), purpose.label);
        }
    }
}

#[test]
fn what_was_only_told_has_no_consent() {
    let document = dpv::document(&record("vi"));
    let processes = document["dpv:hasProcess"].as_array().unwrap();
    let told: Vec<&Value> = processes
        .iter()
        .filter(|process| process.get("dpv:hasConsentStatus").is_none())
        .collect();
    assert_eq!(told.len(), record("vi").information_only.len());
    for process in told {
        assert_eq!(process["dpv:hasLegalBasis"]["@type"], "dpv:Contract");
    }
}

#[test]
fn the_signed_bytes_are_named_by_their_hash() {
    // RFC 6920; the hash is that of the payload, as `record_sha256` is.
    let source = dpv::document(&record("vi"))["dct:source"]["@id"].clone();
    assert!(source.as_str().unwrap().starts_with("ni:///sha-256;"));
    let mut other = record("vi");
    other.purposes[0].label.push('!');
    assert_ne!(dpv::document(&other)["dct:source"]["@id"], source);
}

#[test]
fn a_kantara_receipt_is_one_by_its_schema() {
    let receipts: Vec<Value> = records()
        .iter()
        .map(|record| serde_json::to_value(kantara::receipt(record, None)).unwrap())
        .collect();
    let Some(faults) = faults(KANTARA, &receipts) else {
        return;
    };
    assert_eq!(faults, vec![Vec::<String>::new(); receipts.len()]);
}

#[test]
fn a_kantara_receipt_without_something_it_must_have_is_refused() {
    let receipt = serde_json::to_value(kantara::receipt(&record("vi"), None)).unwrap();
    let change = |change: fn(&mut Value)| {
        let mut receipt = receipt.clone();
        change(&mut receipt);
        receipt
    };
    fn purpose(receipt: &mut Value) -> &mut Value {
        &mut receipt["services"][0]["purposes"][0]
    }
    let changed = [
        change(|r| drop(r.as_object_mut().unwrap().remove("policyUrl"))),
        change(|r| drop(r.as_object_mut().unwrap().remove("spiCat"))),
        change(|r| r["consentTimestamp"] = json!("2026-11-23T08:00:10.000Z")),
        change(|r| r["version"] = json!("KI-CR-v1.0.0")),
        change(|r| r["piiControllers"][0]["email"] = json!("")),
        change(|r| purpose(r)["consentType"] = json!("explicit")),
        change(|r| drop(purpose(r).as_object_mut().unwrap().remove("thirdPartyName"))),
    ];
    let Some(faults) = faults(KANTARA, &changed) else {
        return;
    };
    for (faults, changed) in faults.iter().zip(&changed) {
        assert_eq!(faults.len(), 1, "{faults:?} {changed}");
    }
}

/// A purpose in a Kantara receipt reads as agreed, so what is not agreed is not in it.
#[test]
fn refusals_and_withdrawals_do_not_become_consent() {
    for record in records() {
        let receipt = kantara::receipt(&record, None);
        let explicit: Vec<&str> = receipt.services[0]
            .purposes
            .iter()
            .filter(|purpose| purpose.consent_type == "EXPLICIT")
            .map(|purpose| purpose.purpose.as_str())
            .collect();
        let agreed: Vec<&str> = record
            .purposes
            .iter()
            .filter(|purpose| {
                matches!(purpose.event_state, EventState::Given | EventState::Renewed)
            })
            .map(|purpose| purpose.label.as_str())
            .collect();
        assert_eq!(explicit, agreed);
    }
}

#[test]
fn what_the_record_does_not_hold_is_said_to_be_missing() {
    let receipt = kantara::receipt(&record("vi"), None);
    let controller = &receipt.pii_controllers[0];
    assert_eq!(
        (
            controller.contact,
            controller.email.as_str(),
            controller.address.street_address.as_str()
        ),
        (
            kantara::NOT_STATED,
            kantara::NOT_STATED,
            kantara::NOT_STATED
        )
    );
    assert!(receipt.policy_url.starts_with("ni:///sha-256;"));
    let address = "https://congty.vn/chinh-sach";
    assert_eq!(
        kantara::receipt(&record("vi"), Some(address)).policy_url,
        address
    );
}
