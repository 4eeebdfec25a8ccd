//! What a person can change about a record, and what the ticks they made amount to.
//!
//! A tick is a change. Every box begins off, and what is left alone stands.

use thuan_consent::language::Language;
use thuan_consent::policy::Pack;
use thuan_consent::policy::diff::{self, Change};
use thuan_consent::record::change::Act;
use thuan_consent::record::{ConsentRecord, Decision, PurposeDecision};
use thuan_consent::time::Timestamp;

use super::state::Failure;
use crate::state::{ACKNOWLEDGED, Ticks};

/// What can be changed.
#[derive(Debug)]
pub struct Choices {
    /// Whether the policy in force asks something else than the record answers, or says something else.
    pub renewal: bool,
    /// The choices, in the policy's order.
    pub list: Vec<Choice>,
    /// What was decided and is asked no more.
    pub no_longer: Vec<PurposeDecision>,
}

/// One choice.
#[derive(Debug)]
pub struct Choice {
    /// The purpose.
    pub id: String,
    /// The words that a tick agrees to, or that were agreed to.
    pub label: String,
    /// What was decided before.
    pub before: Option<PurposeDecision>,
    /// What it is asked as.
    pub question: Question,
}

/// What a choice is asked as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The terms are those that were decided on: what was decided stands.
    Standing,
    /// The terms are others: they have to be agreed to again.
    Anew(Vec<Change>),
    /// It was never asked.
    First,
}

/// What the ticks amount to.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// When the policy in force was acknowledged, if the change is made under it.
    pub acknowledged_at: Option<Timestamp>,
    /// Whether something is withdrawn.
    pub withdraws: bool,
    /// Whether something is agreed to.
    pub agrees: bool,
    acts: Vec<(String, Act)>,
}

impl Plan {
    /// What is done about a purpose.
    #[must_use]
    pub fn act(&self, id: &str) -> Act {
        let found = self.acts.iter().find(|(known, _)| known == id);
        found.map_or(Act::Leave, |(_, act)| act.clone())
    }
}

/// The name of the box that withdraws.
#[must_use]
pub fn withdraw_box(id: &str) -> String {
    ["withdraw.", id].concat()
}

/// The name of the box that agrees.
#[must_use]
pub fn agree_box(id: &str) -> String {
    ["agree.", id].concat()
}

/// The language in which a record is followed up: its own where the policy has it, otherwise the one that counts.
#[must_use]
pub fn language_of<'a>(record: &'a ConsentRecord, policy: &'a Pack) -> &'a Language {
    match policy.text(&record.language) {
        Some(_) => &record.language,
        None => &policy.authoritative,
    }
}

impl Choice {
    /// Whether it was agreed to, and may be withdrawn.
    #[must_use]
    pub fn can_withdraw(&self) -> bool {
        self.before
            .as_ref()
            .is_some_and(|before| before.event_state.is_agreed())
    }

    /// Whether it may be agreed to.
    #[must_use]
    pub fn can_agree(&self) -> bool {
        self.question != Question::Standing || !self.can_withdraw()
    }
}

impl Choices {
    /// What can be changed about a record where this policy is in force. Without a policy, it can be withdrawn.
    #[must_use]
    pub fn of(record: &ConsentRecord, policy: Option<&Pack>) -> Self {
        let Some(policy) = policy else {
            let standing = |decision: &PurposeDecision| Choice {
                id: decision.id.clone(),
                label: decision.label.clone(),
                before: Some(decision.clone()),
                question: Question::Standing,
            };
            return Self {
                renewal: false,
                list: record.purposes.iter().map(standing).collect(),
                no_longer: Vec::new(),
            };
        };
        let language = language_of(record, policy);
        let asking = diff::needs_asking(record, policy, language);
        let mut list = Vec::new();
        for purpose in policy.choices() {
            let before = record.purposes.iter().find(|old| old.id == purpose.id);
            let asked = asking.iter().find(|asked| asked.id == purpose.id);
            list.push(Choice {
                id: purpose.id.clone(),
                label: purpose.words(language).unwrap_or_default(),
                before: before.cloned(),
                question: match (asked, before) {
                    (None, _) => Question::Standing,
                    (Some(asked), Some(_)) => Question::Anew(asked.changes.clone()),
                    (Some(_), None) => Question::First,
                },
            });
        }
        let gone = diff::no_longer_asked(record, policy);
        let same_notice = policy.notice(language).as_ref() == Some(&record.privacy_notice);
        let same_tick = policy.acknowledgement.get(language) == Some(&record.acknowledged.label);
        Self {
            renewal: !same_notice || !same_tick || !asking.is_empty() || !gone.is_empty(),
            list,
            no_longer: gone.into_iter().cloned().collect(),
        }
    }

