//! The words for those whose browser cannot run the form: [`PlainTexts`], one table a language.
//!
//! They stand in pages that are drawn before, and never in what browsers load.

use thuan_consent::language::Language;

use super::{plain_en, plain_vi};

/// Every text around a form that posts itself as plain HTML, in one language.
#[derive(Debug)]
pub struct PlainTexts {
    /// The language's tag, as `lang` attributes have it.
    pub tag: &'static str,
    /// That the button was pressed before the form could sign, and that this is not lost.
    pub held: &'static str,
    /// That the browser cannot sign, and that the form can be sent all the same.
    pub unsigned: &'static str,
    /// That the browser cannot send the form, and whom to turn to, from the controller's name and contacts.
    pub unavailable: fn(&str) -> String,
}

static TABLES: [&PlainTexts; 2] = [&plain_vi::TEXTS, &plain_en::TEXTS];

/// The texts in a language; Vietnamese where there is no table for it.
#[must_use]
pub fn plain_texts(language: &Language) -> &'static PlainTexts {
    TABLES
        .iter()
        .find(|table| table.tag == language.as_str())
        .copied()
        .unwrap_or(&plain_vi::TEXTS)
}
