//! What changed in the purposes, and in what a policy says besides.

use super::Kind;
use crate::json::names;
use crate::language::{Language, Localised};
use crate::map::Map;
use crate::policy::{Pack, Purpose};

/// A purpose that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeChange {
    /// Its name in the pack.
    pub id: String,
    /// Its words, the new ones if there are two; empty where the pack has none in the language.
    pub label: String,
    /// What happened; never [`Kind::Moved`], since the order of purposes says nothing.
    pub kind: Kind,
    /// What is different in a changed one; for one that came or went, all it says or said.
    pub changes: Vec<Change>,
}

/// A term that is not as it was. One that is reworded has something on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub term: Term,
    /// What it said and does not say any more.
    pub removed: Vec<String>,
    /// What it says now and did not before.
    pub added: Vec<String>,
}

/// What a policy says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// The words shown.
    Label,
    /// The ground, by its name in the record.
    LawfulBasis,
    /// The part of the contract or law it rests on.
    BasisRef,
    /// How messages come.
    Channel,
    /// How often.
    Frequency,
    /// The data used, by names of fields.
    Data,
    /// How long it is kept, ISO 8601.
    Retention,
    /// Who may see it, in words.
    Recipients,
    /// Where it is kept, in words.
    Storage,
    /// The pack's version.
    Version,
    /// The day from which it applies.
    Effective,
    /// The language that counts.
    Authoritative,
    /// The languages that have a text.
    Texts,
    /// The laws it names.
    ApplicableLaw,
    /// The controller's name.
    ControllerName,
    /// The controller's tax code.
    ControllerTaxCode,
    /// The controller's address.
    ControllerAddress,
    /// The controller's e-mail address.
    ControllerEmail,
    /// The controller's telephone number.
    ControllerPhone,
    /// The words of the required tick.
    Acknowledgement,
    /// The rights, in words.
    Rights,
    /// How consent is taken back, in words.
    Withdrawal,
    /// The page for it.
    WithdrawalUrl,
    /// The e-mail address for it.
    WithdrawalEmail,
    /// The telephone number for it.
    WithdrawalPhone,
}

names!(Term {
    Label = "label", LawfulBasis = "lawful_basis", BasisRef = "basis_ref", Channel = "channel", Frequency = "frequency", Data = "pii_information", Retention = "retention_period", Recipients = "recipients", Storage = "storage", Version = "version", Effective = "effective", Authoritative = "authoritative", Texts = "texts", ApplicableLaw = "applicable_law", ControllerName = "controller.name", ControllerTaxCode = "controller.tax_code", ControllerAddress = "controller.address", ControllerEmail = "controller.email", ControllerPhone = "controller.phone", Acknowledgement = "acknowledgement", Rights = "rights", Withdrawal = "withdrawal.label", WithdrawalUrl = "withdrawal.url", WithdrawalEmail = "withdrawal.email", WithdrawalPhone = "withdrawal.phone",
});

impl Term {
    /// Whether a record holds it of a purpose that was decided on: what of it changes is asked again.
    #[must_use]
    pub fn is_recorded(self) -> bool {
        matches!(
            self,
            Self::Label
                | Self::Frequency
                | Self::Data
                | Self::Retention
                | Self::Recipients
                | Self::Storage
        )
    }
}

/// What changed in the purposes, in the new pack's order, with those that are gone at the end.
///
/// Purposes belong together by their `id`. Words are compared as they stand in `language`; lists without regard to
/// their order.
#[must_use]
pub fn purposes(old: &Pack, new: &Pack, language: &Language) -> Vec<PurposeChange> {
    let mut changes = Vec::new();
    for is in &new.purposes {
        let was = old.purposes.iter().find(|was| was.id == is.id);
        let said = was.map_or_else(Vec::new, |was| said(old, was, language));
        let different = compare(&said, &self::said(new, is, language));
        if was.is_none() || !different.is_empty() {
            let kind = if was.is_some() {
                Kind::Changed
            } else {
                Kind::Added
            };
            changes.push(change(is, kind, different, language));
        }
    }
    for was in &old.purposes {
        if new.purposes.iter().all(|is| is.id != was.id) {
            let different = compare(&said(old, was, language), &[]);
            changes.push(change(was, Kind::Removed, different, language));
        }
    }
    changes
}

/// The choices of the new pack that someone who decided on those of the old one is asked again, by their `id`.
///
/// It is what [`super::needs_asking`] says of a record made from the old pack in this language.
#[must_use]
pub fn asked_again(old: &Pack, new: &Pack, language: &Language) -> Vec<String> {
    let changes = purposes(old, new, language);
    let changed = |id: &str| {
        let change = changes.iter().find(|change| change.id == id);
        change.is_some_and(|change| {
            change
                .changes
                .iter()
                .any(|change| change.term.is_recorded())
        })
    };
    let was_asked = |id: &str| old.choices().any(|was| was.id == id);
    new.choices()
        .filter(|is| !was_asked(&is.id) || changed(&is.id))
        .map(|is| is.id.clone())
        .collect()
}

