//! Answers to a person's acts.

use js_sys::Reflect;
use leptos::ev::Event;
use leptos::prelude::*;
use thuan_consent::form::FieldKind;
use thuan_consent::record::Decision;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, HtmlInputElement, Node, Url,
};

use super::answers::{VALUE, answered, judge, typed};
use super::net::{STOP, wait_of};
use super::{element_near, now, sight, tell};
use crate::i18n::Failure;
use crate::reading::Reading;
use crate::state::{ACKNOWLEDGED, App, Done, Input, Lookup, Phase, reference};

/// The form is sent off.
pub(crate) fn submit(app: &App, event: &Event) {
    event.prevent_default();
    if let Some(form) = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    {
        super::submit::submit(app, form);
    }
}

/// Something was typed. Nothing is checked while a person fills a field in for the first time; once the field has
/// shown what is wrong with it, it is checked again as it is mended. The text itself is never touched.
pub(crate) fn edited(app: &App, input: Input, event: &Event) {
    if event
        .dyn_ref::<web_sys::InputEvent>()
        .is_some_and(web_sys::InputEvent::is_composing)
    {
        return;
    }
    changed(app);
    if let Input::Field(kind) = input {
        // What was understood is out of date with the first new letter.
        let nothing = Reading::default();
        let stale = app.readings.with_untracked(|all| {
            all.iter()
                .any(|(other, reading)| *other == kind && *reading != nothing)
        });
        if stale {
            app.set_reading(kind, nothing);
        }
    }
    if let Some(element) = target(event) {
        check_again(app, input, &element);
    }
}

/// A field was left after a change: now is the time to say what was understood, and what may have been meant.
pub(crate) fn left(app: &App, input: Input, event: &Event) {
    changed(app);
    if let Some(element) = target(event) {
        // An input method may have ended with this change and without another input event.
        check_again(app, input, &element);
        match input {
            Input::Field(kind) => read_again(app, kind, &typed(app, input, &element)),
            _ => answered(app, &element),
        }
    }
}

fn target(event: &Event) -> Option<HtmlElement> {
    event.target()?.dyn_into().ok()
}

/// What the next press sends is no longer what may have arrived already.
fn changed(app: &App) {
    let may_have_arrived = app.unanswered.with_untracked(Option::is_some)
        && app.phase.with_untracked(
            |phase| matches!(phase, Phase::Failed(failure) if failure.is_unclear()),
        );
    if may_have_arrived {
        app.phase.set(Phase::Failed(Failure::Edited));
    }
}

/// A hint is taken: what was meant is written into the field, because the person asked for it.
pub(crate) fn replace(app: &App, kind: FieldKind, replacement: &str, event: &Event) {
    let button = event
        .current_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    if let Some(element) = button.and_then(|button| element_near(&button, kind.name())) {
        // Before the change takes the button away, and the focus with it.
        let _ = element.focus();
        set_value(app, kind, &element, replacement);
    }
}

/// Writes into a field and reads it as if it had been typed.
pub(super) fn set_value(app: &App, kind: FieldKind, element: &HtmlElement, text: &str) {
    let _ = Reflect::set(element, &VALUE.into(), &text.into());
    changed(app);
    check_again(app, Input::Field(kind), element);
    read_again(app, kind, text);
}

/// Checks a field that has shown what is wrong with it.
fn check_again(app: &App, input: Input, near: &Node) {
    if !app
        .troubles
        .with_untracked(|all| all.iter().any(|(other, _)| *other == input))
    {
        return;
    }
    let trouble = judge(app, input, &typed(app, input, near)).err();
    app.troubles.update(|all| match trouble {
        Some(trouble) => all
            .iter_mut()
            .filter(|(other, _)| *other == input)
            .for_each(|(_, old)| *old = trouble),
        None => all.retain(|(other, _)| *other != input),
    });
}

/// Says what is understood from a field.
pub(super) fn read_again(app: &App, kind: FieldKind, text: &str) {
    if kind == FieldKind::TaxCode && app.lookup.get_untracked() != Lookup::Busy {
        app.lookup.set(Lookup::Idle);
    }
    app.set_reading(kind, Reading::of(kind, text));
}

/// Something among the choices was clicked. A click that no person made does nothing.
///
/// The `change` that follows a script's `click()` is trusted, so this is the place to stop it.
pub(crate) fn guard(_: &App, event: &Event) {
    if !event.is_trusted() {
        event.prevent_default();
    }
}

/// A box was ticked or unticked.
///
/// Only a person's own act counts: an event that a script made up changes nothing, and the box goes back.
pub(crate) fn ticked(app: &App, event: &Event) {
    let Some(checkbox) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let name = checkbox.name();
    if !event.is_trusted() {
        checkbox.set_checked(app.ticks.with_untracked(|ticks| ticks.is_ticked(&name)));
        return;
    }
    let decision = if checkbox.checked() {
        Decision::Ticked(now())
    } else {
        Decision::Unticked(now())
    };
    if name == ACKNOWLEDGED && checkbox.checked() {
        app.troubles
            .update(|all| all.retain(|(input, _)| *input != Input::Acknowledged));
    }
    changed(app);
    let visibility = sight::of(&checkbox);
    app.ticks
        .update(|ticks| ticks.set(name, decision, visibility));
}

/// A line of the error summary was followed.
pub(crate) fn go_to(app: &App, input: Input, event: &Event) {
    event.prevent_default();
    let link = event
        .current_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    if let Some(element) = link.and_then(|link| element_near(&link, app.name(input))) {
        // Focus scrolls to the element by itself.
        let _ = element.focus();
    }
}

/// The evidence file is asked for.
pub(crate) fn download(done: &Done) {
    let _ = save(done);
}

fn save(done: &Done) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = js_sys::Array::of1(&JsValue::from_str(&done.evidence));
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(
        &parts, &options,
    )?)?;
    let document = document();
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(&["thuan-", &reference(&done.record_id), ".json"].concat());
    link.click();
    Url::revoke_object_url(&url)
}

/// The person wants something that the loader has: another page, or a script that is fetched when it is needed.
pub(crate) fn ask(event: &Event, name: &str) {
    let button = event
        .current_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    if let Some(button) = button {
        tell::loader(&button, name);
    }
}

/// Whether the form is on its way.
pub(super) fn is_sending(app: &App) -> bool {
    app.phase.with_untracked(Phase::is_on_its_way)
}

/// What is sent waits for something. Who has just pressed and sees nothing happen is told what.
pub(crate) fn waiting(app: &App, event: &Event) {
    if let Some(wait) = wait_of(event)
        && is_sending(app)
    {
        app.phase.set(Phase::Waiting(wait));
    }
}

/// Nobody wants to wait any more.
pub(crate) fn stop(_: &App, event: &Event) {
    let form = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|button| button.closest("form").ok().flatten());
    if let Some(form) = form {
        tell::here(&form, STOP);
    }
}
