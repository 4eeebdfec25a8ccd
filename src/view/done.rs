//! The confirmation: what has happened, what was decided, and the person's own copy.

use std::sync::Arc;

use super::element::{Element, el};
use super::text;
use crate::actions;
use crate::state::{App, Done, Phase};

/// The id of the heading within the shadow root: it takes focus when the confirmation appears.
pub const HEADING: &str = "done";

/// The confirmation; nothing until there is something to confirm.
pub fn confirmation(app: App) -> impl FnMut() -> Option<Vec<Element>> + Send {
    let mut confirmed: Option<Arc<Done>> = None;
    move || {
        let done = app.phase.with(|phase| match phase {
            Phase::Done(done) => Some(Arc::clone(done)),
            _ => None,
        });
        // Its words follow the language by themselves: what is there, and has the focus, stays.
        if done == confirmed {
            return None;
        }
        confirmed.clone_from(&done);
        Some(done.into_iter().map(|done| panel(&app, done)).collect())
    }
}

fn panel(app: &App, done: Arc<Done>) -> Element {
    let decisions = done.decisions.iter().map(|(label, given)| {
        let (class, state) = if *given { ("given", text(app, |t| t.given)) } else { ("refused", text(app, |t| t.refused)) };
        el("li").class(class).child(el("strong").words(state)).child(el("span").text(label))
    });
    let decisions = el("ul").class("decisions").children(decisions);
    let button = |words| el("button").attr("type", "button").class("secondary").words(text(app, words));
    let reference = el("p")
        .class("reference")
        .words(text(app, |t| t.reference))
        .child(el("strong").text(&done.reference()));
    el("section")
        .class("done")
        .attr("part", "done")
        .child(el("h2").attr("id", HEADING).attr("tabindex", "-1").words(text(app, |t| t.done)))
        .child(reference)
        .child(el("p").words(text(app, |t| t.done_next)))
        .child(el("p").words(text(app, |t| t.proof_received)))
        .child(el("h3").words(text(app, |t| t.decided)))
        .child(decisions)
        .child(el("p").words(text(app, |t| t.keep)))
        .child(
            el("div")
                .class("buttons")
                .child(button(|t| t.download).on("click", move |_| actions::download(&done)))
                .child(button(|t| t.print).on("click", |_| actions::print())),
        )
}
