//! Every error and failure with its words: `docs/messages.md`, written by `cargo xtask messages --write`.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use core::fmt::Debug;
use std::fmt::Write as _;

use thuan::i18n::{self, Failure, Id, Texts};
use thuan::plain::Refusal;
use thuan::record_page::state::{Failure as RecordFailure, Trouble};
use thuan_consent::answer::AnswerError;
use thuan_consent::form::{FieldDefinition, FormDefinition, OwnField};
use thuan_consent::problem::Fault;
use thuan_consent::registration::FieldError;
use thuan_consent::verdict::Finding;
use thuan_fields::{EmailError, PhoneError, TaxCodeError, TextError};

/// One value a variant. A variant that is not listed does not compile.
macro_rules! every {
    ($($pattern:pat => $value:expr),+ $(,)?) => {{
        let all = vec![$($value),+];
        for one in &all {
            match one { $($pattern => {}),+ }
        }
        all
    }};
}

/// What stands above the tables.
const HEAD: &str = "# Messages

Every error and failure with its code and its words.
`cargo xtask messages --write` writes this file from the types and `src/i18n/`, and a test holds it to them.
";

/// The table, or part of it.
struct Table(String);

impl Table {
    fn section(&mut self, heading: &str, note: &str) {
        let _ = write!(self.0, "\n## {heading}\n\n{note}\n\n| code |");
        for language in i18n::all() {
            let _ = write!(self.0, " {} |", language.name);
        }
        let _ = writeln!(self.0, "\n|---|{}", "---|".repeat(i18n::all().len()));
    }

    fn row(&mut self, code: &str, words: impl Fn(&Texts) -> String) {
        let _ = write!(self.0, "| `{code}` |");
        for language in i18n::all() {
            let words = words(language);
            assert!(is_kind(&words), "{code}: {words}");
            let _ = write!(self.0, " {} |", words.replace('|', "\\|"));
        }
        self.0.push('\n');
    }
}

/// No message only says that something is wrong.
fn is_kind(words: &str) -> bool {
    let lower = words.to_lowercase();
    words.chars().count() > 9
        && !["không hợp lệ", "invalid", "illegal", "please"]
            .iter()
            .any(|bad| lower.contains(bad))
}

