//! The expressions and the types say the same about what a record and a receipt may look like.

use std::sync::LazyLock;

use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};
use thuan_consent::jcs;
use thuan_consent::json;
use thuan_consent::receipt::Receipt;
use thuan_consent::record::ConsentRecord;
use thuan_consent::registration::Registration;

use super::shapes::shapes;
use super::world;

/// The expression for `record` or `receipt`, compiled once.
fn expression(kind: &str) -> &'static Regex {
    static EXPRESSIONS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
        ["record", "receipt"].map(|kind| {
            let shapes = shapes();
            let shape = shapes[kind]["payload"].as_str().unwrap();
            Regex::new(&format!("^(?:{shape})$")).unwrap()
        })
    });
    let [record, receipt] = &*EXPRESSIONS;
    if kind == "record" { record } else { receipt }
}

/// What the types say: it reads as a record, whose rules about itself hold, and writes back to the same bytes.
fn reads(text: &[u8]) -> bool {
    let Ok(record) = json::parse_as::<ConsentRecord>(text) else {
        return false;
    };
    let about_shape = [
        "schema_version",
        "lawful_basis",
        "indication_method",
        "audience",
        "previous_record",
        "registration",
    ];
    let faults = record.faults(&world::PERSON.public());
    record.canonical() == text
        && !faults
            .iter()
            .any(|fault| about_shape.contains(&&*fault.code))
}

/// A record with every optional member in it, the first of its chain or not.
fn full(first: bool) -> Value {
    let mut record = if first {
        world::record()
    } else {
        world::withdrawal_of(world::PERSON)
    };
    record["challenge"] = json!("abc");
    record["partner"] = json!("acme");
    record["pii_controllers"][0]["address"] = json!("Hà Nội");
    record["pii_controllers"][0]["phone"] = json!("+84");
    record["pii_controllers"][0]["tax_code"] = json!("0100109106");
    record["withdrawal_method"]["phone"] = json!("+84");
    record["withdrawal_method"]["url"] = json!("https://widget.example/");
    record["evidence"]["clock"] = json!("stepped");
    record["evidence"]["controls"] = json!([{ "name": "acknowledged", "visibility": "hidden" }]);
    record["evidence"]["embedder_origin"] = json!("https://partner.example");
    record["evidence"]["widget_sha256"] = json!(world::hash_text("b"));
    record
}

fn text(value: &Value) -> String {
    String::from_utf8(jcs::to_vec(value).unwrap()).unwrap()
}

/// Every place in a value, as a path.
fn places(value: &Value, path: &str, all: &mut Vec<String>) {
    all.push(path.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{path}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{path}/{index}"), all);
            }
        }
        _ => {}
    }
}

fn remove(value: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(name)),
        Value::Array(items) => drop(items.remove(name.parse::<usize>().unwrap())),
        _ => {}
    }
}

#[track_caller]
fn agree(expression: &Regex, value: &Value, what: &str) {
    let text = text(value);
    assert_eq!(
        expression.is_match(&text),
        reads(text.as_bytes()),
        "{what}: {text}"
    );
}

#[test]
fn what_is_made_here_matches() {
    let record = expression("record");
    for value in [
        full(true),
        full(false),
        world::record(),
        world::withdrawal_of(world::PERSON),
    ] {
        assert!(record.is_match(&text(&value)));
        assert!(reads(text(&value).as_bytes()));
    }
    let receipt = expression("receipt");
    for value in [
        world::receipt_for(&world::record()),
        world::receipt_for_withdrawal(&world::record()),
    ] {
        assert!(receipt.is_match(&text(&value)));
    }
}

/// Leaves every member out, puts every other kind of value in its place, adds a member everywhere.
#[test]
fn a_change_anywhere_is_judged_alike() {
    for first in [true, false] {
        judged_alike(&full(first));
    }
}

