//! Why a form definition cannot be used.

use thiserror::Error;

use super::FORMAT;
use super::lookup::TAX_CODE_PLACE;
use crate::language::Language;

/// Why a form definition cannot be used. Places within it are JSON Pointers.
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
    /// Words are missing.
    #[error("{0}: has no text in `{1}`, in which the form is offered")]
    Text(String, Language),
    /// A form must ask for something.
    #[error("`fields` must not be empty")]
    NoField,
    /// The look-up's address is not one.
    #[error(
        "`lookup.url` must begin with https:// (or http://localhost) and hold {TAX_CODE_PLACE} once"
    )]
    Lookup,
    /// The same field twice.
    #[error("the field `{0}` stands twice")]
    Duplicate(String),
    /// A section with a name that is none, or that another has.
    #[error(
        "{0}: must be lower-case letters, digits, dashes and underscores, and no other section's"
    )]
    SectionName(String),
    /// A field in a section that is not there.
    #[error("{0}: must be company, contact, or the `id` of one of `sections`")]
    Section(String),
    /// A condition that can never hold.
    #[error(
        "{0}: must name a select, radio or checkbox that stands before this field, and one of its answers"
    )]
    Condition(String),
}
