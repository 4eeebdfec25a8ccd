//! Form definitions: which fields a form asks for, under which policy, and where it sends them.

mod abuse;
mod check;
mod delivery;
mod error;
mod field;
mod lookup;
mod own;

#[cfg(feature = "serde")]
pub use abuse::{Abuse, TokenKind, TokenService};
pub use abuse::{NONCE, TRAP};
#[cfg(feature = "serde")]
pub use delivery::{BodyFormat, Credentials, Delivery};
pub use error::FormError;
pub use field::{FieldDefinition, FieldKind, KnownField};
pub use lookup::{Lookup, TAX_CODE_PLACE};
pub use own::{Choice, Condition, OwnField, OwnKind, TICKED};

use crate::json::{Json, members, read_as};
use crate::language::{Language, Localised};
use crate::origin::Origin;

/// The `format` of a form definition.
pub const FORMAT: &str = "urn:thuan:form:1";

/// The name of the section about the company.
pub const COMPANY: &str = "company";

/// The name of the section about the person to contact.
pub const CONTACT: &str = "contact";

/// A form definition, as `forms/<id>.json` holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct FormDefinition {
    /// Where editors find the schema; not read.
    #[cfg_attr(feature = "schema", schemars(rename = "$schema"))]
    pub schema: Option<String>,
    /// Always [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: String,
    /// The form's name: lower-case letters, digits, dashes.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::FORM_NAME)))]
    pub id: String,
    /// The policy pack, by name. It is read from `../policy/<name>.json` beside the form's folder.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::FORM_NAME)))]
    pub policy: String,
    /// Where registrations are posted; relative to the address the definition was read from.
    pub endpoint: String,
    /// Where the form posts itself as plain HTML (`application/x-www-form-urlencoded`) in a browser that cannot sign;
    /// relative to the address the definition was read from. Left out, it says there how to reach the company.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PLAIN_ENDPOINT)))]
    pub plain_endpoint: Option<String>,
    /// Languages the form is offered in; the first is the default.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub languages: Vec<Language>,
    /// The form's heading.
    pub title: Localised,
    /// The fields, in the order they are shown in each section.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub fields: Vec<FieldDefinition>,
    /// Sections of the form's own, shown behind the contact's in this order.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub sections: Vec<SectionDefinition>,
    /// Where a company's name and address can be looked up; left out, nothing is offered.
    pub lookup: Option<Lookup>,
    /// Whether a challenge is fetched before signing (level L1), and a record without one refused.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub challenge: bool,
    /// Where the backend's keys are (a JWK set), relative to the address the definition was read from: a receipt is
    /// expected then, and checked (level L2).
    pub jwks: Option<String>,
    /// Where a person finds the page to see, change or take back what they decided, relative to the address the
    /// definition was read from. It goes into the record, unless the policy names one.
    pub withdrawal_page: Option<String>,
    /// Whether a record that has not arrived yet is kept on the device: `memory`, as long as the page is open, or
    /// `persistent`, encrypted, until it has arrived.
    #[cfg_attr(feature = "schema", schemars(with = "Option<delivery::Outbox>"))]
    pub outbox: Option<String>,
    /// How a registration is posted, where the backend does not take the JSON envelope.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Delivery>"))]
    pub delivery: Option<Json>,
    /// What is asked of whoever sends the form, against programs that send it by the thousand; left out, nothing.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Abuse>"))]
    pub abuse: Option<Json>,
    /// The colour scheme where the page says none: `light`, `dark`, or `auto`, what the person's device prefers.
    #[cfg_attr(feature = "schema", schemars(with = "Option<delivery::Scheme>"))]
    pub theme: Option<String>,
    /// Through whom registrations may come; left out, through anyone. One that is not among them is not named in the
    /// record.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub partners: Vec<String>,
    /// Whose pages may show the hosted page of this form in a frame and talk to it, beside its own.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub allowed_origins: Vec<Origin>,
}

