//! Making a record from what was shown and decided.

use thiserror::Error;

use super::{
    Acknowledgement, ConsentRecord, Controller, Entity, EventState, EventType, Evidence,
    IndicationMethod, InformedPurpose, InitialState, LawfulBasis, PurposeDecision, SCHEMA_VERSION,
    WithdrawalMethod,
};
use crate::encoding::{RecordId, Sha256Hex, Thumbprint};
use crate::language::{Language, Localised};
use crate::map::Map;
use crate::policy::{Pack, Purpose};
use crate::time::Timestamp;

/// What a person decided about one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The box was ticked, at this time.
    Ticked(Timestamp),
    /// The box was ticked and unticked again, the last time at this time.
    Unticked(Timestamp),
    /// The box was never touched.
    Untouched,
}

/// What a record says about the moment and the place, and nobody but the caller can know.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// A fresh random name.
    pub record_id: RecordId,
    /// The time of sending.
    pub event_time: Timestamp,
    /// The thumbprint of the key that will sign.
    pub key: Thumbprint,
    /// The absolute address the record is posted to, without a fragment.
    pub audience: String,
    /// The backend's nonce.
    pub challenge: Option<String>,
    /// Through whose page the person came.
    pub partner: Option<String>,
    /// The circumstances.
    pub evidence: Evidence,
}

/// Everything a record is made of.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The policy that was shown.
    pub policy: &'a Pack,
    /// The language it was shown in.
    pub language: &'a Language,
    /// When the required box was ticked.
    pub acknowledged_at: Timestamp,
    /// The hash of the canonical registration.
    pub registration_sha256: Sha256Hex,
}

/// Why no record can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DraftError {
    /// The policy has no text, or not every label, in the language the form is shown in.
    #[error("the policy `{policy}` is not complete in `{language}`")]
    Language {
        /// The pack.
        policy: String,
        /// The language.
        language: Language,
    },
}

impl Draft<'_> {
    /// Makes the record. `decide` is asked once for each choice of the policy, by its `id`.
    ///
    /// # Errors
    ///
    /// [`DraftError::Language`]: a record must hold the exact words that were shown, so there is none without them.
    pub fn record(
        self,
        surroundings: Surroundings,
        decide: impl Fn(&str) -> Decision,
    ) -> Result<ConsentRecord, DraftError> {
        let (policy, language) = (self.policy, self.language);
        self.complete(surroundings, &decide)
            .ok_or_else(|| DraftError::Language {
                policy: policy.id.clone(),
                language: language.clone(),
            })
    }

    /// `None` where words are missing.
    fn complete(
        self,
        surroundings: Surroundings,
        decide: &dyn Fn(&str) -> Decision,
    ) -> Option<ConsentRecord> {
        let (policy, language) = (self.policy, self.language);
        let sent_at = &surroundings.event_time;
        let (mut purposes, mut told) = (Vec::new(), Vec::new());
        for purpose in &policy.purposes {
            if purpose.lawful_basis == LawfulBasis::Consent {
                let decision = decide(&purpose.id);
                let decided = decided(policy, purpose, language, decision, sent_at);
                purposes.push(decided?);
            } else {
                told.push(informed(policy, purpose, language)?);
            }
        }
        let label = policy.acknowledgement.get(language)?;
        let withdrawal = policy.withdrawal.label.get(language)?;
        Some(ConsentRecord {
            schema_version: SCHEMA_VERSION.to_owned(),
            record_id: surroundings.record_id,
            event_time: surroundings.event_time,
            event_type: EventType::Explicit,
            pii_principal_id: surroundings.key,
            entity: Entity {
                indicated_by: "pii_principal".to_owned(),
                capacity: "representative".to_owned(),
            },
            jurisdiction: "VN".to_owned(),
            applicable_law: policy.applicable_law.clone(),
            language: language.clone(),
            pii_controllers: vec![controller(policy)],
            privacy_notice: policy.notice(language)?,
            privacy_rights: policy.rights.iter().map(|right| right.id.clone()).collect(),
            withdrawal_method: WithdrawalMethod {
                description: withdrawal.to_owned(),
                url: policy.withdrawal.url.clone(),
                email: policy.withdrawal.email.clone(),
                phone: policy.withdrawal.phone.clone(),
            },
            purposes,
            information_only: told,
            acknowledged: Acknowledgement {
                label: label.to_owned(),
                decided_at: self.acknowledged_at,
            },
            registration_sha256: Some(self.registration_sha256),
            audience: surroundings.audience,
            challenge: surroundings.challenge,
            previous_record_sha256: None,
            partner: surroundings.partner,
            evidence: surroundings.evidence,
        })
    }
}

fn controller(policy: &Pack) -> Controller {
    let text = &policy.controller;
    Controller {
        name: text.name.clone(),
        tax_code: text.tax_code.clone(),
        address: text.address.clone(),
        email: text.email.clone(),
        phone: text.phone.clone(),
    }
}

/// The words that keys stand for.
fn words(
    keys: &[String],
    named: &Map<String, Localised>,
    language: &Language,
) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for key in keys {
        all.push(named.get(key)?.get(language)?.to_owned());
    }
    Some(all)
}

#[inline(never)]
fn decided(
    policy: &Pack,
    purpose: &Purpose,
    language: &Language,
    decision: Decision,
    sent_at: &Timestamp,
) -> Option<PurposeDecision> {
    let (event_state, decided_at, indication_method) = match decision {
        Decision::Ticked(at) => (EventState::Given, at, IndicationMethod::Checkbox),
        Decision::Unticked(at) => (EventState::Refused, at, IndicationMethod::Checkbox),
        Decision::Untouched => (
            EventState::Refused,
            sent_at.clone(),
            IndicationMethod::LeftUnticked,
        ),
    };
    Some(PurposeDecision {
        id: purpose.id.clone(),
        label: purpose.label.get(language)?.to_owned(),
        lawful_basis: LawfulBasis::Consent,
        pii_information: purpose.pii_information.clone(),
        retention_period: purpose.retention_period.clone(),
        recipient_third_parties: words(&purpose.recipients, &policy.recipients, language)?,
        storage_locations: words(&purpose.storage, &policy.storage, language)?,
        initial_state: InitialState::Off,
        event_state,
        decided_at,
        indication_method,
    })
}

#[inline(never)]
fn informed(policy: &Pack, purpose: &Purpose, language: &Language) -> Option<InformedPurpose> {
    Some(InformedPurpose {
        id: purpose.id.clone(),
        label: purpose.label.get(language)?.to_owned(),
        lawful_basis: purpose.lawful_basis,
        basis_ref: purpose.basis_ref.clone(),
        pii_information: purpose.pii_information.clone(),
        retention_period: purpose.retention_period.clone(),
        recipient_third_parties: words(&purpose.recipients, &policy.recipients, language)?,
        storage_locations: words(&purpose.storage, &policy.storage, language)?,
    })
}
