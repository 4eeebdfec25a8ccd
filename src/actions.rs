//! What happens when a person acts.
//!
//! In the browser these are the functions of [`crate::browser`]. Natively a form is only drawn and nobody presses its
//! buttons, so there they do nothing.

#[cfg(feature = "csr")]
pub(crate) use crate::browser::events::{
    download, edited, go_to, guard, left, open_record, print, replace, stop, submit, ticked,
    waiting,
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
    pub(crate) fn open_record(_: &Event) {}
    pub(crate) fn print() {}
    pub(crate) fn stop(_: &App, _: &Event) {}
    pub(crate) fn waiting(_: &App, _: &Event) {}
}
