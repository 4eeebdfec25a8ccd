//! Follow-up records: withdrawing, changing one's mind, agreeing again to a changed policy.
//!
//! A follow-up names the record it changes by its hash, lists every purpose, and carries no registration. What the
//! person leaves alone stands: the same state, decided at the same time. A verifier makes the follow-up again from the
//! record before it, as [`ConsentRecord::policy_faults`] does for first records, and compares.

use thiserror::Error;

use super::check::NOT_IN_THIS_LANGUAGE;
use super::draft::Asked;
use super::{
    ConsentRecord, Decision, DraftError, EventState, IndicationMethod, PurposeDecision,
    Surroundings,
};
use crate::encoding::Sha256Hex;
use crate::language::Language;
use crate::policy::Pack;
use crate::problem::Fault;
use crate::time::Timestamp;

/// What a person did about one purpose of a record that exists already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Nothing: what was decided stands. Where the purpose has changed and is asked again, nothing was agreed to.
    Leave,
    /// Agreed, at this time.
    Agree(Timestamp),
    /// Took back what was agreed, at this time.
    Withdraw(Timestamp),
    /// Ticked and unticked a box that is asked again, the last time at this time.
    Refuse(Timestamp),
}

/// The policy in force, where it is another than the one of the record that is changed.
#[derive(Debug)]
pub struct Renewal<'a> {
    /// The policy in force.
    pub policy: &'a Pack,
    /// The language it was shown in.
    pub language: &'a Language,
    /// When the required box was ticked anew.
    pub acknowledged_at: Timestamp,
}

/// A follow-up that is about to be made.
#[derive(Debug)]
pub struct Change<'a> {
    /// The newest record of the chain.
    pub previous: &'a ConsentRecord,
    /// The hash of its canonical bytes.
    pub previous_sha256: &'a Sha256Hex,
    /// Under the same notice, nothing.
    pub renewal: Option<Renewal<'a>>,
}

/// Why no follow-up can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChangeError {
    /// The new policy has not every word in the language it is shown in.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// What was agreed to cannot be agreed to again, and what was not agreed to cannot be withdrawn.
    #[error("the purpose `{purpose}` is not in a state for this")]
    State {
        /// The purpose.
        purpose: String,
    },
}

impl EventState {
    /// Whether the purpose may be pursued.
    #[must_use]
    pub fn is_agreed(self) -> bool {
        matches!(self, Self::Given | Self::Renewed)
    }
}

impl PurposeDecision {
    /// Whether two stand for the same: words, data, period, recipients and places. Lists have no order.
    fn asks_the_same_as(&self, other: &Self) -> bool {
        let mut other = other.clone();
        other.take_state_of(self);
        self.in_order() == other.in_order()
    }

    fn in_order(&self) -> Self {
        let mut sorted = self.clone();
        sorted.pii_information.sort_unstable();
        sorted.recipient_third_parties.sort_unstable();
        sorted.storage_locations.sort_unstable();
        sorted
    }

    fn take_state_of(&mut self, other: &Self) {
        self.event_state = other.event_state;
        self.indication_method = other.indication_method;
        self.decided_at.clone_from(&other.decided_at);
    }

    fn change(&mut self, state: EventState, at: Timestamp) {
        self.event_state = state;
        self.decided_at = at;
        self.indication_method = IndicationMethod::Checkbox;
    }
}

impl Change<'_> {
    /// Makes the follow-up. `act` is asked once for each purpose it lists, by its `id`.
    ///
    /// # Errors
    ///
    /// [`ChangeError`].
    pub fn record(
        &self,
        surroundings: Surroundings,
        act: impl Fn(&str) -> Act,
    ) -> Result<ConsentRecord, ChangeError> {
        let mut record = self.unchanged(surroundings)?;
        for purpose in &mut record.purposes {
            let decided = self
                .previous
                .purposes
                .iter()
                .find(|old| old.id == purpose.id);
            decide(purpose, decided, act(&purpose.id))?;
        }
        Ok(record)
    }

    /// The follow-up as it would be if the person did nothing but acknowledge.
    fn unchanged(&self, surroundings: Surroundings) -> Result<ConsentRecord, DraftError> {
        let mut record = match &self.renewal {
            Some(renewal) => {
                let asked = Asked {
                    policy: renewal.policy,
                    language: renewal.language,
                };
                asked.record(surroundings, renewal.acknowledged_at.clone())?
            }
            None => ConsentRecord {
                record_id: surroundings.record_id,
                event_time: surroundings.event_time,
                pii_principal_id: surroundings.key,
                audience: surroundings.audience,
                challenge: surroundings.challenge,
                partner: surroundings.partner,
                evidence: surroundings.evidence,
                ..self.previous.clone()
            },
        };
        record.registration_sha256 = None;
        record.previous_record_sha256 = Some(self.previous_sha256.clone());
        Ok(record)
    }
}

/// Puts an act on a purpose that is asked now; `decided` is what was decided about it before.
fn decide(
    purpose: &mut PurposeDecision,
    decided: Option<&PurposeDecision>,
    act: Act,
) -> Result<(), ChangeError> {
    let was_agreed = decided.is_some_and(|old| old.event_state.is_agreed());
    let stands = decided.is_some_and(|old| old.asks_the_same_as(purpose));
    if let (true, Some(old)) = (stands, decided) {
        purpose.take_state_of(old);
    }
    match act {
        Act::Leave => {}
        Act::Agree(at) if !stands && was_agreed => purpose.change(EventState::Renewed, at),
        Act::Agree(at) if !was_agreed => purpose.change(EventState::Given, at),
        Act::Withdraw(at) if stands && was_agreed => purpose.change(EventState::Withdrawn, at),
        Act::Refuse(at) if !stands => purpose.change(EventState::Refused, at),
        Act::Agree(_) | Act::Withdraw(_) | Act::Refuse(_) => {
            return Err(ChangeError::State {
                purpose: purpose.id.clone(),
            });
        }
    }
    Ok(())
}

