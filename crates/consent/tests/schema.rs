//! The JSON Schemas, held by a validator of others against what the product makes and what its types refuse.
//!
//! `THUAN_PYTHON` is a Python with `jsonschema`; see `oracle`.

#![cfg(all(feature = "schema", feature = "source", feature = "verify"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;
mod oracle;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{envelope, form_text, key, pack, public, record, registration, sign};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use thuan_consent::accepted::Accepted;
use thuan_consent::challenge::{ALGORITHM, Challenge, Work};
use thuan_consent::deadline::Deadlines;
use thuan_consent::encoding::{Sha256Hex, base64url_decode};
use thuan_consent::envelope::Envelope;
use thuan_consent::evidence::{self, Earlier, Evidence, PolicyText};
use thuan_consent::form::FormDefinition;
use thuan_consent::jwk::PublicKey;
use thuan_consent::policy::Pack;
use thuan_consent::problem::{Fault, Problem};
use thuan_consent::receipt::{self, KeyContinuity, Receipt};
use thuan_consent::record::{ConsentRecord, Control, EventState, IndicationMethod, Visibility};
use thuan_consent::request::{Request, RequestAccepted, RequestKind};
use thuan_consent::webhook::{
    Decided, RecordNotice, RequestNotice, Said, TestNotice, UnsignedNotice, Webhook, Withdrawal,
};
use thuan_consent::{jcs, json, schema};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn file(name: &str) -> String {
    let path = folder().join(format!("{name}.schema.json"));
    path.to_str().unwrap().to_owned()
}

/// Records with and without everything that can be left out.
fn records() -> Vec<ConsentRecord> {
    let mut follow_up = record("en");
    follow_up.purposes[0].event_state = EventState::Withdrawn;
    follow_up.purposes[1].event_state = EventState::Renewed;
    follow_up.previous_record_sha256 = Some(Sha256Hex::of(b"the record before"));
    follow_up.registration_sha256 = None;
    follow_up.challenge = Some("bm9uY2U".to_owned());
    follow_up.partner = Some("acme".to_owned());
    follow_up.evidence.embedder_origin = Some("https://partner.example".to_owned());
    follow_up.evidence.widget_sha256 = Some(Sha256Hex::of(b"wasm"));
    follow_up.evidence.controls = vec![Control {
        name: "withdraw.renewal_email".to_owned(),
        visibility: Visibility::Visible,
    }];
    follow_up.information_only.clear();
    vec![record("vi"), record("en"), follow_up]
}

fn receipts() -> Vec<Receipt> {
    let first = Receipt {
        schema_version: receipt::SCHEMA_VERSION.to_owned(),
        receipt_id: "1f0e0d0c-0b0a-4908-8706-050403020100".parse().unwrap(),
        record_id: record("vi").record_id,
        record_sha256: Sha256Hex::of(&record("vi").canonical()),
        received_at: common::time("2026-11-23T08:00:11.000Z"),
        sequence: "1".to_owned(),
        previous_receipt_sha256: None,
        audience: record("vi").audience,
        key_continuity: None,
    };
    let mut second = first.clone();
    second.sequence = "20".to_owned();
    second.previous_receipt_sha256 = Some(Sha256Hex::of(&first.canonical()));
    second.key_continuity = Some(KeyContinuity::NotContinued);
    vec![first, second]
}

fn key_set() -> Value {
    let key = public(&key());
    let mut jwk = serde_json::to_value(key.to_jwk()).unwrap();
    jwk["kid"] = json!(key.thumbprint());
    jwk["alg"] = json!("ES256");
    jwk["use"] = json!("sig");
    json!({ "keys": [jwk] })
}

fn evidence_files() -> Vec<Evidence> {
    let bare = Evidence {
        format: evidence::FORMAT.to_owned(),
        consent: sign(&record("vi")),
        receipt: None,
        previous: Vec::new(),
        registration: None,
        policy: None,
        form: None,
        jwks: None,
    };
    let full = Evidence {
        receipt: Some(sign(&record("vi"))),
        previous: vec![Earlier {
            consent: sign(&record("en")),
            receipt: None,
        }],
        registration: Some(registration()),
        policy: Some(PolicyText {
            language: common::language("vi"),
            text: "# Một\n".to_owned(),
        }),
        form: Some(form_text()),
        jwks: Some(key_set()),
        ..bare.clone()
    };
    vec![bare, full]
}

fn values<T: serde::Serialize>(items: impl IntoIterator<Item = T>) -> Vec<Value> {
    items
        .into_iter()
        .map(|item| serde_json::to_value(item).unwrap())
        .collect()
}

