//! JSON-LD 1.1 with the terms of the W3C Data Privacy Vocabulary (DPV) 2.3.
//!
//! The layout is that of the vocabulary's guide *Consent Records and Receipts as per ISO/IEC TS 27560:2023* (Final
//! Community Group Report, 15 February 2026), with two differences that purpose-by-purpose consent asks for: legal basis,
//! state, time and method stand at each process instead of once at the record, and what rests on a contract or a law
//! stands beside what was asked, without a state.
//!
//! The context is in the document: nothing has to be loaded to read it.

use serde_json::{Value, json};

use super::named_by;
use crate::encoding::Sha256Hex;
use crate::language::Language;
use crate::record::{
    ConsentRecord, Controller, EventState, EventType, InformedPurpose, LawfulBasis, PurposeDecision,
};

/// The profile that the document says it conforms to.
pub const PROFILE: &str = "https://w3id.org/dpv/schema/dpv-27560#record";

/// A record as a `dpv:ConsentRecord`.
///
/// The record's node is `urn:uuid:` and its `record_id`; the person's is the key's thumbprint (RFC 9278), which names a
/// browser; the notice's and the signed bytes' are their hashes (RFC 6920).
#[must_use]
pub fn document(record: &ConsentRecord) -> Value {
    let node = Node(format!("urn:uuid:{}", record.record_id));
    let person = format!(
        "urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}",
        record.pii_principal_id
    );
    let controllers: Vec<Value> = (1..)
        .zip(&record.pii_controllers)
        .map(|(number, controller)| node.controller(number, controller))
        .collect();
    let common = Common {
        node: &node,
        language: &record.language,
        event_type: record.event_type,
        person: &person,
        controllers: (1..=controllers.len())
            .map(|number| node.reference(&format!("controller.{number}")))
            .collect(),
    };
    let decided = record
        .purposes
        .iter()
        .map(|purpose| common.decided(purpose));
    let informed = record.information_only.iter();
    let processes: Vec<Value> = decided
        .chain(informed.map(|purpose| common.informed(purpose)))
        .collect();
    let rights = record
        .privacy_rights
        .iter()
        .map(|right| json!({ "@type": "dpv:DataSubjectRight", "dct:identifier": right }));
    let laws = record
        .applicable_law
        .iter()
        .map(|law| json!({ "@type": "dpv:Law", "dct:title": law }));
    let mut document = json!({
        "@context": context(),
        "@id": node.0,
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": { "@id": PROFILE },
        "dct:identifier": record.record_id.as_str(),
        "dct:created": time(record.event_time.as_str()),
        "dct:source": { "@id": named_by(&Sha256Hex::of(&record.canonical())) },
        "dpv:hasDataSubject": {
            "@id": person,
            "@type": "dpv:DataSubject",
            "dct:identifier": record.pii_principal_id.as_str(),
        },
        "dpv:hasDataController": controllers,
        "dpv:hasJurisdiction": jurisdiction(&record.jurisdiction),
        "dpv:hasApplicableLaw": laws.collect::<Vec<_>>(),
        "dpv:hasNotice": notice(record),
        "dpv:hasRight": rights.collect::<Vec<_>>(),
        "dpv:hasConsentControl": withdrawal(record),
        "dpv:hasProcess": processes,
    });
    if let (Some(previous), Some(members)) =
        (&record.previous_record_sha256, document.as_object_mut())
    {
        members.insert(
            "dct:replaces".to_owned(),
            json!({ "@id": named_by(previous) }),
        );
    }
    document
}

