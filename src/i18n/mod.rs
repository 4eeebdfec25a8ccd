//! Translations: one file a language, one [`Texts`] a file.
//!
//! A table is a plain struct, so a text that is missing in a language does not compile; error messages are exhaustive
//! matches, so neither does an error without words. Nothing here formats what the browser's `Intl` formats better.

mod answers;
mod en;
mod en_errors;
mod en_readings;
#[cfg(feature = "ssr")]
pub mod plain;
#[cfg(feature = "ssr")]
mod plain_en;
#[cfg(feature = "ssr")]
mod plain_vi;
#[cfg(any(feature = "record", feature = "ssr"))]
pub mod record;
#[cfg(any(feature = "record", feature = "ssr"))]
mod record_en;
#[cfg(any(feature = "record", feature = "ssr"))]
mod record_en_states;
#[cfg(any(feature = "record", feature = "ssr"))]
mod record_vi;
#[cfg(any(feature = "record", feature = "ssr"))]
mod record_vi_states;
mod vi;
mod vi_errors;
mod vi_readings;

use thuan_consent::form::FieldKind;
use thuan_consent::language::Language;
use thuan_consent::record::LawfulBasis;
use thuan_consent::registration::FieldError;

pub use answers::{AnswerTexts, answer_error};

use crate::reading::{Hint, Understood};
use crate::state::{Lookup, Wait};

/// Every text of the widget in one language.
#[derive(Debug)]
pub struct Texts {
    /// The language's tag, as `lang` attributes have it.
    pub tag: &'static str,
    /// Legend of the company's fields.
    pub company_section: &'static str,
    /// Legend of the contact person's fields.
    pub contact_section: &'static str,
    /// Behind the label of a field that may stay empty.
    pub optional: &'static str,
    /// A field's label.
    pub label: fn(FieldKind) -> &'static str,
    /// What helps filling a field in; empty where the label says it all.
    pub hint: fn(FieldKind) -> &'static str,
    /// Heading of the policy section.
    pub policy_section: &'static str,
    /// Heading of the key facts.
    pub facts: &'static str,
    /// Key fact: who uses the data.
    pub fact_who: &'static str,
    /// Key fact: which data.
    pub fact_data: &'static str,
    /// Key fact: what for, without being asked.
    pub fact_why: &'static str,
    /// Key fact: how long.
    pub fact_how_long: &'static str,
    /// Key fact: who sees it.
    pub fact_recipients: &'static str,
    /// Key fact: rights.
    pub fact_rights: &'static str,
    /// Key fact: taking consent back.
    pub fact_withdrawal: &'static str,
    /// On what ground something is used, in plain words.
    pub basis: fn(LawfulBasis) -> &'static str,
    /// A policy's version and day, from both.
    pub version: fn(&str, &str) -> String,
    /// An ISO 8601 duration of years, months or days, from its number and unit.
    pub duration: fn(&str, DurationUnit) -> String,
    /// Name of the region with the full text.
    pub full_text: &'static str,
    /// Legend of the choices.
    pub choices: &'static str,
    /// What leaving a choice empty means.
    pub choices_note: &'static str,
    /// Legend above the required tick.
    pub acknowledgement: &'static str,
    /// The send button.
    pub send: &'static str,
    /// The send button after a failed try.
    pub send_again: &'static str,
    /// What happens on sending.
    pub send_note: &'static str,
    /// Heading of the error summary.
    pub summary: &'static str,
    /// While signing and sending.
    pub sending: &'static str,
    /// What is waited for while it is sent.
    pub waiting: fn(Wait) -> &'static str,
    /// Button: stop waiting.
    pub stop: &'static str,
    /// Why nothing could be sent.
    pub failure: fn(&Failure) -> String,
    /// What is wrong with a field's value and what to do.
    pub field_error: fn(FieldError) -> String,
    /// What is wrong with an answer to a field of the form's own, and what to do; it follows the field's label.
    pub answers: AnswerTexts,
    /// Stands in a list from which nothing is chosen yet.
    pub choose: &'static str,
    /// What was understood from a field.
    pub understood: fn(Understood) -> String,
    /// What may have been meant instead.
    pub hint_words: fn(&Hint) -> &'static str,
    /// The button that writes what was meant into the field, from what it would write.
    pub use_hint: fn(&str) -> String,
    /// The button that looks a company up.
    pub look_up: &'static str,
    /// The button that stops looking it up.
    pub stop_looking_up: &'static str,
    /// What looking it up sends, and what came of it.
    pub lookup: fn(Lookup) -> String,
    /// The required tick is missing.
    pub not_acknowledged: &'static str,
    /// The backend refused a value that the browser had accepted.
    pub refused_by_backend: &'static str,
    /// Heading of the confirmation.
    pub done: &'static str,
    /// What happens next.
    pub done_next: &'static str,
    /// Name of the reference number.
    pub reference: &'static str,
    /// What the record proves when the backend has only said that it has it.
    pub proof_received: &'static str,
    /// What it proves when the backend gave a challenge before.
    pub proof_challenged: &'static str,
    /// What it proves when the backend signed a receipt.
    pub proof_receipted: &'static str,
    /// What it proves when a receipt was expected and none came.
    pub proof_missing: &'static str,
    /// What it proves when the receipt that came does not hold.
    pub proof_wrong: &'static str,
    /// What it proves when the receipt that came could not be checked.
    pub proof_unproven: &'static str,
    /// Key fact: where it is kept.
    pub fact_storage: &'static str,
    /// Heading of what was decided.
    pub decided: &'static str,
    /// Decided: agreed.
    pub given: &'static str,
    /// Decided: not agreed.
    pub refused: &'static str,
    /// Button: the evidence file.
    pub download: &'static str,
    /// Button: print.
    pub print: &'static str,
    /// What to keep the file for.
    pub keep: &'static str,
    /// That this browser has a copy as well.
    pub stored: &'static str,
    /// That this browser has none.
    pub not_stored: &'static str,
    /// Button: to the record, to see it, change it or take it back.
    pub open_record: &'static str,
    /// That this browser has a record, from its reference and whether its policy is the one in force.
    pub earlier: fn(&str, bool) -> String,
    /// That form or policy have changed since they were first shown.
    pub renewed: &'static str,
}

