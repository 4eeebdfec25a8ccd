//! The send button and the one status line.

use leptos::html;
use leptos::prelude::*;

use crate::state::{App, Phase};

/// The button, and below it how far sending has come.
pub fn send(app: App) -> impl IntoView {
    let (label, busy, failed, status) = (app.clone(), app.clone(), app.clone(), app.clone());
    html::div()
        .class("send")
        .child(html::p().class("hint").child(super::text(&app, |t| t.send_note)))
        .child(
            html::button()
                .r#type("submit")
                .attr("part", "button")
                // Not `disabled`: a disabled button loses focus, and with it the place in the page.
                .aria_disabled(move || busy.phase.with(|phase| (*phase == Phase::Sending).then_some("true")))
                .child(move || {
                    let texts = label.texts();
                    if label.phase.with(|phase| matches!(phase, Phase::Failed(_))) { texts.send_again } else { texts.send }
                }),
        )
        .child(
            html::p()
                .class("status")
                .class(("failed", move || failed.phase.with(|phase| matches!(phase, Phase::Failed(_)))))
                .role("status")
                .attr("part", "status")
                .child(move || status_text(&status)),
        )
}

fn status_text(app: &App) -> String {
    let texts = app.texts();
    app.phase.with(|phase| match phase {
        Phase::Editing | Phase::Done(_) => String::new(),
        Phase::Sending => texts.sending.to_owned(),
        Phase::Failed(failure) => (texts.failure)(failure),
    })
}