fn context() -> Value {
    json!({
        "dct": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "loc": "https://w3id.org/dpv/loc#",
        "pd": "https://w3id.org/dpv/pd#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

/// The record's node, and nodes below it.
struct Node(String);

impl Node {
    fn below(&self, part: &str) -> String {
        format!("{}#{part}", self.0)
    }

    fn reference(&self, part: &str) -> Value {
        json!({ "@id": self.below(part) })
    }

    fn controller(&self, number: usize, controller: &Controller) -> Value {
        let mut node = json!({
            "@id": self.below(&format!("controller.{number}")),
            "@type": "dpv:DataController",
            "dpv:hasName": controller.name,
        });
        let contact = contact(
            controller.address.as_deref(),
            controller.email.as_deref(),
            controller.phone.as_deref(),
        );
        if let Some(members) = node.as_object_mut() {
            if let Some(tax_code) = &controller.tax_code {
                members.insert("dpv:hasIdentifier".to_owned(), json!(tax_code));
            }
            if let Some(contact) = contact {
                members.insert("schema:contactPoint".to_owned(), contact);
            }
        }
        node
    }
}

/// What is the same for every process of a record.
struct Common<'a> {
    node: &'a Node,
    language: &'a Language,
    event_type: EventType,
    person: &'a str,
    controllers: Vec<Value>,
}

impl Common<'_> {
    fn decided(&self, purpose: &PurposeDecision) -> Value {
        let mut process = self.process(&Shared {
            id: &purpose.id,
            label: &purpose.label,
            pii_information: &purpose.pii_information,
            retention_period: &purpose.retention_period,
            recipients: &purpose.recipient_third_parties,
            storage: &purpose.storage_locations,
        });
        let EventType::Explicit = self.event_type;
        let (state, applies) = match purpose.event_state {
            EventState::Given => ("dpv:ConsentGiven", true),
            EventState::Refused => ("dpv:ConsentRefused", false),
            EventState::Withdrawn => ("dpv:ConsentWithdrawn", false),
            EventState::Renewed => ("dpv:RenewedConsentGiven", true),
        };
        let mut status = json!({
            "@type": state,
            "dpv:isIndicatedBy": { "@id": self.person },
            "dpv:isIndicatedAtTime": time(purpose.decided_at.as_str()),
            "dpv:hasIndicationMethod": purpose.indication_method.name(),
        });
        if let (true, Some(members)) = (applies, status.as_object_mut()) {
            let until = json!({ "@type": "dpv:UntilEventDuration", "rdf:value": "withdrawal" });
            members.insert("dpv:hasDuration".to_owned(), until);
        }
        if let Some(members) = process.as_object_mut() {
            let basis = json!({ "@id": "dpv:ExplicitlyExpressedConsent" });
            members.insert("dpv:hasLegalBasis".to_owned(), basis);
            members.insert("dpv:hasConsentStatus".to_owned(), status);
        }
        process
    }

    fn informed(&self, purpose: &InformedPurpose) -> Value {
        let mut process = self.process(&Shared {
            id: &purpose.id,
            label: &purpose.label,
            pii_information: &purpose.pii_information,
            retention_period: &purpose.retention_period,
            recipients: &purpose.recipient_third_parties,
            storage: &purpose.storage_locations,
        });
        let kind = match purpose.lawful_basis {
            LawfulBasis::Consent => "dpv:Consent",
            LawfulBasis::Contract => "dpv:Contract",
            LawfulBasis::LegalObligation => "dpv:LegalObligation",
        };
        let basis = match &purpose.basis_ref {
            None => json!({ "@id": kind }),
            Some(reference) => {
                json!({ "@type": kind, "dct:description": self.words(reference) })
            }
        };
        if let Some(members) = process.as_object_mut() {
            members.insert("dpv:hasLegalBasis".to_owned(), basis);
        }
        process
    }

    fn process(&self, purpose: &Shared<'_>) -> Value {
        let data = purpose.pii_information.iter().map(|field| {
            json!({
                "@type": "dpv:PersonalData",
                "dct:identifier": field,
                "skos:broader": { "@id": data_category(field) },
            })
        });
        let recipients = purpose.recipients.iter().map(
            |recipient| json!({ "@type": "dpv:Recipient", "dct:title": self.words(recipient) }),
        );
        let period = json!({
            "@type": "dpv:StorageDuration",
            "dpv:hasDuration": {
                "@type": "dpv:TemporalDuration",
                "rdf:value": { "@type": "xsd:duration", "@value": purpose.retention_period },
            },
        });
        let places = purpose.storage.iter().map(|place| {
            json!({
                "@type": "dpv:StorageLocation",
                "dpv:hasLocation": { "@type": "dpv:Location", "dct:title": self.words(place) },
            })
        });
        json!({
            "@id": self.node.below(&format!("process.{}", purpose.id)),
            "@type": "dpv:Process",
            "dpv:hasPurpose": {
                "@id": self.node.below(&format!("purpose.{}", purpose.id)),
                "@type": "dpv:Purpose",
                "dct:identifier": purpose.id,
                "dct:description": self.words(purpose.label),
            },
            "dpv:hasPersonalData": data.collect::<Vec<_>>(),
            "dpv:hasDataController": self.controllers,
            "dpv:hasRecipient": recipients.collect::<Vec<_>>(),
            "dpv:hasStorageCondition": std::iter::once(period).chain(places).collect::<Vec<_>>(),
        })
    }

    /// Words in the record's language.
    fn words(&self, text: &str) -> Value {
        json!({ "@value": text, "@language": self.language.as_str() })
    }
}

/// What is asked and what is told have this in common.
struct Shared<'a> {
    id: &'a str,
    label: &'a str,
    pii_information: &'a [String],
    retention_period: &'a str,
    recipients: &'a [String],
    storage: &'a [String],
}

