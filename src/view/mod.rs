//! What the person sees, as plain functions from state to view; one file a component.
//!
//! Views are written with Leptos' builders, not with `view!`: the macro turns static subtrees into `innerHTML`, which
//! pages under Trusted Types refuse.
//! They also render natively, where nothing is ever pressed.

mod choices;
mod done;
mod field;
mod policy;
mod reading;
mod send;
mod summary;

pub use done::HEADING as DONE_HEADING;
pub use summary::ID as SUMMARY;

use leptos::html;
use leptos::prelude::*;
use thuan_consent::form::Section;

use crate::actions;
use crate::i18n::Texts;
use crate::state::{App, Phase};

/// The whole widget: the form, and the confirmation that takes its place.
pub fn widget(app: App) -> impl IntoView {
    let (done_app, form_app, tag_app) = (app.clone(), app.clone(), app.clone());
    html::div()
        .class("thuan")
        .lang(move || tag_app.texts().tag)
        .child(html::div().hidden(move || is_done(&form_app)).child(form(app)))
        .child(done::confirmation(done_app))
}

fn is_done(app: &App) -> bool {
    app.phase.with(|phase| matches!(phase, Phase::Done(_)))
}

fn form(app: App) -> impl IntoView {
    let (submit_app, title_app) = (app.clone(), app.clone());
    html::form()
        .class("form")
        // The browser's own bubbles speak its language, not the form's, and cannot be read beside the field.
        .novalidate(true)
        .attr("part", "form")
        .on(leptos::ev::submit, move |event| actions::submit(&submit_app, &event))
        .child(html::h2().class("title").child(move || title(&title_app)))
        .child(summary::summary(app.clone()))
        .child(section(&app, Section::Company, |texts| texts.company_section))
        .child(section(&app, Section::Contact, |texts| texts.contact_section))
        .child(policy::policy(app.clone()))
        .child(choices::choices(&app))
        .child(choices::acknowledgement(&app))
        .child(send::send(app))
}

fn title(app: &App) -> String {
    app.language.with(|language| app.setup.form.title.get(language).unwrap_or_default().to_owned())
}

fn section(app: &App, section: Section, legend: fn(&Texts) -> &'static str) -> impl IntoView + use<> {
    let fields: Vec<_> =
        app.setup.form.section(section).map(|definition| field::field(app.clone(), definition)).collect();
    html::fieldset().class("section").child(html::legend().child(text(app, legend))).child(fields)
}

/// A text that follows the language. One function for all of them keeps the wasm small.
fn text(app: &App, pick: fn(&Texts) -> &'static str) -> impl Fn() -> &'static str + Clone + Send + Sync + use<> {
    let language = app.language;
    move || language.with(|language| pick(crate::i18n::texts(language)))
}