/// A variant's name in the form of codes.
fn name(variant: &impl Debug) -> String {
    let mut name = String::new();
    for c in format!("{variant:?}")
        .chars()
        .take_while(|c| c.is_alphanumeric())
    {
        if c.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    name
}

fn fault() -> Fault {
    Fault::new("#/consent", "signature", "")
}

fn texts() -> Vec<TextError> {
    every!(
        TextError::Empty => TextError::Empty,
        TextError::TooLong { .. } => TextError::TooLong { max: 200, length: 212 },
        TextError::ControlCharacter => TextError::ControlCharacter,
        TextError::NoLetters => TextError::NoLetters,
        TextError::NotComposed => TextError::NotComposed,
    )
}

fn tax_codes() -> Vec<TaxCodeError> {
    use TaxCodeError as E;
    every!(
        E::Empty => E::Empty, E::Letters => E::Letters, E::Symbols => E::Symbols,
        E::Length { .. } => E::Length { digits: 9 }, E::CheckDigit => E::CheckDigit,
        E::SuffixZero => E::SuffixZero, E::SequenceZero => E::SequenceZero,
        E::DashInPersonal => E::DashInPersonal,
    )
}

fn emails() -> Vec<EmailError> {
    use EmailError as E;
    every!(
        E::Empty => E::Empty, E::Space => E::Space, E::NotAscii => E::NotAscii, E::NoAt => E::NoAt,
        E::SeveralAts => E::SeveralAts, E::LocalEmpty => E::LocalEmpty,
        E::LocalTooLong => E::LocalTooLong, E::LocalDot => E::LocalDot,
        E::LocalCharacter => E::LocalCharacter, E::DomainEmpty => E::DomainEmpty,
        E::DomainWithoutDot => E::DomainWithoutDot, E::DomainLabel => E::DomainLabel,
        E::DomainCharacter => E::DomainCharacter, E::TooLong => E::TooLong,
    )
}

fn phones() -> Vec<PhoneError> {
    use PhoneError as E;
    every!(
        E::Empty => E::Empty, E::Letters => E::Letters, E::Symbols => E::Symbols,
        E::TooShort { .. } => E::TooShort { digits: 8 }, E::TooLong { .. } => E::TooLong { digits: 13 },
        E::UnknownPrefix => E::UnknownPrefix, E::Retired => E::Retired, E::Foreign => E::Foreign,
        E::CountryCode => E::CountryCode, E::Several => E::Several, E::Extension => E::Extension,
    )
}

fn field_errors() -> Vec<(&'static str, FieldError)> {
    let mut all = Vec::new();
    // Which fields there are, so that a new one is not forgotten.
    let _ = every!(
        FieldError::CompanyName(_) => FieldError::CompanyName(TextError::Empty),
        FieldError::TaxCode(_) => FieldError::TaxCode(TaxCodeError::Empty),
        FieldError::Address(_) => FieldError::Address(TextError::Empty),
        FieldError::ContactName(_) => FieldError::ContactName(TextError::Empty),
        FieldError::Email(_) => FieldError::Email(EmailError::Empty),
        FieldError::Phone(_) => FieldError::Phone(PhoneError::Empty),
    );
    all.extend(
        texts()
            .into_iter()
            .map(|e| ("company_name", FieldError::CompanyName(e))),
    );
    all.extend(
        tax_codes()
            .into_iter()
            .map(|e| ("tax_code", FieldError::TaxCode(e))),
    );
    all.extend(
        texts()
            .into_iter()
            .map(|e| ("address", FieldError::Address(e))),
    );
    all.extend(
        texts()
            .into_iter()
            .map(|e| ("contact_name", FieldError::ContactName(e))),
    );
    all.extend(
        emails()
            .into_iter()
            .map(|e| ("email", FieldError::Email(e))),
    );
    all.extend(
        phones()
            .into_iter()
            .map(|e| ("phone", FieldError::Phone(e))),
    );
    all
}

/// The errors of a form's own fields, each with kinds of field that can have it.
fn answers() -> Vec<(AnswerError, &'static [&'static str])> {
    use AnswerError as E;
    let all = every!(
        E::Empty => E::Empty, E::TooShort => E::TooShort, E::TooLong => E::TooLong,
        E::ControlCharacter => E::ControlCharacter, E::Email(_) => E::Email(EmailError::NoAt),
        E::NotNumber => E::NotNumber, E::Decimals => E::Decimals, E::NotDate => E::NotDate,
        E::Range => E::Range, E::NoOption => E::NoOption,
    );
    let fields = |error| -> &'static [&'static str] {
        match error {
            E::Empty => &[
                "job_title",
                "invoice_email",
                "branches",
                "start_on",
                "product",
                "authorised",
            ],
            E::TooShort | E::TooLong | E::ControlCharacter => &["job_title"],
            E::Email(_) => &["invoice_email"],
            E::NotNumber | E::Decimals => &["employees"],
            E::NotDate => &["start_on"],
            E::Range => &["branches", "start_on"],
            E::NoOption => &["heard"],
        }
    };
    all.into_iter()
        .map(|error| (error, fields(error)))
        .collect()
}

fn failures() -> Vec<Failure> {
    use Failure as F;
    every!(
        F::InsecureContext => F::InsecureContext, F::Key => F::Key, F::Unreachable => F::Unreachable, F::Network => F::Network,
        F::Timeout => F::Timeout, F::Stopped => F::Stopped, F::Changed => F::Changed,
        F::Conflict => F::Conflict,
        F::Edited => F::Edited, F::Unproved => F::Unproved,
        F::Server => F::Server, F::Busy => F::Busy, F::Refused(_) => F::Refused(403),
        F::Answer => F::Answer, F::Tampered => F::Tampered, F::Definition => F::Definition,
    )
}

