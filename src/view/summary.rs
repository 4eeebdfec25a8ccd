//! The error summary: what is wrong, in the order of the page, each line a way to its field.

use super::element::{Element, el};
use crate::actions;
use crate::state::{App, Input};

/// The id of the summary within the shadow root: it takes focus when it appears.
pub const ID: &str = "error-summary";

/// The summary; empty and hidden while nothing is wrong.
#[inline(never)]
pub fn summary(app: &App) -> Element {
    let summary = el("div");
    #[cfg(feature = "ssr")]
    let summary = super::plain::focused(summary, app);
    summary
        .class("summary")
        .attr("id", ID)
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .attr("part", "summary")
        .hidden_when(app, |app| app.troubles.with(Vec::is_empty))
        .child(el("h3").texts(app, |t| t.summary))
        .child(el("ul").elements(items(app.clone())))
}

fn items(app: App) -> impl FnMut() -> Option<Vec<Element>> + Send {
    let mut shown: Option<Vec<(Input, String)>> = None;
    move || {
        let inputs = app
            .troubles
            .with(|all| all.iter().map(|(input, _)| *input).collect::<Vec<_>>());
        let mut now = Vec::with_capacity(inputs.len());
        for input in inputs {
            now.push((input, super::message(&app, input)));
        }
        let now = Some(now);
        // Fields are checked again as they are left, which a press on one of these links may be doing right now.
        if now == shown {
            return None;
        }
        shown = now;
        let mut items = Vec::new();
        for (input, message) in shown.iter().flatten() {
            items.push(item(&app, *input, message));
        }
        Some(items)
    }
}

fn item(app: &App, input: Input, message: &str) -> Element {
    // A real link, so that it is read as one; followed by script, since fragments do not reach into a shadow root.
    el("li").child(
        el("a")
            .attr("href", &["#", app.name(input)].concat())
            .on_input("click", app, input, actions::go_to)
            .text(message),
    )
}
