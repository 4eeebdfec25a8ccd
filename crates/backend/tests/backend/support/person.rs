//! A person with a key, and what they send: made as the widget makes it, by the same crate, signed natively.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use thuan_consent::encoding::{RecordId, Sha256Hex, base64url};
use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::jcs;
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::{FlattenedJws, RECORD_TYPE, Unsigned};
use thuan_consent::policy::Pack;
use thuan_consent::record::{Decision, Draft, Evidence, KeyStorage, Surroundings};
use thuan_consent::registration::{Registration, Salt};
use thuan_consent::time::Timestamp;

use super::Folder;

pub struct Person {
    key: SigningKey,
}

impl Person {
    pub fn new() -> Self {
        Self::with_key(7)
    }

    /// Somebody with another key for each number.
    pub fn with_key(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).expect("a key"),
        }
    }

    pub(super) fn public(&self) -> PublicKey {
        let point = self.key.verifying_key().to_encoded_point(false);
        PublicKey::from_uncompressed_p256(point.as_bytes()).expect("a key")
    }

    pub(super) fn sign(&self, payload: &[u8]) -> FlattenedJws {
        let unsigned = Unsigned::new(RECORD_TYPE, &self.public(), payload).expect("a header");
        let signature: Signature = self.key.sign(&unsigned.signing_input());
        unsigned.finish(&signature.to_bytes().into())
    }
}

/// What is about to be sent. Change it, then [`Submission::body`] signs it as it stands.
pub struct Submission {
    person: Person,
    pub fields: BTreeMap<String, String>,
    pub salt: Salt,
    /// Changes to the record, made before it is signed.
    edits: Vec<(&'static str, Option<Value>)>,
    record: Value,
}

pub const FIELDS: [(&str, &str); 6] = [
    ("company_name", "Tập đoàn Công nghiệp - Viễn thông Quân đội"),
    ("tax_code", "0100109106"),
    ("address", "Số 1 Trần Hữu Dực, Hà Nội"),
    ("contact_name", "Nguyễn Thị Thử"),
    ("email", "thu.nguyen@example.com"),
    ("phone", "+842439343137"),
];

impl Submission {
    /// A good first registration on a folder's form.
    pub fn new(folder: &Folder) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let person = Person::new();
        let pack = std::fs::read(folder.site().join("policy/vst.json")).expect("a policy");
        let pack = Pack::parse(&pack).expect("a policy");
        let form = std::fs::read(folder.site().join("forms/vst.json")).expect("a form");
        let at = |time: &str| time.parse::<Timestamp>().expect("a time");
        let record_id: RecordId = format!("9b2f8a60-3c1d-4e57-8f21-{count:012x}")
            .parse()
            .expect("an id");
        let surroundings = Surroundings {
            record_id,
            event_time: at("2026-07-01T08:00:00.000Z"),
            key: person.public().thumbprint(),
            audience: "http://localhost:8080/api/registrations".to_owned(),
            challenge: None,
            partner: None,
            withdrawal_page: None,
            evidence: Evidence {
                page_origin: "http://localhost:8080".to_owned(),
                embedder_origin: None,
                form_id: "vst".to_owned(),
                form_sha256: Sha256Hex::of(&form),
                widget_version: "0.1.0".to_owned(),
                widget_sha256: None,
                key_storage: KeyStorage::Indexeddb,
                clock: None,
                controls: Vec::new(),
            },
        };
        let draft = Draft {
            policy: &pack,
            language: &"vi".parse().expect("a language"),
            acknowledged_at: at("2026-07-01T07:59:30.000Z"),
            // The real one is put in when it is signed.
            registration_sha256: Sha256Hex::of(b""),
        };
        let decide = |purpose: &str| match purpose {
            "renewal_email" => Decision::Ticked(at("2026-07-01T07:59:40.000Z")),
            _ => Decision::Untouched,
        };
        let record = draft.record(surroundings, decide).expect("a record");
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&count.to_be_bytes());
        Self {
            person,
            fields: FIELDS
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            salt: Salt::from_random(&salt),
            edits: Vec::new(),
            record: serde_json::to_value(record).expect("JSON"),
        }
    }

    /// Gives a field another value, or takes it away.
    pub fn field(mut self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.fields.insert(name.to_owned(), value.to_owned()),
            None => self.fields.remove(name),
        };
        self
    }

    /// Gives a member of the record another value, or takes it away, before it is signed.
    pub fn record(mut self, pointer: &'static str, value: Option<Value>) -> Self {
        self.edits.push((pointer, value));
        self
    }

    pub fn record_id(&self) -> String {
        self.final_record()["record_id"]
            .as_str()
            .expect("a string")
            .to_owned()
    }

    pub fn registration(&self) -> Registration {
        Registration {
            salt: self.salt.clone(),
            fields: self.fields.clone(),
        }
    }

    fn final_record(&self) -> Value {
        let mut record = self.record.clone();
        record["registration_sha256"] = json!(self.registration().sha256());
        for (pointer, value) in &self.edits {
            let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
            let parent = record.pointer_mut(parent).expect("a place in the record");
            match value {
                Some(value) => parent[member] = value.clone(),
                None => drop(parent.as_object_mut().expect("an object").remove(member)),
            }
        }
        record
    }

    pub fn payload(&self) -> Vec<u8> {
        jcs::to_vec(&self.final_record()).expect("canonical")
    }

    pub fn record_sha256(&self) -> String {
        Sha256Hex::of(&self.payload()).to_string()
    }

    /// The signed record.
    pub fn consent(&self) -> FlattenedJws {
        self.person.sign(&self.payload())
    }

    /// The signed record as a verifier has it.
    pub fn verified(&self) -> Verified {
        verify_record(&self.consent()).expect("it verifies")
    }

    /// Signs payload bytes that need not be a record.
    pub fn signed(&self, payload: &[u8]) -> FlattenedJws {
        self.person.sign(payload)
    }

    /// What is posted, as JSON.
    pub fn envelope(&self) -> Value {
        json!({ "registration": self.registration(), "consent": self.consent() })
    }

    /// What is posted.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(&self.envelope()).expect("JSON")
    }

    /// Everything in it that must not be logged.
    pub fn secrets(&self) -> Vec<String> {
        let consent = self.consent();
        let mut secrets: Vec<String> = self.fields.values().cloned().collect();
        secrets.extend([consent.payload, consent.protected, consent.signature]);
        secrets.push(String::from(self.salt.clone()));
        secrets.push(base64url(self.fields["email"].as_bytes()));
        secrets
    }
}
