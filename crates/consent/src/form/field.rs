//! A field of a form: one of the six that this product knows, or one of the form's own.

use super::own::OwnField;
use super::{COMPANY, CONTACT};
use crate::json::{Faults, FromJson, Json, members};

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(untagged))]
pub enum FieldDefinition {
    /// One whose label, help and rules this product has.
    Known(KnownField),
    /// One that the definition describes: it has a `type`.
    Own(Box<OwnField>),
}

/// A field whose label, help and rules this product has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct KnownField {
    /// What is asked. It is also the name in `registration.fields` and the input's `name`.
    pub name: FieldKind,
    /// Whether a registration without it is refused.
    #[cfg_attr(feature = "schema", schemars(default = "crate::schema::yes"))]
    pub required: bool,
}

members!(read KnownField { name, required or true });

impl FromJson for FieldDefinition {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let described = json.as_ref().is_some_and(|json| json.get("type").is_some());
        if described {
            let own = OwnField::from_json(json, faults);
            own.check(faults);
            Self::Own(Box::new(own))
        } else {
            Self::Known(FromJson::from_json(json, faults))
        }
    }
}

impl FieldDefinition {
    /// The name in `registration.fields`, and of the input.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Known(known) => known.name.name(),
            Self::Own(own) => &own.name,
        }
    }

    /// Whether a registration without it is refused.
    #[must_use]
    pub fn required(&self) -> bool {
        match self {
            Self::Known(known) => known.required,
            Self::Own(own) => own.required,
        }
    }

    /// The section it stands in, by name.
    #[must_use]
    pub fn section(&self) -> &str {
        match self {
            Self::Known(known) => known.name.section(),
            Self::Own(own) => &own.section,
        }
    }
}

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

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

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
    pub fn section(self) -> &'static str {
        match self {
            Self::CompanyName | Self::TaxCode | Self::Address => COMPANY,
            Self::ContactName | Self::Email | Self::Phone => CONTACT,
        }
    }
}

impl FromJson for FieldKind {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let text = String::from_json(json, faults);
        Self::named(&text).unwrap_or_else(|| {
            faults.note(
                "is none of the fields there are, and a field of the form's own needs a `type`",
            );
            Self::CompanyName
        })
    }
}
