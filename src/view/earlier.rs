//! What stands above the form when there is more to say than the form: that it has changed, and that this browser has a
//! record of it.

use super::element::{Element, el};
use crate::actions;
use crate::i18n::Id;
use crate::state::{App, State};

/// That form or policy have changed since they were first shown; nothing otherwise.
pub fn renewed(app: &App) -> Option<Element> {
    let notice = el("p").class("notice").attr("role", "status");
    app.setup
        .renewed
        .then(|| notice.texts(app, Id::FormRenewed))
}

/// The record that this browser has, and the way to it.
#[inline(never)]
pub fn earlier(app: &App) -> Element {
    el("div")
        .class("notice")
        .hidden_when(app, |app| app.earlier.with(Option::is_none))
        .child(el("p").words(app, words))
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .texts(app, Id::FormOpenRecord)
                .on("click", app, |_, event| {
                    actions::ask(event, actions::OPEN_RECORD)
                }),
        )
}

fn words(app: &State) -> String {
    app.earlier.with(|earlier| match earlier {
        Some(earlier) => {
            let texts = app.texts();
            if earlier.in_force {
                texts.form_earlier(&earlier.reference)
            } else {
                texts.form_earlier_changed(&earlier.reference)
            }
        }
        None => String::new(),
    })
}
