//! One field: label, hint, what is wrong, input.

use leptos::html;
use leptos::prelude::*;
use thuan_consent::form::{FieldDefinition, FieldKind};

use crate::actions;
use crate::state::{App, Input};

/// A field of the form.
pub fn field(app: App, definition: &FieldDefinition) -> impl IntoView + use<> {
    let kind = definition.name;
    let name = kind.name();
    let optional = !definition.required;
    let language = app.language;
    let (wrong, message) = (app.clone(), app.clone());
    html::div()
        .class(("wrong", move || wrong.message(Input::Field(kind)).is_some()))
        .class("field")
        .child(
            html::label()
                .r#for(name)
                .child(move || language.with(|language| (crate::i18n::texts(language).label)(kind)))
                .child(optional.then(|| html::span().class("optional").child(super::text(&app, |t| t.optional)))),
        )
        .child(html::p().class("hint").id(format!("{name}-hint")).child({
            move || language.with(|language| (crate::i18n::texts(language).hint)(kind))
        }))
        .child(
            html::p()
                .class("error")
                .id(format!("{name}-error"))
                .child(move || message.message(Input::Field(kind)).unwrap_or_default()),
        )
        .child(control(app.clone(), kind, definition.required))
        .child(super::reading::reading(&app, kind))
}

/// The input itself. It has no bound value: what is typed is the browser's until it is read.
fn control(app: App, kind: FieldKind, required: bool) -> AnyView {
    let (invalid, edited, left) = (app.clone(), app.clone(), app);
    let invalid = move || invalid.message(Input::Field(kind)).map(|_| "true");
    let edited = move |event: leptos::ev::Event| actions::edited(&edited, kind, &event);
    let left = move |event: leptos::ev::Event| actions::left(&left, kind, &event);
    let name = kind.name();
    let describedby = format!("{name}-hint {name}-error");
    let required = required.then_some("true");
    if kind == FieldKind::Address {
        // A street address has lines, and its autocomplete token is for multi-line controls.
        return html::textarea()
            .id(name)
            .name(name)
            .rows("2")
            .autocomplete(autocomplete(kind))
            .aria_describedby(describedby)
            .aria_required(required)
            .aria_invalid(invalid)
            .attr("part", "input")
            .on(leptos::ev::input, edited)
            .on(leptos::ev::change, left)
            .into_any();
    }
    html::input()
        .id(name)
        .name(name)
        .r#type(if kind == FieldKind::Phone { "tel" } else { "text" })
        .inputmode(if kind == FieldKind::Email { Some("email") } else { None })
        .autocomplete(autocomplete(kind))
        .attr("autocapitalize", if kind == FieldKind::ContactName { "words" } else { "off" })
        .spellcheck("false")
        .attr("enterkeyhint", "next")
        .aria_describedby(describedby)
        .aria_required(required)
        .aria_invalid(invalid)
        .attr("part", "input")
        .on(leptos::ev::input, edited)
        .on(leptos::ev::change, left)
        .into_any()
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
