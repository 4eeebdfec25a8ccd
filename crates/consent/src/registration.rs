//! The registration: the personal data, parsed, salted and hashed.

use std::collections::BTreeMap;

use thiserror::Error;
use thuan_fields::{
    Address, CompanyName, Email, EmailError, PersonName, Phone, PhoneError, TaxCode, TaxCodeError,
    TextError,
};
#[cfg(feature = "verify")]
use unicode_normalization::UnicodeNormalization as _;

#[cfg(feature = "verify")]
use crate::answer::{self, AnswerError};
use crate::encoding::{EncodingError, Sha256Hex, base64url, base64url_array};
use crate::form::FieldKind;
#[cfg(feature = "verify")]
use crate::form::{FieldDefinition, FormDefinition, OwnField};
use crate::json::{self, Json, ToJson, members};
use crate::map::Map;
#[cfg(feature = "verify")]
use crate::problem::Fault;

/// The wire name of what a phone number's extension is kept under.
pub const PHONE_EXTENSION: &str = "phone_extension";

/// Longest extension that is taken, in digits.
#[cfg(feature = "verify")]
const MAX_EXTENSION: usize = 20;

/// A registration as it is posted: normalised values by field name, and the salt of their hash.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Registration {
    /// Makes the hash say nothing once the data is deleted.
    pub salt: Salt,
    /// Values in their normal form.
    pub fields: BTreeMap<String, String>,
}

/// Sixteen random bytes, as base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Salt(String);

members!(write Registration { salt, fields });

/// A registration as the widget makes it, the same on the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Filled {
    /// As in [`Registration`].
    pub salt: Salt,
    /// As in [`Registration`].
    pub fields: Map<String, String>,
}

members!(write Filled { salt, fields });

impl Filled {
    /// `SHA-256(JCS(registration))`: what the record holds of it.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hex {
        Sha256Hex::of(json::canonical(self).as_bytes())
    }
}

impl From<Filled> for Registration {
    fn from(filled: Filled) -> Self {
        Self {
            salt: filled.salt,
            fields: filled.fields.into(),
        }
    }
}

impl ToJson for Salt {
    fn to_json(&self) -> Option<Json> {
        self.0.to_json()
    }
}

impl Salt {
    /// From sixteen bytes of a cryptographic random source.
    #[must_use]
    pub fn from_random(bytes: &[u8; 16]) -> Self {
        Self(base64url(bytes))
    }
}

impl TryFrom<String> for Salt {
    type Error = EncodingError;

    fn try_from(text: String) -> Result<Self, EncodingError> {
        base64url_array::<16>(&text)?;
        Ok(Self(text))
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        salt.0
    }
}

// The values are personal data: they must not reach a log through `{:?}`.
impl core::fmt::Debug for Registration {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Registration")
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Filled {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Filled(..)")
    }
}

impl Registration {
    /// `SHA-256(JCS(registration))`: what the record holds of it.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hex {
        Sha256Hex::of(json::canonical(self).as_bytes())
    }

    /// Parses every field again, as a backend must: the values have to be there, known, valid, and already in the
    /// normal form that the parser gives them.
    ///
    /// Returns every fault; an empty list when there is none.
    #[cfg(feature = "verify")]
    #[must_use]
    pub fn faults(&self, form: &FormDefinition) -> Vec<Fault> {
        let mut faults = Vec::new();
        for name in self.fields.keys() {
            let asked = form.fields.iter().any(|field| field.name() == name);
            let extension =
                name == PHONE_EXTENSION && self.fields.contains_key(FieldKind::Phone.name());
            if !asked && !extension {
                faults.push(Fault::field(
                    name,
                    "unknown_field",
                    "the form does not ask for this",
                ));
            }
        }
        let answer = |name: &str| self.fields.get(name).cloned().unwrap_or_default();
        for field in &form.fields {
            let name = field.name();
            let shown = match field {
                FieldDefinition::Own(own) => form.is_shown(own, &mut |other| answer(&other.name)),
                FieldDefinition::Known(_) => true,
            };
            match self.fields.get(name) {
                Some(_) if !shown => faults.push(Fault::field(
                    name,
                    "not_shown",
                    "by the other answers the form does not ask for this",
                )),
                None if shown && field.required() => {
                    faults.push(Fault::field(name, "empty", "a value is required"));
                }
                None => {}
                Some(value) => faults.extend(value_fault(field, value)),
            }
        }
        if let Some(extension) = self.fields.get(PHONE_EXTENSION) {
            let digits = !extension.is_empty()
                && extension.len() <= MAX_EXTENSION
                && extension.bytes().all(|b| b.is_ascii_digit());
            if !digits {
                faults.push(Fault::field(
                    PHONE_EXTENSION,
                    "letters",
                    "an extension is up to twenty digits",
                ));
            }
        }
        faults
    }
}