/// Compares a follow-up with the record it changes and the policy in force (`None` where that policy is gone).
///
/// Whether `previous` is the newest of its chain, and whether whoever signed may speak for it, is for the caller.
/// Returns every difference, with pointers below `#/consent/payload`; an empty list when there is none.
#[must_use]
pub fn faults(
    previous: &ConsentRecord,
    previous_sha256: &Sha256Hex,
    record: &ConsentRecord,
    in_force: Option<&Pack>,
) -> Vec<Fault> {
    let fault = |member: &str, code, detail: &str| {
        vec![Fault::new(
            ["#/consent/payload/", member].concat(),
            code,
            detail,
        )]
    };
    if record.previous_record_sha256.as_ref() != Some(previous_sha256) {
        let detail = "not the hash of the record that is changed";
        return fault("previous_record_sha256", "previous_mismatch", detail);
    }
    if record.registration_sha256.is_some() {
        let detail = "a follow-up carries no registration: the first record of its chain has it";
        return fault("registration_sha256", "registration", detail);
    }
    let in_force = in_force
        .filter(|pack| pack.notice(&record.language).as_ref() == Some(&record.privacy_notice));
    let same_notice = record.privacy_notice == previous.privacy_notice;
    let grants = record
        .purposes
        .iter()
        .any(|purpose| purpose.event_state.is_agreed() && !previous.purposes.contains(purpose));
    if in_force.is_none() && (grants || !same_notice) {
        let detail =
            "the policy shown is not the one in force; load the form again to see the current one";
        return fault("privacy_notice", "notice_changed", detail);
    }
    // A pack may change its labels and leave its text alone: whoever agrees now must have seen the words in force.
    let renewal = in_force
        .filter(|_| grants || !same_notice)
        .map(|policy| Renewal {
            policy,
            language: &record.language,
            acknowledged_at: record.acknowledged.decided_at.clone(),
        });
    let change = Change {
        previous,
        previous_sha256,
        renewal,
    };
    match change.record(surroundings_of(record), |id| act_of(previous, record, id)) {
        Ok(expected) => record.differences(&expected),
        Err(ChangeError::Draft(_)) => fault("language", "language", NOT_IN_THIS_LANGUAGE),
        Err(error) => fault("purposes", "event_state", &error.to_string()),
    }
}

/// Compares a follow-up with the record it changes, for verifiers who have no policy: they cannot say whether what was
/// agreed to was in force, but every choice must have gone a way that it can go.
///
/// Returns what [`faults`] returns.
#[must_use]
pub fn faults_by_themselves(
    previous: &ConsentRecord,
    previous_sha256: &Sha256Hex,
    record: &ConsentRecord,
) -> Vec<Fault> {
    let faults = faults(previous, previous_sha256, record, None);
    if faults.iter().any(|fault| fault.code != "notice_changed") {
        return faults;
    }
    let mut impossible = Vec::new();
    for (index, now) in record.purposes.iter().enumerate() {
        let decided = previous.purposes.iter().find(|old| old.id == now.id);
        let mut expected = now.clone();
        expected.decide(Decision::Untouched, &record.event_time);
        let act = act_of(previous, record, &now.id);
        if decide(&mut expected, decided, act).is_err() || expected != *now {
            impossible.push(Fault::new(
                format!("#/consent/payload/purposes/{index}/event_state"),
                "event_state",
                "this decision cannot follow the one before it",
            ));
        }
    }
    impossible
}

fn surroundings_of(record: &ConsentRecord) -> Surroundings {
    Surroundings {
        record_id: record.record_id.clone(),
        event_time: record.event_time.clone(),
        key: record.pii_principal_id.clone(),
        audience: record.audience.clone(),
        challenge: record.challenge.clone(),
        partner: record.partner.clone(),
        withdrawal_page: record.withdrawal_method.url.clone(),
        evidence: record.evidence.clone(),
    }
}

/// What the person must have done for the follow-up to say what it says.
fn act_of(previous: &ConsentRecord, record: &ConsentRecord, id: &str) -> Act {
    let find = |record: &ConsentRecord| {
        let found = record.purposes.iter().find(|purpose| purpose.id == id);
        found.cloned()
    };
    let Some(now) = find(record) else {
        return Act::Leave;
    };
    let left_alone = find(previous).is_some_and(|old| {
        (old.event_state, &old.decided_at, old.indication_method)
            == (now.event_state, &now.decided_at, now.indication_method)
    });
    match (left_alone, now.event_state, now.indication_method) {
        (true, ..) | (_, _, IndicationMethod::LeftUnticked) => Act::Leave,
        (_, EventState::Given | EventState::Renewed, _) => Act::Agree(now.decided_at),
        (_, EventState::Withdrawn, _) => Act::Withdraw(now.decided_at),
        (_, EventState::Refused, _) => Act::Refuse(now.decided_at),
    }
}

impl From<Decision> for Act {
    /// A box that is asked afresh: ticked, ticked and unticked, or left alone.
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Ticked(at) => Self::Agree(at),
            Decision::Unticked(at) => Self::Refuse(at),
            Decision::Untouched => Self::Leave,
        }
    }
}
