//! The choices, each a box of its own, and the one required tick.

use leptos::html;
use leptos::prelude::*;
use thuan_consent::language::Localised;
use thuan_consent::policy::Purpose;

use crate::actions;
use crate::state::{ACKNOWLEDGED, App, Input, box_name};

/// The purposes a person decides on. There is no "select all": each is its own decision.
pub fn choices(app: &App) -> impl IntoView + use<> {
    let boxes: Vec<_> = app.setup.policy.choices().map(|purpose| choice(app, purpose)).collect();
    html::fieldset()
        .class("section choices")
        .hidden(boxes.is_empty())
        .child(html::legend().child(super::text(app, |t| t.choices)))
        .child(html::p().class("hint").child(super::text(app, |t| t.choices_note)))
        .child(boxes)
}

fn choice(app: &App, purpose: &Purpose) -> AnyView {
    let name = box_name(&purpose.id);
    let described_by = format!("{name}-hint");
    let frequency = purpose.frequency.clone().unwrap_or_default();
    let hint = html::p().class("hint").id(described_by.clone()).child(localised(app, frequency));
    checkbox(app, name, described_by, &purpose.label, None, hint.into_any())
}

/// The required tick: the policy has been read.
pub fn acknowledgement(app: &App) -> impl IntoView + use<> {
    let (wrong, message) = (app.clone(), app.clone());
    let described_by = format!("{ACKNOWLEDGED}-error");
    html::fieldset()
        .class("section")
        .class(("wrong", move || wrong.message(Input::Acknowledged).is_some()))
        .child(html::legend().child(super::text(app, |t| t.acknowledgement)))
        .child(
            html::p()
                .class("error")
                .id(described_by.clone())
                .child(move || message.message(Input::Acknowledged).unwrap_or_default()),
        )
        .child(checkbox(
            app,
            ACKNOWLEDGED.to_owned(),
            described_by,
            &app.setup.policy.acknowledgement,
            Some(Input::Acknowledged),
            ().into_any(),
        ))
}

/// A box with its words. One that is required names the input whose trouble it shows.
fn checkbox(
    app: &App,
    name: String,
    described_by: String,
    label: &Localised,
    required: Option<Input>,
    below: AnyView,
) -> AnyView {
    let (ticked, ticked_name) = (app.clone(), name.clone());
    let (changed, invalid) = (app.clone(), app.clone());
    html::div()
        .class("choice")
        .on(leptos::ev::click, |event| actions::guard(&event))
        .child(
            html::input()
                .r#type("checkbox")
                .id(name.clone())
                .name(name.clone())
                // No browser may restore a tick that nobody makes.
                .autocomplete("off")
                .aria_describedby(described_by)
                .aria_required(required.map(|_| "true"))
                .aria_invalid(move || required.and_then(|input| invalid.message(input)).map(|_| "true"))
                .attr("part", "checkbox")
                .prop("checked", move || ticked.ticks.with(|ticks| ticks.is_ticked(&ticked_name)))
                .on(leptos::ev::change, move |event| actions::ticked(&changed, &event)),
        )
        .child(html::label().r#for(name).child(localised(app, label.clone())))
        .child(below)
        .into_any()
}

/// Words of the policy that follow the language.
fn localised(app: &App, words: Localised) -> impl Fn() -> String + Clone + Send + use<> {
    let language = app.language;
    move || language.with(|language| words.get(language).unwrap_or_default().to_owned())
}
