//! The form as HTML: what is on the page before anything runs, and all there is where nothing ever does.
//!
//! It is the view that the widget draws, in declarative shadow DOM (WHATWG HTML, section 4.12.3). In a browser that can,
//! the widget takes it over; in one that cannot, it posts itself to the definition's `plain_endpoint`.

use leptos::prelude::*;
use thuan_consent::language::Language;

use crate::plain::{Refusal, Registered};
use crate::state::App;
use crate::view;

/// Draws the form, in a shadow root that links this style sheet.
///
/// What a person has typed and ticked, and what is wrong with it, stands in the form's state.
#[must_use]
pub fn shadow(app: &App, style_sheet: &str) -> String {
    let style_sheet = escaped(style_sheet);
    let form = form(app);
    format!(
        "<template shadowrootmode=\"open\"><link rel=\"stylesheet\" href=\"{style_sheet}\">{form}</template>"
    )
}

/// Draws the form for a page of its own, without a shadow root: nobody else's style is there to be kept out, browsers
/// that know no declarative shadow DOM show it, and the links of the error summary lead to their fields.
#[must_use]
pub fn form(app: &App) -> String {
    Owner::new().with(|| view::widget(app.clone()).to_html())
}

/// Draws the confirmation of a registration that was posted as plain HTML.
#[must_use]
pub fn confirmation(app: &App, registered: &Registered) -> String {
    Owner::new().with(|| view::posted::confirmation(app, registered).to_html())
}

/// Draws why a posted form is not taken, where there is no form to show.
#[must_use]
pub fn refused(language: &Language, refusal: Refusal) -> String {
    Owner::new().with(|| view::posted::refused(language, refusal).to_html())
}

/// A definition or a policy, as an element from which a script reads the very bytes that are served; `None` where
/// HTML would read them otherwise.
#[must_use]
pub fn inside(name: &str, json: &str) -> Option<String> {
    // `<` may begin an end tag or a comment; the others are rewritten by the parser (WHATWG HTML, section 13.2.3.5).
    if json.contains(['<', '\r', '\0', '\u{feff}']) {
        return None;
    }
    let name = escaped(name);
    Some(format!(
        "<script type=\"application/json\" data-thuan=\"{name}\">{json}</script>"
    ))
}

/// Text for an attribute or between tags.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    view::element::escape(text, &mut out);
    out
}
