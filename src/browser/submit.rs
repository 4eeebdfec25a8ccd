//! From what stands in the inputs to what is sent, and from the answer to what is shown.

use leptos::prelude::*;
use leptos::task::spawn_local;
use thuan_consent::map::Map;
use thuan_consent::problem::{Fault, Problem};
use thuan_consent::registration::PHONE_EXTENSION;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use super::answers::{answered, judge, typed};
use super::events::{is_sending, read_again};
use super::post::Refusal;
use super::{deliver, element_near, sight, tell};
use crate::i18n::Failure;
use crate::outbox::Said;
use crate::state::{ACKNOWLEDGED, App, Input, Phase, Trouble, box_name};
use crate::view::{DONE_HEADING, SUMMARY};

/// Checks everything, then signs and sends; or says what to mend.
pub(super) fn submit(app: &App, form: HtmlElement) {
    if is_sending(app) {
        return;
    }
    let said = match read(app, &form) {
        Ok(said) => said,
        Err(troubles) => {
            app.troubles.set(troubles);
            app.phase.set(Phase::Editing);
            focus_later(form, SUMMARY);
            return;
        }
    };
    app.troubles.set(Vec::new());
    // What was signed is what is shown until it is answered: the fields do not take the focus then, nor keep it.
    if let Ok(Some(button)) = form.query_selector("[type=submit]") {
        let _ = button.unchecked_into::<HtmlElement>().focus();
    }
    app.phase.set(Phase::Sending);
    if !boxes_are_as_left(app, &form) {
        fail(app, &form, Failure::Tampered);
        return;
    }
    let app = app.clone();
    spawn_local(async move {
        match deliver::deliver(&app, &form, said).await {
            Ok(done) => {
                let (id, sha256) = (&done.record_id, &done.record_sha256);
                tell::page(
                    &form,
                    "thuan:submitted",
                    &[("record_id", id), ("record_sha256", sha256)],
                );
                app.phase.set(Phase::Done(done));
                focus_later(form, DONE_HEADING);
            }
            Err(Refusal::Failure(failure)) => fail(&app, &form, failure),
            Err(Refusal::Problem(problem)) => show_problem(&app, form, &problem),
        }
    });
}

#[inline(never)]
fn fail(app: &App, form: &HtmlElement, failure: Failure) {
    tell::page(form, ERROR, &[("code", failure.code())]);
    let changed = failure == Failure::Changed;
    app.phase.set(Phase::Failed(failure));
    if changed {
        tell::loader(form, tell::RENEW);
    }
}

const ERROR: &str = "thuan:error";

/// Reads every input and parses it.
#[inline(never)]
fn read(app: &App, form: &HtmlElement) -> Result<Said, Vec<(Input, Trouble)>> {
    let mut troubles = Vec::new();
    let mut fields = Map::default();
    // A script of the page may have chosen something, and no event says so.
    answered(app, form);
    let hidden = app.hidden.get_untracked();
    for (at, definition) in app.setup.form.in_page_order() {
        if hidden.contains(&at) {
            continue;
        }
        let input = Input::of(at, definition);
        let typed = typed(app, input, form);
        if let Input::Field(kind) = input {
            read_again(app, kind, &typed);
        }
        match judge(app, input, &typed) {
            Ok(Some(parsed)) => {
                fields.insert(definition.name().to_owned(), parsed.value);
                if let Some(extension) = parsed.extension {
                    fields.insert(PHONE_EXTENSION.to_owned(), extension);
                }
            }
            Ok(None) => {}
            Err(trouble) => troubles.push((input, trouble)),
        }
    }
    app.ticks
        .update(|ticks| sight::complete(ticks, |name| element_near(form, name)));
    let ticks = app.ticks.get_untracked();
    if !ticks.is_ticked(ACKNOWLEDGED) {
        troubles.push((Input::Acknowledged, Trouble::NotAcknowledged));
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    Ok(Said {
        fields,
        ticks,
        language: app.language.get_untracked(),
    })
}

/// Whether every box shows what the person decided. Those that do not are put back: a script of the page has moved
/// them, and nobody should sign what they did not see.
#[inline(never)]
fn boxes_are_as_left(app: &App, form: &HtmlElement) -> bool {
    let mut as_left = is_as_left(app, form, ACKNOWLEDGED);
    for purpose in app.setup.policy.choices() {
        as_left &= is_as_left(app, form, &box_name(&purpose.id));
    }
    as_left
}

fn is_as_left(app: &App, form: &HtmlElement, name: &str) -> bool {
    let ticked = app.ticks.with_untracked(|ticks| ticks.is_ticked(name));
    let element =
        element_near(form, name).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    let moved = element.filter(|checkbox| checkbox.checked() != ticked);
    if let Some(checkbox) = &moved {
        checkbox.set_checked(ticked);
    }
    moved.is_none()
}

/// Puts each of the backend's faults where it belongs.
#[inline(never)]
fn show_problem(app: &App, form: HtmlElement, problem: &Problem) {
    let mut troubles = Vec::new();
    for (at, field) in app.setup.form.in_page_order() {
        let is_of_field = |fault: &Fault| fault.field_name() == Some(field.name());
        if problem.errors.iter().any(is_of_field) {
            troubles.push((Input::of(at, field), Trouble::RefusedByBackend));
        }
    }
    if troubles.is_empty() {
        let changed = problem.errors.iter().any(|fault| {
            matches!(
                &*fault.code,
                "notice_changed" | "form_changed" | "not_the_policy"
            )
        });
        fail(
            app,
            &form,
            if changed {
                Failure::Changed
            } else {
                Failure::Refused(problem.status)
            },
        );
        return;
    }
    app.troubles.set(troubles);
    app.phase.set(Phase::Editing);
    tell::page(&form, ERROR, &[("code", "refused")]);
    focus_later(form, SUMMARY);
}

/// Focuses an element that the change just made shows: after the view has followed the signals.
#[inline(never)]
fn focus_later(form: HtmlElement, id: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = element_near(&form, id) {
            let _ = element.focus();
        }
    });
}