/// Answers of a backend at level 0 and 2, the second to a withdrawal.
fn accepted() -> Vec<Accepted> {
    let at = common::time("2026-11-23T08:00:11.000Z");
    let deadlines = Deadlines::of(&at);
    let bare = Accepted {
        record_id: record("vi").record_id,
        record_sha256: Sha256Hex::of(&record("vi").canonical()),
        received_at: at,
        receipt: None,
        acknowledge_by: None,
        complete_by: None,
    };
    let full = Accepted {
        receipt: Some(sign(&record("vi"))),
        acknowledge_by: Some(deadlines.acknowledge_by),
        complete_by: Some(deadlines.complete_by),
        ..bare.clone()
    };
    vec![bare, full]
}

fn requests() -> Vec<Request> {
    let bare = Request {
        kind: RequestKind::Access,
        reference: None,
        contact: "lienhe@viettel.example.vn".to_owned(),
        purposes: Vec::new(),
        message: None,
        language: common::language("en"),
    };
    let full = Request {
        kind: RequestKind::Withdraw,
        reference: Some("0F0E0D0C".to_owned()),
        purposes: vec!["renewal_email".to_owned()],
        message: Some("Tôi đổi máy.".to_owned()),
        ..bare.clone()
    };
    vec![bare, full]
}

fn request_accepted() -> RequestAccepted {
    let at = common::time("2026-11-23T08:00:11.000Z");
    let deadlines = Deadlines::of(&at);
    RequestAccepted {
        request_id: record("vi").record_id,
        received_at: at,
        acknowledge_by: deadlines.acknowledge_by,
        complete_by: deadlines.complete_by,
    }
}

fn webhooks() -> Vec<Webhook> {
    let record = record("vi");
    let RequestAccepted {
        received_at: timestamp,
        acknowledge_by,
        complete_by,
        request_id,
    } = request_accepted();
    let decided = record.purposes.iter().map(|purpose| Decided {
        id: purpose.id.clone(),
        event_state: purpose.event_state,
        decided_at: Some(purpose.decided_at.clone()),
    });
    let full = RecordNotice {
        record_id: record.record_id.clone(),
        record_sha256: Sha256Hex::of(&record.canonical()),
        first_record_id: record.record_id.clone(),
        previous_record_id: Some(record.record_id.clone()),
        form_id: record.evidence.form_id.clone(),
        language: record.language.clone(),
        notice_sha256: record.privacy_notice.sha256.clone(),
        partner: Some("partner".to_owned()),
        purposes: decided.collect(),
        withdrawal: Some(Withdrawal {
            purposes: vec!["renewal_email".to_owned()],
            acknowledge_by: acknowledge_by.clone(),
            complete_by: complete_by.clone(),
        }),
        receipt: Some(sign(&record)),
        registration: envelope().registration,
        deleted_at: Some(timestamp.clone()),
    };
    let bare = RecordNotice {
        previous_record_id: None,
        partner: None,
        withdrawal: None,
        receipt: None,
        registration: None,
        deleted_at: None,
        ..full.clone()
    };
    let unsigned = UnsignedNotice {
        registration_id: request_id.clone(),
        form_id: bare.form_id.clone(),
        language: bare.language.clone(),
        notice_sha256: bare.notice_sha256.clone(),
        purposes: vec![Decided {
            decided_at: None,
            ..bare.purposes[0].clone()
        }],
        registration: full.registration.clone(),
        deleted_at: None,
    };
    let request = RequestNotice {
        request_id: request_id.clone(),
        kind: RequestKind::Delete,
        purposes: vec!["renewal_email".to_owned()],
        language: bare.language.clone(),
        acknowledge_by,
        complete_by,
        said: Some(Said {
            contact: "+842439343137".to_owned(),
            reference: Some("0f0e0d0c".to_owned()),
            message: Some("Tôi đổi máy.".to_owned()),
        }),
    };
    let at = || timestamp.clone();
    vec![
        // The first, which the refusals change, has every member.
        Webhook::ConsentWithdrawn {
            timestamp: at(),
            data: full,
        },
        Webhook::RegistrationCreated {
            timestamp: at(),
            data: bare.clone(),
        },
        Webhook::ConsentChanged {
            timestamp: at(),
            data: bare,
        },
        Webhook::RegistrationUnsigned {
            timestamp: at(),
            data: unsigned,
        },
        Webhook::RequestReceived {
            timestamp: at(),
            data: request,
        },
        Webhook::Test {
            timestamp: at(),
            data: TestNotice {
                endpoint_id: request_id,
            },
        },
    ]
}