/// Unit of a retention period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// `Y`
    Years,
    /// `M`
    Months,
    /// `D`
    Days,
}

/// Why a registration did not arrive, or why nobody knows whether it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The page was not loaded over HTTPS, so the browser offers no signing.
    InsecureContext,
    /// The browser could not make or use a key.
    Key,
    /// No answer: offline, blocked, or the backend is away.
    Network,
    /// No answer in time.
    Timeout,
    /// The person did not want to wait any more.
    Stopped,
    /// The policy or the form has changed since the page was loaded.
    Changed,
    /// The backend already has another record of the same name.
    Conflict,
    /// The backend has met with trouble of its own.
    Server,
    /// The backend asks to wait.
    Busy,
    /// The backend refused for another reason, with this status.
    Refused(u16),
    /// The backend answered something that is not an answer to this.
    Answer,
    /// A script of the page has changed the boxes.
    Tampered,
    /// The form's definition and its policy do not fit together.
    Definition,
}

impl Failure {
    /// A stable name for programs: the `code` in the `thuan:error` event.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InsecureContext => "insecure_context",
            Self::Key => "key",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Stopped => "stopped",
            Self::Changed => "changed",
            Self::Conflict => "conflict",
            Self::Server => "server",
            Self::Busy => "busy",
            Self::Refused(_) => "refused",
            Self::Answer => "answer",
            Self::Tampered => "tampered",
            Self::Definition => "definition",
        }
    }
}

static TABLES: [&Texts; 2] = [&vi::TEXTS, &en::TEXTS];

/// The texts in a language; Vietnamese where there is no table for it.
#[must_use]
pub fn texts(language: &Language) -> &'static Texts {
    TABLES
        .iter()
        .find(|table| table.tag == language.as_str())
        .copied()
        .unwrap_or(&vi::TEXTS)
}

impl Texts {
    /// A retention period in words. A form that is not `P<number><Y|M|D>` is shown as it is.
    #[must_use]
    pub fn period(&self, iso: &str) -> String {
        let unit = match iso.as_bytes().last() {
            Some(b'Y') => DurationUnit::Years,
            Some(b'M') => DurationUnit::Months,
            Some(b'D') => DurationUnit::Days,
            _ => return iso.to_owned(),
        };
        let number = iso
            .strip_prefix('P')
            .and_then(|rest| rest.get(..rest.len() - 1));
        match number
            .filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        {
            Some(number) => (self.duration)(number, unit),
            None => iso.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_said_in_words() {
        assert_eq!(vi::TEXTS.period("P10Y"), "10 năm");
        assert_eq!(en::TEXTS.period("P10Y"), "10 years");
        assert_eq!(en::TEXTS.period("P1Y"), "1 year");
        for odd in ["", "P", "Y", "PY", "P1Y2M", "PT5H", "Pé1D"] {
            assert_eq!(en::TEXTS.period(odd), odd);
        }
    }
}
