//! The error summary: what is wrong, in the order of the page, each line a way to its field.

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
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
        .child(el("h3").texts(app, Id::FormSummary))
        .child(el("ul").elements(items(app.clone())))
}

fn items(app: App) -> impl FnMut() -> Option<Vec<Element>> + Send {
    let mut shown = None;
    move || {
        let inputs: Vec<Input> = app
            .troubles
            .with(|all| all.iter().map(|(input, _)| *input).collect());
        let mut now = String::new();
        let mut items = Vec::with_capacity(inputs.len());
        for input in inputs {
            let message = super::message(&app, input);
            items.push(item(&app, input, &message));
            now = [&now, app.name(input), "\n", &message, "\n"].concat();
        }
        // Fields are checked again as they are left, which a press on one of these links may be doing right now.
        if shown.as_ref() == Some(&now) {
            return None;
        }
        shown = Some(now);
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