/// What the product makes, by the schema it has to fit.
fn made() -> BTreeMap<&'static str, Vec<Value>> {
    let mut follow_up = envelope();
    follow_up.registration = None;
    follow_up.previous = Some(sign(&record("en")));
    let challenge = Challenge {
        nonce: "bm9uY2U".to_owned(),
        server_time: common::time("2026-11-23T08:00:00.000Z"),
        expires_at: common::time("2026-11-23T08:10:00.000Z"),
        notice_sha256: None,
        work: None,
    };
    let told = Challenge {
        notice_sha256: Some(Sha256Hex::of(b"the policy")),
        work: Some(Work {
            algorithm: ALGORITHM.to_owned(),
            bits: 16,
        }),
        ..challenge.clone()
    };
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: "Unprocessable Content".to_owned(),
        status: 422,
        detail: Some("see the errors".to_owned()),
        errors: vec![Fault::field("tax_code", "check_digit", "no tax code")],
        stored_record_sha256: None,
    };
    let header = base64url_decode(&sign(&record("vi")).protected).unwrap();
    let mut form: Value = serde_json::from_str(&form_text()).unwrap();
    let as_it_is = form.clone();
    let extra = fs::read_to_string(folder().join("../tests/forms/extra.json")).unwrap();
    let extra: Value = serde_json::from_str(&extra).unwrap();
    form["challenge"] = json!(true);
    form["jwks"] = json!("../.well-known/jwks.json");
    form["allowed_origins"] = json!(["https://partner.example", "http://localhost:8000"]);
    form["lookup"] = json!({ "url": "https://lookup.example/{tax_code}" });
    form["plain_endpoint"] = json!("https://backend.example/api/registrations/plain");
    BTreeMap::from([
        ("accepted", values(accepted())),
        ("challenge", values([challenge, told])),
        ("consent-receipt", values(receipts())),
        ("consent-record", values(records())),
        ("envelope", values([envelope(), follow_up])),
        ("evidence", values(evidence_files())),
        ("form-definition", vec![as_it_is, form, extra]),
        ("jws-header", vec![serde_json::from_slice(&header).unwrap()]),
        ("key-set", vec![serde_json::to_value(key_set()).unwrap()]),
        ("policy-pack", values([pack()])),
        ("problem", values([problem])),
        ("request", values(requests())),
        ("request-accepted", values([request_accepted()])),
        ("webhook", values(webhooks())),
    ])
}

/// Whether the product's own reading takes a value for what a schema describes.
fn is_read(name: &str, value: &Value) -> bool {
    let bytes = serde_json::to_vec(value).unwrap();
    match name {
        "accepted" => json::parse_as::<Accepted>(&bytes).is_ok(),
        "challenge" => json::parse_as::<Challenge>(&bytes).is_ok(),
        "consent-receipt" => json::parse_as::<Receipt>(&bytes).is_ok(),
        "consent-record" => is_record(value),
        "envelope" => json::parse_as::<Envelope>(&bytes).is_ok(),
        "evidence" => json::parse_as::<Evidence>(&bytes).is_ok(),
        "form-definition" => FormDefinition::parse(&bytes).is_ok(),
        "policy-pack" => Pack::parse(&bytes).is_ok(),
        "problem" => Problem::parse(&bytes).is_ok(),
        "request" => json::parse_as::<Request>(&bytes).is_ok(),
        "request-accepted" => json::parse_as::<RequestAccepted>(&bytes).is_ok(),
        "webhook" => json::parse_as::<Webhook>(&bytes).is_ok(),
        other => panic!("{other}"),
    }
}

/// As the verifier reads records, but for what a schema cannot say: which key signed.
fn is_record(value: &Value) -> bool {
    static KEY: LazyLock<PublicKey> = LazyLock::new(|| public(&key()));
    let Ok(record) = json::from_value::<ConsentRecord>(value.clone()) else {
        return false;
    };
    let faults = record.faults(&KEY);
    record.canonical() == jcs::to_vec(value).unwrap_or_default()
        && faults
            .iter()
            .all(|fault| ["kid", "duplicate", "decided_at"].contains(&&*fault.code))
}

