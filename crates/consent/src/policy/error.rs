//! Why a policy pack cannot be used.

use core::fmt;

use super::FORMAT;
use crate::language::Language;

/// Why a pack cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackError {
    /// Not JSON, or not a pack.
    Json(String),
    /// A pack of another format version.
    Format,
    /// A name that is no name.
    Name(String),
    /// A purpose's name twice.
    Duplicate(String),
    /// A purpose refers to a recipient or place that the pack does not have.
    Reference {
        /// The purpose.
        purpose: String,
        /// What it refers to.
        key: String,
    },
    /// The page to take consent back on has an address that leads nowhere.
    WithdrawalPage,
    /// The text is missing in a language that has to be there.
    Text {
        /// Which text.
        what: String,
        /// In which language.
        language: Language,
    },
}

impl PackError {
    /// In words. Without the standard library's formatting, which a browser would have to download for this.
    #[must_use]
    pub fn into_text(self) -> String {
        match &self {
            Self::Json(text) => text.clone(),
            Self::Format => ["`format` must be ", FORMAT].concat(),
            Self::Name(name) => [
                "`",
                name,
                "` must be lower-case letters, digits, dashes or underscores",
            ]
            .concat(),
            Self::Duplicate(name) => ["two purposes are called `", name, "`"].concat(),
            Self::Reference { purpose, key } => [
                "purpose `",
                purpose,
                "` refers to `",
                key,
                "`, which is not there",
            ]
            .concat(),
            Self::WithdrawalPage => {
                "`withdrawal.url` must begin with https:// (or http://)".to_owned()
            }
            Self::Text { what, language } => {
                [what, " has no text in `", language.as_str(), "`"].concat()
            }
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clone().into_text())
    }
}

impl std::error::Error for PackError {}
