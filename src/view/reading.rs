//! Below a field: what was understood, what may have been meant, and for a company's tax code the look-up.

use leptos::html;
use leptos::prelude::*;
use thuan_consent::form::FieldKind;

use crate::actions;
use crate::state::{App, Lookup};

/// What there is to say about a field's text.
pub fn reading(app: &App, kind: FieldKind) -> AnyView {
    if !matches!(kind, FieldKind::TaxCode | FieldKind::Phone | FieldKind::Email) {
        return ().into_any();
    }
    let (understood, hinted) = (app.clone(), app.clone());
    let lookup = (kind == FieldKind::TaxCode && app.setup.form.lookup.is_some()).then(|| lookup(app.clone()));
    html::div()
        .class("reading")
        // Said when it appears, without taking the reader away from the next field.
        .role("status")
        .child(html::p().class("understood").child(move || {
            let texts = understood.texts();
            understood.reading(kind).understood.map(texts.understood).unwrap_or_default()
        }))
        .child(move || hint(&hinted, kind))
        .child(lookup)
        .into_any()
}

fn hint(app: &App, kind: FieldKind) -> Option<AnyView> {
    let texts = app.texts();
    let hint = app.reading(kind).hint?;
    let words = html::span().child((texts.hint_words)(&hint));
    let replacement = hint.replacement();
    let button = replacement.map(|replacement| {
        let app = app.clone();
        let label = (texts.use_hint)(&replacement);
        html::button()
            .r#type("button")
            .class("secondary small")
            .on(leptos::ev::click, move |event| actions::replace(&app, kind, &replacement, &event))
            .child(label)
    });
    Some(html::p().class("suggestion").child(words).child(button).into_any())
}

/// Offered only while a company's tax code stands in the field; what is under way can be stopped there, too.
fn lookup(app: App) -> impl IntoView {
    let (hidden, label, said) = (app.clone(), app.clone(), app.clone());
    html::div()
        .class("lookup")
        .hidden(move || hidden.reading(FieldKind::TaxCode).company().is_none())
        .child(
            html::button()
                .r#type("button")
                .class("secondary small")
                .on(leptos::ev::click, move |event| actions::look_up(&app, &event))
                .child(move || {
                    let texts = label.texts();
                    if label.lookup.get() == Lookup::Busy { texts.stop_looking_up } else { texts.look_up }
                }),
        )
        .child(html::p().class("hint").child(move || (said.texts().lookup)(said.lookup.get())))
}