#[test]
fn the_files_are_what_the_types_say() {
    let advice = "What to do: cargo xtask schemas --write, and read what changed";
    let mut names = BTreeSet::new();
    for (name, generated) in schema::all() {
        let text = fs::read_to_string(file(name)).unwrap_or_else(|_| panic!("{name}. {advice}"));
        let kept: Value = serde_json::from_str(&text).unwrap();
        assert!(
            kept == generated,
            "schemas/{name}.schema.json is not what the type says. {advice}"
        );
        names.insert(format!("{name}.schema.json"));
    }
    let text =
        fs::read_to_string(folder().join("openapi.json")).unwrap_or_else(|_| panic!("{advice}"));
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert!(
        kept == schema::openapi(),
        "schemas/openapi.json is not what the types say. {advice}"
    );
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".schema.json"))
        .collect();
    assert_eq!(files, names, "{advice}");
}

#[test]
fn what_the_product_makes_fits() {
    let made = made();
    let named: BTreeSet<_> = schema::all().into_iter().map(|(name, _)| name).collect();
    assert_eq!(made.keys().copied().collect::<BTreeSet<_>>(), named);
    for (name, values) in &made {
        let Some(faults) = oracle::faults(&file(name), values) else {
            return;
        };
        assert_eq!(faults, vec![Vec::<String>::new(); values.len()], "{name}");
    }
}