    /// Every box there is, by name.
    #[must_use]
    pub fn boxes(&self) -> Vec<String> {
        let mut boxes = Vec::new();
        for choice in &self.list {
            if choice.can_withdraw() {
                boxes.push(withdraw_box(&choice.id));
            }
            if choice.can_agree() {
                boxes.push(agree_box(&choice.id));
            }
        }
        let agreed = |old: &&PurposeDecision| old.event_state.is_agreed();
        for old in self.no_longer.iter().filter(agreed) {
            boxes.push(withdraw_box(&old.id));
        }
        if self.renewal {
            boxes.push(ACKNOWLEDGED.to_owned());
        }
        boxes
    }

    /// What can be withdrawn at all: what was agreed to, and is in force.
    #[must_use]
    pub fn withdrawable(&self) -> Vec<String> {
        let known = self.list.iter().filter(|choice| choice.can_withdraw());
        let gone = self
            .no_longer
            .iter()
            .filter(|old| old.event_state.is_agreed());
        known
            .map(|choice| choice.id.clone())
            .chain(gone.map(|old| old.id.clone()))
            .collect()
    }

    /// What the ticks amount to.
    ///
    /// Withdrawing needs nothing else: without the tick for a new policy, the change is made under the old one.
    ///
    /// # Errors
    ///
    /// [`Failure::Nothing`], [`Failure::NotAcknowledged`].
    pub fn plan(&self, ticks: &Ticks) -> Result<Plan, Failure> {
        let ticked = |name: &str| match ticks.decision(name) {
            Decision::Ticked(at) => Some(at),
            _ => None,
        };
        let acknowledged_at = if self.renewal {
            ticked(ACKNOWLEDGED)
        } else {
            None
        };
        let mut plan = Plan {
            withdraws: false,
            agrees: false,
            acts: Vec::new(),
            acknowledged_at,
        };
        for choice in &self.list {
            let withdrawn = ticked(&withdraw_box(&choice.id)).filter(|_| choice.can_withdraw());
            let agreed = ticked(&agree_box(&choice.id)).filter(|_| choice.can_agree());
            plan.withdraws |= withdrawn.is_some();
            plan.agrees |= agreed.is_some();
            let stands = choice.question == Question::Standing;
            let act = match (withdrawn, agreed) {
                // Under a policy that asks again there is nothing to withdraw: it is refused.
                (Some(at), _) if plan.acknowledged_at.is_some() && !stands => Act::Refuse(at),
                (Some(at), _) => Act::Withdraw(at),
                (None, Some(at)) => Act::Agree(at),
                (None, None) if plan.acknowledged_at.is_some() && !stands => {
                    Act::from(ticks.decision(&agree_box(&choice.id)))
                }
                (None, None) => Act::Leave,
            };
            plan.acts.push((choice.id.clone(), act));
        }
        for old in &self.no_longer {
            if let Some(at) = ticked(&withdraw_box(&old.id)) {
                plan.withdraws = true;
                plan.acts.push((old.id.clone(), Act::Withdraw(at)));
            }
        }
        if self.renewal && plan.agrees && plan.acknowledged_at.is_none() {
            return Err(Failure::NotAcknowledged);
        }
        if !plan.withdraws && !plan.agrees && plan.acknowledged_at.is_none() {
            return Err(Failure::Nothing);
        }
        Ok(plan)
    }
}