/// A section of the form's own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct SectionDefinition {
    /// The name by which fields say that they stand in it.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::SECTION_NAME)))]
    pub id: String,
    /// Its heading, in each of the form's languages.
    pub legend: Localised,
}

members!(read FormDefinition {
    schema as "$schema", format, id, policy, endpoint, plain_endpoint, languages, title, fields,
    sections or Vec::new(), lookup, challenge or false, jwks,
    withdrawal_page, outbox, delivery, abuse, theme, partners or Vec::new(), allowed_origins or Vec::new(),
});
members!(read SectionDefinition { id, legend });

impl FormDefinition {
    /// Reads a form definition.
    ///
    /// # Errors
    ///
    /// [`FormError`]: what is wrong, and where.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        let form: Self = read_as(bytes).map_err(|error| FormError::Json(error.into_text()))?;
        form.check()?;
        Ok(form)
    }

    /// Whether registrations may come through a partner of this name.
    #[must_use]
    pub fn takes_partner(&self, name: &str) -> bool {
        self.partners.is_empty() || self.partners.iter().any(|partner| partner == name)
    }

    /// Whether a record that has not arrived yet is kept on the device.
    #[must_use]
    pub fn has_outbox(&self) -> bool {
        self.outbox.as_deref() == Some(delivery::PERSISTENT)
    }

    /// What is asked of whoever sends the form.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn abuse(&self) -> Abuse {
        let read = |json| Abuse::read(json, self.challenge).ok();
        // What cannot be read is no definition.
        self.abuse.as_ref().and_then(read).unwrap_or_default()
    }

    /// The names of the sections, in the order of the page.
    #[must_use]
    pub fn section_names(&self) -> Vec<&str> {
        let mut names = vec![COMPANY, CONTACT];
        for section in &self.sections {
            names.push(&section.id);
        }
        names
    }

    /// The fields in the order of the page, each with its place in the definition.
    #[must_use]
    pub fn in_page_order(&self) -> Vec<(usize, &FieldDefinition)> {
        let mut fields = Vec::with_capacity(self.fields.len());
        for section in self.section_names() {
            for (at, field) in self.fields.iter().enumerate() {
                if field.section() == section {
                    fields.push((at, field));
                }
            }
        }
        fields
    }

    /// The field of the form's own at a place in the definition.
    #[must_use]
    pub fn own(&self, at: usize) -> Option<&OwnField> {
        match self.fields.get(at) {
            Some(FieldDefinition::Own(own)) => Some(own),
            _ => None,
        }
    }

    /// The fields that are not shown, by what is answered to others: their places in the definition.
    #[must_use]
    pub fn hidden(&self, answer: &mut dyn FnMut(&OwnField) -> String) -> Vec<usize> {
        let mut hidden = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            if let FieldDefinition::Own(own) = field
                && !self.is_shown(own, answer)
            {
                hidden.push(at);
            }
        }
        hidden
    }

    /// Whether a field is shown, by what is answered to others. What is not shown is neither asked for nor sent.
    pub fn is_shown(&self, field: &OwnField, answer: &mut dyn FnMut(&OwnField) -> String) -> bool {
        let mut field = field;
        // Each condition leads to a field that stands before, so this ends.
        while let Some(condition) = &field.shown_when {
            let other = self.fields.iter().find_map(|other| match other {
                FieldDefinition::Own(own) if own.name == condition.field => Some(own),
                _ => None,
            });
            match other {
                Some(other) if answer(other) == condition.is => field = other,
                _ => return false,
            }
        }
        true
    }
}

/// Whether a text is a plain name: lower-case letters, digits and these.
#[allow(
    clippy::manual_contains,
    reason = "its search is made for long texts, and is to be downloaded"
)]
pub(crate) fn is_plain(text: &str, besides: &[u8]) -> bool {
    let plain = |byte: u8| {
        matches!(byte, b'a'..=b'z' | b'0'..=b'9') || besides.iter().any(|other| *other == byte)
    };
    !text.is_empty() && text.len() <= 64 && text.bytes().all(plain)
}
