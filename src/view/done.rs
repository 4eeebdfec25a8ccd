//! The confirmation: what has happened, what was decided, and the person's own copy.

use std::sync::Arc;

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
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

fn panel(app: &App, done: Arc<Done>) -> Element {
    let decisions = done.decisions.iter().map(|(label, given)| {
        let (class, state) = if *given {
            ("given", Id::FormGiven)
        } else {
            ("refused", Id::FormRefused)
        };
        el("li")
            .class(class)
            .child(el("strong").texts(app, state))
            .child(el("span").text(label))
    });
    let decisions = el("ul").class("decisions").children(decisions);
    let button = |words: Id| {
        el("button")
            .attr("type", "button")
            .class("secondary")
            .texts(app, words)
    };
    let reference = el("p")
        .class("reference")
        .texts(app, Id::FormReference)
        .child(el("strong").text(&reference(&done.record_id)));
    el("section")
        .class("done")
        .attr("part", "done")
        .child(
            el("h2")
                .attr("id", HEADING)
                .attr("tabindex", "-1")
                .texts(app, Id::FormDone),
        )
        .child(reference)
        .child(el("p").texts(app, Id::FormDoneNext))
        .child(el("p").texts(app, proof(done.proof)))
        .child(el("h3").texts(app, Id::FormDecided))
        .child(decisions)
        .child(el("p").texts(app, Id::FormKeep))
        .child(el("p").class("stored").texts(
            app,
            if done.stored {
                Id::FormStored
            } else {
                Id::FormNotStored
            },
        ))
        .child(
            el("div")
                .class("buttons")
                .child(
                    button(Id::FormDownload).on_other("click", move |_| actions::download(&done)),
                )
                .child(
                    button(Id::FormPrint)
                        .on("click", app, |_, event| actions::ask(event, actions::PRINT)),
                )
                .child(
                    button(Id::FormCopy)
                        .on("click", app, |_, event| actions::ask(event, actions::COPY)),
                )
                .child(button(Id::FormOpenRecord).on("click", app, |_, event| {
                    actions::ask(event, actions::OPEN_RECORD)
                }))
                .child(
                    button(Id::FormClear)
                        .on("click", app, |_, event| actions::ask(event, actions::CLEAR)),
                ),
        )
        .child(el("p").class("hint").texts(app, Id::FormRights))
}

/// The level that was reached, in plain words.
fn proof(proof: Proof) -> Id {
    match proof {
        Proof::Received => Id::FormProofReceived,
        Proof::Challenged => Id::FormProofChallenged,
        Proof::Receipted => Id::FormProofReceipted,
        Proof::ReceiptMissing => Id::FormProofMissing,
        Proof::ReceiptWrong => Id::FormProofWrong,
        Proof::ReceiptUnproven => Id::FormProofUnproven,
    }
}
