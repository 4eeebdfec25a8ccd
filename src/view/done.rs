//! The confirmation: what has happened, what was decided, and the person's own copy.

use std::sync::Arc;

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Texts;
use crate::state::{App, Done, Phase, Proof, reference};

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
        if done.as_ref().map(Arc::as_ptr) == confirmed.as_ref().map(Arc::as_ptr) {
            return None;
        }
        confirmed.clone_from(&done);
        Some(done.into_iter().map(|done| panel(&app, done)).collect())
    }
}

type Pick = fn(&Texts) -> &'static str;

fn panel(app: &App, done: Arc<Done>) -> Element {
    let decisions = done.decisions.iter().map(|(label, given)| {
        let (class, state) = if *given {
            ("given", (|t: &Texts| t.given) as Pick)
        } else {
            ("refused", (|t: &Texts| t.refused) as Pick)
        };
        el("li")
            .class(class)
            .child(el("strong").texts(app, state))
            .child(el("span").text(label))
    });
    let decisions = el("ul").class("decisions").children(decisions);
    let button = |words: Pick| {
        el("button")
            .attr("type", "button")
            .class("secondary")
            .texts(app, words)
    };
    let reference = el("p")
        .class("reference")
        .texts(app, |t| t.reference)
        .child(el("strong").text(&reference(&done.record_id)));
    el("section")
        .class("done")
        .attr("part", "done")
        .child(
            el("h2")
                .attr("id", HEADING)
                .attr("tabindex", "-1")
                .texts(app, |t| t.done),
        )
        .child(reference)
        .child(el("p").texts(app, |t| t.done_next))
        .child(el("p").texts(app, proof(done.proof)))
        .child(el("h3").texts(app, |t| t.decided))
        .child(decisions)
        .child(el("p").texts(app, |t| t.keep))
        .child(el("p").texts(
            app,
            if done.stored {
                |t| t.stored
            } else {
                |t| t.not_stored
            },
        ))
        .child(
            el("div")
                .class("buttons")
                .child(button(|t| t.download).on_other("click", move |_| actions::download(&done)))
                .child(button(|t| t.print).on("click", app, |_, _| actions::print()))
                .child(
                    button(|t| t.open_record)
                        .on("click", app, |_, event| actions::open_record(event)),
                ),
        )
}

/// The level that was reached, in plain words.
fn proof(proof: Proof) -> Pick {
    match proof {
        Proof::Received => |t| t.proof_received,
        Proof::Challenged => |t| t.proof_challenged,
        Proof::Receipted => |t| t.proof_receipted,
        Proof::ReceiptMissing => |t| t.proof_missing,
        Proof::ReceiptWrong => |t| t.proof_wrong,
        Proof::ReceiptUnproven => |t| t.proof_unproven,
    }
}
