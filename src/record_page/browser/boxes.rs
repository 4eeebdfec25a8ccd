//! Boxes: only a person's own act ticks one.

use leptos::ev::Event;
use thuan_consent::record::Decision;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

use super::Place;
use crate::browser::{now, sight};
use crate::record_page::choices::{Choices, agree_box, withdraw_box};
use crate::record_page::state::{Page, Phase};

/// Something among the boxes was clicked. A click that no person made does nothing: the `change` that follows a
/// script's `click()` is trusted, so this is the place to stop it.
pub(in crate::record_page) fn guard(event: &Event) {
    if !event.is_trusted() {
        event.prevent_default();
    }
}

/// A box was ticked or unticked. An event that a script made up changes nothing, and the box goes back.
pub(in crate::record_page) fn ticked(page: &Page, event: &Event) {
    let Some(checkbox) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let name = checkbox.name();
    if !event.is_trusted() {
        checkbox.set_checked(page.ticks.with_untracked(|ticks| ticks.is_ticked(&name)));
        return;
    }
    let on = checkbox.checked();
    let visibility = sight::of(&checkbox);
    page.ticks.update(|ticks| {
        // Withdrawing and agreeing to one purpose exclude each other: the later act is meant.
        let other = opposite(&name).filter(|other| on && ticks.is_ticked(other));
        if let Some(other) = other {
            ticks.set(other, Decision::Unticked(now()), visibility);
        }
        let decision = if on {
            Decision::Ticked(now())
        } else {
            Decision::Unticked(now())
        };
        ticks.set(name, decision, visibility);
    });
    if !page.phase.with_untracked(Phase::is_on_its_way) {
        page.phase.set(Phase::Choosing);
    }
}

/// The box that says the contrary about the same purpose.
fn opposite(name: &str) -> Option<String> {
    let withdraw = name.strip_prefix(&withdraw_box("")).map(agree_box);
    withdraw.or_else(|| name.strip_prefix(&agree_box("")).map(withdraw_box))
}

/// Whether every box shows what the person decided. Those that do not are put back: a script of the page has moved
/// them, and nobody should sign what they did not see.
pub(super) fn are_as_left(page: &Page, place: &Place, choices: &Choices) -> bool {
    let mut as_left = true;
    for name in choices.boxes() {
        let ticked = page.ticks.with_untracked(|ticks| ticks.is_ticked(&name));
        let element = place.find(&name);
        let checkbox = element.and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
        if let Some(moved) = checkbox.filter(|checkbox| checkbox.checked() != ticked) {
            moved.set_checked(ticked);
            as_left = false;
        }
    }
    as_left
}