/// One change each, which a schema has to refuse because the product does.
fn refusals() -> Vec<(&'static str, &'static str, Value)> {
    let other = json!("1f0e0d0c-0b0a-1908-8706-050403020100");
    vec![
        ("accepted", "/record_id", json!("1")),
        ("accepted", "/received_at", json!("2026-11-23")),
        ("accepted", "/receipt", json!({})),
        ("accepted", "/acknowledge_by", json!("2026-13-01")),
        ("challenge", "/nonce", json!("a+b")),
        ("challenge", "/expires_at", json!("2026-11-23T08:10:00Z")),
        ("challenge", "/extra", json!("x")),
        ("challenge", "/server_time", json!(1_795_420_800)),
        ("consent-receipt", "/receipt_id", other.clone()),
        ("consent-receipt", "/sequence", json!(1)),
        ("consent-receipt", "/sequence", json!("0")),
        ("consent-receipt", "/sequence", json!("01")),
        ("consent-receipt", "/key_continuity", json!("unknown")),
        ("consent-receipt", "/previous_receipt_sha256", json!(null)),
        (
            "consent-receipt",
            "/schema_version",
            json!("urn:thuan:consent-receipt:2"),
        ),
        ("consent-receipt", "/extra", json!("x")),
        ("consent-record", "/record_id", other),
        (
            "consent-record",
            "/record_id",
            json!("0F0E0D0C-0B0A-4908-8706-050403020100"),
        ),
        (
            "consent-record",
            "/schema_version",
            json!("urn:thuan:consent-record:2"),
        ),
        (
            "consent-record",
            "/event_time",
            json!("2026-02-30T08:00:00.000Z"),
        ),
        (
            "consent-record",
            "/event_time",
            json!("2026-13-01T08:00:00.000Z"),
        ),
        (
            "consent-record",
            "/event_time",
            json!("2026-11-23T24:00:00.000Z"),
        ),
        (
            "consent-record",
            "/event_time",
            json!("2026-11-23 08:00:10.000Z"),
        ),
        ("consent-record", "/event_time", json!(1_795_420_810)),
        ("consent-record", "/event_type", json!("implicit")),
        ("consent-record", "/pii_principal_id", json!("A")),
        (
            "consent-record",
            "/pii_principal_id",
            json!("A".repeat(42) + "B"),
        ),
        (
            "consent-record",
            "/registration_sha256",
            json!("AB".repeat(32)),
        ),
        ("consent-record", "/language", json!("vi-VN")),
        ("consent-record", "/audience", json!("https://a.example/#b")),
        ("consent-record", "/challenge", json!(null)),
        ("consent-record", "/challenge", json!(1)),
        ("consent-record", "/partner", json!(null)),
        ("consent-record", "/information_only", json!([])),
        ("consent-record", "/evidence/controls", json!([])),
        (
            "consent-record",
            "/evidence/controls",
            json!([{ "name": "acknowledged", "visibility": "blurred" }]),
        ),
        (
            "consent-record",
            "/information_only/0/lawful_basis",
            json!("consent"),
        ),
        (
            "consent-record",
            "/purposes/0/lawful_basis",
            json!("contract"),
        ),
        (
            "consent-record",
            "/purposes/0/retention_period",
            json!("10 năm"),
        ),
        (
            "consent-record",
            "/purposes/0/retention_period",
            json!("PT1H"),
        ),
        ("consent-record", "/purposes/0/initial_state", json!("on")),
        (
            "consent-record",
            "/purposes/0/event_state",
            json!("withdrawn"),
        ),
        ("consent-record", "/purposes/0/event_state", json!("given ")),
        ("consent-record", "/purposes/2/event_state", json!("given")),
        ("consent-record", "/purposes/0/extra", json!("x")),
        ("consent-record", "/evidence/key_storage", json!("disk")),
        ("consent-record", "/evidence/extra", json!(true)),
        ("consent-record", "/extra", json!("x")),
        ("envelope", "/extra", json!("x")),
        (
            "envelope",
            "/registration/salt",
            json!("AAAAAAAAAAAAAAAAAAAAAB"),
        ),
        ("envelope", "/registration/fields/email", json!(1)),
        ("envelope", "/consent/header", json!({})),
        ("evidence", "/policy", json!("text")),
        ("evidence", "/form", json!({ "format": "urn:thuan:form:1" })),
        ("evidence", "/extra", json!("x")),
        ("form-definition", "/format", json!("urn:thuan:form:2")),
        ("form-definition", "/id", json!("Vst")),
        ("form-definition", "/languages", json!([])),
        ("form-definition", "/languages", json!(["vi-VN"])),
        ("form-definition", "/fields", json!([])),
        ("form-definition", "/fields/0/name", json!("nickname")),
        (
            "form-definition",
            "/lookup",
            json!({ "url": "http://lookup.example/{tax_code}" }),
        ),
        (
            "form-definition",
            "/lookup",
            json!({ "url": "https://lookup.example/" }),
        ),
        ("form-definition", "/plain_endpoint", json!("")),
        (
            "form-definition",
            "/plain_endpoint",
            json!("javascript:alert(1)"),
        ),
        ("form-definition", "/plain_endpoint", json!("data:,x")),
        ("form-definition", "/plain_endpoint", json!("/a plain/form")),
        (
            "form-definition",
            "/plain_endpoint",
            json!("//else.example/"),
        ),
        ("form-definition", "/challenge", json!("yes")),
        ("form-definition", "/extra", json!("x")),
        ("form-definition", "/allowed_origins", json!(["*"])),
        ("form-definition", "/allowed_origins", json!(["null"])),
        (
            "form-definition",
            "/allowed_origins",
            json!(["https://partner.example/"]),
        ),
        (
            "form-definition",
            "/allowed_origins",
            json!(["http://partner.example"]),
        ),
        (
            "form-definition",
            "/allowed_origins",
            json!(["https://partner.example:443"]),
        ),
        (
            "form-definition",
            "/allowed_origins",
            json!("https://partner.example"),
        ),
        ("policy-pack", "/format", json!("urn:thuan:policy:2")),
        ("policy-pack", "/id", json!("VST")),
        ("policy-pack", "/purposes/0/lawful_basis", json!("interest")),
        ("policy-pack", "/purposes/0/label", json!({ "vi-VN": "x" })),
        ("policy-pack", "/extra", json!("x")),
        ("problem", "/status", json!("422")),
        ("problem", "/status", json!(70_000)),
        (
            "problem",
            "/errors",
            json!([{ "code": "signature", "detail": "x" }]),
        ),
        ("request", "/kind", json!("complain")),
        ("request", "/contact", json!(84)),
        ("request", "/reference", json!(null)),
        ("request", "/message", json!(null)),
        ("request", "/purposes", json!("renewal_email")),
        ("request", "/language", json!("vi-VN")),
        ("request", "/extra", json!("x")),
        (
            "request-accepted",
            "/complete_by",
            json!("2026-12-08T00:00:00.000Z"),
        ),
        ("webhook", "/type", json!("registration.deleted")),
        ("webhook", "/timestamp", json!("2026-12-08")),
        ("webhook", "/data/record_sha256", json!("77AA")),
        ("webhook", "/data/purposes/0/event_state", json!("maybe")),
        ("webhook", "/data/withdrawal/complete_by", json!("soon")),
        ("webhook", "/data/registration", json!({ "fields": {} })),
    ]
}

