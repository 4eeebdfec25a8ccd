//! What a person who has a record has to be asked again.

use super::purposes::{Change, Term, difference, stood_for};
use crate::language::Language;
use crate::policy::{Pack, Purpose};
use crate::record::{ConsentRecord, EventState, PurposeDecision};

/// A choice that a record does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The purpose in the pack.
    pub id: String,
    /// What was decided before, in other terms; `None` where it was never asked.
    pub previously: Option<EventState>,
    /// What is different from what was decided on; empty where it was never asked.
    pub changes: Vec<Change>,
}

/// The choices of a pack that the record does not answer, in the pack's order: new ones, and those whose terms changed.
///
/// `language` is the language the pack is shown in. A record holds words in one language: in another one no words are
/// the same and everything is to be asked, so follow a record up in [`ConsentRecord::language`] where the pack has it.
/// A record's words say how often as well; of the channel it says nothing else, so that is not compared by itself.
#[must_use]
pub fn needs_asking(previous: &ConsentRecord, pack: &Pack, language: &Language) -> Vec<Asking> {
    let mut asking = Vec::new();
    for purpose in pack.choices() {
        let decision = previous
            .purposes
            .iter()
            .find(|decision| decision.id == purpose.id);
        let changes = decision.map_or_else(Vec::new, |decision| {
            changed_terms(decision, purpose, pack, language)
        });
        if decision.is_none() || !changes.is_empty() {
            asking.push(Asking {
                id: purpose.id.clone(),
                previously: decision.map(|decision| decision.event_state),
                changes,
            });
        }
    }
    asking
}

/// Whether what was decided on is what the pack asks today: the same words, data, period, recipients and places.
///
/// Lists are compared without regard to order. The purpose's `id` is not looked at.
#[must_use]
pub fn same_terms(
    decision: &PurposeDecision,
    purpose: &Purpose,
    pack: &Pack,
    language: &Language,
) -> bool {
    changed_terms(decision, purpose, pack, language).is_empty()
}

/// What a person decided on and the pack does not ask any more: it is gone, or it does not rest on consent now.
#[must_use]
pub fn no_longer_asked<'a>(previous: &'a ConsentRecord, pack: &Pack) -> Vec<&'a PurposeDecision> {
    previous
        .purposes
        .iter()
        .filter(|decision| pack.choices().all(|purpose| purpose.id != decision.id))
        .collect()
}

/// Whether the pack's controller is another one than those of the record: by tax code where both state one, otherwise
/// by name.
///
/// A company that fills in its address or telephone number is the same company, so this is asked apart from
/// [`needs_asking`].
#[must_use]
pub fn another_controller(previous: &ConsentRecord, pack: &Pack) -> bool {
    let is = &pack.controller;
    previous
        .pii_controllers
        .iter()
        .all(|was| match (&was.tax_code, &is.tax_code) {
            (Some(was), Some(is)) => was != is,
            _ => was.name != is.name,
        })
}

fn changed_terms(
    decision: &PurposeDecision,
    purpose: &Purpose,
    pack: &Pack,
    language: &Language,
) -> Vec<Change> {
    let label: Vec<String> = purpose.words(language).into_iter().collect();
    let recipients = stood_for(&purpose.recipients, &pack.recipients, language);
    let storage = stood_for(&purpose.storage, &pack.storage, language);
    let one = std::slice::from_ref;
    [
        difference(Term::Label, one(&decision.label), &label),
        difference(
            Term::Data,
            &decision.pii_information,
            &purpose.pii_information,
        ),
        difference(
            Term::Retention,
            one(&decision.retention_period),
            one(&purpose.retention_period),
        ),
        difference(
            Term::Recipients,
            &decision.recipient_third_parties,
            &recipients,
        ),
        difference(Term::Storage, &decision.storage_locations, &storage),
    ]
    .into_iter()
    .flatten()
    .collect()
}
