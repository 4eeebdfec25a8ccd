//! One field: label, hint, what is wrong, input.

use thuan_consent::form::{FieldDefinition, FieldKind};

use super::element::{Element, el};
use crate::actions;
use crate::state::{App, Input};

/// A field of the form.
#[inline(never)]
pub fn field(app: &App, definition: &FieldDefinition) -> Element {
    let kind = definition.name;
    let name = kind.name();
    let input = Input::Field(kind);
    let mut label = el("label")
        .attr("for", name)
        .input_words(app, input, |app, input| of_kind(input, app.texts().label));
    if !definition.required {
        label = label.child(el("span").class("optional").texts(app, |t| t.optional));
    }
    let hint = el("p")
        .class("hint")
        .attr("id", &[name, "-hint"].concat())
        .input_words(app, input, |app, input| of_kind(input, app.texts().hint));
    let error = el("p")
        .class("error")
        .attr("id", &[name, "-error"].concat())
        .input_words(app, input, super::message);
    let field = el("div")
        .class_wrong("field", app, input)
        .child(label)
        .child(hint)
        .child(error)
        .child(control(app, kind, definition.required));
    match super::reading::reading(app, kind) {
        Some(reading) => field.child(reading),
        None => field,
    }
}

fn of_kind(input: Input, text: fn(FieldKind) -> &'static str) -> String {
    match input {
        Input::Field(kind) => text(kind).to_owned(),
        Input::Acknowledged => String::new(),
    }
}

/// The input itself. It has no bound value: what is typed is the browser's until it is read.
#[inline(never)]
fn control(app: &App, kind: FieldKind, required: bool) -> Element {
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
        .attr(
            "aria-describedby",
            &[name, "-hint ", name, "-error"].concat(),
        )
        .attr("part", "input")
        .invalid(app, Input::Field(kind))
        .on_input("input", app, Input::Field(kind), actions::edited)
        .on_input("change", app, Input::Field(kind), actions::left);
    if kind == FieldKind::Email {
        input = input.attr("inputmode", "email");
    }
    if required {
        input = input.attr("aria-required", "true");
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