fn change(
    purpose: &Purpose,
    kind: Kind,
    changes: Vec<Change>,
    language: &Language,
) -> PurposeChange {
    PurposeChange {
        id: purpose.id.clone(),
        label: purpose.label.get(language).unwrap_or_default().to_owned(),
        kind,
        changes,
    }
}

/// What changed besides text and purposes: version, controller, required tick, rights, withdrawal.
#[must_use]
pub fn terms(old: &Pack, new: &Pack, language: &Language) -> Vec<Change> {
    compare(&besides(old, language), &besides(new, language))
}

/// What is said about each term.
type Said = (Term, Vec<String>);

fn said(pack: &Pack, purpose: &Purpose, language: &Language) -> Vec<Said> {
    vec![
        (Term::Label, local(&purpose.label, language)),
        (
            Term::LawfulBasis,
            vec![purpose.lawful_basis.name().to_owned()],
        ),
        (Term::BasisRef, one(purpose.basis_ref.as_ref())),
        (Term::Channel, one(purpose.channel.as_ref())),
        (
            Term::Frequency,
            purpose
                .frequency
                .as_ref()
                .map_or_else(Vec::new, |words| local(words, language)),
        ),
        (Term::Data, purpose.pii_information.clone()),
        (Term::Retention, vec![purpose.retention_period.clone()]),
        (
            Term::Recipients,
            stood_for(&purpose.recipients, &pack.recipients, language),
        ),
        (
            Term::Storage,
            stood_for(&purpose.storage, &pack.storage, language),
        ),
    ]
}

fn besides(pack: &Pack, language: &Language) -> Vec<Said> {
    let (controller, withdrawal) = (&pack.controller, &pack.withdrawal);
    let rights = pack
        .rights
        .iter()
        .flat_map(|right| local(&right.label, language));
    vec![
        (Term::Version, vec![pack.version.clone()]),
        (Term::Effective, vec![pack.effective.clone()]),
        (Term::Authoritative, vec![pack.authoritative.to_string()]),
        (
            Term::Texts,
            pack.text.keys().map(ToString::to_string).collect(),
        ),
        (Term::ApplicableLaw, pack.applicable_law.clone()),
        (Term::ControllerName, vec![controller.name.clone()]),
        (Term::ControllerTaxCode, one(controller.tax_code.as_ref())),
        (Term::ControllerAddress, one(controller.address.as_ref())),
        (Term::ControllerEmail, one(controller.email.as_ref())),
        (Term::ControllerPhone, one(controller.phone.as_ref())),
        (
            Term::Acknowledgement,
            local(&pack.acknowledgement, language),
        ),
        (Term::Rights, rights.collect()),
        (Term::Withdrawal, local(&withdrawal.label, language)),
        (Term::WithdrawalUrl, one(withdrawal.url.as_ref())),
        (Term::WithdrawalEmail, one(withdrawal.email.as_ref())),
        (Term::WithdrawalPhone, one(withdrawal.phone.as_ref())),
    ]
}

fn one(text: Option<&String>) -> Vec<String> {
    text.into_iter().cloned().collect()
}

fn local(words: &Localised, language: &Language) -> Vec<String> {
    words.get(language).map(str::to_owned).into_iter().collect()
}

/// The words that keys stand for; a key that stands for none, as itself.
pub(super) fn stood_for(
    keys: &[String],
    named: &Map<String, Localised>,
    language: &Language,
) -> Vec<String> {
    let words = |key: &String| named.get(key)?.get(language).map(str::to_owned);
    keys.iter()
        .map(|key| words(key).unwrap_or_else(|| key.clone()))
        .collect()
}

/// The terms that differ, in the order in which either side names them.
fn compare(old: &[Said], new: &[Said]) -> Vec<Change> {
    let named = |all: &[Said], term: Term| -> Vec<String> {
        let found = all.iter().find(|(other, _)| *other == term);
        found.map(|(_, said)| said.clone()).unwrap_or_default()
    };
    let longer = if old.is_empty() { new } else { old };
    longer
        .iter()
        .filter_map(|(term, _)| difference(*term, &named(old, *term), &named(new, *term)))
        .collect()
}

/// What one side says and the other does not; `None` where both say the same, in whatever order.
pub(super) fn difference(term: Term, old: &[String], new: &[String]) -> Option<Change> {
    let (removed, added) = (without(old, new), without(new, old));
    let differs = !removed.is_empty() || !added.is_empty();
    differs.then_some(Change {
        term,
        removed,
        added,
    })
}

/// What is left when each of the others has taken its like.
fn without(all: &[String], others: &[String]) -> Vec<String> {
    let mut others: Vec<&String> = others.iter().collect();
    let mut left = Vec::new();
    for said in all {
        match others.iter().position(|other| *other == said) {
            Some(at) => {
                others.swap_remove(at);
            }
            None => left.push(said.clone()),
        }
    }
    left
}
