//! Asking for a record: one of this browser's, a file, or neither.

use super::{Element, Page, acts, button, el, heading, words};
use crate::i18n::Id;
use crate::record_page::state::{Forgetting, Kept};

const FILE: &str = "record-file";
pub(in crate::record_page) const PASTE: &str = "record-paste";

pub(super) fn start(page: &Page) -> Element {
    let serves = page.setup.service.is_some();
    let screen = el("div").class("start");
    if serves {
        screen
            .child(heading(page, Id::RecordStartManage))
            .child(words(el("p"), page, Id::RecordStartManageNote))
            .child(kept(page))
            .child(bring(page))
            .child(ways(page))
            .child(forget(page))
            .child(el("div").class("buttons").child(button(
                page,
                "secondary",
                Id::RecordStartClose,
                acts::close,
            )))
    } else {
        screen
            .child(heading(page, Id::RecordStartVerify))
            .child(words(el("p"), page, Id::RecordStartVerifyNote))
            .children(printed(page))
            .child(bring(page))
    }
}

/// That a printed code has led here, and to which record.
fn printed(page: &Page) -> Option<Element> {
    let hash = page.setup.printed.as_ref()?;
    let line = words(el("p"), page, Id::RecordVerdictPrintedWanted);
    let notice = el("div").class("notice").child(line);
    Some(notice.child(el("p").child(el("code").text(hash.as_str()))))
}

fn kept(page: &Page) -> Element {
    let list = page.clone();
    let section = el("section").class("section kept");
    section
        .child(words(el("h3").class("legend"), page, Id::RecordStartKept))
        .elements(move || {
            let kept = list.kept.get();
            let words = list.words();
            Some(if kept.is_empty() {
                vec![
                    el("p")
                        .class("hint")
                        .text(words.get(Id::RecordStartNoneKept)),
                ]
            } else {
                let items = kept.into_iter().map(|kept| item(&list, kept));
                vec![el("ul").class("kept-records").children(items)]
            })
        })
}

fn item(page: &Page, kept: Kept) -> Element {
    let words = page.words();
    let label = words.record_start_open_kept(&words.day(kept.day.as_str()), &kept.reference);
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
    let checking = button(page, "", Id::RecordStartCheck, acts::pasted);
    el("section")
        .class("section bring")
        .child(words(el("h3").class("legend"), page, Id::RecordStartFile))
        .child(
            el("p")
                .class("status failed trouble")
                .attr("role", "alert")
                .other_words(move || {
                    let words = trouble.words();
                    let found = trouble.trouble.get();
                    found.map_or_else(String::new, |found| words.trouble(&found).to_owned())
                }),
        )
        .child(words(
            el("p").class("hint").attr("id", "record-file-hint"),
            page,
            Id::RecordStartFileHint,
        ))
        .child(
            el("div")
                .class("drop")
                .child(words(
                    el("label").attr("for", FILE),
                    page,
                    Id::RecordStartChoose,
                ))
                .child(choose)
                .child(words(el("p").class("hint"), page, Id::RecordStartDrop)),
        )
        .child(
            el("div")
                .class("field paste")
                .child(words(
                    el("label").attr("for", PASTE),
                    page,
                    Id::RecordStartPaste,
                ))
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
        .child(words(el("h3").class("legend"), page, Id::RecordStartWays))
        .child(el("ol").elements(move || {
            let words = list.words();
            let ways = [
                Id::RecordStartWayBrowser,
                Id::RecordStartWayFile,
                Id::RecordStartWayNeither,
            ];
            Some(
                ways.into_iter()
                    .map(|way| el("li").text(words.get(way)))
                    .collect(),
            )
        }))
        .child(button(page, "secondary", Id::RecordStartNeither, acts::ask))
}

/// Forgetting what this browser keeps. Asked twice, and said what it is not.
fn forget(page: &Page) -> Element {
    let state = page.clone();
    el("section")
        .class("section forget")
        .child(words(el("h3").class("legend"), page, Id::RecordStartForget))
        .child(words(
            el("p").class("hint"),
            page,
            Id::RecordStartForgetNote,
        ))
        .elements(move || {
            let words = state.words();
            Some(match state.forgetting.get() {
                Forgetting::Idle => {
                    vec![button(
                        &state,
                        "secondary",
                        Id::RecordStartForgetAsk,
                        acts::forget_ask,
                    )]
                }
                Forgetting::Asked => vec![
                    el("div")
                        .class("buttons")
                        .child(button(
                            &state,
                            "danger",
                            Id::RecordStartForgetDo,
                            acts::forget,
                        ))
                        .child(button(
                            &state,
                            "secondary",
                            Id::RecordStartForgetNot,
                            acts::forget_not,
                        )),
                ],
                Forgetting::Done => {
                    vec![
                        el("p")
                            .class("status")
                            .attr("role", "status")
                            .text(words.get(Id::RecordStartForgotten)),
                    ]
                }
                Forgetting::Failed => vec![
                    el("p")
                        .class("status failed")
                        .attr("role", "alert")
                        .text(words.get(Id::RecordStartNotForgotten)),
                ],
            })
        })
}
