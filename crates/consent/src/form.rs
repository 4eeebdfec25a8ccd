//! Form definitions: which fields a form asks for, under which policy, and where it sends them.

use thiserror::Error;

use crate::json::{Faults, FromJson, Json, members, read_as};
use crate::language::{Language, Localised};
use crate::origin::Origin;

/// The `format` of a form definition.
pub const FORMAT: &str = "urn:thuan:form:1";

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
    /// Whose pages may show the hosted page of this form in a frame and talk to it, beside its own.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub allowed_origins: Vec<Origin>,
}

/// Looking a company up by its tax code. It happens when the person asks for it and at no other time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Lookup {
    /// An `https` address with `{tax_code}` in it. It answers `{"name": "…", "address": "…"}`, or 404.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::LOOKUP)))]
    pub url: String,
}

/// What stands for the tax code in [`Lookup::url`].
pub const TAX_CODE_PLACE: &str = "{tax_code}";

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct FieldDefinition {
    /// What is asked. It is also the name in `registration.fields` and the input's `name`.
    pub name: FieldKind,
    /// Whether a registration without it is refused.
    #[cfg_attr(feature = "schema", schemars(default = "crate::schema::yes"))]
    pub required: bool,
}

members!(read FormDefinition {
    schema as "$schema", format, id, policy, endpoint, plain_endpoint, languages, title, fields, lookup,
    challenge or false, jwks,
    withdrawal_page, allowed_origins or Vec::new(),
});
members!(read Lookup { url });
members!(read FieldDefinition { name, required or true });

/// The kinds of field there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "snake_case"))]
pub enum FieldKind {
    /// *Tên doanh nghiệp*.
    CompanyName,
    /// *Mã số thuế*.
    TaxCode,
    /// *Địa chỉ*.
    Address,
    /// *Người liên hệ*.
    ContactName,
    /// *Email*.
    Email,
    /// *Điện thoại*. An extension becomes a field of its own, `phone_extension`.
    Phone,
}

/// The part of a form in which a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The company that registers.
    Company,
    /// The person to contact.
    Contact,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::CompanyName,
        Self::TaxCode,
        Self::Address,
        Self::ContactName,
        Self::Email,
        Self::Phone,
    ];

    /// The name on the wire and in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CompanyName => "company_name",
            Self::TaxCode => "tax_code",
            Self::Address => "address",
            Self::ContactName => "contact_name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// Where in the form it belongs.
    #[must_use]
    pub fn section(self) -> Section {
        match self {
            Self::CompanyName | Self::TaxCode | Self::Address => Section::Company,
            Self::ContactName | Self::Email | Self::Phone => Section::Contact,
        }
    }
}

impl FromJson for FieldKind {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let text = String::from_json(json, faults);
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .unwrap_or_else(|| {
                faults.note("is none of the fields there are");
                Self::CompanyName
            })
    }
}

/// Why a form definition cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormError {
    /// Not JSON, or not a form definition.
    #[error("{0}")]
    Json(String),
    /// Another format version.
    #[error("`format` must be {FORMAT}")]
    Format,
    /// `id` or `policy` is used in addresses, so it must be a plain name.
    #[error("`{0}` must be lower-case letters, digits and dashes")]
    Name(&'static str),
    /// No language at all.
    #[error("`languages` must name at least one language")]
    NoLanguage,
    /// A title is missing.
    #[error("`title` has no text in `{0}`")]
    Title(Language),
    /// A form must ask for something.
    #[error("`fields` must not be empty")]
    NoField,
    /// The look-up's address is not one.
    #[error(
        "`lookup.url` must begin with https:// (or http://localhost) and hold {TAX_CODE_PLACE} once"
    )]
    Lookup,
    /// The form cannot post itself there.
    #[error("`plain_endpoint` must be a path or begin with https:// or http://, without spaces")]
    PlainEndpoint,
    /// The same field twice.
    #[error("the field `{0}` stands twice")]
    Duplicate(&'static str),
}

impl Lookup {
    fn is_usable(&self) -> bool {
        let loopback = [
            "http://localhost:",
            "http://localhost/",
            "http://127.0.0.1:",
            "http://127.0.0.1/",
        ];
        let address = self.url.starts_with("https://")
            || loopback.iter().any(|start| self.url.starts_with(start));
        address
            && self
                .around_place()
                .is_some_and(|(_, after)| place_in(after).is_none())
    }

    fn around_place(&self) -> Option<(&str, &str)> {
        let at = place_in(&self.url)?;
        Some((
            self.url.get(..at)?,
            self.url.get(at + TAX_CODE_PLACE.len()..)?,
        ))
    }

    /// The address for one tax code: digits and perhaps a dash, so nothing needs escaping.
    #[must_use]
    pub fn url_for(&self, tax_code: &str) -> String {
        // There is a place in every look-up that was read.
        let (before, after) = self.around_place().unwrap_or((&self.url, ""));
        [before, tax_code, after].concat()
    }
}

/// Where [`TAX_CODE_PLACE`] begins. Byte by byte: the standard library's search is made for longer texts.
fn place_in(text: &str) -> Option<usize> {
    text.as_bytes()
        .windows(TAX_CODE_PLACE.len())
        .position(|window| window == TAX_CODE_PLACE.as_bytes())
}

/// Whether a form may be posted there: over HTTP, and to nothing that a browser would run. Browsers skip spaces and
/// control characters in addresses, so there must be none.
fn is_form_action(address: &str) -> bool {
    let begin = address
        .bytes()
        .take_while(|byte| !matches!(byte, b'/' | b'?' | b'#'));
    let has_scheme = begin.into_iter().any(|byte| byte == b':');
    let of_web = address.starts_with("https://") || address.starts_with("http://");
    (of_web || !has_scheme)
        && !address.is_empty()
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte > b' ')
}

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

    #[inline(never)]
    fn check(&self) -> Result<(), FormError> {
        if self.format != FORMAT {
            return Err(FormError::Format);
        }
        for (member, text) in [("id", &self.id), ("policy", &self.policy)] {
            let plain = !text.is_empty()
                && text.len() <= 64
                && text
                    .bytes()
                    .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
            if !plain {
                return Err(FormError::Name(member));
            }
        }
        if self.languages.is_empty() {
            return Err(FormError::NoLanguage);
        }
        if let Some(language) = self
            .languages
            .iter()
            .find(|language| self.title.get(language).is_none())
        {
            return Err(FormError::Title(language.clone()));
        }
        if self.fields.is_empty() {
            return Err(FormError::NoField);
        }
        if !self.lookup.as_ref().is_none_or(Lookup::is_usable) {
            return Err(FormError::Lookup);
        }
        if !self.plain_endpoint.as_deref().is_none_or(is_form_action) {
            return Err(FormError::PlainEndpoint);
        }
        let twice = |kind: &FieldKind| {
            self.fields
                .iter()
                .filter(|field| field.name == *kind)
                .count()
                > 1
        };
        match FieldKind::ALL.iter().find(|kind| twice(kind)) {
            Some(kind) => Err(FormError::Duplicate(kind.name())),
            None => Ok(()),
        }
    }

    /// The fields of a section, in the definition's order.
    pub fn section(&self, section: Section) -> impl Iterator<Item = &FieldDefinition> {
        self.fields
            .iter()
            .filter(move |field| field.name.section() == section)
    }
}