fn record_failures() -> Vec<RecordFailure> {
    use RecordFailure as F;
    every!(
        F::Nothing => F::Nothing, F::NotAcknowledged => F::NotAcknowledged, F::Tampered => F::Tampered,
        F::InsecureContext => F::InsecureContext, F::Key => F::Key, F::Unreachable => F::Unreachable, F::Network => F::Network,
        F::Timeout => F::Timeout, F::Stopped => F::Stopped, F::Server => F::Server, F::Busy => F::Busy, F::Answer => F::Answer,
        F::Receipt => F::Receipt, F::Unproved => F::Unproved, F::NotTheNewest => F::NotTheNewest,
        F::UnknownRecord => F::UnknownRecord, F::PolicyChanged => F::PolicyChanged,
        F::Refused(_) => F::Refused("403".to_owned()), F::ContactMissing => F::ContactMissing,
        F::Contact => F::Contact, F::Reference => F::Reference,
    )
}

fn troubles() -> Vec<Trouble> {
    use Trouble as T;
    every!(
        T::Empty => T::Empty, T::TooLarge => T::TooLarge, T::NotText => T::NotText,
        T::Unreadable => T::Unreadable, T::NotJson => T::NotJson, T::NotARecord => T::NotARecord,
        T::Policy => T::Policy,
    )
}

fn refusals() -> Vec<Refusal> {
    use Refusal as R;
    every!(
        R::Faults => R::Faults, R::Changed => R::Changed, R::Elsewhere => R::Elsewhere,
        R::UnknownForm => R::UnknownForm, R::NotAForm => R::NotAForm, R::NotUtf8 => R::NotUtf8,
        R::Repeated => R::Repeated, R::Unexpected => R::Unexpected, R::TooLarge => R::TooLarge,
        R::Incomplete => R::Incomplete, R::Opened => R::Opened, R::Trapped => R::Trapped,
        R::Confirm => R::Confirm, R::Busy => R::Busy, R::Internal => R::Internal,
    )
}

fn findings() -> Vec<Finding> {
    use Finding as F;
    every!(
        F::SignatureHolds => F::SignatureHolds, F::SignatureFails(_) => F::SignatureFails(fault()),
        F::RegistrationHolds => F::RegistrationHolds, F::RegistrationDiffers => F::RegistrationDiffers,
        F::RegistrationAbsent => F::RegistrationAbsent, F::RegistrationNone => F::RegistrationNone,
        F::RegistrationWithoutFirst => F::RegistrationWithoutFirst, F::PolicyHolds => F::PolicyHolds,
        F::PolicyDiffers => F::PolicyDiffers, F::PolicyOtherLanguage => F::PolicyOtherLanguage,
        F::PolicyAbsent => F::PolicyAbsent, F::PolicyFileHolds => F::PolicyFileHolds,
        F::PolicyFileAuthoritative => F::PolicyFileAuthoritative,
        F::PolicyFileDiffers => F::PolicyFileDiffers, F::FormHolds => F::FormHolds,
        F::FormDiffers => F::FormDiffers, F::FormAbsent => F::FormAbsent,
        F::ReceiptHolds => F::ReceiptHolds, F::ReceiptKeyUnknown => F::ReceiptKeyUnknown,
        F::ReceiptKeyForeign => F::ReceiptKeyForeign, F::ReceiptFails(_) => F::ReceiptFails(fault()),
        F::ReceiptOtherRecord => F::ReceiptOtherRecord, F::ReceiptAbsent => F::ReceiptAbsent,
        F::ChainHolds { .. } => F::ChainHolds { earlier: 2 }, F::ChainAbsent => F::ChainAbsent,
        F::ChainBroken { .. } => F::ChainBroken { place: 2 },
        F::ChainRecordFails { .. } => F::ChainRecordFails { place: 2, fault: fault() },
        F::ChainReceiptFails { .. } => F::ChainReceiptFails { place: 2 },
        F::ChainReceiptOrder => F::ChainReceiptOrder,
        F::ChangeFails { .. } => F::ChangeFails { place: 2, fault: fault() },
        F::KeyContinued => F::KeyContinued, F::KeyNotContinued => F::KeyNotContinued,
        F::KeyContinuityDiffers => F::KeyContinuityDiffers,
    )
}

