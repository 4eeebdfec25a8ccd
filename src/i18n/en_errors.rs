//! A message for each error: what is not right and what to do.

use thuan_consent::registration::FieldError;
use thuan_fields::{EmailError, PhoneError, TaxCodeError, TextError};

pub(super) fn field_error(error: FieldError) -> String {
    match error {
        FieldError::CompanyName(error) => text(error, "company name"),
        FieldError::Address(error) => text(error, "address"),
        FieldError::ContactName(error) => text(error, "contact person's full name"),
        FieldError::TaxCode(error) => tax_code(error),
        FieldError::Email(error) => email(error).to_owned(),
        FieldError::Phone(error) => phone(error),
    }
}

fn text(error: TextError, what: &str) -> String {
    match error {
        TextError::Empty => ["Enter the ", what].concat(),
        TextError::TooLong { max, length } => {
            let (max, over) = (max.to_string(), length.saturating_sub(max).to_string());
            [
                "Shorten the ",
                what,
                ": at most ",
                &max,
                " characters, ",
                &over,
                " too many",
            ]
            .concat()
        }
        TextError::ControlCharacter => [
            "Type the ",
            what,
            " by hand: what was pasted has hidden characters",
        ]
        .concat(),
        TextError::NoLetters => [
            "Enter the ",
            what,
            " in letters: there are only signs so far",
        ]
        .concat(),
        TextError::NotComposed => ["Type the ", what, " again with a Unicode keyboard"].concat(),
    }
}

fn tax_code(error: TaxCodeError) -> String {
    match error {
        TaxCodeError::Empty => "Enter the tax code",
        TaxCodeError::Letters => "A tax code has digits only: remove the letters",
        TaxCodeError::Symbols => "A tax code has digits and perhaps a dash: remove the other signs",
        TaxCodeError::Length { digits } => {
            return [
                "A tax code has 10, 12 or 13 digits; you entered ",
                &digits.to_string(),
            ]
            .concat();
        }
        TaxCodeError::CheckDigit => {
            "One of the tax code's digits is wrong: compare each with the certificate"
        }
        TaxCodeError::SuffixZero => {
            "A branch's last three digits start at 001: check them, or leave them out"
        }
        TaxCodeError::SequenceZero => {
            "This tax code is incomplete: its middle digits cannot all be 0"
        }
        TaxCodeError::DashInPersonal => {
            "A branch has 13 digits; a personal number has 12 and no dash: check which one this is"
        }
    }
    .to_owned()
}

pub(super) fn email(error: EmailError) -> &'static str {
    match error {
        EmailError::Empty => "Enter the email address",
        EmailError::Space => "Remove the space from the email address",
        EmailError::NotAscii => {
            "Type the email address without diacritics, for example name@company.vn"
        }
        EmailError::NoAt => "The email address needs an @, for example name@company.vn",
        EmailError::SeveralAts => "An email address has one @: enter a single address",
        EmailError::LocalEmpty => "Enter the part before the @, for example name@company.vn",
        EmailError::LocalTooLong => "The part before the @ is longer than 64 characters: check it",
        EmailError::LocalDot => {
            "Check the dots before the @: not first, not last, not two in a row"
        }
        EmailError::LocalCharacter => {
            "The part before the @ has a character that cannot be used: check it"
        }
        EmailError::DomainEmpty => "Enter the domain after the @, for example company.vn",
        EmailError::DomainWithoutDot => {
            "The domain after the @ needs a dot, for example company.vn"
        }
        EmailError::DomainLabel => {
            "Check the domain after the @: a dot or hyphen is in the wrong place"
        }
        EmailError::DomainCharacter => {
            "The domain after the @ has a character that cannot be used: check it"
        }
        EmailError::TooLong => "The email address is longer than 254 characters: check it",
    }
}

fn phone(error: PhoneError) -> String {
    match error {
        PhoneError::Empty => "Enter the phone number",
        PhoneError::Letters => "A phone number has digits only: remove the letters",
        PhoneError::Symbols => "The phone number has an unusual sign: leave only digits and spaces",
        PhoneError::TooShort { digits } => {
            return [
                "The phone number is too short, you entered ",
                &digits.to_string(),
                " digits: add the missing ones",
            ]
            .concat();
        }
        PhoneError::TooLong { digits } => {
            return [
                "The phone number has too many digits, you entered ",
                &digits.to_string(),
                ": check it",
            ]
            .concat();
        }
        PhoneError::UnknownPrefix => {
            "No number in Viet Nam begins like this: check the first digits"
        }
        PhoneError::Retired => "This prefix changed in 2017–2018: enter the new number",
        PhoneError::Foreign => {
            "Enter a number in Viet Nam (+84): this form does not take foreign numbers yet"
        }
        PhoneError::CountryCode => {
            "The country code is not right: numbers in Viet Nam begin with +84 or 0"
        }
        PhoneError::Several => "Enter one phone number only",
        PhoneError::Extension => {
            "Write the extension after “ext”, for example 024 3934 3137 ext 12"
        }
    }
    .to_owned()
}
