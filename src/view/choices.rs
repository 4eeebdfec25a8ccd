//! The choices, each a box of its own, and the one required tick.

use leptos::html;
use leptos::prelude::*;
use thuan_consent::policy::Purpose;
use thuan_consent::record::Decision;

use crate::actions;
use crate::state::{App, Input};

/// The purposes a person decides on. There is no "select all": each is its own decision.
pub fn choices(app: &App) -> impl IntoView + use<> {
    let boxes: Vec<_> = app.setup.policy.choices().map(|purpose| choice(app, purpose)).collect();
    html::fieldset()
        .class("section choices")
        .hidden(boxes.is_empty())
        .child(html::legend().child(super::text(app, |t| t.choices)))
        .child(html::p().class("hint").id("choices-note").child(super::text(app, |t| t.choices_note)))
        .child(boxes)
}

fn choice(app: &App, purpose: &Purpose) -> impl IntoView + use<> {
    let name = format!("purpose.{}", purpose.id);
    let hint_id = format!("{name}-hint");
    let id = purpose.id.clone();
    let (label, frequency) = (purpose.label.clone(), purpose.frequency.clone().unwrap_or_default());
    let language = app.language;
    let (ticked_app, ticked_id) = (app.clone(), id.clone());
    let (change_app, change_id) = (app.clone(), id);
    html::div()
        .class("choice")
        .child(
            html::input()
                .r#type("checkbox")
                .id(name.clone())
                .name(name.clone())
                // No browser may restore a tick that nobody makes.
                .autocomplete("off")
                .aria_describedby(hint_id.clone())
                .attr("part", "checkbox")
                .prop("checked", move || {
                    ticked_app.ticks.with(|ticks| matches!(ticks.purpose(&ticked_id), Decision::Ticked(_)))
                })
                .on(leptos::ev::change, move |event| {
                    actions::ticked(&change_app, &event, |ticks, decision| ticks.set_purpose(&change_id, decision));
                }),
        )
        .child(
            html::label()
                .r#for(name)
                .child(move || language.with(|language| label.get(language).unwrap_or_default().to_owned())),
        )
        .child(html::p().class("hint").id(hint_id).child(move || {
            language.with(|language| frequency.get(language).unwrap_or_default().to_owned())
        }))
}

/// The required tick: the policy has been read.
pub fn acknowledgement(app: &App) -> impl IntoView + use<> {
    let name = Input::Acknowledged.name();
    let label = app.setup.policy.acknowledgement.clone();
    let language = app.language;
    let (wrong, invalid, message, ticked, change) =
        (app.clone(), app.clone(), app.clone(), app.clone(), app.clone());
    html::fieldset()
        .class("section")
        .class(("wrong", move || wrong.message(Input::Acknowledged).is_some()))
        .child(html::legend().child(super::text(app, |t| t.acknowledgement)))
        .child(
            html::p()
                .class("error")
                .id("acknowledged-error")
                .child(move || message.message(Input::Acknowledged).unwrap_or_default()),
        )
        .child(
            html::div()
                .class("choice")
                .child(
                    html::input()
                        .r#type("checkbox")
                        .id(name)
                        .name(name)
                        .autocomplete("off")
                        .aria_required("true")
                        .aria_describedby("acknowledged-error")
                        .aria_invalid(move || invalid.message(Input::Acknowledged).map(|_| "true"))
                        .attr("part", "checkbox")
                        .prop("checked", move || {
                            ticked.ticks.with(|ticks| matches!(ticks.acknowledged(), Decision::Ticked(_)))
                        })
                        .on(leptos::ev::change, move |event| actions::acknowledged(&change, &event)),
                )
                .child(html::label().r#for(name).child(move || {
                    language.with(|language| label.get(language).unwrap_or_default().to_owned())
                })),
        )
}
