//! The error summary: what is wrong, in the order of the page, each line a way to its field.

use leptos::html;
use leptos::prelude::*;

use crate::actions;
use crate::state::App;

/// The id of the summary within the shadow root: it takes focus when it appears.
pub const ID: &str = "error-summary";

/// The summary; empty and hidden while nothing is wrong.
pub fn summary(app: App) -> impl IntoView {
    let (hidden, items) = (app.clone(), app.clone());
    html::div()
        .class("summary")
        .id(ID)
        .role("alert")
        .tabindex("-1")
        .attr("part", "summary")
        .hidden(move || hidden.troubles.with(Vec::is_empty))
        .child(html::h3().child(super::text(&app, |t| t.summary)))
        .child(html::ul().child(move || {
            items.troubles.with(|all| all.iter().map(|(input, _)| item(&items, *input)).collect::<Vec<_>>())
        }))
}

fn item(app: &App, input: crate::state::Input) -> impl IntoView + use<> {
    let message = app.message(input).unwrap_or_default();
    // A real link, so that it is read as one; followed by script, since fragments do not reach into a shadow root.
    html::li().child(
        html::a()
            .href(format!("#{}", input.name()))
            .on(leptos::ev::click, move |event| actions::go_to(input, &event))
            .child(message),
    )
}
