//! The choices, each a box of its own, and the one required tick.

use thuan_consent::language::Localised;
use thuan_consent::policy::Purpose;

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
use crate::state::{ACKNOWLEDGED, App, Input, box_name};

/// The purposes a person decides on. There is no "select all": each is its own decision.
#[inline(never)]
pub fn choices(app: &App) -> Element {
    let boxes: Vec<_> = app
        .setup
        .policy
        .choices()
        .map(|purpose| choice(app, purpose))
        .collect();
    let fieldset = el("fieldset").class("section choices");
    let fieldset = if boxes.is_empty() {
        fieldset.attr("hidden", "")
    } else {
        fieldset
    };
    super::held_while_sending(app, fieldset)
        .child(el("legend").texts(app, Id::FormChoices))
        .child(el("p").class("hint").texts(app, Id::FormChoicesNote))
        .children(boxes)
}

fn choice(app: &App, purpose: &Purpose) -> Element {
    let name = box_name(&purpose.id);
    let described_by = [&name, "-hint"].concat();
    let frequency = purpose.frequency.clone().unwrap_or_default();
    let hint = el("p")
        .class("hint")
        .attr("id", &described_by)
        .other_words(super::localised(app, &frequency));
    checkbox(app, name, &described_by, &purpose.label, None).child(hint)
}

/// The required tick: the policy has been read.
#[inline(never)]
pub fn acknowledgement(app: &App) -> Element {
    let described_by = [ACKNOWLEDGED, "-error"].concat();
    super::held_while_sending(app, el("fieldset"))
        .class_wrong("section", app, Input::Acknowledged)
        .child(el("legend").texts(app, Id::FormAcknowledgement))
        .child(
            el("p")
                .class("error")
                .attr("id", &described_by)
                .input_words(app, Input::Acknowledged, super::message),
        )
        .child(checkbox(
            app,
            ACKNOWLEDGED.to_owned(),
            &described_by,
            &app.setup.policy.acknowledgement,
            Some(Input::Acknowledged),
        ))
}

/// A box with its words. One that is required names the input whose trouble it shows.
fn checkbox(
    app: &App,
    name: String,
    described_by: &str,
    label: &Localised,
    required: Option<Input>,
) -> Element {
    let ticked = app.clone();
    let label = el("label")
        .attr("for", &name)
        .other_words(super::localised(app, label));
    let mut input = el("input")
        .attr("type", "checkbox")
        .attr("id", &name)
        .attr("name", &name)
        // No browser may restore a tick that nobody makes.
        .attr("autocomplete", "off")
        .attr("aria-describedby", described_by)
        .attr("part", "checkbox")
        .checked_when(move || ticked.ticks.with(|ticks| ticks.is_ticked(&name)))
        .on("change", app, actions::ticked);
    if let Some(required) = required {
        input = input.attr("aria-required", "true").invalid(app, required);
    }
    el("div")
        .class("choice")
        .on("click", app, actions::guard)
        .child(input)
        .child(label)
}
