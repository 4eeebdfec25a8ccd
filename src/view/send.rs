//! The send button and the one status line.

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
use crate::state::{App, Phase, State};

/// The button, and below it how far sending has come.
#[inline(never)]
pub fn send(app: &App) -> Element {
    let status = el("p");
    #[cfg(feature = "ssr")]
    let status = status.attr("data-held", super::plain::held(app));
    let note = el("p").class("hint");
    #[cfg(feature = "ssr")]
    let note = match super::plain::send_note(app) {
        Some(words) => note.text(words),
        None => note.texts(app, Id::FormSendNote),
    };
    #[cfg(not(feature = "ssr"))]
    let note = note.texts(app, Id::FormSendNote);
    el("div")
        .class("send")
        .child(note)
        .child(
            el("button")
                .attr("type", "submit")
                .attr("part", "button")
                // Not `disabled`: a disabled button loses focus, and with it the place in the page.
                .attr_true("aria-disabled", app, |app| {
                    app.phase.with(Phase::is_on_its_way)
                })
                .words(app, |app| {
                    let texts = app.texts();
                    if has_failed(app) {
                        texts.get(Id::FormSendAgain)
                    } else {
                        texts.get(Id::FormSend)
                    }
                    .to_owned()
                }),
        )
        .child(
            status
                .class_when("status", "failed", app, has_failed)
                .attr("role", "status")
                .attr("part", "status")
                .words(app, status_text),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .hidden_when(app, |app| {
                    !app.phase.with(|phase| matches!(phase, Phase::Waiting(_)))
                })
                .texts(app, Id::FormStop)
                .on("click", app, actions::stop),
        )
}

fn has_failed(app: &State) -> bool {
    app.phase.with(|phase| matches!(phase, Phase::Failed(_)))
}

fn status_text(app: &State) -> String {
    let texts = app.texts();
    app.phase.with(|phase| match phase {
        Phase::Editing | Phase::Done(_) => String::new(),
        Phase::Sending => texts.get(Id::FormSending).to_owned(),
        Phase::Waiting(wait) => texts.waiting(*wait).to_owned(),
        Phase::Failed(failure) => texts.failure(failure),
    })
}
