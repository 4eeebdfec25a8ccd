//! What happens when a person acts.
//!
//! In the browser these are the functions of [`crate::browser`]. Natively a form is only drawn and nobody presses its
//! buttons, so there they do nothing.

#[cfg(feature = "csr")]
pub(crate) use crate::browser::events::{acknowledged, download, edited, go_to, print, submit, ticked};

#[cfg(not(feature = "csr"))]
pub(crate) use drawn::*;

#[cfg(not(feature = "csr"))]
mod drawn {
    use leptos::ev;
    use thuan_consent::form::FieldKind;
    use thuan_consent::record::Decision;

    use crate::state::{App, Done, Input, Ticks};

    pub(crate) fn submit(_: &App, _: &ev::SubmitEvent) {}
    pub(crate) fn edited(_: &App, _: FieldKind, _: &ev::Event) {}
    pub(crate) fn ticked(_: &App, _: &ev::Event, _: impl FnOnce(&mut Ticks, Decision)) {}
    pub(crate) fn acknowledged(_: &App, _: &ev::Event) {}
    pub(crate) fn go_to(_: Input, _: &ev::MouseEvent) {}
    pub(crate) fn download(_: &Done) {}
    pub(crate) fn print() {}
}
