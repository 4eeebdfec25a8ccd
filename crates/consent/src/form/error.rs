//! Why a form definition cannot be used.

use core::fmt;

use super::FORMAT;
use super::lookup::TAX_CODE_PLACE;

/// Why a form definition cannot be used. Places within it are JSON Pointers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// Not JSON, or not a form definition.
    Json(String),
    /// Another format version.
    Format,
    /// `id` or `policy` is used in addresses, so it must be a plain name.
    Name(&'static str),
    /// No language at all.
    NoLanguage,
    /// A form must ask for something.
    NoField,
    /// The look-up's address is not one.
    Lookup,
    /// The form cannot post itself there.
    PlainEndpoint,
    /// Something within it does not fit the rest: where, and what to do.
    Place(String),
}

impl FormError {
    /// In words. Without the standard library's formatting, which a browser would have to download for this.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Json(text) | Self::Place(text) => text,
            Self::Format => ["`format` must be ", FORMAT].concat(),
            Self::Name(member) => [
                "`",
                member,
                "` must be lower-case letters, digits and dashes",
            ]
            .concat(),
            Self::NoLanguage => "`languages` must name at least one language".to_owned(),
            Self::NoField => "`fields` must not be empty".to_owned(),
            Self::PlainEndpoint => {
                "`plain_endpoint` must be a path or begin with https:// or http://, without spaces"
                    .to_owned()
            }
            Self::Lookup => [
                "`lookup.url` must begin with https:// (or http://localhost) and hold ",
                TAX_CODE_PLACE,
                " once",
            ]
            .concat(),
        }
    }

    /// What is wrong with the member of an item of a list.
    #[cold]
    #[inline(never)]
    pub(super) fn at(list: &str, at: usize, member: &str, what: &str) -> Self {
        Self::Place([list, &at.to_string(), member, ": ", what].concat())
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clone().into_text())
    }
}

impl std::error::Error for FormError {}
