//! The send button and the one status line.

use super::element::{Element, el};
use crate::state::{App, Phase};

/// The button, and below it how far sending has come.
#[inline(never)]
pub fn send(app: &App) -> Element {
    let (label, busy, failed, status) = (app.clone(), app.clone(), app.clone(), app.clone());
    el("div")
        .class("send")
        .child(el("p").class("hint").words(super::text(app, |t| t.send_note)))
        .child(
            el("button")
                .attr("type", "submit")
                .attr("part", "button")
                // Not `disabled`: a disabled button loses focus, and with it the place in the page.
                .attr_when("aria-disabled", move || {
                    busy.phase.with(|phase| (*phase == Phase::Sending).then(|| "true".to_owned()))
                })
                .words(move || {
                    let texts = label.texts();
                    if has_failed(&label) { texts.send_again } else { texts.send }.to_owned()
                }),
        )
        .child(
            el("p")
                .class_when("status", "failed", move || has_failed(&failed))
                .attr("role", "status")
                .attr("part", "status")
                .words(move || status_text(&status)),
        )
}

fn has_failed(app: &App) -> bool {
    app.phase.with(|phase| matches!(phase, Phase::Failed(_)))
}

fn status_text(app: &App) -> String {
    let texts = app.texts();
    app.phase.with(|phase| match phase {
        Phase::Editing | Phase::Done(_) => String::new(),
        Phase::Sending => texts.sending.to_owned(),
        Phase::Failed(failure) => (texts.failure)(failure),
    })
}