fn own_field(form: &FormDefinition, name: &str) -> OwnField {
    let own = form.fields.iter().find_map(|field| match field {
        FieldDefinition::Own(own) if own.name == name => Some(own),
        _ => None,
    });
    *own.expect("a field of the test's form").clone()
}

fn document() -> String {
    let mut table = Table(HEAD.to_owned());
    table.section(
        "Fields",
        "The `code` of a fault in a problem document, behind the field's name.",
    );
    for (field, error) in field_errors() {
        table.row(&[field, ".", error.code()].concat(), |t| {
            t.field_error(error)
        });
    }
    table.section(
        "The form's own fields",
        "After the field's label; here for fields with limits.",
    );
    let form = FormDefinition::parse(include_bytes!("forms/extra.json")).unwrap();
    for (error, fields) in answers() {
        for field in fields {
            let own = own_field(&form, field);
            table.row(&[&name(&own.kind), ".", error.code()].concat(), |t| {
                t.answer_error(error, &own)
            });
        }
    }
    table.section(
        "The form as a whole",
        "What is wrong beside the fields' own errors.",
    );
    table.row("not_acknowledged", |t| {
        t.get(Id::ErrorsNotAcknowledged).to_owned()
    });
    table.row("refused_by_backend", |t| {
        t.get(Id::ErrorsRefusedByBackend).to_owned()
    });
    table.section("Sending", "The `code` of a `thuan:error` event.");
    for failure in failures() {
        table.row(failure.code(), |t| t.failure(&failure));
    }
    table.section(
        "Loading",
        "The same, before there is a form; `load_` stands before the code.",
    );
    for cause in ["offline", "blocked", "unsupported", "definition"] {
        table.row(cause, |t| loader(t.tag, cause));
    }
    table.section(
        "The record page",
        "The `code` of a `thuan:error` event on the record page, where the page around is told.",
    );
    for failure in record_failures() {
        table.row(failure.code(), |t| t.record_failure(&failure));
    }
    table.section(
        "Files",
        "Why a file that somebody brings along cannot be read.",
    );
    for trouble in troubles() {
        table.row(&name(&trouble), |t| t.trouble(&trouble).to_owned());
    }
    table.section(
        "Checks",
        "What is found about a record, with the code that `thuan verify --json` prints.",
    );
    for finding in findings() {
        table.row(finding.code(), |t| t.finding(&finding));
    }
    table.section(
        "Forms posted as plain HTML",
        "Why a form from a browser that cannot sign is not taken.",
    );
    for refusal in refusals() {
        table.row(&name(&refusal), |t| t.refusal(refusal).to_owned());
    }
    table.0
}

/// What the loader says: it has its words from the same files, by way of the build.
fn loader(tag: &str, cause: &str) -> String {
    let folder = [env!("CARGO_MANIFEST_DIR"), "/src/i18n"].concat();
    let languages = thuan_languages::Languages::read(&[folder.as_ref()]).unwrap();
    let text = languages
        .get(tag)
        .unwrap()
        .text(&["loader.", cause].concat());
    text.expect("words").to_owned()
}

#[test]
fn the_table_says_what_the_form_says() {
    const FILE: &str = "docs/messages.md";
    let document = document();
    if std::env::var_os("THUAN_WRITE").is_some() {
        std::fs::write([env!("CARGO_MANIFEST_DIR"), "/", FILE].concat(), &document).unwrap();
    }
    let kept = std::fs::read_to_string([env!("CARGO_MANIFEST_DIR"), "/", FILE].concat());
    assert!(
        kept.unwrap_or_default() == document,
        "{FILE} is not what the form says\n\nWhat to do: cargo xtask messages --write, and read what changed"
    );
}
