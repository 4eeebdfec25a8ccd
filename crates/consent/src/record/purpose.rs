//! What was decided, and what was told: the purposes in a record, and the required tick.

use crate::json::{Faults, FromJson, Json, members, names};
use crate::time::Timestamp;

/// The ground on which data is used (Law 91/2025/QH15; the names are DPV's legal bases in lower case).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum LawfulBasis {
    /// The person's choice.
    Consent,
    /// The contract with the person or their company needs it.
    Contract,
    /// A law demands it.
    LegalObligation,
}

/// A choice and what became of it.
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
        "if" = { "properties": { "indication_method": { "const": "left_unticked" } } },
        "then" = { "properties": { "event_state": { "const": "refused" } } },
    ))
)]
pub struct PurposeDecision {
    /// The purpose in the policy pack.
    pub id: String,
    /// The exact words beside the box.
    pub label: String,
    /// Always [`LawfulBasis::Consent`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = "consent")))]
    pub lawful_basis: LawfulBasis,
    /// The fields it uses.
    pub pii_information: Vec<String>,
    /// How long, ISO 8601.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PERIOD)))]
    pub retention_period: String,
    /// Who may see them.
    pub recipient_third_parties: Vec<String>,
    /// Where they are kept.
    pub storage_locations: Vec<String>,
    /// How the box stood before the person touched it.
    pub initial_state: InitialState,
    /// What was decided.
    pub event_state: EventState,
    /// When: the last change of the box, or the time of sending where it was never touched.
    pub decided_at: Timestamp,
    /// By which act.
    pub indication_method: IndicationMethod,
}

/// How a box stood at first. There is no other state: a box that begins ticked is no consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum InitialState {
    /// Not ticked.
    Off,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum EventState {
    /// Agreed.
    Given,
    /// Not agreed.
    Refused,
    /// Taken back.
    Withdrawn,
    /// Agreed again, to changed words.
    Renewed,
}

/// The act by which a decision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum IndicationMethod {
    /// A box was ticked or unticked, then the form was sent.
    Checkbox,
    /// The box was left as it was, and the form was sent.
    LeftUnticked,
}

/// A purpose that is told, not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InformedPurpose {
    /// The purpose in the policy pack.
    pub id: String,
    /// The exact words shown.
    pub label: String,
    /// On what ground.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["contract", "legal_obligation"])))]
    pub lawful_basis: LawfulBasis,
    /// Which part of the contract or law.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub basis_ref: Option<String>,
    /// The fields it uses.
    pub pii_information: Vec<String>,
    /// How long, ISO 8601.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PERIOD)))]
    pub retention_period: String,
    /// Who may see them.
    pub recipient_third_parties: Vec<String>,
    /// Where they are kept.
    pub storage_locations: Vec<String>,
}

/// The required tick: the policy has been read, and the service's own processing is agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acknowledgement {
    /// The exact words beside the box.
    pub label: String,
    /// When it was ticked.
    pub decided_at: Timestamp,
}

members!(write PurposeDecision {
    id, label, lawful_basis, pii_information, retention_period, recipient_third_parties, storage_locations, initial_state,
    event_state, decided_at, indication_method,
});
members!(write InformedPurpose {
    id, label, lawful_basis, basis_ref, pii_information, retention_period, recipient_third_parties, storage_locations,
});
members!(write Acknowledgement { label, decided_at });
names!(LawfulBasis { Consent = "consent", Contract = "contract", LegalObligation = "legal_obligation" });
names!(InitialState { Off = "off" });
names!(EventState { Given = "given", Refused = "refused", Withdrawn = "withdrawn", Renewed = "renewed" });
names!(IndicationMethod { Checkbox = "checkbox", LeftUnticked = "left_unticked" });

impl FromJson for LawfulBasis {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let text = String::from_json(json, faults);
        let known = [Self::Consent, Self::Contract, Self::LegalObligation]
            .into_iter()
            .find(|known| known.name() == text);
        known.unwrap_or_else(|| {
            faults.note("expected consent, contract or legal_obligation");
            Self::Consent
        })
    }
}
