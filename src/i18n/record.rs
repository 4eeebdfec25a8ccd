//! The words of the record page: [`RecordTexts`], one table a language.

use thuan_consent::language::Language;
use thuan_consent::policy::diff::{Kind, Term};
use thuan_consent::record::{EventState, IndicationMethod, KeyStorage};
use thuan_consent::verdict::{Finding, Level, Limit, Outcome, Subject};

use super::{record_en, record_vi};
use crate::record_page::state::{Failure, Trouble, Wish};

/// Every text of the record page in one language. What the form's page says too stands in [`super::Texts`].
#[derive(Debug)]
pub struct RecordTexts {
    /// The language's tag, as `lang` attributes have it.
    pub tag: &'static str,
    /// The language's own name.
    pub name: &'static str,
    /// What the switch between languages is called.
    pub languages: &'static str,
    /// Bringing a file along.
    pub start: StartTexts,
    /// What was found.
    pub verdict: VerdictTexts,
    /// The record in plain words.
    pub record: RecordWords,
    /// Withdrawing and changing.
    pub change: ChangeTexts,
    /// The request of someone who has neither key nor file.
    pub request: RequestTexts,
}

/// Bringing a file along.
#[derive(Debug)]
pub struct StartTexts {
    /// Heading where nothing can be sent.
    pub verify: &'static str,
    /// What the page does, where nothing can be sent.
    pub verify_note: &'static str,
    /// Heading where records can be changed.
    pub manage: &'static str,
    /// What one can do there.
    pub manage_note: &'static str,
    /// Heading of the records of this browser.
    pub kept: &'static str,
    /// There are none.
    pub none_kept: &'static str,
    /// A button for one of them, from its reference and day.
    pub open_kept: fn(&str, &str) -> String,
    /// Heading of the file input.
    pub file: &'static str,
    /// Which file is meant.
    pub file_hint: &'static str,
    /// The label of the file input.
    pub choose: &'static str,
    /// That a file can be dropped.
    pub drop: &'static str,
    /// The label of the box for pasting.
    pub paste: &'static str,
    /// The button that checks what was pasted.
    pub check: &'static str,
    /// Why a file could not be read, and what to do.
    pub trouble: fn(&Trouble) -> String,
    /// Heading of what each way shows.
    pub ways: &'static str,
    /// What each way shows, the strongest first.
    pub ways_list: [&'static str; 3],
    /// The button to the request form.
    pub neither: &'static str,
    /// Heading of forgetting.
    pub forget: &'static str,
    /// What forgetting does and does not.
    pub forget_note: &'static str,
    /// The button that asks.
    pub forget_ask: &'static str,
    /// The button that does it.
    pub forget_do: &'static str,
    /// The button that does not.
    pub forget_not: &'static str,
    /// It was done.
    pub forgotten: &'static str,
    /// It could not be done.
    pub not_forgotten: &'static str,
    /// The button back to the form.
    pub close: &'static str,
}

/// What was found.
#[derive(Debug)]
pub struct VerdictTexts {
    /// What the document is, above the verdict.
    pub document: &'static str,
    /// The record holds.
    pub holds: &'static str,
    /// What that means.
    pub holds_note: &'static str,
    /// It does not.
    pub fails: &'static str,
    /// What that means, and what to do.
    pub fails_note: &'static str,
    /// What kind of file it was.
    pub subject: fn(Subject) -> &'static str,
    /// Heading of the checks.
    pub checks: &'static str,
    /// How one came out.
    pub outcome: fn(Outcome) -> &'static str,
    /// What one found.
    pub finding: fn(&Finding) -> String,
    /// What the level of proof is called, before its number.
    pub level: &'static str,
    /// The level's number and what it means.
    pub level_words: fn(Level) -> &'static str,
    /// Heading of what is not proven.
    pub limits: &'static str,
    /// Something that is not proven.
    pub limit: fn(Limit) -> &'static str,
    /// The button for another file.
    pub another: &'static str,
    /// Heading of the comparison with the policy file.
    pub compare: &'static str,
    /// Which file is meant.
    pub compare_hint: &'static str,
    /// The label of the input.
    pub compare_choose: &'static str,
}

/// The record in plain words.
#[derive(Debug)]
pub struct RecordWords {
    /// Heading.
    pub heading: &'static str,
    /// The reference number.
    pub reference: &'static str,
    /// The company that asked.
    pub controller: &'static str,
    /// When it was sent.
    pub sent: &'static str,
    /// A time in Vietnam, from day (`YYYY-MM-DD`) and clock.
    pub time: fn(&str, &str) -> String,
    /// A day, from `YYYY-MM-DD`.
    pub day: fn(&str) -> String,
    /// By whose clock that is.
    pub own_clock: &'static str,
    /// When it arrived.
    pub received: &'static str,
    /// The receipt's name and place.
    pub receipt: &'static str,
    /// A receipt, from its reference and its place in the chain.
    pub receipt_words: fn(&str, &str) -> String,
    /// Which policy.
    pub policy: &'static str,
    /// A policy, from its name, version and language.
    pub policy_words: fn(&str, &str, &str) -> String,
    /// The hash of the text.
    pub hash: &'static str,
    /// The laws named.
    pub laws: &'static str,
    /// Which key signed.
    pub key: &'static str,
    /// Which key signed the receipt.
    pub receipt_key: &'static str,
    /// Where the key is kept.
    pub storage: fn(KeyStorage) -> &'static str,
    /// The page.
    pub page: &'static str,
    /// Through whom.
    pub partner: &'static str,
    /// Where it was sent.
    pub audience: &'static str,
    /// The whole of the record's name.
    pub full_id: &'static str,
    /// The form.
    pub form: &'static str,
    /// The version of the widget.
    pub widget: &'static str,
    /// The backend's nonce.
    pub challenge: &'static str,
    /// The person's clock.
    pub clock: &'static str,
    /// It was set while the form was open.
    pub clock_stepped: &'static str,
    /// Whether the boxes could be seen.
    pub controls: &'static str,
    /// One at least was covered.
    pub controls_hidden: &'static str,
    /// All could be seen.
    pub controls_visible: &'static str,
    /// The record's hash.
    pub record_hash: &'static str,
    /// The record that this one changes.
    pub changes: &'static str,
    /// Heading of the details that were given.
    pub given: &'static str,
    /// The details do not belong to the record.
    pub not_these: &'static str,
    /// Heading of the choices.
    pub purposes: &'static str,
    /// What was decided.
    pub state: fn(EventState) -> &'static str,
    /// How and when, from state, act and time.
    pub decided: fn(EventState, IndicationMethod, &str) -> String,
    /// Heading of what was told.
    pub told: &'static str,
    /// Heading of the required tick.
    pub acknowledged: &'static str,
    /// When, from the time.
    pub acknowledged_at: fn(&str) -> String,
    /// Which data.
    pub data: &'static str,
    /// How long.
    pub period: &'static str,
    /// Who sees it.
    pub recipients: &'static str,
    /// Where it is kept.
    pub places: &'static str,
    /// Heading of the rights and how to withdraw.
    pub withdrawal: &'static str,
    /// Heading of the earlier records.
    pub history: &'static str,
    /// An earlier record, from reference and time.
    pub earlier: fn(&str, &str) -> String,
    /// Heading of the circumstances.
    pub technical: &'static str,
    /// Heading of the policy text.
    pub text: &'static str,
    /// Above a text that is not the one shown.
    pub not_the_text: &'static str,
}

/// Withdrawing and changing.
#[derive(Debug)]
pub struct ChangeTexts {
    /// Heading.
    pub heading: &'static str,
    /// How the boxes work.
    pub note: &'static str,
    /// How they work where some are asked again.
    pub note_renewal: &'static str,
    /// A box that withdraws.
    pub withdraw: &'static str,
    /// A box that agrees.
    pub agree: &'static str,
    /// A choice that stands.
    pub stands: fn(EventState) -> &'static str,
    /// A choice whose terms changed.
    pub asked_anew: &'static str,
    /// A choice that is new.
    pub asked_first: &'static str,
    /// Choices the policy asks no more.
    pub no_longer: &'static str,
    /// The button that ticks every withdrawal and sends.
    pub withdraw_all: &'static str,
    /// What it does.
    pub withdraw_all_note: &'static str,
    /// The button that signs and sends.
    pub send: &'static str,
    /// The same after a failed try.
    pub send_again: &'static str,
    /// While it does.
    pub sending: &'static str,
    /// Why it was not done.
    pub failure: fn(&Failure) -> String,
    /// Heading of a changed policy.
    pub renewal: &'static str,
    /// From the old version and the new.
    pub renewal_note: fn(&str, &str) -> String,
    /// Heading of the differences.
    pub difference: &'static str,
    /// The old text cannot be had.
    pub no_old_text: &'static str,
    /// The texts are the same.
    pub same_text: &'static str,
    /// What happened to a section or purpose.
    pub kind: fn(Kind) -> &'static str,
    /// Before what a term was.
    pub term_before: &'static str,
    /// Before what a term is in the policy in force.
    pub term_now: &'static str,
    /// Before a passage that went.
    pub removed: &'static str,
    /// Before a passage that came.
    pub added: &'static str,
    /// Before a passage that says it in other words.
    pub reworded: &'static str,
    /// A term of a purpose.
    pub term: fn(Term) -> &'static str,
    /// What stands before the first heading.
    pub preamble: &'static str,
    /// Heading of the new tick.
    pub acknowledgement: &'static str,
    /// That withdrawing needs no tick.
    pub acknowledgement_note: &'static str,
    /// Heading when something was withdrawn.
    pub withdrawn: &'static str,
    /// Heading when it was another change.
    pub changed: &'static str,
    /// The backend countersigned.
    pub receipted: &'static str,
    /// The backend took it and did not countersign.
    pub taken: &'static str,
    /// The backend says that the key is another.
    pub not_continued: &'static str,
    /// Both deadlines, from the days.
    pub deadlines: fn(&str, &str) -> String,
    /// That the new file takes the old one's place.
    pub keep: &'static str,
    /// That both files are needed, because what was typed is not in the new one.
    pub keep_both: &'static str,
    /// Another service than the one the record was made for.
    pub elsewhere: fn(&str) -> String,
    /// The page has nothing to send to.
    pub offline: &'static str,
    /// The company's page for it.
    pub at_page: &'static str,
}

/// The request of someone who has neither key nor file.
#[derive(Debug)]
pub struct RequestTexts {
    /// Heading.
    pub heading: &'static str,
    /// What it is and is not.
    pub note: &'static str,
    /// What is wanted.
    pub wish: &'static str,
    /// A wish in words.
    pub wish_words: fn(Wish) -> &'static str,
    /// The reference number.
    pub reference: &'static str,
    /// Where it stands.
    pub reference_hint: &'static str,
    /// How to be reached.
    pub contact: &'static str,
    /// What it is for.
    pub contact_hint: &'static str,
    /// Which choices; none means all.
    pub purposes: &'static str,
    /// Anything more.
    pub message: &'static str,
    /// The button.
    pub send: &'static str,
    /// Back.
    pub back: &'static str,
    /// It arrived.
    pub sent: &'static str,
    /// Its number.
    pub number: &'static str,
    /// What happens next.
    pub sent_note: &'static str,
}

static TABLES: [&RecordTexts; 2] = [&record_vi::TEXTS, &record_en::TEXTS];

/// The texts in a language; Vietnamese where there is no table for it.
#[must_use]
pub fn record_texts(language: &Language) -> &'static RecordTexts {
    TABLES
        .iter()
        .find(|table| table.tag == language.as_str())
        .copied()
        .unwrap_or(&record_vi::TEXTS)
}

/// Every table, in the order in which languages are offered.
#[must_use]
pub fn all_record_texts() -> [&'static RecordTexts; 2] {
    TABLES
}
