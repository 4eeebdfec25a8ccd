//! Policy packs as their authors write them: `policy.toml` and one Markdown text a language.

use std::collections::BTreeMap;

use thiserror::Error;
use unicode_normalization::is_nfc;

use super::{Pack, PackError};
use crate::language::Language;

/// Why a pack's files do not make a pack.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SourceError {
    /// `policy.toml` is not TOML, or not a pack.
    #[error("policy.toml: {0}")]
    Toml(String),
    /// A text that is composed differently from what the browser would hash.
    #[error("{0}.md is not in Unicode normalisation form C: save it again in NFC")]
    NotNfc(Language),
    /// A text with carriage returns.
    #[error("{0}.md has carriage returns: save it with LF line ends")]
    LineEnds(Language),
    /// The parts are there and do not fit together.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// Makes a pack of the contents of its files.
///
/// `toml` is the content of `policy.toml`; `texts` that of each `<language>.md`, byte for byte: the hash in every
/// record is `sha256sum` of that file.
///
/// # Errors
///
/// [`SourceError`]: which file, and what to do about it.
pub fn read(toml: &str, texts: BTreeMap<Language, String>) -> Result<Pack, SourceError> {
    let mut pack: Pack =
        toml::from_str(toml).map_err(|error| SourceError::Toml(error.to_string()))?;
    for (language, text) in &texts {
        if text.contains('\r') {
            return Err(SourceError::LineEnds(language.clone()));
        }
        if !is_nfc(text) {
            return Err(SourceError::NotNfc(language.clone()));
        }
    }
    if !is_nfc(toml) {
        return Err(SourceError::Toml(
            "save it again in Unicode normalisation form C (NFC)".to_owned(),
        ));
    }
    pack.text = texts.into();
    pack.check()?;
    Ok(pack)
}
