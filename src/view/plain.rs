//! What a form that is drawn before anything runs has beside what the widget draws: where it posts itself, what it then
//! says of itself, and the words for browsers that cannot run it.
//!
//! The widget's own views know nothing of this, so that nobody downloads it: taking over a form, they drop it.

use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::{NONCE, TRAP};
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;

use super::element::{Element, el};
use super::policy::controller;
use crate::i18n::{Id, texts};
use crate::plain::Refusal;
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
///
/// In an answer there is no doubt and no loader: they are shown, below why the form is there again.
pub fn fallback(app: &App) -> Vec<Element> {
    let words = words(app);
    let paragraph = || el("p").text(&words);
    if let Some(refusal) = app.refusal.get() {
        let why = (refusal != Refusal::Faults).then(|| why(app, refusal));
        let notice = el("div").class(FALLBACK).child(paragraph());
        let trap = (refusal == Refusal::Trapped).then(|| trap(app)).flatten();
        return why.into_iter().chain(trap).chain([notice]).collect();
    }
    vec![
        el("noscript").child(el("div").class(FALLBACK).child(paragraph())),
        el("div")
            .class(FALLBACK)
            .attr("role", "alert")
            .attr("hidden", "")
            .child(paragraph()),
    ]
}

/// Why the form is there again, where nothing in it says so.
fn why(app: &App, refusal: Refusal) -> Element {
    let words = app
        .language
        .with(|language| texts(language).refusal(refusal));
    el("div")
        .class("summary")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .attr("autofocus", "")
        .child(el("p").text(words))
}

/// Where nothing runs, the page itself has to say what is read first.
pub fn focused(summary: Element, app: &App) -> Element {
    if app.refusal.get() == Some(Refusal::Faults) {
        summary.attr("autofocus", "")
    } else {
        summary
    }
}

/// What sending does, where it has been tried.
pub fn send_note(app: &App) -> Option<&'static str> {
    app.refusal.get()?;
    Some(
        app.language
            .with(|language| texts(language).get(Id::PlainSendNote)),
    )
}

fn words(app: &App) -> String {
    app.language.with(|language| {
        let texts = texts(language);
        match app.setup.form.plain_endpoint {
            Some(_) => texts.get(Id::PlainUnsigned).to_owned(),
            None => texts.plain_unavailable(&controller(&app.setup.policy)),
        }
    })
}

/// The input that people do not see, with what stands in it. Only where that is in the way it is shown.
fn trap(app: &App) -> Option<Element> {
    if !app.setup.form.abuse().honeypot {
        return None;
    }
    let words = app
        .language
        .with(|language| texts(language).get(Id::PlainEmpty));
    let label = el("label").attr("for", TRAP).text(words);
    let input = el("input")
        .attr("type", "text")
        .attr("id", TRAP)
        .attr("name", TRAP)
        .attr("autocomplete", "off");
    if app.refusal.get() != Some(Refusal::Trapped) {
        let hidden = el("div").class("trap").attr("aria-hidden", "true");
        return Some(hidden.child(label).child(input.attr("tabindex", "-1")));
    }
    let typed = app.typed.with(|typed| typed.get(TRAP).cloned());
    let input = input
        .attr("aria-invalid", "true")
        .attr("value", &typed.unwrap_or_default());
    Some(el("div").class("field wrong").child(label).child(input))
}

/// What the backend is told beside the fields and the boxes: which form it was, and which text was shown.
pub fn told(app: &App) -> Vec<Element> {
    if app.setup.form.plain_endpoint.is_none() {
        return Vec::new();
    }
    let trap = (app.refusal.get() != Some(Refusal::Trapped)).then(|| trap(app));
    let nonce = app.nonce.get();
    let language = app.language.get();
    let text = app.setup.policy.text(&language).unwrap_or_default();
    [
        ("form_id", app.setup.form.id.as_str()),
        ("form_sha256", app.setup.form_sha256.as_str()),
        ("language", language.as_str()),
        ("notice_sha256", Sha256Hex::of(text.as_bytes()).as_str()),
        (
            "choices_sha256",
            choices_sha256(&app.setup.policy, &language).as_str(),
        ),
    ]
    .into_iter()
    .chain(nonce.as_deref().map(|nonce| (NONCE, nonce)))
    .map(|(name, value)| {
        el("input")
            .attr("type", "hidden")
            .attr("name", name)
            .attr("value", value)
    })
    .chain(trap.flatten())
    .collect()
}

/// The hash of the words beside the boxes: of lines, first the required tick's, then each choice's name and words. They
/// are a pack's, and may change while its text stays.
#[must_use]
pub fn choices_sha256(policy: &Pack, language: &Language) -> Sha256Hex {
    let mut lines = policy
        .acknowledgement
        .get(language)
        .unwrap_or_default()
        .to_owned();
    for purpose in policy.choices() {
        for line in [&purpose.id, &purpose.words(language).unwrap_or_default()] {
            lines.push('\n');
            lines.push_str(line);
        }
    }
    Sha256Hex::of(lines.as_bytes())
}

/// What the status line says when the button is pressed before the widget is there.
pub fn held(app: &App) -> &'static str {
    app.language
        .with(|language| texts(language).get(Id::PlainHeld))
}
