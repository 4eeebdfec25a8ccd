//! One field: label, help, what is wrong, input.

use thuan_consent::form::{FieldDefinition, FieldKind, OwnKind};

use super::element::{Element, el};
use super::own;
use crate::actions;
use crate::i18n::Id;
use crate::state::{App, Input, State};

/// A field of the form, and its place in the definition.
#[inline(never)]
pub fn field(app: &App, at: usize, definition: &FieldDefinition) -> Element {
    let name = definition.name();
    let input = Input::of(at, definition);
    let is_group = own::is_group(definition);
    // What stands around several inputs is named by a legend, one input by its label.
    let (frame, label) = if is_group {
        ("fieldset", el("legend"))
    } else {
        ("div", el("label").attr("for", name))
    };
    let mut label = label.input_words(app, input, State::label);
    if !definition.required() {
        label = label.child(el("span").class("optional").texts(app, Id::FormOptional));
    }
    let hint = el("p")
        .class("hint")
        .attr("id", &[name, "-hint"].concat())
        .input_words(app, input, State::help);
    let error = el("p")
        .class("error")
        .attr("id", &[name, "-error"].concat())
        .input_words(app, input, super::message);
    let mut field = el(frame)
        .class_wrong("field", app, input)
        .hidden_with(app, input);
    if is_group {
        field = described(field.attr("role", "radiogroup"), app, input, definition);
    }
    match definition {
        FieldDefinition::Known(known) => {
            let control = described(control(app, known.name), app, input, definition);
            field
                .child(label)
                .child(hint)
                .child(error)
                .child(control)
                .children(super::reading::reading(app, known.name))
        }
        FieldDefinition::Own(own) if is_group => field
            .child(label)
            .child(hint)
            .child(error)
            .children(own::ticks(app, input, own)),
        FieldDefinition::Own(own) => {
            let control = described(own::control(app, input, own), app, input, definition);
            if matches!(own.kind, OwnKind::Checkbox) {
                let choice = el("div").class("choice").child(control).child(label);
                field.child(error).child(choice).child(hint)
            } else {
                field.child(label).child(hint).child(error).child(control)
            }
        }
    }
}

/// Ties an input to what is said about it.
fn described(control: Element, app: &App, input: Input, definition: &FieldDefinition) -> Element {
    let name = definition.name();
    let control = control
        .attr(
            "aria-describedby",
            &[name, "-hint ", name, "-error"].concat(),
        )
        .invalid(app, input);
    if definition.required() {
        control.attr("aria-required", "true")
    } else {
        control
    }
}

/// The input itself. It has no bound value: what is typed is the browser's until it is read.
#[inline(never)]
fn control(app: &App, kind: FieldKind) -> Element {
    let name = kind.name();
    // A street address has lines, and its autocomplete token is for multi-line controls.
    let mut input = if kind == FieldKind::Address {
        el("textarea").attr("rows", "2")
    } else {
        el("input")
            .attr(
                "type",
                if kind == FieldKind::Phone {
                    "tel"
                } else {
                    "text"
                },
            )
            .attr(
                "autocapitalize",
                if kind == FieldKind::ContactName {
                    "words"
                } else {
                    "off"
                },
            )
            .attr("spellcheck", "false")
            .attr("enterkeyhint", "next")
    };
    input = input
        .attr("id", name)
        .attr("name", name)
        .attr("autocomplete", autocomplete(kind))
        .attr("part", "input")
        .on_input("input", app, Input::Field(kind), actions::edited)
        .on_input("change", app, Input::Field(kind), actions::left);
    if kind == FieldKind::Email {
        input = input.attr("inputmode", "email");
    }
    #[cfg(feature = "ssr")]
    if let Some(typed) = app.typed.with(|typed| typed.get(name).cloned()) {
        input = match kind {
            FieldKind::Address => input.text(&typed),
            _ => input.attr("value", &typed),
        };
    }
    input
}

/// Autofill tokens of the HTML standard. There is none for a tax code.
fn autocomplete(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::CompanyName => "organization",
        FieldKind::TaxCode => "on",
        FieldKind::Address => "street-address",
        FieldKind::ContactName => "name",
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
    }
}