/// One change each to a form with fields of its own: what neither the schema nor the product takes.
fn refusals_of_own_fields() -> Vec<(&'static str, Value)> {
    vec![
        ("/fields/2/name", json!("Branches")),
        ("/fields/2/name", json!("tax_code")),
        ("/fields/2/name", json!("acknowledged")),
        ("/fields/2/name", json!("phone_extension")),
        ("/fields/2/name", json!("notice_sha256")),
        ("/fields/2/name", json!("purpose_of_visit")),
        ("/fields/2/name", json!("số_chi_nhánh")),
        ("/fields/2/type", json!("integer")),
        ("/fields/2/type", json!("date")),
        ("/fields/2/type", json!("text")),
        ("/fields/2/label", json!("Số chi nhánh")),
        ("/fields/2/min", json!(1)),
        ("/fields/2/min", json!("1,5")),
        ("/fields/2/min", json!("1.50")),
        ("/fields/2/min", json!("-0")),
        ("/fields/2/min_length", json!(1)),
        (
            "/fields/2/options",
            json!([{ "value": "a", "label": { "vi": "a", "en": "a" } }]),
        ),
        ("/fields/2/extra", json!("x")),
        ("/fields/2/shown_when", json!({ "field": "product" })),
        ("/fields/7/max_length", json!(0)),
        ("/fields/7/max_length", json!("40")),
        ("/fields/7/min", json!("1")),
        ("/fields/8/options", json!([])),
        ("/fields/8/options/0/value", json!("Hóa đơn")),
        ("/fields/8/options/0/label", json!({ "vi-VN": "x" })),
        ("/fields/12/min", json!("01/01/2026")),
        ("/fields/12/min", json!("2026-13-01")),
        ("/fields/0/label", json!({ "vi": "Tên", "en": "Name" })),
        ("/sections/0/id", json!("company")),
        ("/sections/0/id", json!("Use")),
        ("/sections/0/legend", json!("x")),
    ]
}

#[test]
fn a_field_of_a_forms_own_is_refused_alike() {
    let form = made()["form-definition"][2].clone();
    assert!(is_read("form-definition", &form));
    let changed: Vec<Value> = refusals_of_own_fields()
        .into_iter()
        .map(|(pointer, new)| {
            let mut form = form.clone();
            set(&mut form, pointer, new.clone());
            assert!(!is_read("form-definition", &form), "{pointer} {new}");
            form
        })
        .collect();
    let Some(faults) = oracle::faults(&file("form-definition"), &changed) else {
        return;
    };
    for ((pointer, new), faults) in refusals_of_own_fields().iter().zip(faults) {
        assert!(!faults.is_empty(), "{pointer} {new}");
    }
}

fn set(value: &mut Value, pointer: &str, new: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).expect("a place") {
        Value::Object(members) => drop(members.insert(name.to_owned(), new)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = new,
        other => panic!("{other}"),
    }
}

#[test]
fn what_the_product_refuses_is_refused() {
    let made = made();
    let changed: Vec<(&str, String, Value)> = refusals()
        .into_iter()
        .map(|(name, pointer, new)| {
            let mut value = made[name][0].clone();
            set(&mut value, pointer, new.clone());
            // These are looked at where the chain or the nonce is, not where they are read.
            let later = [
                "/sequence",
                "/schema_version",
                "/previous_receipt_sha256",
                "/nonce",
            ];
            if name == "consent-record" || !later.contains(&pointer) {
                assert!(!is_read(name, &value), "{name}{pointer} {new}");
            }
            (name, format!("{name}{pointer} {new}"), value)
        })
        .collect();
    let files: Vec<String> = changed.iter().map(|(name, ..)| file(name)).collect();
    let pairs: Vec<(&str, &Value)> = files
        .iter()
        .zip(&changed)
        .map(|(file, (_, _, value))| (file.as_str(), value))
        .collect();
    let Some(faults) = oracle::faults_of(&pairs) else {
        return;
    };
    for ((_, what, _), faults) in changed.iter().zip(faults) {
        assert!(!faults.is_empty(), "{what}");
    }
}

#[test]
fn what_must_be_there_is_asked_for() {
    for (name, values) in made() {
        let Value::Object(members) = &values[0] else {
            panic!("{name}");
        };
        let without: Vec<(&String, Value)> = members
            .keys()
            .map(|member| {
                let mut fewer = members.clone();
                fewer.remove(member);
                (member, Value::Object(fewer))
            })
            .collect();
        let instances: Vec<Value> = without.iter().map(|(_, value)| value.clone()).collect();
        let Some(faults) = oracle::faults(&file(name), &instances) else {
            return;
        };
        for ((member, value), faults) in without.iter().zip(faults) {
            // Headers are read inside a signature, and keys by name: both are tested with the signatures.
            if !["jws-header", "key-set"].contains(&name) {
                assert_eq!(is_read(name, value), faults.is_empty(), "{name} {member}");
            }
        }
    }
}

