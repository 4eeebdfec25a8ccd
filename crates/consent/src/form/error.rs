//! Why a form definition cannot be used.

use thiserror::Error;

use super::FORMAT;
use super::lookup::TAX_CODE_PLACE;

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
    /// A form must ask for something.
    #[error("`fields` must not be empty")]
    NoField,
    /// The look-up's address is not one.
    #[error(
        "`lookup.url` must begin with https:// (or http://localhost) and hold {TAX_CODE_PLACE} once"
    )]
    Lookup,
    /// Something within it does not fit the rest: where, and what to do.
    #[error("{0}")]
    Place(String),
}

impl FormError {
    /// What is wrong with the member of an item of a list.
    #[cold]
    #[inline(never)]
    pub(super) fn at(list: &str, at: usize, member: &str, what: &str) -> Self {
        Self::Place([list, &at.to_string(), member, ": ", what].concat())
    }
}
