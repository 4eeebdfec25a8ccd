//! The words for those whose browser cannot run the form: [`PlainTexts`], one table a language.
//!
//! They stand in pages that are drawn before, and never in what browsers load.

use thuan_consent::language::Language;

use super::{plain_en, plain_vi};
use crate::plain::Refusal;

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
    /// What sending does, above the button of a form that was sent before and not taken.
    pub send_note: &'static str,
    /// Before the title of a page that says what is wrong.
    pub wrong: &'static str,
    /// Heading where something was posted and is not kept.
    pub not_received: &'static str,
    /// Heading where something was posted and nobody knows whether it is kept.
    pub unclear: &'static str,
    /// Why it is not taken, and what to do.
    pub refusal: fn(Refusal) -> String,
    /// Heading of the confirmation.
    pub received: &'static str,
    /// When it arrived, from the day (`YYYY-MM-DD`) and the time (`HH:MM`) in Viet Nam.
    pub received_at: fn(&str, &str) -> String,
    /// Heading: it is not signed.
    pub not_signed: &'static str,
    /// What it means that it is not signed.
    pub not_signed_note: &'static str,
    /// Beside the words of the required tick.
    pub confirmed: &'static str,
    /// How consent is taken back without a record, from the controller's name and contacts.
    pub withdraw: fn(&str) -> String,
    /// The link to the page where that can be asked for.
    pub withdrawal_page: &'static str,
    /// Heading: a copy of one's own.
    pub keep: &'static str,
    /// How to keep one.
    pub keep_note: &'static str,
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
