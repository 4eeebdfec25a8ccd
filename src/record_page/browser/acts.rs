//! What the views call.

use std::sync::Arc;

use leptos::ev::Event;

use super::{Place, show_text};
use crate::browser::{net, tell};
use crate::record_page::state::{Opened, Page, Phase, Screen};
use crate::record_page::view::HEADING;

pub(in crate::record_page) use super::asking::request;
pub(in crate::record_page) use super::boxes::{guard, ticked};
pub(in crate::record_page) use super::deliver::{send, withdraw_all};
pub(in crate::record_page) use super::files::{chosen, compared, dropped, hover, pasted};
pub(in crate::record_page) use super::forgetting::{forget, forget_ask, forget_not};

/// Asks the loader for the form.
const CLOSE: &str = "thuan-close-record";

/// One of the records that this browser keeps.
pub(in crate::record_page) fn open_text(page: &Page, text: &str, event: &Event) {
    if let Some(place) = Place::of(event) {
        show_text(page, &place, text);
    }
}

/// Back to where a record is asked for.
pub(in crate::record_page) fn another(page: &Page, event: &Event) {
    let Some(place) = Place::of(event) else {
        return;
    };
    place.leave(page);
    page.start();
    place.focus(HEADING);
}

/// The form for those who have neither key nor file.
pub(in crate::record_page) fn ask(page: &Page, event: &Event) {
    let Some(place) = Place::of(event) else {
        return;
    };
    place.leave(page);
    page.phase.set(Phase::Choosing);
    page.screen.set(Screen::Request);
    place.focus(HEADING);
}

/// What is sent waits for something.
pub(in crate::record_page) fn waiting(page: &Page, event: &Event) {
    let Some(wait) = net::wait_of(event) else {
        return;
    };
    if page.phase.with_untracked(Phase::is_on_its_way) {
        page.phase.set(Phase::Waiting(wait));
    }
}

/// Nobody wants to wait any more.
pub(in crate::record_page) fn stop(_: &Page, event: &Event) {
    if let Some(page) = Place::of(event).and_then(|place| place.waiting()) {
        tell::here(&page, net::STOP);
    }
}

/// Back to the form.
pub(in crate::record_page) fn close(page: &Page, event: &Event) {
    if let Some(place) = Place::of(event) {
        place.leave(page);
        tell::loader(&place.0, CLOSE);
    }
}

/// The file that is shown, as a file.
pub(in crate::record_page) fn download(opened: &Arc<Opened>) {
    let name = opened.record().map(|record| record.record_id.as_str());
    let reference = crate::record_page::state::reference(name.unwrap_or_default());
    let _ = super::files::save(&["thuan-", &reference, ".json"].concat(), &opened.text);
}

/// The page is to be printed.
pub(in crate::record_page) fn print() {
    let _ = leptos::prelude::window().print();
}
