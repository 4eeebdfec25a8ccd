//! Form definitions with fields of their own: what is wrong with one is said with its place, and registrations are judged
//! by what the form asked.

#![cfg(all(feature = "source", feature = "verify"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;

use serde_json::{Map, Value, json};
use thuan_consent::form::{Abuse, FieldDefinition, FormDefinition};
use thuan_consent::registration::{Registration, Salt};

fn read(name: &str) -> Value {
    let path = format!("{}/../../tests/forms/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn extra() -> Value {
    read("extra.json")
}

fn parse(form: &Value) -> Result<FormDefinition, String> {
    FormDefinition::parse(&serde_json::to_vec(form).unwrap()).map_err(|error| error.to_string())
}

/// Changes one place; `null` takes a member away.
#[track_caller]
fn refused(pointer: &str, new: Value, expected: &str) {
    let mut form = extra();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match form.pointer_mut(parent).unwrap() {
        Value::Object(members) if new.is_null() => drop(members.remove(name)),
        Value::Object(members) => drop(members.insert(name.to_owned(), new)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = new,
        other => panic!("{other}"),
    }
    let error = parse(&form).unwrap_err();
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn every_kind_of_field_can_be_asked() {
    let form = parse(&extra()).unwrap();
    let own = |field: &&FieldDefinition| matches!(field, FieldDefinition::Own(_));
    assert_eq!(form.fields.iter().filter(own).count(), 10);
    let in_page_order: Vec<&str> = form
        .in_page_order()
        .iter()
        .map(|(_, field)| field.name())
        .collect();
    assert_eq!(
        in_page_order[..4],
        ["company_name", "tax_code", "branches", "address"]
    );
    assert_eq!(in_page_order[7..9], ["job_title", "product"]);
}

/// What cannot be done about sending, each with how the error begins; the loader refuses the same.
#[test]
fn what_cannot_be_sent_so_is_said_with_its_place() {
    let cases: Vec<Map<String, Value>> = serde_json::from_value(read("refused.json")).unwrap();
    assert!(cases.len() > 30);
    for case in cases {
        let mut form = extra();
        form.as_object_mut().unwrap().extend(case.clone());
        let says = form.as_object_mut().unwrap().remove("says").unwrap();
        let Err(error) = parse(&form) else {
            panic!("taken: {case:?}")
        };
        assert!(
            error.starts_with(says.as_str().unwrap()),
            "{case:?}: {error}"
        );
    }
}

#[test]
fn how_a_form_is_sent_and_shown() {
    for member in ["outbox", "delivery", "abuse"] {
        let mut form = extra();
        form[member] = Value::Null;
        assert!(parse(&form).is_ok(), "{member}");
    }
    refused("/theme", json!("blue"), "/theme: must be");
    refused("/partners", json!(["acme", ""]), "/partners: each must be");
    assert!(parse(&extra()).unwrap().takes_partner("anyone"));
    let mut form = extra();
    form["outbox"] = json!("persistent");
    form["theme"] = json!("dark");
    form["partners"] = json!(["acme"]);
    form["delivery"] = json!({ "format": "multipart", "headers": { "X-Form": "vst" }, "credentials": "same-origin" });
    assert!(parse(&form).unwrap().has_outbox());
    assert!(parse(&form).unwrap().takes_partner("acme"));
    assert!(!parse(&form).unwrap().takes_partner("other"));
    assert!(!parse(&extra()).unwrap().has_outbox());
}

#[test]
fn what_is_asked_of_senders() {
    let mut form = extra();
    form["challenge"] = json!(true);
    form["abuse"] = json!({
        "honeypot": true,
        "minimum_seconds": 3,
        "proof_of_work": true,
        "token": { "kind": "turnstile", "site_key": "0x4AA" },
    });
    let abuse = parse(&form).expect("a form").abuse();
    assert!(abuse.honeypot && abuse.proof_of_work);
    assert_eq!(abuse.minimum_seconds, Some(3));
    let origin = abuse
        .token
        .and_then(|token| token.origin())
        .expect("an origin");
    assert_eq!(origin.as_str(), "https://challenges.cloudflare.com");
    assert_eq!(parse(&extra()).expect("a form").abuse(), Abuse::default());
}

#[test]
fn a_fault_is_said_with_its_place() {
    refused(
        "/fields/0/name",
        json!("nickname"),
        "/fields/0/name: is none of the fields there are, and a field of the form's own needs a `type`",
    );
    refused(
        "/fields/2/name",
        json!("email"),
        "/fields/2/name: must be lower-case letters, digits and underscores",
    );
    refused("/fields/2/name", json!("purpose.a"), "/fields/2/name: ");
    refused(
        "/fields/2/name",
        json!("job_title"),
        "/fields/7/name: stands twice",
    );
    refused(
        "/fields/2/type",
        json!("integer"),
        "/fields/2/type: is none of text, multiline,",
    );
    refused(
        "/fields/2/section",
        json!("somewhere"),
        "/fields/2/section: must be company, contact, or the `id`",
    );
    refused(
        "/fields/2/section",
        Value::Null,
        "/fields/2/section: is missing",
    );
    refused(
        "/fields/2/label/en",
        Value::Null,
        "/fields/2/label: needs a text in each of `languages`",
    );
    refused(
        "/fields/2/label/en",
        json!(""),
        "/fields/2/label: needs a text in each of `languages`",
    );
    refused(
        "/fields/2/help/vi",
        Value::Null,
        "/fields/2/help: needs a text in each of `languages`",
    );
    refused("/fields/2/min", json!("1,5"), "/fields/2/min: must be like");
    refused(
        "/fields/2/min",
        json!("501"),
        "/fields/2/min: must not be above `max`",
    );
    refused(
        "/fields/2/max_length",
        json!(3),
        "/fields/2/min_length: must be from 1 to `max_length`, and is for text",
    );
    refused(
        "/fields/7/min_length",
        json!(41),
        "/fields/7/min_length: must be from 1 to",
    );
    refused(
        "/fields/7/min_length",
        json!(0),
        "/fields/7/min_length: must be from 1 to",
    );
    refused(
        "/fields/7/options",
        json!([{ "value": "a", "label": {} }]),
        "/fields/7/options: must be there for select",
    );
    refused(
        "/fields/8/options",
        Value::Null,
        "/fields/8/options: must be there for select",
    );
    refused(
        "/fields/8/options/1/value",
        json!("invoices"),
        "/fields/8/options: must be there for select",
    );
    refused(
        "/fields/8/options/1/label/en",
        Value::Null,
        "/fields/8/options: needs a text in each of `languages`",
    );
    refused(
        "/fields/12/max",
        json!("2030-02-30"),
        "/fields/12/max: must be like",
    );
    refused(
        "/sections/0/id",
        json!("contact"),
        "/sections/0/id: must be lower-case",
    );
    refused(
        "/sections/0/legend/vi",
        Value::Null,
        "/sections/0/legend: needs a text in each of `languages`",
    );
    refused(
        "/title/en",
        Value::Null,
        "/title: needs a text in each of `languages`",
    );
}

#[test]
fn a_condition_is_an_answer_to_a_field_that_stands_before() {
    let place = "/fields/9/shown_when: must name a select, radio or checkbox before";
    for condition in [
        json!({ "field": "product", "is": "other" }),
        json!({ "field": "nothing", "is": "payroll" }),
        json!({ "field": "employees", "is": "1" }),
        json!({ "field": "branches", "is": "1" }),
        json!({ "field": "tax_code", "is": "0100109106" }),
        // Below it in the page.
        json!({ "field": "heard", "is": "other" }),
    ] {
        refused("/fields/9/shown_when", condition, place);
    }
    // Before it in the list, and behind it in the page.
    let mut form = extra();
    form["fields"][9]["section"] = json!("company");
    assert!(parse(&form).unwrap_err().starts_with(place));
}

/// A registration that has everything the form asks for, with these changes; `null` leaves a value out.
fn faults(changes: Value) -> Vec<(String, String)> {
    let mut fields = json!({
        "company_name": "Công ty Ví Dụ", "tax_code": "0100109106", "address": "Hà Nội", "contact_name": "Nguyễn An",
        "email": "an@example.vn", "phone": "+84912345678", "branches": "3", "product": "payroll", "employees": "12",
        "heard": "friend", "authorised": "true",
    });
    for (name, value) in changes.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    let registration = Registration {
        salt: Salt::from_random(&[7; 16]),
        fields: serde_json::from_value(fields).unwrap(),
    };
    registration
        .faults(&parse(&extra()).unwrap())
        .into_iter()
        .map(|fault| {
            (
                fault.field_name().unwrap_or_default().to_owned(),
                fault.code.into_owned(),
            )
        })
        .collect()
}

#[track_caller]
fn judged(changes: Value, expected: &[(&str, &str)]) {
    let faults = faults(changes);
    let faults: Vec<(&str, &str)> = faults
        .iter()
        .map(|(name, code)| (&**name, &**code))
        .collect();
    assert_eq!(faults, expected);
}

#[test]
fn a_registration_is_judged_by_what_the_form_asked() {
    judged(json!({}), &[]);
    judged(
        json!({ "job_title": "Giám đốc", "start_on": "2026-02-01", "invoice_elsewhere": "true", "invoice_email": "a@b.vn" }),
        &[],
    );
    judged(json!({ "branches": null }), &[("branches", "empty")]);
    judged(
        json!({ "branches": "501" }),
        &[("branches", "out_of_range")],
    );
    judged(
        json!({ "branches": "03" }),
        &[("branches", "not_normalised")],
    );
    judged(
        json!({ "branches": "3,5" }),
        &[("branches", "not_normalised")],
    );
    judged(json!({ "branches": "" }), &[("branches", "empty")]);
    judged(
        json!({ "start_on": "01/02/2026" }),
        &[("start_on", "not_normalised")],
    );
    judged(json!({ "job_title": "x" }), &[("job_title", "too_short")]);
    judged(
        json!({ "product": "other", "employees": null }),
        &[("product", "unknown_option")],
    );
    judged(
        json!({ "authorised": "false" }),
        &[("authorised", "unknown_option")],
    );
    judged(json!({ "authorised": null }), &[("authorised", "empty")]);
    judged(json!({ "nickname": "x" }), &[("nickname", "unknown_field")]);
}

#[test]
fn what_was_not_shown_is_neither_asked_for_nor_taken() {
    judged(json!({ "product": "invoices", "employees": null }), &[]);
    judged(
        json!({ "product": "invoices" }),
        &[("employees", "not_shown")],
    );
    judged(json!({ "employees": null }), &[("employees", "empty")]);
    judged(
        json!({ "heard_how": "Hội chợ" }),
        &[("heard_how", "not_shown")],
    );
    judged(json!({ "heard": "other" }), &[("heard_how", "empty")]);
    judged(
        json!({ "heard": "other", "heard_how": "Hội chợ\nở Huế" }),
        &[],
    );
}