/// A text of any kind, now and then one that means something somewhere in a record.
fn text() -> impl Strategy<Value = Value> {
    let known = [
        "",
        "vi",
        "en",
        "given",
        "refused",
        "withdrawn",
        "renewed",
        "checkbox",
        "left_unticked",
        "off",
        "on",
        "consent",
        "contract",
        "legal_obligation",
        "P10Y",
        "P1Y2M",
        "PT1H",
        "session",
        "indexeddb",
        "stepped",
        "explicit",
        "2026-11-23T08:00:10.000Z",
        "2026-11-31T08:00:10.000Z",
        "2026-11-23T08:00:10Z",
        "https://a.example/b",
        "https://a.example/#b",
        "0f0e0d0c-0b0a-4908-8706-050403020100",
    ];
    prop_oneof![
        4 => prop::sample::select(known.map(str::to_owned).to_vec()),
        1 => "[0-9a-f]{64}",
        1 => "[A-Za-z0-9_-]{42}[AEIMB]",
        2 => "\\PC{0,12}",
    ]
    .prop_map(Value::from)
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text(),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<u32>().prop_map(Value::from),
        1 => Just(json!([])),
        1 => Just(json!({})),
        1 => prop::collection::vec(text(), 1..3).prop_map(Value::from),
    ]
}

/// Every place in a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |name: &str, member: &Value| {
        let place = format!("{at}/{name}");
        found.push(place.clone());
        places(member, &place, found);
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| below(name, member)),
        Value::Array(items) => (0..)
            .zip(items)
            .for_each(|(index, item): (usize, _)| below(&index.to_string(), item)),
        _ => {}
    }
}

#[derive(Debug, Clone)]
enum Edit {
    Set(prop::sample::Index, Value),
    Remove(prop::sample::Index),
    Add(prop::sample::Index, &'static str, Value),
}

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<prop::sample::Index>;
    let names = [
        "partner",
        "challenge",
        "previous_record_sha256",
        "phone",
        "basis_ref",
        "clock",
        "extra",
    ];
    prop_oneof![
        5 => (index(), anything()).prop_map(|(at, value)| Edit::Set(at, value)),
        2 => index().prop_map(Edit::Remove),
        2 => (index(), prop::sample::select(names.to_vec()), anything())
            .prop_map(|(at, name, value)| Edit::Add(at, name, value)),
    ]
}

fn edited(mut value: Value, edit: &Edit) -> Value {
    let mut all = Vec::new();
    places(&value, "", &mut all);
    match edit {
        Edit::Set(at, new) => set(&mut value, &all[at.index(all.len())], new.clone()),
        Edit::Remove(at) => {
            let (parent, name) = all[at.index(all.len())].rsplit_once('/').unwrap();
            match value.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(name)),
                Value::Array(items) => drop(items.remove(name.parse().unwrap())),
                other => panic!("{other}"),
            }
        }
        Edit::Add(at, name, new) => {
            let objects: Vec<&String> = all
                .iter()
                .filter(|place| value.pointer(place).is_some_and(Value::is_object))
                .collect();
            let place = objects[at.index(objects.len())].clone();
            set(&mut value, &format!("{place}/{name}"), new.clone());
        }
    }
    value
}

/// Records as people make them: any purposes in any state, in any number.
fn record_of_any_kind() -> impl Strategy<Value = ConsentRecord> {
    let states = prop::sample::select(vec![
        (EventState::Given, IndicationMethod::Checkbox),
        (EventState::Refused, IndicationMethod::Checkbox),
        (EventState::Refused, IndicationMethod::LeftUnticked),
        (EventState::Withdrawn, IndicationMethod::Checkbox),
        (EventState::Renewed, IndicationMethod::Checkbox),
    ]);
    let choices = prop::collection::vec((states, "\\PC{1,8}", "P[1-9][0-9]{0,3}[YMWD]"), 0..5);
    let optional = || prop::option::of("\\PC{1,10}");
    (
        prop::sample::select(records()),
        choices,
        optional(),
        optional(),
        any::<bool>(),
    )
        .prop_map(|(mut record, choices, partner, url, first)| {
            let purpose = record.purposes[0].clone();
            record.purposes = choices
                .into_iter()
                .map(
                    |((event_state, indication_method), label, retention_period)| {
                        let mut purpose = purpose.clone();
                        purpose.event_state = event_state;
                        purpose.indication_method = indication_method;
                        purpose.label = label;
                        purpose.retention_period = retention_period;
                        purpose
                    },
                )
                .collect();
            record.partner = partner;
            record.withdrawal_method.url = url.map(|url| format!("https://{url}"));
            let changes = record.purposes.iter().any(|purpose| {
                matches!(
                    purpose.event_state,
                    EventState::Withdrawn | EventState::Renewed
                )
            });
            if changes || !first {
                record.previous_record_sha256 = Some(Sha256Hex::of(b"the record before"));
            }
            if first {
                record.registration_sha256 = Some(Sha256Hex::of(b"the registration"));
            } else {
                record.registration_sha256 = None;
            }
            record
        })
}

