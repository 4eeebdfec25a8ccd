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
    let (wrong, message, named, hinted) = (app.clone(), app.clone(), app.clone(), app.clone());
    let mut label = el("label")
        .attr("for", name)
        .words(move || (named.texts().label)(kind).to_owned());
    if !definition.required {
        label = label.child(el("span").class("optional").words(super::text(app, |t| t.optional)));
    }
    let field = el("div")
        .class_when("field", "wrong", move || wrong.message(Input::Field(kind)).is_some())
        .child(label)
        .child(
            el("p")
                .class("hint")
                .attr("id", &[name, "-hint"].concat())
                .words(move || (hinted.texts().hint)(kind).to_owned()),
        )
        .child(
            el("p")
                .class("error")
                .attr("id", &[name, "-error"].concat())
                .words(move || message.message(Input::Field(kind)).unwrap_or_default()),
        )
        .child(control(app, kind, definition.required));
    match super::reading::reading(app, kind) {
        Some(reading) => field.child(reading),
        None => field,
    }
}

/// The input itself. It has no bound value: what is typed is the browser's until it is read.
#[inline(never)]
fn control(app: &App, kind: FieldKind, required: bool) -> Element {
    let (edited, left) = (app.clone(), app.clone());
    let name = kind.name();
    // A street address has lines, and its autocomplete token is for multi-line controls.
    let mut input = if kind == FieldKind::Address {
        el("textarea").attr("rows", "2")
    } else {
        el("input")
            .attr("type", if kind == FieldKind::Phone { "tel" } else { "text" })
            .attr("autocapitalize", if kind == FieldKind::ContactName { "words" } else { "off" })
            .attr("spellcheck", "false")
            .attr("enterkeyhint", "next")
    };
    input = input
        .attr("id", name)
        .attr("name", name)
        .attr("autocomplete", autocomplete(kind))
        .attr("aria-describedby", &[name, "-hint ", name, "-error"].concat())
        .attr("part", "input")
        .on("input", move |event| actions::edited(&edited, kind, event))
        .on("change", move |event| actions::left(&left, kind, event));
    if kind == FieldKind::Email {
        input = input.attr("inputmode", "email");
    }
    if required {
        input = input.attr("aria-required", "true");
    }
    super::invalid(input, app, Input::Field(kind))
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
