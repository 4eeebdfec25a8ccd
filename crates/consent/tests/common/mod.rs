//! The real policy and form of the project, a key made for tests, and records signed with it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot set up must stop"
)]
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::Envelope;
use thuan_consent::form::FormDefinition;
use thuan_consent::jcs;
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::{FlattenedJws, RECORD_TYPE, Unsigned};
use thuan_consent::language::Language;
use thuan_consent::policy::{Pack, source};
use thuan_consent::record::{ConsentRecord, Decision, Draft, Evidence, KeyStorage, Surroundings};
use thuan_consent::registration::{Registration, Salt};
use thuan_consent::time::Timestamp;

pub fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn project(path: &str) -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(path),
    )
    .unwrap()
}

pub fn pack() -> Pack {
    let texts: BTreeMap<_, _> = ["vi", "en"]
        .map(|tag| (language(tag), project(&format!("policy/vst/{tag}.md"))))
        .into();
    source::read(&project("policy/vst/policy.toml"), texts).unwrap()
}

pub fn form_text() -> String {
    project("forms/vst.json")
}

pub fn form() -> FormDefinition {
    FormDefinition::parse(form_text().as_bytes()).unwrap()
}

/// A fixed key: the same records every time.
pub fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_uncompressed_p256(key.verifying_key().to_encoded_point(false).as_bytes())
        .unwrap()
}

pub fn registration() -> Registration {
    let fields = [
        ("company_name", "Tập đoàn Công nghiệp - Viễn thông Quân đội"),
        ("tax_code", "0100109106"),
        ("address", "Lô D26, Khu đô thị mới Cầu Giấy, Hà Nội"),
        ("contact_name", "Nguyễn Thị Bích Ngọc"),
        ("email", "lienhe@congty.vn"),
        ("phone", "+842439343137"),
    ];
    Registration {
        salt: Salt::from_random(&[9; 16]),
        fields: fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    }
}

pub fn record(tag: &str) -> ConsentRecord {
    let (pack, language) = (pack(), language(tag));
    let draft = Draft {
        policy: &pack,
        language: &language,
        acknowledged_at: time("2026-11-23T08:00:05.000Z"),
        registration_sha256: registration().sha256(),
    };
    let surroundings = Surroundings {
        record_id: "0f0e0d0c-0b0a-4908-8706-050403020100".parse().unwrap(),
        event_time: time("2026-11-23T08:00:10.000Z"),
        key: public(&key()).thumbprint(),
        audience: "http://localhost:8080/api/registrations".to_owned(),
        challenge: None,
        partner: None,
        withdrawal_page: None,
        evidence: Evidence {
            page_origin: "http://localhost:8080".to_owned(),
            embedder_origin: None,
            form_id: "vst".to_owned(),
            form_sha256: Sha256Hex::of(form_text().as_bytes()),
            widget_version: "0.1.0".to_owned(),
            widget_sha256: None,
            key_storage: KeyStorage::Indexeddb,
            clock: None,
            controls: Vec::new(),
        },
    };
    draft
        .record(surroundings, |id| match id {
            "renewal_email" => Decision::Ticked(time("2026-11-23T08:00:03.000Z")),
            "renewal_phone" => Decision::Unticked(time("2026-11-23T08:00:04.000Z")),
            _ => Decision::Untouched,
        })
        .unwrap()
}

pub fn sign_payload(payload: &[u8]) -> FlattenedJws {
    let key = key();
    let unsigned = Unsigned::new(RECORD_TYPE, &public(&key), payload).unwrap();
    let signature: Signature = key.sign(&unsigned.signing_input());
    unsigned.finish(&signature.to_bytes().into())
}

pub fn sign(record: &ConsentRecord) -> FlattenedJws {
    sign_payload(&jcs::canonicalise(record).unwrap())
}

pub fn envelope() -> Envelope {
    Envelope {
        registration: Some(registration()),
        consent: sign(&record("vi")),
        previous: None,
    }
}