/// What is wrong with a value that was sent, if anything is.
#[cfg(feature = "verify")]
fn value_fault(field: &FieldDefinition, value: &str) -> Option<Fault> {
    let refused = |code, detail: String| Fault::field(field.name(), code, detail);
    let parsed = match field {
        FieldDefinition::Known(known) => {
            parse_text(known.name, value).map_err(|error| refused(error.code(), error.to_string()))
        }
        FieldDefinition::Own(own) => {
            parse_answer(own, value).map_err(|error| refused(error.code(), error.to_string()))
        }
    };
    match parsed {
        Err(fault) => Some(fault),
        Ok(parsed) if parsed.extension.is_none() && parsed.value == value => None,
        Ok(_) => Some(refused(
            "not_normalised",
            "the value is not in its normal form".to_owned(),
        )),
    }
}

/// A field's value, parsed.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedField {
    /// The normal form, as it is posted and stored.
    pub value: String,
    /// A phone number's extension.
    pub extension: Option<String>,
}

/// Why a field's value is refused: the field type's own error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FieldError {
    /// Of the company name.
    #[error(transparent)]
    CompanyName(TextError),
    /// Of the tax code.
    #[error(transparent)]
    TaxCode(#[from] TaxCodeError),
    /// Of the address.
    #[error(transparent)]
    Address(TextError),
    /// Of the contact's name.
    #[error(transparent)]
    ContactName(TextError),
    /// Of the e-mail address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// Of the phone number.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

impl FieldError {
    /// A stable name for programs: the `code` in a problem document.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CompanyName(error) | Self::Address(error) | Self::ContactName(error) => {
                error.code()
            }
            Self::TaxCode(error) => error.code(),
            Self::Email(error) => error.code(),
            Self::Phone(error) => error.code(),
        }
    }
}

/// Parses what was typed into a field, where there is no browser.
///
/// # Errors
///
/// The error of the field's own type.
#[cfg(feature = "verify")]
pub fn parse_text(kind: FieldKind, text: &str) -> Result<ParsedField, FieldError> {
    parse(kind, text, |text| text.nfc().collect())
}

/// Parses what was answered to a field of the form's own, where there is no browser.
///
/// # Errors
///
/// [`AnswerError`].
#[cfg(feature = "verify")]
pub fn parse_answer(own: &OwnField, text: &str) -> Result<ParsedField, AnswerError> {
    Ok(ParsedField {
        value: answer::parse(own, text, |text| text.nfc().collect())?,
        extension: None,
    })
}

/// Parses what was typed into a field.
///
/// `nfc` composes text to Unicode normalisation form C: the browser's own `normalize` there, a crate natively.
///
/// # Errors
///
/// The error of the field's own type.
pub fn parse(
    kind: FieldKind,
    text: &str,
    nfc: fn(&str) -> String,
) -> Result<ParsedField, FieldError> {
    let plain = |value: &str| ParsedField {
        value: value.to_owned(),
        extension: None,
    };
    Ok(match kind {
        FieldKind::CompanyName => plain(
            CompanyName::parse_with(text, nfc)
                .map_err(FieldError::CompanyName)?
                .as_str(),
        ),
        FieldKind::TaxCode => plain(TaxCode::parse(text)?.as_str()),
        FieldKind::Address => plain(
            Address::parse_with(text, nfc)
                .map_err(FieldError::Address)?
                .as_str(),
        ),
        FieldKind::ContactName => plain(
            PersonName::parse_with(text, nfc)
                .map_err(FieldError::ContactName)?
                .as_str(),
        ),
        FieldKind::Email => plain(Email::parse(text)?.as_str()),
        FieldKind::Phone => {
            let phone = Phone::parse(text)?;
            ParsedField {
                value: phone.e164().to_owned(),
                extension: phone.extension().map(str::to_owned),
            }
        }
    })
}