/// Records that the verifier and the schema are compared on.
const CASES: usize = 800;

/// The verifier and the schema are of one mind, about records and about records with something changed in them.
#[test]
fn a_record_is_read_exactly_if_it_fits() {
    let mut runner = TestRunner::default();
    let strategy = (record_of_any_kind(), prop::option::of(edit()));
    let cases: Vec<Value> = (0..CASES)
        .map(|_| {
            let (record, edit) = strategy.new_tree(&mut runner).unwrap().current();
            let value = serde_json::to_value(record).unwrap();
            match edit {
                None => {
                    assert!(is_record(&value), "{value}");
                    value
                }
                Some(edit) => edited(value, &edit),
            }
        })
        .collect();
    let Some(faults) = oracle::faults(&file("consent-record"), &cases) else {
        return;
    };
    let mut read = 0_usize;
    for (case, faults) in cases.iter().zip(faults) {
        assert_eq!(is_record(case), faults.is_empty(), "{faults:?} {case:#}");
        read += usize::from(faults.is_empty());
    }
    assert!(
        (CASES / 10..CASES).contains(&read),
        "{read} of {CASES} are records"
    );
}

/// What a part of a JWS says, if it can be read at all.
fn decoded(part: &Value) -> Option<Value> {
    let bytes = base64url_decode(part.as_str()?).ok()?;
    json::parse(&bytes).ok()
}

/// Everything in a vector that a schema is about, with the schema's name.
fn parts(body: &Value) -> Vec<(&'static str, Option<Value>)> {
    let whole = if body.get("format").is_some() {
        "evidence"
    } else {
        "envelope"
    };
    let mut parts = vec![
        (whole, Some(body.clone())),
        ("jws-header", decoded(&body["consent"]["protected"])),
        ("consent-record", decoded(&body["consent"]["payload"])),
    ];
    if let Some(receipt) = body.get("receipt") {
        parts.push(("jws-header", decoded(&receipt["protected"])));
        parts.push(("consent-receipt", decoded(&receipt["payload"])));
    }
    parts
}

/// The project's own vectors: what is valid fits, and what is refused for its shape does not.
#[test]
fn the_public_vectors_fit_as_far_as_a_schema_can_say() {
    /// The verifier's names for what a schema can see as well.
    const SHAPE: [&str; 11] = [
        "algorithm",
        "body",
        "crit",
        "header_members",
        "indication_method",
        "jwk_members",
        "lawful_basis",
        "previous_record",
        "receipt",
        "record",
        "signature_length",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/consent");
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        serde_json::from_str(&text).unwrap_or_default()
    };
    let index = read("index.json");
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    for case in index["cases"].as_array().unwrap() {
        let name = case["file"].as_str().unwrap();
        let valid = case["verdict"] == "valid";
        let code = case["code"].as_str().unwrap_or_default();
        if valid || SHAPE.contains(&code) {
            seen.insert(code.to_owned());
            cases.push((name, valid, parts(&read(name))));
        }
    }
    assert!(seen.len() > 8, "{seen:?}");
    let pairs: Vec<(String, &Value)> = cases
        .iter()
        .flat_map(|(_, _, parts)| parts)
        .filter_map(|(schema, part)| Some((file(schema), part.as_ref()?)))
        .collect();
    let pairs: Vec<(&str, &Value)> = pairs
        .iter()
        .map(|(schema, part)| (schema.as_str(), *part))
        .collect();
    let Some(faults) = oracle::faults_of(&pairs) else {
        return;
    };
    let mut faults = faults.into_iter();
    for (name, valid, parts) in &cases {
        let faults: Vec<Option<Vec<String>>> = parts
            .iter()
            .map(|(_, part)| part.as_ref().and_then(|_| faults.next()))
            .collect();
        let fits = faults
            .iter()
            .all(|faults| faults.as_ref().is_some_and(Vec::is_empty));
        assert_eq!(fits, *valid, "{name}: {faults:?}");
    }
}
