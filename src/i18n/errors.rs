//! A message for each error of the fields that this product knows: what is not right and what to do.

use thuan_consent::registration::FieldError;
use thuan_fields::{EmailError, PhoneError, TaxCodeError, TextError};

use super::{Id, Texts};

impl Texts {
    /// What is wrong with a field's value and what to do.
    #[must_use]
    pub fn field_error(&self, error: FieldError) -> String {
        match error {
            FieldError::CompanyName(error) => self.text(error, Id::ErrorsWhatCompanyName),
            FieldError::Address(error) => self.text(error, Id::ErrorsWhatAddress),
            FieldError::ContactName(error) => self.text(error, Id::ErrorsWhatContactName),
            FieldError::TaxCode(error) => self.tax_code(error),
            FieldError::Email(error) => self.get(email(error)).to_owned(),
            FieldError::Phone(error) => self.phone(error),
        }
    }

    fn text(&self, error: TextError, what: Id) -> String {
        let what = self.get(what);
        match error {
            TextError::Empty => self.errors_text_empty(what),
            TextError::TooLong { max, length } => {
                let over = length.saturating_sub(max).to_string();
                self.errors_text_too_long(&max.to_string(), &over, what)
            }
            TextError::ControlCharacter => self.errors_text_control_character(what),
            TextError::NoLetters => self.errors_text_no_letters(what),
            TextError::NotComposed => self.errors_text_not_composed(what),
        }
    }

    fn tax_code(&self, error: TaxCodeError) -> String {
        let id = match error {
            TaxCodeError::Empty => Id::ErrorsTaxCodeEmpty,
            TaxCodeError::Letters => Id::ErrorsTaxCodeLetters,
            TaxCodeError::Symbols => Id::ErrorsTaxCodeSymbols,
            TaxCodeError::Length { digits } => {
                return self.errors_tax_code_length(&digits.to_string());
            }
            TaxCodeError::CheckDigit => Id::ErrorsTaxCodeCheckDigit,
            TaxCodeError::SuffixZero => Id::ErrorsTaxCodeSuffixZero,
            TaxCodeError::SequenceZero => Id::ErrorsTaxCodeSequenceZero,
            TaxCodeError::DashInPersonal => Id::ErrorsTaxCodeDashInPersonal,
        };
        self.get(id).to_owned()
    }

    fn phone(&self, error: PhoneError) -> String {
        let id = match error {
            PhoneError::Empty => Id::ErrorsPhoneEmpty,
            PhoneError::Letters => Id::ErrorsPhoneLetters,
            PhoneError::Symbols => Id::ErrorsPhoneSymbols,
            PhoneError::TooShort { digits } => {
                return self.errors_phone_too_short(&digits.to_string());
            }
            PhoneError::TooLong { digits } => {
                return self.errors_phone_too_long(&digits.to_string());
            }
            PhoneError::UnknownPrefix => Id::ErrorsPhoneUnknownPrefix,
            PhoneError::Retired => Id::ErrorsPhoneRetired,
            PhoneError::Foreign => Id::ErrorsPhoneForeign,
            PhoneError::CountryCode => Id::ErrorsPhoneCountryCode,
            PhoneError::Several => Id::ErrorsPhoneSeveral,
            PhoneError::Extension => Id::ErrorsPhoneExtension,
        };
        self.get(id).to_owned()
    }
}

/// The words for an e-mail address, in whichever field it stands.
pub(super) fn email(error: EmailError) -> Id {
    match error {
        EmailError::Empty => Id::ErrorsEmailEmpty,
        EmailError::Space => Id::ErrorsEmailSpace,
        EmailError::NotAscii => Id::ErrorsEmailNotAscii,
        EmailError::NoAt => Id::ErrorsEmailNoAt,
        EmailError::SeveralAts => Id::ErrorsEmailSeveralAts,
        EmailError::LocalEmpty => Id::ErrorsEmailLocalEmpty,
        EmailError::LocalTooLong => Id::ErrorsEmailLocalTooLong,
        EmailError::LocalDot => Id::ErrorsEmailLocalDot,
        EmailError::LocalCharacter => Id::ErrorsEmailLocalCharacter,
        EmailError::DomainEmpty => Id::ErrorsEmailDomainEmpty,
        EmailError::DomainWithoutDot => Id::ErrorsEmailDomainWithoutDot,
        EmailError::DomainLabel => Id::ErrorsEmailDomainLabel,
        EmailError::DomainCharacter => Id::ErrorsEmailDomainCharacter,
        EmailError::TooLong => Id::ErrorsEmailTooLong,
    }
}
