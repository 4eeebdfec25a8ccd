//! Asking for a record: one of this browser's, a file, or neither.

use super::{Element, Page, acts, button, el, heading, words};
use crate::record_page::state::{Forgetting, Kept};

const FILE: &str = "record-file";
pub(in crate::record_page) const PASTE: &str = "record-paste";

pub(super) fn start(page: &Page) -> Element {
    let serves = page.setup.service.is_some();
    let screen = el("div").class("start");
    if serves {
        screen
            .child(heading(page, |t| t.start.manage))
            .child(words(el("p"), page, |t| t.start.manage_note))
            .child(kept(page))
            .child(bring(page))
            .child(ways(page))
            .child(forget(page))
            .child(el("div").class("buttons").child(button(
                page,
                "secondary",
                |t| t.start.close,
                acts::close,
            )))
    } else {
        screen
            .child(heading(page, |t| t.start.verify))
            .child(words(el("p"), page, |t| t.start.verify_note))
            .child(bring(page))
    }
}

fn kept(page: &Page) -> Element {
    let list = page.clone();
    let section = el("section").class("section kept");
    section
        .child(words(el("h3").class("legend"), page, |t| t.start.kept))
        .elements(move || {
            let kept = list.kept.get();
            let words = list.words();
            Some(if kept.is_empty() {
                vec![el("p").class("hint").text(words.start.none_kept)]
            } else {
                let items = kept.into_iter().map(|kept| item(&list, kept));
                vec![el("ul").class("kept-records").children(items)]
            })
        })
}

fn item(page: &Page, kept: Kept) -> Element {
    let words = page.words();
    let label = (words.start.open_kept)(&kept.reference, &(words.record.day)(kept.day.as_str()));
    let opening = page.clone();
    el("li").child(
        el("button")
            .attr("type", "button")
            .class("secondary")
            .on_other("click", move |event| {
                acts::open_text(&opening, &kept.evidence, event)
            })
            .text(&label),
    )
}

/// Choosing, dropping or pasting a file.
fn bring(page: &Page) -> Element {
    let (choosing, trouble) = (page.clone(), page.clone());
    let choose = el("input")
        .attr("type", "file")
        .attr("id", FILE)
        .attr("accept", ".json,application/json,text/plain")
        .attr("aria-describedby", "record-file-hint")
        .on_other("change", move |event| acts::chosen(&choosing, event));
    let checking = button(page, "", |t| t.start.check, acts::pasted);
    el("section")
        .class("section bring")
        .child(words(el("h3").class("legend"), page, |t| t.start.file))
        .child(
            el("p")
                .class("status failed trouble")
                .attr("role", "alert")
                .other_words(move || {
                    let words = trouble.words();
                    let found = trouble.trouble.get();
                    found.map_or_else(String::new, |found| (words.start.trouble)(&found))
                }),
        )
        .child(words(
            el("p").class("hint").attr("id", "record-file-hint"),
            page,
            |t| t.start.file_hint,
        ))
        .child(
            el("div")
                .class("drop")
                .child(words(el("label").attr("for", FILE), page, |t| {
                    t.start.choose
                }))
                .child(choose)
                .child(words(el("p").class("hint"), page, |t| t.start.drop)),
        )
        .child(
            el("div")
                .class("field paste")
                .child(words(el("label").attr("for", PASTE), page, |t| {
                    t.start.paste
                }))
                .child(
                    el("textarea")
                        .attr("id", PASTE)
                        .attr("rows", "4")
                        .attr("spellcheck", "false")
                        .attr("autocomplete", "off")
                        .attr("autocapitalize", "off"),
                ),
        )
        .child(checking)
}

/// What each way shows, and the way for those who have neither.
fn ways(page: &Page) -> Element {
    let list = page.clone();
    el("section")
        .class("section ways")
        .child(words(el("h3").class("legend"), page, |t| t.start.ways))
        .child(el("ol").elements(move || {
            let ways = list.words().start.ways_list;
            Some(ways.into_iter().map(|way| el("li").text(way)).collect())
        }))
        .child(button(page, "secondary", |t| t.start.neither, acts::ask))
}

/// Forgetting what this browser keeps. Asked twice, and said what it is not.
fn forget(page: &Page) -> Element {
    let state = page.clone();
    el("section")
        .class("section forget")
        .child(words(el("h3").class("legend"), page, |t| t.start.forget))
        .child(words(el("p").class("hint"), page, |t| t.start.forget_note))
        .elements(move || {
            let words = state.words();
            Some(match state.forgetting.get() {
                Forgetting::Idle => {
                    vec![button(
                        &state,
                        "secondary",
                        |t| t.start.forget_ask,
                        acts::forget_ask,
                    )]
                }
                Forgetting::Asked => vec![
                    el("div")
                        .class("buttons")
                        .child(button(
                            &state,
                            "danger",
                            |t| t.start.forget_do,
                            acts::forget,
                        ))
                        .child(button(
                            &state,
                            "secondary",
                            |t| t.start.forget_not,
                            acts::forget_not,
                        )),
                ],
                Forgetting::Done => {
                    vec![
                        el("p")
                            .class("status")
                            .attr("role", "status")
                            .text(words.start.forgotten),
                    ]
                }
                Forgetting::Failed => vec![
                    el("p")
                        .class("status failed")
                        .attr("role", "alert")
                        .text(words.start.not_forgotten),
                ],
            })
        })
}
