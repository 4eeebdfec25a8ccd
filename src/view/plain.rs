//! What a form that is drawn before anything runs has beside what the widget draws: where it posts itself, what it then
//! says of itself, and the words for browsers that cannot run it.
//!
//! The widget's own views know nothing of this, so that nobody downloads it: taking over a form, they drop it.

use thuan_consent::encoding::Sha256Hex;

use super::element::{Element, el};
use super::policy::controller;
use crate::i18n::plain::plain_texts;
use crate::state::App;

/// The class by which the loader finds the words for a browser in which the form does not start.
const FALLBACK: &str = "notice fallback";

/// How the form posts itself where there is nothing that signs. Without an address it must not: a browser would put
/// everything that was typed into the page's own address. `dialog` closes a dialog, and there is none.
pub fn posting(form: Element, app: &App) -> Element {
    match app.setup.plain_action() {
        Some(action) => form.attr("method", "post").attr("action", &action),
        None => form.attr("method", "dialog"),
    }
}

/// The words for a browser without scripts, and the same ones for the loader to show when it cannot start the widget.
pub fn fallback(app: &App) -> [Element; 2] {
    let words = words(app);
    let paragraph = || el("p").text(&words);
    [
        el("noscript").child(el("div").class(FALLBACK).child(paragraph())),
        el("div")
            .class(FALLBACK)
            .attr("role", "alert")
            .attr("hidden", "")
            .child(paragraph()),
    ]
}

fn words(app: &App) -> String {
    app.language.with(|language| {
        let texts = plain_texts(language);
        match app.setup.form.plain_endpoint {
            Some(_) => texts.unsigned.to_owned(),
            None => (texts.unavailable)(&controller(&app.setup.policy)),
        }
    })
}

/// What the backend is told beside the fields and the boxes: which form it was, and which text was shown.
pub fn told(app: &App) -> Vec<Element> {
    if app.setup.form.plain_endpoint.is_none() {
        return Vec::new();
    }
    let language = app.language.get();
    let text = app.setup.policy.text(&language).unwrap_or_default();
    [
        ("form_id", app.setup.form.id.as_str()),
        ("form_sha256", app.setup.form_sha256.as_str()),
        ("language", language.as_str()),
        ("notice_sha256", Sha256Hex::of(text.as_bytes()).as_str()),
    ]
    .into_iter()
    .map(|(name, value)| {
        el("input")
            .attr("type", "hidden")
            .attr("name", name)
            .attr("value", value)
    })
    .collect()
}

/// What the status line says when the button is pressed before the widget is there.
pub fn held(app: &App) -> &'static str {
    app.language.with(|language| plain_texts(language).held)
}
