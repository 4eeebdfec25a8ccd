//! The inputs of a form's own fields. None has a bound value: what is typed or chosen is the browser's until it is read.

use thuan_consent::form::{FieldDefinition, OwnField, OwnKind, TICKED};

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
use crate::state::{App, Input, control_id};

/// Whether a field has several inputs.
pub fn is_group(definition: &FieldDefinition) -> bool {
    matches!(definition, FieldDefinition::Own(own) if matches!(own.kind, OwnKind::Radio))
}

/// The one input of a field that has one.
#[inline(never)]
pub fn control(app: &App, input: Input, own: &OwnField) -> Element {
    let typed = typed(app, own);
    let (mut control, mut autocomplete) = match own.kind {
        OwnKind::Multiline => (el("textarea").attr("rows", "4").text(&typed), "on"),
        OwnKind::Select => (el("select").children(options(app, own, &typed)), "off"),
        OwnKind::Checkbox => return tick(app, input, own, 0, TICKED),
        _ => (el("input").attr("type", "text"), "on"),
    };
    match own.kind {
        OwnKind::Date => {
            autocomplete = "off";
            control = control.attr("type", "date");
            for (name, limit) in [("min", &own.min), ("max", &own.max)] {
                if let Some(limit) = limit {
                    control = control.attr(name, limit);
                }
            }
        }
        OwnKind::Email => control = control.attr("inputmode", "email"),
        // On some phones the keys for numbers have no minus.
        OwnKind::Number if own.min.as_ref().is_some_and(|min| !min.starts_with('-')) => {
            control = control.attr("inputmode", "decimal");
        }
        _ => {}
    }
    #[cfg(feature = "ssr")]
    if matches!(
        own.kind,
        OwnKind::Text | OwnKind::Email | OwnKind::Number | OwnKind::Date
    ) && !typed.is_empty()
    {
        control = control.attr("value", &typed);
    }
    named(control, app, input, own, 0)
        .attr("autocomplete", autocomplete)
        .attr("part", "input")
}

/// What one chooses from, each with its words.
pub fn ticks(app: &App, input: Input, own: &OwnField) -> Vec<Element> {
    let mut ticks = Vec::new();
    for (at, option) in own.options.iter().enumerate() {
        let label = el("label")
            .attr("for", &control_id(&own.name, at))
            .other_words(super::localised(app, &option.label));
        ticks.push(
            el("div")
                .class("choice")
                .child(tick(app, input, own, at, &option.value))
                .child(label),
        );
    }
    ticks
}

#[inline(never)]
fn tick(app: &App, input: Input, own: &OwnField, at: usize, value: &str) -> Element {
    let is_radio = matches!(own.kind, OwnKind::Radio);
    let mut tick = el("input")
        .attr("type", if is_radio { "radio" } else { "checkbox" })
        .attr("value", value);
    if typed(app, own) == value {
        tick = tick.attr("checked", "");
    }
    named(tick, app, input, own, at)
        .attr("autocomplete", "off")
        .attr("part", "checkbox")
}

fn options(app: &App, own: &OwnField, typed: &str) -> Vec<Element> {
    // The first says that nothing is chosen yet.
    let mut options = vec![el("option").attr("value", "").texts(app, Id::FormChoose)];
    for option in &own.options {
        let mut element = el("option")
            .attr("value", &option.value)
            .other_words(super::localised(app, &option.label));
        if option.value == typed {
            element = element.attr("selected", "");
        }
        options.push(element);
    }
    options
}

fn named(control: Element, app: &App, input: Input, own: &OwnField, at: usize) -> Element {
    control
        .attr("id", &control_id(&own.name, at))
        .attr("name", &own.name)
        .on_input("input", app, input, actions::edited)
        .on_input("change", app, input, actions::left)
}

/// What was typed or chosen before, where the form is drawn again for who cannot run it.
#[cfg(feature = "ssr")]
fn typed(app: &App, own: &OwnField) -> String {
    app.typed
        .with(|typed| typed.get(&own.name).cloned())
        .unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
fn typed(_: &App, _: &OwnField) -> String {
    String::new()
}
