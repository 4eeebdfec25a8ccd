//! Languages of texts and labels.

use std::fmt;
use std::str::FromStr;

use crate::encoding::text_type;
use crate::json::{Faults, FromJson, Json};
use crate::map::Map;

/// A language tag: two or three lower-case letters (RFC 5646 primary language), such as `vi` or `en`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(String);

/// The text is not two or three lower-case letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a language of two or three lower-case letters")]
pub struct LanguageError;

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let tag = matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_lowercase());
        if tag {
            Ok(Self(text.to_owned()))
        } else {
            Err(LanguageError)
        }
    }
}

text_type!(Language);

impl FromJson for Language {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let text = String::from_json(json, faults);
        if text.parse::<Self>().is_err() {
            faults.note("expected a language of two or three lower-case letters");
        }
        Self(text)
    }
}

/// A text in several languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Localised(pub Map<Language, String>);

impl Localised {
    /// The text in one language, if it exists in it.
    #[must_use]
    pub fn get(&self, language: &Language) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }
}

impl FromJson for Localised {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        Self(FromJson::from_json(json, faults))
    }
}
