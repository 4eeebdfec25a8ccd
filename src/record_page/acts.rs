//! What happens when a person acts on the record page.
//!
//! In the browser these are the functions of `browser`. Natively a page is only drawn, so there they do nothing.

#[cfg(feature = "record")]
pub(super) use super::browser::acts::*;

#[cfg(not(feature = "record"))]
pub(super) use drawn::*;

#[cfg(not(feature = "record"))]
mod drawn {
    use std::sync::Arc;

    use leptos::ev::Event;

    use crate::record_page::choices::Choices;
    use crate::record_page::state::{Opened, Page};

    type Record<'a> = &'a Arc<Opened>;

    pub(in crate::record_page) fn chosen(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn dropped(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn hover(_: &Event) {}
    pub(in crate::record_page) fn pasted(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn open_text(_: &Page, _: &str, _: &Event) {}
    pub(in crate::record_page) fn compared(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn another(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn ask(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn request(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn waiting(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn stop(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn close(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn forget_ask(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn forget_not(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn forget(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn guard(_: &Event) {}
    pub(in crate::record_page) fn ticked(_: &Page, _: &Event) {}
    pub(in crate::record_page) fn send(_: &Page, _: Record<'_>, _: &Arc<Choices>, _: &Event) {}
    pub(in crate::record_page) fn withdraw_all(
        _: &Page,
        _: Record<'_>,
        _: &Arc<Choices>,
        _: &Event,
    ) {
    }
    pub(in crate::record_page) fn download(_: Record<'_>) {}
    pub(in crate::record_page) fn print() {}
}
