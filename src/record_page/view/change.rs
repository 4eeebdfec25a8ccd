//! Withdrawing and changing: one box a choice, each of them off, and each tick a change.

use std::sync::Arc;

use thuan_consent::deadline::Deadlines;
use thuan_consent::record::ConsentRecord;
use thuan_consent::verdict::Finding;

use super::purposes::{class_of, quoted};
use super::{Element, HEADING, Page, acts, el, held_while_sending, section, status, stop, words};
use crate::i18n::{Id, Texts};
use crate::record_page::choices::{
    Choice, Choices, Question, agree_box, language_of, withdraw_box,
};
use crate::record_page::state::{Done, Failure, Opened, Phase, Service};
use crate::state::ACKNOWLEDGED;

/// The boxes of a record and the button that signs and sends.
pub(super) fn form(
    page: &Page,
    opened: &Arc<Opened>,
    record: &ConsentRecord,
    service: &Service,
    choices: &Arc<Choices>,
) -> Element {
    let language = language_of(record, &service.policy).as_str();
    let note = if choices.renewal {
        Id::RecordChangeNoteRenewal
    } else {
        Id::RecordChangeNote
    };
    let mut form = section(page.words().get(Id::RecordChangeHeading))
        .child(words(el("p").class("hint"), page, note))
        .children(
            choices
                .list
                .iter()
                .map(|choice| one(page, choice, record, language)),
        );
    if !choices.no_longer.is_empty() {
        form = form
            .child(el("h4").text(page.words().get(Id::RecordChangeNoLonger)))
            .children(choices.no_longer.iter().map(|old| {
                let choice = Choice {
                    id: old.id.clone(),
                    label: old.label.clone(),
                    before: Some(old.clone()),
                    question: Question::Standing,
                };
                let withdraw = choice.can_withdraw().then(|| {
                    checkbox(
                        page,
                        &withdraw_box(&old.id),
                        page.words().get(Id::RecordChangeWithdraw),
                        &old.id,
                    )
                });
                el("fieldset")
                    .class("standing")
                    .child(legend(page, &choice, record.language.as_str()))
                    .children(withdraw)
            }));
    }
    if choices.renewal {
        form = form.child(acknowledgement(page, service, language));
    }
    let (sending, all) = (Arc::clone(choices), Arc::clone(choices));
    let (send_page, all_page) = (page.clone(), page.clone());
    let (send_opened, all_opened) = (Arc::clone(opened), Arc::clone(opened));
    let label = page.clone();
    let busy = page.clone();
    let newest = page.clone();
    let dead_end = page.clone();
    form = form.child(status(page)).elements(move || {
        let stuck = dead_end.phase.with(|phase| {
            matches!(
                phase,
                Phase::Failed(Failure::NotTheNewest | Failure::UnknownRecord)
            )
        });
        let ask = || {
            let asking = dead_end.clone();
            el("button")
                .attr("type", "button")
                .class("secondary")
                .on_other("click", move |event| acts::ask(&asking, event))
                .text(dead_end.words().get(Id::RecordRequestHeading))
        };
        Some(stuck.then(ask).into_iter().collect())
    });
    form = form.child(
        el("div")
            .class("buttons")
            .child(
                el("button")
                    .attr("type", "button")
                    .attr("data-act", "send")
                    // Against a newer record the same change is refused for ever.
                    .attr_other("hidden", move || {
                        let newer = Phase::Failed(Failure::NotTheNewest);
                        let stuck = newest.phase.with(|phase| *phase == newer);
                        stuck.then(String::new)
                    })
                    .attr_other("aria-disabled", move || {
                        let sending = busy.phase.with(Phase::is_on_its_way);
                        sending.then(|| "true".to_owned())
                    })
                    .on_other("click", move |event| {
                        acts::send(&send_page, &send_opened, &sending, event)
                    })
                    .other_words(move || {
                        let failed = label.phase.with(|phase| matches!(phase, Phase::Failed(_)));
                        let id = if failed {
                            Id::RecordChangeSendAgain
                        } else {
                            Id::RecordChangeSend
                        };
                        label.words().get(id).to_owned()
                    }),
            )
            .child(stop(page)),
    );
    if choices.withdrawable().len() > 1 {
        form = form.child(
            el("div")
                .class("withdraw-all")
                .child(words(
                    el("p").class("hint").attr("id", "withdraw-all-hint"),
                    page,
                    Id::RecordChangeWithdrawAllNote,
                ))
                .child(words(
                    el("button")
                        .attr("type", "button")
                        .class("secondary")
                        .attr("data-act", "withdraw-all")
                        .attr("aria-describedby", "withdraw-all-hint")
                        .on_other("click", move |event| {
                            acts::withdraw_all(&all_page, &all_opened, &all, event)
                        }),
                    page,
                    Id::RecordChangeWithdrawAll,
                )),
        );
    }
    form
}

