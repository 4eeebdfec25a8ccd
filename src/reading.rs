//! What was understood from what stands in a field, and what may have been meant.
//!
//! Both are data; their words are in the translations, so they follow the language.

use thuan_consent::form::FieldKind;
use thuan_fields::{Email, EmailHint, Phone, PhoneHint, TaxCode, TaxCodeHint};

/// A field's text, as this program reads it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What it is, where that is worth saying.
    pub understood: Option<Understood>,
    /// What it may be instead.
    pub hint: Option<Hint>,
}

/// What a text was understood as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Understood {
    /// A tax code: whose.
    TaxCode(TaxCode),
    /// A phone number: of what kind, and where.
    Phone(Phone),
}

/// What may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// By what stands in the tax code's field.
    TaxCode(TaxCodeHint),
    /// By what stands in the phone's field.
    Phone(PhoneHint),
    /// By what stands in the e-mail's field.
    Email(EmailHint),
}

impl Reading {
    /// Reads a field's text.
    #[must_use]
    pub fn of(kind: FieldKind, text: &str) -> Self {
        match kind {
            FieldKind::TaxCode => Self {
                understood: TaxCode::parse(text).ok().map(Understood::TaxCode),
                hint: TaxCode::hint(text).map(Hint::TaxCode),
            },
            FieldKind::Phone => Self {
                understood: Phone::parse(text).ok().map(Understood::Phone),
                hint: Phone::hint(text).map(Hint::Phone),
            },
            FieldKind::Email => Self {
                understood: None,
                hint: Email::hint(text).map(Hint::Email),
            },
            FieldKind::CompanyName | FieldKind::Address | FieldKind::ContactName => Self::default(),
        }
    }

    /// The tax code of a company, which may be looked up. A person's number never is.
    #[must_use]
    pub fn company(&self) -> Option<TaxCode> {
        match self.understood {
            Some(Understood::TaxCode(code @ (TaxCode::Enterprise(_) | TaxCode::Branch(_)))) => {
                Some(code)
            }
            _ => None,
        }
    }
}

impl Hint {
    /// What to write into the field instead, where the hint has it.
    #[must_use]
    pub fn replacement(&self) -> Option<String> {
        match self {
            Self::TaxCode(hint) => hint.tax_code().map(|code| code.as_str().to_owned()),
            Self::Phone(hint) => hint.phone().map(written),
            Self::Email(hint) => Some(hint.email().as_str().to_owned()),
        }
    }
}

/// A phone number as one would write it here, its extension behind it; it reads back as the same number.
#[must_use]
pub fn written(phone: Phone) -> String {
    let mut text = phone.national();
    if let Some(extension) = phone.extension() {
        text.push_str(" ext ");
        text.push_str(extension);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn offers(kind: FieldKind, text: &str, replacement: &str) {
        let hint = Reading::of(kind, text).hint.expect("a hint");
        assert_eq!(hint.replacement().as_deref(), Some(replacement));
        let after = Reading::of(kind, replacement);
        assert_eq!(after.hint, None, "what a hint offers needs no hint");
    }

    #[test]
    fn a_hint_can_be_written_into_the_field() {
        offers(FieldKind::TaxCode, "100109106", "0100109106");
        offers(FieldKind::Phone, "0163 234 5678", "0332 345 678");
        offers(FieldKind::Email, "lan@gmial.com", "lan@gmail.com");
    }

    #[test]
    fn a_number_with_an_extension_reads_back() {
        let phone = Phone::parse("024 3934 3137 máy lẻ 12")
            .or_else(|_| Phone::parse("024 3934 3137 ext 12"))
            .expect("a number");
        assert_eq!(Phone::parse(&written(phone)), Ok(phone));
    }

    #[test]
    fn a_persons_number_is_never_looked_up() {
        assert!(
            Reading::of(FieldKind::TaxCode, "0100109106-001")
                .company()
                .is_some()
        );
        assert_eq!(
            Reading::of(FieldKind::TaxCode, "001099012345").company(),
            None
        );
    }
}
