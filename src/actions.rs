//! What happens when a person acts.
//!
//! In the browser these are the functions of [`crate::browser`]. Natively a form is only drawn and nobody presses its
//! buttons, so there they do nothing.

/// Asks the loader for the record page in the place of the form.
pub(crate) const OPEN_RECORD: &str = "thuan-open-record";
/// Asks it to print the confirmation.
pub(crate) const PRINT: &str = "thuan-print";
/// Asks it to copy the confirmation.
pub(crate) const COPY: &str = "thuan-copy";
/// Asks it to clear what this browser keeps.
pub(crate) const CLEAR: &str = "thuan-clear";

#[cfg(feature = "csr")]
pub(crate) use crate::browser::events::{
    ask, download, edited, go_to, guard, left, replace, stop, submit, ticked, waiting,
};

#[cfg(feature = "csr")]
pub(crate) use crate::browser::lookup::look_up;

#[cfg(not(feature = "csr"))]
pub(crate) use drawn::*;

#[cfg(not(feature = "csr"))]
mod drawn {
    use leptos::ev::Event;
    use thuan_consent::form::FieldKind;

    use crate::state::{App, Done, Input};

    pub(crate) fn submit(_: &App, _: &Event) {}
    pub(crate) fn edited(_: &App, _: Input, _: &Event) {}
    pub(crate) fn left(_: &App, _: Input, _: &Event) {}
    pub(crate) fn replace(_: &App, _: FieldKind, _: &str, _: &Event) {}
    pub(crate) fn look_up(_: &App, _: &Event) {}
    pub(crate) fn ticked(_: &App, _: &Event) {}
    pub(crate) fn go_to(_: &App, _: Input, _: &Event) {}
    pub(crate) fn download(_: &Done) {}
    pub(crate) fn guard(_: &App, _: &Event) {}
    pub(crate) fn ask(_: &Event, _: &str) {}
    pub(crate) fn stop(_: &App, _: &Event) {}
    pub(crate) fn waiting(_: &App, _: &Event) {}
}