/// The DPV category of a field. A tax code may be a company's or a person's, and a company's name is nobody's, so these
/// stay with the broadest.
fn data_category(field: &str) -> &'static str {
    match field {
        "address" => "pd:PhysicalAddress",
        "contact_name" => "pd:Name",
        "email" => "pd:EmailAddress",
        "phone" => "pd:TelephoneNumber",
        _ => "dpv:PersonalData",
    }
}

fn jurisdiction(code: &str) -> Value {
    match code {
        "VN" => json!({ "@id": "loc:VN" }),
        other => json!({ "@type": "dpv:Location", "dct:identifier": other }),
    }
}

fn notice(record: &ConsentRecord) -> Value {
    let shown = &record.privacy_notice;
    let mut node = json!({
        "@id": named_by(&shown.sha256),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": shown.id,
        "dct:language": shown.language.as_str(),
        "schema:version": shown.version,
    });
    if let (true, Some(members)) = (
        shown.authoritative.sha256 != shown.sha256,
        node.as_object_mut(),
    ) {
        let original = json!({
            "@id": named_by(&shown.authoritative.sha256),
            "dct:language": shown.authoritative.language.as_str(),
        });
        members.insert("schema:translationOfWork".to_owned(), original);
    }
    node
}

fn withdrawal(record: &ConsentRecord) -> Value {
    let method = &record.withdrawal_method;
    let mut node = json!({
        "@type": "dpv:WithdrawConsent",
        "dct:description": { "@value": method.description, "@language": record.language.as_str() },
    });
    if let Some(members) = node.as_object_mut() {
        if let Some(url) = &method.url {
            let page = json!({ "@type": "xsd:anyURI", "@value": url });
            members.insert("dpv:isExercisedAt".to_owned(), page);
        }
        if let Some(contact) = contact(None, method.email.as_deref(), method.phone.as_deref()) {
            members.insert("schema:contactPoint".to_owned(), contact);
        }
    }
    node
}

fn contact(address: Option<&str>, email: Option<&str>, phone: Option<&str>) -> Option<Value> {
    let members: serde_json::Map<String, Value> = [
        ("schema:email", email.map(|text| json!(text))),
        ("schema:telephone", phone.map(|text| json!(text))),
        (
            "schema:address",
            address.map(
                |text| json!({ "@type": "schema:PostalAddress", "schema:streetAddress": text }),
            ),
        ),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect();
    if members.is_empty() {
        return None;
    }
    let kind = ("@type".to_owned(), json!("schema:ContactPoint"));
    Some(Value::Object(members.into_iter().chain([kind]).collect()))
}

fn time(text: &str) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": text })
}
