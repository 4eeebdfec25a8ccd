//! The consent record (*bản ghi đồng ý*): what was asked, what was shown and what was decided.
//!
//! Names come from ISO/IEC TS 27560:2023 and the W3C Data Privacy Vocabulary where these have one. A record holds
//! strings, booleans, arrays and objects only; what is absent is left out.

pub mod change;
mod check;
mod draft;
mod purpose;

pub use draft::{Decision, Draft, DraftError, Surroundings};
pub use purpose::{
    Acknowledgement, EventState, IndicationMethod, InformedPurpose, InitialState, LawfulBasis,
    PurposeDecision,
};

use crate::encoding::{RecordId, Sha256Hex, Thumbprint};
use crate::json::{self, members, names};
use crate::language::Language;
use crate::time::Timestamp;

/// The `schema_version` of records made here.
pub const SCHEMA_VERSION: &str = "urn:thuan:consent-record:1";

/// A consent record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(extend(
        "anyOf" = [{ "required": ["registration_sha256"] }, { "required": ["previous_record_sha256"] }],
        "if" = { "properties": { "purposes": { "contains": {
            "required": ["event_state"],
            "properties": { "event_state": { "enum": ["withdrawn", "renewed"] } },
        } } } },
        "then" = { "required": ["previous_record_sha256"] },
    ))
)]
pub struct ConsentRecord {
    /// Always [`SCHEMA_VERSION`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA_VERSION)))]
    pub schema_version: String,
    /// A random name for this record.
    pub record_id: RecordId,
    /// When the form was sent, by the browser's clock.
    pub event_time: Timestamp,
    /// How consent was given: by an explicit act.
    pub event_type: EventType,
    /// The thumbprint of the key that signs. It names a browser, not a person.
    pub pii_principal_id: Thumbprint,
    /// Who acted, and for whom.
    pub entity: Entity,
    /// The law's country, ISO 3166-1.
    pub jurisdiction: String,
    /// The laws the consent was asked under.
    pub applicable_law: Vec<String>,
    /// The language of every label in this record.
    pub language: Language,
    /// Who decides why and how the data is used.
    pub pii_controllers: Vec<Controller>,
    /// The text that was shown.
    pub privacy_notice: PrivacyNotice,
    /// The rights the person was told of.
    pub privacy_rights: Vec<String>,
    /// How consent can be taken back.
    pub withdrawal_method: WithdrawalMethod,
    /// Every choice, given or refused.
    pub purposes: Vec<PurposeDecision>,
    /// What the person was told without being asked.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub information_only: Vec<InformedPurpose>,
    /// The one required tick.
    pub acknowledged: Acknowledgement,
    /// The hash of the canonical registration, which may be deleted while the proof stays.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub registration_sha256: Option<Sha256Hex>,
    /// The endpoint this record was signed for.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::NO_FRAGMENT)))]
    pub audience: String,
    /// The backend's nonce, where it gave one.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub challenge: Option<String>,
    /// The record this one changes.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub previous_record_sha256: Option<Sha256Hex>,
    /// Through whose page the person came.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub partner: Option<String>,
    /// The circumstances, as the browser saw them.
    pub evidence: Evidence,
}

/// How consent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum EventType {
    /// By a deliberate act on an unticked box.
    Explicit,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// `pii_principal`: the person did it, nobody on their behalf.
    pub indicated_by: String,
    /// `representative`: as the contact person of the company that registers.
    pub capacity: String,
}

/// A controller, as the record names it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Controller {
    /// The name the policy uses.
    pub name: String,
    /// Tax code.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub tax_code: Option<String>,
    /// Postal address.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub address: Option<String>,
    /// E-mail address.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub email: Option<String>,
    /// Telephone number.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub phone: Option<String>,
}

/// Which text was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrivacyNotice {
    /// The policy pack.
    pub id: String,
    /// The version of its wording.
    pub version: String,
    /// The language shown.
    pub language: Language,
    /// The hash of the text shown.
    pub sha256: Sha256Hex,
    /// The text that counts where a translation differs.
    pub authoritative: AuthoritativeNotice,
}

/// The text that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthoritativeNotice {
    /// Its language.
    pub language: Language,
    /// Its hash.
    pub sha256: Sha256Hex,
}

/// How consent can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WithdrawalMethod {
    /// The words shown.
    pub description: String,
    /// A page.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PAGE)))]
    pub url: Option<String>,
    /// An e-mail address.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub email: Option<String>,
    /// A telephone number.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub phone: Option<String>,
}

/// The circumstances, as the browser saw them. None of this is proof by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The origin of the page that held the form.
    pub page_origin: String,
    /// The origin of the page around it, in a frame.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub embedder_origin: Option<String>,
    /// The form definition.
    pub form_id: String,
    /// The hash of the definition's served bytes.
    pub form_sha256: Sha256Hex,
    /// The widget's version.
    pub widget_version: String,
    /// The hash of the widget's final, uncompressed wasm.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub widget_sha256: Option<Sha256Hex>,
    /// Where the signing key is kept.
    pub key_storage: KeyStorage,
    /// That the browser's clock did not run evenly while the form was open; absent where it did.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub clock: Option<Clock>,
    /// Whether the controls that were used could be seen, each at its last use.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub controls: Vec<Control>,
}

/// A control with which something was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Control {
    /// The name it has in the page: `acknowledged`, `purpose.<id>`.
    pub name: String,
    /// What the browser knew when it was used.
    pub visibility: Visibility,
}

/// Whether a control, with its words, could be seen, by what the browser draws (W3C Intersection Observer,
/// `isVisible`): a page that lays something over it, or makes it transparent, hides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Visibility {
    /// Nothing was over it, and nothing made it look otherwise.
    Visible,
    /// Something may have been.
    Hidden,
    /// The browser cannot tell, or has not yet.
    Unknown,
}

/// How the browser's clock ran while the form was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Clock {
    /// It was set, or the device slept: the times in this record do not tell how long anything took, and a decision
    /// may bear a later time than the sending.
    Stepped,
}

/// Where the signing key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KeyStorage {
    /// In the browser's IndexedDB, not extractable: a later record can be signed with the same key.
    Indexeddb,
    /// In the page's memory: gone when the page is.
    Session,
}

members!(write ConsentRecord {
    schema_version, record_id, event_time, event_type, pii_principal_id, entity, jurisdiction, applicable_law, language,
    pii_controllers, privacy_notice, privacy_rights, withdrawal_method, purposes, information_only unless is_empty,
    acknowledged, registration_sha256, audience, challenge, previous_record_sha256, partner, evidence,
});
members!(write Entity { indicated_by, capacity });
members!(write Controller { name, tax_code, address, email, phone });
members!(write PrivacyNotice { id, version, language, sha256, authoritative });
members!(write AuthoritativeNotice { language, sha256 });
members!(write WithdrawalMethod { description, url, email, phone });
members!(write Evidence {
    page_origin, embedder_origin, form_id, form_sha256, widget_version, widget_sha256, key_storage,
    clock, controls unless is_empty,
});
members!(write Control { name, visibility });
names!(EventType { Explicit = "explicit" });
names!(Clock { Stepped = "stepped" });
names!(Visibility { Visible = "visible", Hidden = "hidden", Unknown = "unknown" });
names!(KeyStorage { Indexeddb = "indexeddb", Session = "session" });

impl ConsentRecord {
    /// The canonical bytes: what is signed and hashed.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        json::canonical(self).into_bytes()
    }
}
