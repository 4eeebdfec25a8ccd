//! One JSON string in, one JSON object out: what `thuan check` says about each line.
//!
//! | answer | when |
//! |---|---|
//! | `{"valid":true,"normalised":"…","kind":"…"}` | the text parsed; names and addresses have no `kind` |
//! | `{"valid":false,"error":"…"}` | it did not; `error` is the error's `code()` |
//! | `{"valid":false,"error":"not_a_json_string"}` | the line is no JSON string |
//!
//! Added where there is something to say:
//!
//! - `"digits":n` to the errors that count them, `"max":n` and `"length":n` to `too_long` of texts;
//! - `"hint":{"kind":"…"}`, to a valid answer too, with `"value"`, what to type into the field instead, and
//!   `"normalised"`, how that is stored;
//! - to a telephone number: `"national"`, `"international"`, `"extension"`, `"area"`, `"warning"`.

use crate::{
    Address, CompanyName, Email, PersonName, Phone, PhoneError, PhoneHint, TaxCode, TaxCodeError,
    TaxCodeHint, TextError,
};
use core::fmt;
use core::str::FromStr;

/// Which parser judges a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`TaxCode`], written `tax-code`.
    TaxCode,
    /// [`Phone`], written `phone`.
    Phone,
    /// [`Email`], written `email`.
    Email,
    /// [`CompanyName`], written `company-name`.
    CompanyName,
    /// [`PersonName`], written `person-name`.
    PersonName,
    /// [`Address`], written `address`.
    Address,
}

impl Kind {
    /// Every kind, in the order of help texts.
    pub const ALL: [Self; 6] = [
        Self::TaxCode,
        Self::Phone,
        Self::Email,
        Self::CompanyName,
        Self::PersonName,
        Self::Address,
    ];

    /// The name on the command line.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::TaxCode => "tax-code",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::CompanyName => "company-name",
            Self::PersonName => "person-name",
            Self::Address => "address",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No [`Kind`] has that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownKind;

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of tax-code, phone, email, company-name, person-name, address")
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or(UnknownKind)
    }
}

/// The answer to one line, a JSON object without a line end.
pub fn check_line(kind: Kind, line: &str) -> String {
    let Ok(text) = serde_json::from_str::<String>(line) else {
        return Answer::error("not_a_json_string").end();
    };
    match kind {
        Kind::TaxCode => tax_code(&text),
        Kind::Phone => phone(&text),
        Kind::Email => email(&text),
        Kind::CompanyName => free_text(CompanyName::parse(&text)),
        Kind::PersonName => free_text(PersonName::parse(&text)),
        Kind::Address => free_text(Address::parse(&text)),
    }
    .end()
}

fn tax_code(text: &str) -> Answer {
    let mut answer = match TaxCode::parse(text) {
        Ok(code) => Answer::valid(code.as_str()).text("kind", code.kind().as_str()),
        Err(TaxCodeError::Length { digits }) => {
            Answer::error(TaxCodeError::Length { digits }.code()).number("digits", digits)
        }
        Err(cause) => Answer::error(cause.code()),
    };
    if let Some(hint) = TaxCode::hint(text) {
        let about = match &hint {
            TaxCodeHint::LooksLikePhone(phone) => Some((typed(phone), phone.to_string())),
            _ => hint
                .tax_code()
                .map(|code| (code.to_string(), code.to_string())),
        };
        answer = answer.hint(hint.code(), about);
    }
    answer
}

fn phone(text: &str) -> Answer {
    let mut answer = match Phone::parse(text) {
        Ok(phone) => Answer::valid(phone.e164())
            .text("kind", phone.kind().as_str())
            .text("national", &phone.national())
            .text("international", &phone.international())
            .maybe("extension", phone.extension())
            .maybe("area", phone.area())
            .maybe("warning", phone.warning().map(|warning| warning.code())),
        Err(cause @ (PhoneError::TooShort { digits } | PhoneError::TooLong { digits })) => {
            Answer::error(cause.code()).number("digits", digits)
        }
        Err(cause) => Answer::error(cause.code()),
    };
    if let Some(hint) = Phone::hint(text) {
        let about = match &hint {
            PhoneHint::LooksLikeTaxCode(code) => Some((code.to_string(), code.to_string())),
            _ => hint.phone().map(|phone| (typed(&phone), phone.to_string())),
        };
        answer = answer.hint(hint.code(), about);
    }
    answer
}

/// What to type for this number.
fn typed(phone: &Phone) -> String {
    match phone.extension() {
        Some(extension) => [&phone.national_digits(), " ext. ", extension].concat(),
        None => phone.national_digits(),
    }
}

fn email(text: &str) -> Answer {
    let answer = match Email::parse(text) {
        Ok(email) => Answer::valid(email.as_str()).text("kind", "email"),
        Err(cause) => Answer::error(cause.code()),
    };
    match Email::hint(text) {
        Some(hint) => answer.hint(
            hint.code(),
            Some((hint.email().to_string(), hint.email().to_string())),
        ),
        None => answer,
    }
}

fn free_text<T: AsRef<str>>(parsed: Result<T, TextError>) -> Answer {
    match parsed {
        Ok(text) => Answer::valid(text.as_ref()),
        Err(cause @ TextError::TooLong { max, length }) => Answer::error(cause.code())
            .number("max", max)
            .number("length", length),
        Err(cause) => Answer::error(cause.code()),
    }
}

/// A JSON object being written, its members in the order they are told.
struct Answer(String);

impl Answer {
    fn valid(normalised: &str) -> Self {
        Self(String::from(r#"{"valid":true"#)).text("normalised", normalised)
    }

    fn error(code: &str) -> Self {
        Self(String::from(r#"{"valid":false"#)).text("error", code)
    }

    fn text(self, name: &str, value: &str) -> Self {
        self.member(name, &json_string(value))
    }

    fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    fn number(self, name: &str, value: usize) -> Self {
        self.member(name, &value.to_string())
    }

    fn hint(self, kind: &str, about: Option<(String, String)>) -> Self {
        let mut hint = Self(["{\"kind\":", &json_string(kind)].concat());
        if let Some((value, normalised)) = about {
            hint = hint.text("value", &value).text("normalised", &normalised);
        }
        self.member("hint", &hint.end())
    }

    /// Adds a member; `json` is its value as JSON.
    fn member(mut self, name: &str, json: &str) -> Self {
        for part in [",\"", name, "\":", json] {
            self.0.push_str(part);
        }
        self
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