fn judged_alike(full: &Value) {
    let expression = expression("record");
    let mut all = Vec::new();
    places(full, "", &mut all);
    for path in all.iter().filter(|path| !path.is_empty()) {
        let mut without = full.clone();
        remove(&mut without, path);
        agree(expression, &without, path);
        for other in [
            json!(null),
            json!(true),
            json!(1),
            json!(""),
            json!("khác"),
            json!([]),
            json!([""]),
            json!({}),
            json!("consent"),
            json!("contract"),
            json!("withdrawn"),
            json!("given"),
            json!("2026-13-01T00:00:00.000Z"),
        ] {
            let mut changed = full.clone();
            *changed.pointer_mut(path).unwrap() = other;
            agree(expression, &changed, path);
        }
        let mut more = full.clone();
        if let Some(Value::Object(members)) = more.pointer_mut(path) {
            members.insert("zz".to_owned(), json!("x"));
            agree(expression, &more, path);
        }
    }
}

/// A registration is hashed in its canonical form; its shape is that of the type.
#[test]
fn a_registration_is_judged_alike() {
    let shape = shapes()["registration"].as_str().unwrap().to_owned();
    let expression = Regex::new(&format!("^(?:{shape})$")).unwrap();
    assert!(expression.is_match(&text(&world::registration())));
    for (path, other) in [
        ("/salt", json!(null)),
        ("/salt", json!("AAAAAAAAAAAAAAAAAAAAAB")),
        ("/salt", json!("AAAAAAAAAAAAAAAAAAAAAQ")),
        ("/salt", json!("AAAA")),
        ("/fields", json!({})),
        ("/fields", json!(null)),
        ("/fields", json!({ "a": "b" })),
        ("/fields/email", json!(1)),
        ("/fields/email", json!(null)),
        ("/fields/email", json!("\u{1}\"")),
    ] {
        let mut value = world::registration();
        *value.pointer_mut(path).unwrap() = other;
        let reads = json::from_value::<Registration>(value.clone()).is_ok();
        assert_eq!(expression.is_match(&text(&value)), reads, "{value}");
    }
}

#[test]
fn a_receipt_changed_anywhere_is_judged_alike() {
    let expression = expression("receipt");
    let mut full = world::receipt_for_withdrawal(&world::record());
    full["key_continuity"] = json!("not_continued");
    let reads = |text: &str| {
        let receipt = json::parse_as::<Receipt>(text.as_bytes());
        receipt.is_ok_and(|receipt| {
            // What the verdict asks besides: the one schema, and the chain's numbers from one.
            receipt.canonical() == text.as_bytes()
                && receipt.schema_version == thuan_consent::receipt::SCHEMA_VERSION
                && receipt
                    .sequence
                    .parse::<u64>()
                    .is_ok_and(|number| number > 0)
        })
    };
    let mut all = Vec::new();
    places(&full, "", &mut all);
    for path in all.iter().filter(|path| !path.is_empty()) {
        let mut values = vec![full.clone()];
        remove(&mut values[0], path);
        for other in [
            json!(null),
            json!(1),
            json!(""),
            json!("7"),
            json!([]),
            json!("khác"),
        ] {
            let mut changed = full.clone();
            *changed.pointer_mut(path).unwrap() = other;
            values.push(changed);
        }
        for value in values {
            let text = text(&value);
            assert_eq!(expression.is_match(&text), reads(&text), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any text at all, wherever a text may stand: written in the one canonical way, and matched.
    #[test]
    fn any_text_may_stand_where_a_text_may(partner in any::<String>(), label in "\\PC{0,40}") {
        let mut record = full(true);
        record["partner"] = json!(partner);
        record["purposes"][0]["label"] = json!(label);
        prop_assert!(expression("record").is_match(&text(&record)));
    }

    /// Any byte of the canonical text, changed: never a match that is not canonical.
    #[test]
    fn what_matches_is_canonical(at in any::<prop::sample::Index>(), byte in 0_u8..128) {
        let mut bytes = text(&full(false)).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes)
            && expression("record").is_match(&text)
        {
            let value = json::parse(text.as_bytes()).unwrap();
            prop_assert_eq!(jcs::to_vec(&value).unwrap(), text.into_bytes());
        }
    }
}
