//! Below a field: what was understood, what may have been meant, and for a company's tax code the look-up.

use thuan_consent::form::FieldKind;
use thuan_consent::language::Language;

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
use crate::reading::Hint;
use crate::state::{App, Input, Lookup, State};

/// What there is to say about a field's text.
pub fn reading(app: &App, kind: FieldKind) -> Option<Element> {
    if !matches!(
        kind,
        FieldKind::TaxCode | FieldKind::Phone | FieldKind::Email
    ) {
        return None;
    }
    let reading = el("div")
        .class("reading")
        // Said when it appears, without taking the reader away from the next field.
        .attr("role", "status")
        .child(
            el("p")
                .class("understood")
                .input_words(app, Input::Field(kind), understood),
        )
        .elements(hint(app.clone(), kind));
    let lookup = kind == FieldKind::TaxCode && app.setup.form.lookup.is_some();
    Some(if lookup {
        reading.child(look_up(app))
    } else {
        reading
    })
}

fn understood(app: &State, input: Input) -> String {
    let Input::Field(kind) = input else {
        return String::new();
    };
    // Not beside an error, which the backend may have about what was understood.
    if app.is_wrong(input) {
        return String::new();
    }
    let texts = app.texts();
    app.reading(kind)
        .understood
        .map(|what| texts.understood(what))
        .unwrap_or_default()
}

fn hint(app: App, kind: FieldKind) -> impl FnMut() -> Option<Vec<Element>> + Send {
    let mut shown: Option<(Option<Hint>, Language)> = None;
    move || {
        let now = Some((app.reading(kind).hint, app.language.get()));
        // The readings of other fields change, too, and a press may be under way on this one's button.
        if now == shown {
            return None;
        }
        shown = now;
        let hint = shown.as_ref().and_then(|(hint, _)| hint.as_ref());
        Some(
            hint.map(|hint| suggestion(&app, kind, hint))
                .into_iter()
                .collect(),
        )
    }
}

fn suggestion(app: &App, kind: FieldKind, hint: &Hint) -> Element {
    let texts = app.texts();
    let words = el("p")
        .class("suggestion")
        .child(el("span").text(texts.hint_words(hint)));
    let Some(replacement) = hint.replacement() else {
        return words;
    };
    let app = app.clone();
    let label = texts.readings_use_hint(&replacement);
    words.child(
        small_button()
            .on_other("click", move |event| {
                actions::replace(&app, kind, &replacement, event)
            })
            .text(&label),
    )
}

fn small_button() -> Element {
    el("button").attr("type", "button").class("secondary small")
}

/// Offered only while a company's tax code stands in the field; what is under way can be stopped there, too.
fn look_up(app: &App) -> Element {
    el("div")
        .class("lookup")
        .hidden_when(app, |app| {
            app.reading(FieldKind::TaxCode).company().is_none()
        })
        .child(
            small_button()
                .on("click", app, actions::look_up)
                .words(app, |app| {
                    let texts = app.texts();
                    if app.lookup.get() == Lookup::Busy {
                        texts.get(Id::ReadingsStopLookingUp)
                    } else {
                        texts.get(Id::ReadingsLookUp)
                    }
                    .to_owned()
                }),
        )
        .child(
            el("p")
                .class("hint")
                .words(app, |app| app.texts().lookup(app.lookup.get()).to_owned()),
        )
}
