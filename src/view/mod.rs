//! What the person sees, as plain functions from state to view; one file a component.
//!
//! Views are written with the builder in [`element`], not with `view!`: the macro turns static subtrees into `innerHTML`,
//! which pages under Trusted Types refuse.
//! They also render natively, where nothing is ever pressed.

mod choices;
mod done;
mod earlier;
pub mod element;
mod field;
mod own;
#[cfg(feature = "ssr")]
pub mod plain;
mod policy;
#[cfg(feature = "ssr")]
pub mod posted;
mod reading;
mod send;
mod summary;

pub use done::HEADING as DONE_HEADING;
pub use summary::ID as SUMMARY;

use thuan_consent::form::{COMPANY, CONTACT};
use thuan_consent::language::Localised;

use crate::actions;
use crate::i18n::Id;
use crate::state::{App, Input, Phase, State};
use element::{Element, el};

/// The whole widget: the form, and the confirmation that takes its place.
#[must_use]
pub fn widget(app: App) -> Element {
    el("div")
        .class("thuan")
        .attr_words("lang", &app, |app| app.texts().tag.to_owned())
        .child(el("div").hidden_when(&app, is_done).child(form(&app)))
        .elements(done::confirmation(app))
}

fn is_done(app: &State) -> bool {
    app.phase.with(|phase| matches!(phase, Phase::Done(_)))
}

#[inline(never)]
fn form(app: &App) -> Element {
    let form = el("form");
    #[cfg(feature = "ssr")]
    let form = plain::posting(form, app).children(plain::fallback(app));
    let form = form
        .class("form")
        // The browser's own bubbles speak its language, not the form's, and cannot be read beside the field.
        .attr("novalidate", "")
        .attr("part", "form")
        .on("submit", app, actions::submit)
        .on("thuan-wait", app, actions::waiting)
        .child(el("h2").class("title").words(app, title))
        .children(earlier::renewed(app))
        .child(earlier::earlier(app))
        .child(summary::summary(app))
        .children(sections(app))
        .child(policy::policy(app))
        .child(choices::choices(app))
        .child(choices::acknowledgement(app))
        .child(send::send(app));
    #[cfg(feature = "ssr")]
    let form = form.children(plain::told(app));
    form
}

fn title(app: &State) -> String {
    app.language.with(|language| {
        app.setup
            .form
            .title
            .get(language)
            .unwrap_or_default()
            .to_owned()
    })
}

/// What is asked, section by section; one without fields is not there.
fn sections(app: &App) -> Vec<Element> {
    let form = &app.setup.form;
    let mut sections = vec![
        section(
            app,
            COMPANY,
            el("legend").texts(app, Id::FormCompanySection),
        ),
        section(
            app,
            CONTACT,
            el("legend").texts(app, Id::FormContactSection),
        ),
    ];
    for own in &form.sections {
        let legend = el("legend").other_words(localised(app, &own.legend));
        sections.push(section(app, &own.id, legend));
    }
    sections.into_iter().flatten().collect()
}

#[inline(never)]
fn section(app: &App, name: &str, legend: Element) -> Option<Element> {
    let section = el("fieldset").class("section").child(legend);
    let mut section = held_while_sending(app, section);
    let mut is_empty = true;
    for (at, definition) in app.setup.form.fields.iter().enumerate() {
        if definition.section() == name {
            section = section.child(field::field(app, at, definition));
            is_empty = false;
        }
    }
    (!is_empty).then_some(section)
}

/// Nobody changes what is being sent: it is signed, and who changed it meanwhile would believe that the change was sent.
fn held_while_sending(app: &App, part: Element) -> Element {
    part.attr_true("inert", app, |app| app.phase.with(Phase::is_on_its_way))
}

/// Words of a definition that follow the language.
fn localised(app: &App, words: &Localised) -> impl Fn() -> String + Send + use<> {
    let (app, words) = (app.clone(), words.clone());
    move || app.localised(&words)
}

/// What is wrong with an input; empty while nothing is.
fn message(app: &State, input: Input) -> String {
    app.message(input).unwrap_or_default()
}
