//! The record page in a browser: files, boxes, signing, sending; and the door that the loader and `verify.html` call.

pub(super) mod acts;
mod asking;
mod boxes;
mod deliver;
mod door;
mod files;
mod forgetting;
mod sign;
mod texts;

pub use door::{RecordHandle, RecordOptions, open};

use leptos::ev::Event;
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast as _;
use web_sys::{EventTarget, HtmlElement, Node};

use crate::browser::{element_near, net, tell};
use crate::record_page::state::{Page, Phase};
use crate::record_page::view::{HEADING, PAGE};

/// Where the page lives: what was pressed may be gone by the time that something is to be found near it.
#[derive(Clone)]
struct Place(Node);

impl Place {
    /// Of what an event happened to.
    fn of(event: &Event) -> Option<Self> {
        let target: Node = event.current_target()?.dyn_into().ok()?;
        Some(Self(target.get_root_node()))
    }

    /// An element of the page.
    fn find(&self, id: &str) -> Option<HtmlElement> {
        element_near(&self.0, id)
    }

    /// Who is told what is waited for, and tells when nobody waits any more.
    fn waiting(&self) -> Option<EventTarget> {
        self.find(PAGE).map(EventTarget::from)
    }

    /// Nobody waits any more for what is on its way: something else is to be shown.
    fn leave(&self, page: &Page) {
        if page.phase.with_untracked(Phase::is_on_its_way)
            && let Some(told) = self.waiting()
        {
            tell::here(&told, net::STOP);
        }
    }

    /// Moves the focus, after the page has followed what was just changed.
    fn focus(&self, id: &'static str) {
        let place = self.clone();
        request_animation_frame(move || {
            if let Some(element) = place.find(id) {
                let _ = element.focus();
            }
        });
    }
}

/// Judges a file and shows what was found, at its beginning.
fn show_text(page: &Page, place: &Place, text: &str) {
    place.leave(page);
    page.open(text);
    if page.trouble.with_untracked(Option::is_none) {
        place.focus(HEADING);
        texts::find_old_text(page);
    }
}
