//! The confirmation: what has happened, what was decided, and the person's own copy.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::actions;
use crate::i18n::Texts;
use crate::state::{App, Done, Phase};

/// The id of the heading within the shadow root: it takes focus when the confirmation appears.
pub const HEADING: &str = "done";

/// The confirmation; nothing until there is something to confirm.
pub fn confirmation(app: App) -> impl IntoView {
    move || {
        let texts = app.texts();
        app.phase.with(|phase| match phase {
            Phase::Done(done) => Some(panel(texts, Arc::clone(done))),
            _ => None,
        })
    }
}

fn panel(texts: &'static Texts, done: Arc<Done>) -> impl IntoView {
    let decisions: Vec<_> = done
        .decisions
        .iter()
        .map(|(label, given)| {
            let state = if *given { texts.given } else { texts.refused };
            html::li()
                .class(if *given { "given" } else { "refused" })
                .child(html::strong().child(state))
                .child(html::span().child(label.clone()))
        })
        .collect();
    html::section()
        .class("done")
        .attr("part", "done")
        .child(html::h2().id(HEADING).tabindex("-1").child(texts.done))
        .child(html::p().class("reference").child(texts.reference).child(html::strong().child(done.reference())))
        .child(html::p().child(texts.done_next))
        .child(html::p().child(texts.proof_received))
        .child(html::h3().child(texts.decided))
        .child(html::ul().class("decisions").child(decisions))
        .child(html::p().child(texts.keep))
        .child(
            html::div()
                .class("buttons")
                .child(
                    html::button()
                        .r#type("button")
                        .class("secondary")
                        .on(leptos::ev::click, move |_| actions::download(&done))
                        .child(texts.download),
                )
                .child(
                    html::button()
                        .r#type("button")
                        .class("secondary")
                        .on(leptos::ev::click, |_| actions::print())
                        .child(texts.print),
                ),
        )
}
