//! What the person sees on the record page; one file a part.
//!
//! What was judged does not change any more, so these views are drawn anew when the language does; what is typed or
//! ticked stands in views whose words alone follow.

mod change;
mod difference;
mod facts;
mod labels;
mod policy;
mod purposes;
mod report;
mod request;
mod start;

#[cfg(feature = "record")]
pub(super) use request::{CONTACT, MESSAGE, PURPOSE, REFERENCE};
#[cfg(feature = "record")]
pub(super) use start::PASTE;

use thuan_consent::deadline::day_in_vietnam;
use thuan_consent::time::Timestamp;

use super::acts;
use super::state::{Page, Phase, Screen};
use crate::i18n::{self, Id, Texts};
use crate::view::element::{Element, el};

/// The id of the heading that takes focus when what is shown changes.
pub const HEADING: &str = "record-heading";

/// The id of the line that says what could not be done.
pub const STATUS: &str = "record-status";

/// The id of the whole page.
pub const PAGE: &str = "record-page";

/// The whole page.
#[must_use]
pub fn page(page: &Page) -> Element {
    let (tag, screens, dropping) = (page.clone(), page.clone(), page.clone());
    let waiting = page.clone();
    el("div")
        .class("thuan record")
        .attr("id", PAGE)
        .on_other("thuan-wait", move |event| acts::waiting(&waiting, event))
        // Anywhere: beside the box the browser would leave the page for the file.
        .on_other("dragover", acts::hover)
        .on_other("drop", move |event| acts::dropped(&dropping, event))
        .attr("part", "record")
        .attr_other("lang", move || Some(tag.words().tag.to_owned()))
        .child(languages(page))
        .elements(move || Some(screen(&screens)))
}

fn screen(page: &Page) -> Vec<Element> {
    match page.screen.get() {
        Screen::Start => vec![start::start(page)],
        Screen::Record(opened) => vec![report::report(page, &opened)],
        Screen::Request => vec![request::form(page)],
        Screen::Requested(requested) => vec![request::sent(page, &requested)],
    }
}

/// The switch between languages.
fn languages(page: &Page) -> Element {
    let label = page.clone();
    let buttons = i18n::all().iter().map(|table| {
        let (pressed, chosen) = (page.clone(), page.clone());
        el("button")
            .attr("type", "button")
            .class("language")
            .attr("lang", table.tag)
            .attr_other("aria-pressed", move || {
                Some((pressed.words().tag == table.tag).to_string())
            })
            .on_other("click", move |_| {
                if let Ok(language) = table.tag.parse() {
                    chosen.language.set(language);
                }
            })
            .text(table.name)
    });
    el("div")
        .class("languages")
        .attr("role", "group")
        .attr_other("aria-label", move || {
            Some(label.words().get(Id::RecordLanguages).to_owned())
        })
        .children(buttons)
}

/// Words that follow the language.
fn words(element: Element, page: &Page, id: Id) -> Element {
    let page = page.clone();
    element.other_words(move || page.words().get(id).to_owned())
}

/// The heading that takes focus.
fn heading(page: &Page, id: Id) -> Element {
    let heading = el("h2").attr("id", HEADING).attr("tabindex", "-1");
    words(heading, page, id)
}

fn button(page: &Page, class: &str, id: Id, act: fn(&Page, &leptos::ev::Event)) -> Element {
    let acting = page.clone();
    let button = el("button")
        .attr("type", "button")
        .class(class)
        .on_other("click", move |event| act(&acting, event));
    words(button, page, id)
}

/// Nobody changes what is being sent, as in the form.
fn held_while_sending(page: &Page, part: Element) -> Element {
    let page = page.clone();
    part.attr_other("inert", move || {
        let sending = page.phase.with(Phase::is_on_its_way);
        sending.then(String::new)
    })
}

/// The line that says what could not be done; empty while there is nothing.
fn status(page: &Page) -> Element {
    let (class, text) = (page.clone(), page.clone());
    el("p")
        .attr("id", STATUS)
        .attr("tabindex", "-1")
        .attr("role", "alert")
        .attr_other("class", move || {
            let failed = class
                .phase
                .with(|phase| matches!(phase, Phase::Failed(failure) if !failure.is_at_a_field()));
            Some(if failed { "status failed" } else { "status" }.to_owned())
        })
        .other_words(move || super::phase_words(&text))
}

/// Ends the waiting, while there is any.
fn stop(page: &Page) -> Element {
    let waiting = page.clone();
    button(page, "secondary", Id::FormStop, acts::stop).attr_other("hidden", move || {
        let waits = waiting
            .phase
            .with(|phase| matches!(phase, Phase::Waiting(_)));
        (!waits).then(String::new)
    })
}

/// A time as it is said in Vietnam.
fn time(words: &Texts, at: &Timestamp) -> String {
    let day = day_in_vietnam(at);
    let text = at.as_str();
    let hour = text
        .get(11..13)
        .and_then(|hour| hour.parse::<u32>().ok())
        .unwrap_or_default();
    let rest = text.get(13..19).unwrap_or_default();
    // Vietnam's clocks are seven hours ahead, the whole year.
    let clock = format!("{:02}{rest}", (hour + 7) % 24);
    words.record_content_time(&clock, &words.day(day.as_str()))
}

/// A row of a list of facts.
fn fact(name: &str, details: impl IntoIterator<Item = Element>) -> Element {
    el("div").child(el("dt").text(name)).children(details)
}

fn detail(text: &str) -> Element {
    el("dd").text(text)
}

/// A hash or key, which is long and has no spaces.
fn code(text: &str) -> Element {
    el("dd").child(el("code").text(text))
}

fn section(title: &str) -> Element {
    el("section")
        .class("section")
        .child(el("h3").class("legend").text(title))
}
