//! What the person sees, as plain functions from state to view; one file a component.
//!
//! Views are written with the builder in [`element`], not with `view!`: the macro turns static subtrees into `innerHTML`,
//! which pages under Trusted Types refuse.
//! They also render natively, where nothing is ever pressed.

mod choices;
mod done;
pub mod element;
mod field;
mod policy;
mod reading;
mod send;
mod summary;

pub use done::HEADING as DONE_HEADING;
pub use summary::ID as SUMMARY;

use thuan_consent::form::Section;

use crate::actions;
use crate::i18n::Texts;
use crate::state::{App, Input, Phase};
use element::{Element, el};

/// The whole widget: the form, and the confirmation that takes its place.
#[must_use]
pub fn widget(app: App) -> Element {
    let (form_app, tag_app) = (app.clone(), app.clone());
    el("div")
        .class("thuan")
        .attr_when("lang", move || Some(tag_app.texts().tag.to_owned()))
        .child(el("div").hidden_when(move || is_done(&form_app)).child(form(&app)))
        .elements(done::confirmation(app))
}

fn is_done(app: &App) -> bool {
    app.phase.with(|phase| matches!(phase, Phase::Done(_)))
}

#[inline(never)]
fn form(app: &App) -> Element {
    let (submit_app, title_app) = (app.clone(), app.clone());
    el("form")
        .class("form")
        // The browser's own bubbles speak its language, not the form's, and cannot be read beside the field.
        .attr("novalidate", "")
        .attr("part", "form")
        .on("submit", move |event| actions::submit(&submit_app, event))
        .child(el("h2").class("title").words(move || title(&title_app)))
        .child(summary::summary(app))
        .child(section(app, Section::Company, |texts| texts.company_section))
        .child(section(app, Section::Contact, |texts| texts.contact_section))
        .child(policy::policy(app))
        .child(choices::choices(app))
        .child(choices::acknowledgement(app))
        .child(send::send(app))
}

fn title(app: &App) -> String {
    app.language.with(|language| app.setup.form.title.get(language).unwrap_or_default().to_owned())
}

fn section(app: &App, section: Section, legend: fn(&Texts) -> &'static str) -> Element {
    el("fieldset")
        .class("section")
        .child(el("legend").words(text(app, legend)))
        .children(app.setup.form.section(section).map(|definition| field::field(app, definition)))
}

/// A text that follows the language. One function for all of them keeps the wasm small.
fn text(app: &App, pick: fn(&Texts) -> &'static str) -> impl Fn() -> String + Send + use<> {
    let app = app.clone();
    move || pick(app.texts()).to_owned()
}

/// Marks an input while something is wrong with it.
fn invalid(element: Element, app: &App, input: Input) -> Element {
    let app = app.clone();
    element.attr_when("aria-invalid", move || app.message(input).map(|_| "true".to_owned()))
}
