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
    /// The absolute address of a page where the person can take consent back; a policy that names one goes before it.
    pub withdrawal_page: Option<String>,
    /// The circumstances.
    pub evidence: Evidence,
}

/// Everything a first record is made of.
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
        let sent_at = surroundings.event_time.clone();
        let asked = Asked {
            policy: self.policy,
            language: self.language,
        };
        let mut record = asked.record(surroundings, self.acknowledged_at)?;
        for purpose in &mut record.purposes {
            let decision = decide(&purpose.id);
            purpose.decide(decision, &sent_at);
        }
        record.registration_sha256 = Some(self.registration_sha256);
        Ok(record)
    }
}

/// What was shown: a policy in a language.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) policy: &'a Pack,
    pub(super) language: &'a Language,
}

impl Asked<'_> {
    /// A record of what was shown, with every choice still open: refused by being left alone.
    pub(super) fn record(
        self,
        surroundings: Surroundings,
        acknowledged_at: Timestamp,
    ) -> Result<ConsentRecord, DraftError> {
        self.complete(surroundings, acknowledged_at)
            .ok_or_else(|| DraftError::Language {
                policy: self.policy.id.clone(),
                language: self.language.clone(),
            })
    }

    /// `None` where words are missing.
    fn complete(
        self,
        surroundings: Surroundings,
        acknowledged_at: Timestamp,
    ) -> Option<ConsentRecord> {
        let Self { policy, language } = self;
        let (mut purposes, mut told) = (Vec::new(), Vec::new());
        for purpose in &policy.purposes {
            if purpose.lawful_basis == LawfulBasis::Consent {
                purposes.push(self.choice(purpose, &surroundings.event_time)?);
            } else {
                told.push(self.information(purpose)?);
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
                url: policy
                    .withdrawal
                    .url
                    .clone()
                    .or(surroundings.withdrawal_page),
                email: policy.withdrawal.email.clone(),
                phone: policy.withdrawal.phone.clone(),
            },
            purposes,
            information_only: told,
            acknowledged: Acknowledgement {
                label: label.to_owned(),
                decided_at: acknowledged_at,
            },
            registration_sha256: None,
            audience: surroundings.audience,
            challenge: surroundings.challenge,
            previous_record_sha256: None,
            partner: surroundings.partner,
            evidence: surroundings.evidence,
        })
    }

    /// The words that keys stand for.
    fn words(self, keys: &[String], named: &Map<String, Localised>) -> Option<Vec<String>> {
        let mut all = Vec::new();
        for key in keys {
            all.push(named.get(key)?.get(self.language)?.to_owned());
        }
        Some(all)
    }

    #[inline(never)]
    fn choice(self, purpose: &Purpose, sent_at: &Timestamp) -> Option<PurposeDecision> {
        Some(PurposeDecision {
            id: purpose.id.clone(),
            label: purpose.words(self.language)?,
            lawful_basis: LawfulBasis::Consent,
            pii_information: purpose.pii_information.clone(),
            retention_period: purpose.retention_period.clone(),
            recipient_third_parties: self.words(&purpose.recipients, &self.policy.recipients)?,
            storage_locations: self.words(&purpose.storage, &self.policy.storage)?,
            initial_state: InitialState::Off,
            event_state: EventState::Refused,
            decided_at: sent_at.clone(),
            indication_method: IndicationMethod::LeftUnticked,
        })
    }

    #[inline(never)]
    fn information(self, purpose: &Purpose) -> Option<InformedPurpose> {
        Some(InformedPurpose {
            id: purpose.id.clone(),
            label: purpose.label.get(self.language)?.to_owned(),
            lawful_basis: purpose.lawful_basis,
            basis_ref: purpose.basis_ref.clone(),
            pii_information: purpose.pii_information.clone(),
            retention_period: purpose.retention_period.clone(),
            recipient_third_parties: self.words(&purpose.recipients, &self.policy.recipients)?,
            storage_locations: self.words(&purpose.storage, &self.policy.storage)?,
        })
    }
}

impl PurposeDecision {
    /// Notes what was done with the box.
    pub(super) fn decide(&mut self, decision: Decision, sent_at: &Timestamp) {
        (self.event_state, self.decided_at, self.indication_method) = match decision {
            Decision::Ticked(at) => (EventState::Given, at, IndicationMethod::Checkbox),
            Decision::Unticked(at) => (EventState::Refused, at, IndicationMethod::Checkbox),
            Decision::Untouched => (
                EventState::Refused,
                sent_at.clone(),
                IndicationMethod::LeftUnticked,
            ),
        };
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
