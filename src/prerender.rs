//! The form as HTML: what is on the page before anything runs, and all there is where nothing ever does.
//!
//! It is the view that the widget draws, in declarative shadow DOM (WHATWG HTML, section 4.12.3). In a browser that can,
//! the widget takes it over; in one that cannot, it posts itself to the definition's `plain_endpoint`.

use leptos::prelude::*;

use crate::state::App;
use crate::view;

/// Draws the form, in a shadow root that links this style sheet.
///
/// What a person has typed and ticked, and what is wrong with it, stands in the form's state.
#[must_use]
pub fn shadow(app: &App, style_sheet: &str) -> String {
    let style_sheet = escaped(style_sheet);
    let form = Owner::new().with(|| view::widget(app.clone()).to_html());
    format!(
        "<template shadowrootmode=\"open\"><link rel=\"stylesheet\" href=\"{style_sheet}\">{form}</template>"
    )
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