fn legend(page: &Page, choice: &Choice, language: &str) -> Element {
    let legend = el("legend").child(quoted(&choice.label, language));
    let Some(before) = &choice.before else {
        return legend;
    };
    legend.child(
        el("p")
            .class(&["now ", class_of(before.event_state)].concat())
            .text(page.words().stands(before.event_state)),
    )
}

fn one(page: &Page, choice: &Choice, record: &ConsentRecord, language: &str) -> Element {
    let note = match choice.question {
        Question::Standing => None,
        Question::Anew(_) => Some(page.words().get(Id::RecordChangeAskedAnew)),
        Question::First => Some(page.words().get(Id::RecordChangeAskedFirst)),
    };
    let withdraw = choice.can_withdraw().then(|| {
        checkbox(
            page,
            &withdraw_box(&choice.id),
            page.words().get(Id::RecordChangeWithdraw),
            &choice.id,
        )
    });
    let agree = choice.can_agree().then(|| {
        checkbox(
            page,
            &agree_box(&choice.id),
            page.words().get(Id::RecordChangeAgree),
            &choice.id,
        )
    });
    let stands = choice.question == Question::Standing;
    let language = if stands {
        record.language.as_str()
    } else {
        language
    };
    el("fieldset")
        .class(if stands { "standing" } else { "asked" })
        .child(legend(page, choice, language))
        .children(note.map(|note| el("p").class("hint").text(note)))
        .children(withdraw)
        .children(agree)
}

fn acknowledgement(page: &Page, service: &Service, language: &str) -> Element {
    let label = language
        .parse()
        .ok()
        .and_then(|language| service.policy.acknowledgement.get(&language))
        .unwrap_or_default();
    el("fieldset")
        .class("asked")
        .child(el("legend").text(page.words().get(Id::RecordChangeAcknowledgement)))
        .child(
            el("p")
                .class("hint")
                .text(page.words().get(Id::RecordChangeAcknowledgementNote)),
        )
        .child(checkbox(page, ACKNOWLEDGED, label, ACKNOWLEDGED))
}

/// A box that only a person's own act ticks.
fn checkbox(page: &Page, name: &str, label: &str, id: &str) -> Element {
    let (ticked, ticking) = (page.clone(), page.clone());
    let (shown, described) = (name.to_owned(), ["record-", id].concat());
    let input = el("input")
        .attr("type", "checkbox")
        .attr("id", name)
        .attr("name", name)
        // No browser may restore a tick that nobody makes.
        .attr("autocomplete", "off")
        .attr("data-purpose", &described)
        .attr("part", "checkbox")
        .checked_when(move || ticked.ticks.with(|ticks| ticks.is_ticked(&shown)))
        .on_other("change", move |event| acts::ticked(&ticking, event));
    held_while_sending(page, el("div"))
        .class("choice")
        .on_other("click", acts::guard)
        .child(input)
        .child(el("label").attr("for", name).text(label))
}

/// What has just been done.
pub(super) fn done(page: &Page, opened: &Opened, done: &Done) -> Element {
    let words = page.words();
    let findings = &opened.verdict.findings;
    let title = if done.withdrew {
        words.get(Id::RecordChangeWithdrawn)
    } else {
        words.get(Id::RecordChangeChanged)
    };
    let receipted = match opened.verdict.receipt {
        Some(_) => words.get(Id::RecordChangeReceipted).to_owned(),
        None if done.receipt_is_wrong || opened.verdict.file.receipt.is_some() => {
            words.record_failure(&Failure::Receipt)
        }
        None => words.get(Id::RecordChangeTaken).to_owned(),
    };
    let another_key = findings.contains(&Finding::KeyNotContinued).then(|| {
        el("p")
            .class("not-continued")
            .text(words.get(Id::RecordChangeNotContinued))
    });
    // Only a withdrawal is a request that the company has to answer in time.
    let due = done.withdrew.then(|| {
        el("p")
            .class("deadlines")
            .text(&deadlines(words, &done.deadlines))
    });
    // Whoever put away the old file for this one would lose the only copy of what was typed.
    let keep = match opened.verdict.file.registration {
        Some(_) => words.get(Id::RecordChangeKeep),
        None => words.get(Id::RecordChangeKeepBoth),
    };
    el("header")
        .class("banner good")
        .child(
            el("h2")
                .attr("id", HEADING)
                .attr("tabindex", "-1")
                .text(title),
        )
        .child(el("p").text(&receipted))
        .children(another_key)
        .children(due)
        .child(el("p").class("keep").text(keep))
}

/// Both deadlines in a sentence.
pub(super) fn deadlines(words: &Texts, deadlines: &Deadlines) -> String {
    let day = |day: &str| words.day(day);
    let (acknowledge, complete) = (&deadlines.acknowledge_by, &deadlines.complete_by);
    words.record_change_deadlines(&day(acknowledge.as_str()), &day(complete.as_str()))
}

/// A record that was made for another service.
pub(super) fn elsewhere(words: &Texts, audience: &str) -> Element {
    section(words.get(Id::RecordChangeHeading))
        .child(el("p").text(&words.record_change_elsewhere(audience)))
}
