//! A record that was brought along: what holds, what it says, what it does not prove.

use std::sync::Arc;

use thuan_consent::verdict::{Finding, Limit, Outcome};

use super::labels::Labels;
use super::{
    Element, HEADING, Page, acts, button, change, difference, el, facts, policy, purposes, section,
};
use crate::i18n::{Id, Texts};
use crate::record_page::choices::Choices;
use crate::record_page::state::{Opened, reference};

pub(super) fn report(page: &Page, opened: &Arc<Opened>) -> Element {
    let words = page.words();
    let verdict = &opened.verdict;
    let mut report = el("article").class("report").child(match &opened.done {
        Some(done) => change::done(page, opened, done),
        None => banner(opened, words),
    });
    report = report.children(printed(page, opened, words));
    if opened.done.is_some() {
        report = report.child(downloads(page, opened));
    }
    let service = page.setup.service.as_ref();
    let here = opened
        .record()
        .filter(|_| verdict.holds() && opened.done.is_none());
    if let (Some(record), Some(service)) = (here, service) {
        let choices = Arc::new(Choices::of(record, Some(&service.policy)));
        if record.audience != service.endpoint {
            report = report.child(change::elsewhere(words, &record.audience));
        } else {
            if choices.renewal {
                report = report.child(difference::difference(page, record, service, &choices));
            }
            report = report.child(change::form(page, opened, record, service, &choices));
        }
    }
    report = report.child(checks(page, opened, words));
    if let Some(verified) = opened.verified() {
        let labels = Labels::of(page, opened);
        report = report
            .child(facts::facts(opened, verified, words))
            .children(purposes::purposes(&verified.record, words, &labels))
            .children(facts::given(opened, words, &labels))
            .children(facts::history(opened, words))
            .child(facts::withdrawal(
                &verified.record,
                service.is_none(),
                words,
            ));
    }
    report = report.child(limits(words));
    if let Some(verified) = opened.verified() {
        report = report
            .child(policy::compare(page))
            .child(facts::technical(opened, verified, words))
            .children(policy::text(opened, verified, words));
    }
    if opened.done.is_none() {
        report = report.child(downloads(page, opened));
    }
    report
}

/// Whether this is the record that a printed code is about.
fn printed(page: &Page, opened: &Opened, words: &Texts) -> Option<Element> {
    let printed = page.setup.printed.as_ref()?;
    let same = opened
        .verified()
        .is_some_and(|verified| verified.record_sha256 == *printed);
    let (class, id) = if same {
        ("status", Id::RecordVerdictPrintedSame)
    } else {
        ("status failed", Id::RecordVerdictPrintedOther)
    };
    Some(el("p").class(class).text(words.get(id)))
}

fn banner(opened: &Opened, words: &Texts) -> Element {
    let holds = opened.verdict.holds();
    let (class, title, note) = if holds {
        (
            "banner good",
            words.get(Id::RecordVerdictHolds),
            words.get(Id::RecordVerdictHoldsNote),
        )
    } else {
        (
            "banner bad",
            words.get(Id::RecordVerdictFails),
            words.get(Id::RecordVerdictFailsNote),
        )
    };
    let name = opened
        .record()
        .map(|record| reference(record.record_id.as_str()));
    let name = name.map_or_else(String::new, |name| [" · ", &name].concat());
    el("header")
        .class(class)
        .child(
            el("p")
                .class("document")
                .text(&[words.get(Id::RecordVerdictDocument), &name].concat()),
        )
        .child(
            el("h2")
                .attr("id", HEADING)
                .attr("tabindex", "-1")
                .text(title),
        )
        .child(el("p").text(note))
        .child(
            el("p")
                .class("hint")
                .text(words.subject(opened.verdict.subject)),
        )
}

fn checks(page: &Page, opened: &Arc<Opened>, words: &'static Texts) -> Element {
    let compared = page.clone();
    let all: Vec<Element> = opened
        .verdict
        .findings
        .iter()
        .map(|finding| check(finding, words))
        .collect();
    let level = opened.verified().map(|_| {
        el("p")
            .class("level")
            .child(el("strong").text(&[words.get(Id::RecordVerdictLevel), " "].concat()))
            .child(el("span").text(words.level_words(opened.verdict.level())))
    });
    section(words.get(Id::RecordVerdictChecks))
        .child(el("ul").class("checks").children(all).elements(move || {
            let words = compared.words();
            let finding = compared.compared.get();
            Some(
                finding
                    .iter()
                    .map(|finding| check(finding, words))
                    .collect(),
            )
        }))
        .children(level)
}

fn check(finding: &Finding, words: &Texts) -> Element {
    let outcome = finding.outcome();
    let class = match outcome {
        Outcome::Holds => "check holds",
        Outcome::Fails => "check fails",
        Outcome::NotInFile => "check absent",
    };
    el("li")
        .class(class)
        .attr("data-code", finding.code())
        .child(el("strong").text(words.outcome(outcome)))
        .child(el("span").text(&words.finding(finding)))
}

fn limits(words: &Texts) -> Element {
    let limits = Limit::ALL
        .into_iter()
        .map(|limit| el("li").text(words.limit(limit)));
    section(words.get(Id::RecordVerdictLimits)).child(el("ul").class("limits").children(limits))
}

fn downloads(page: &Page, opened: &Arc<Opened>) -> Element {
    let (kept, words) = (Arc::clone(opened), page.words());
    let mut buttons = el("div").class("buttons");
    if opened.done.is_some() || page.setup.service.is_some() {
        buttons = buttons.child(
            el("button")
                .attr("type", "button")
                .on_other("click", move |_| acts::download(&kept))
                .text(words.get(Id::FormDownload)),
        );
    }
    buttons
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .on_other("click", |_| acts::print())
                .text(words.get(Id::FormPrint)),
        )
        .child(button(
            page,
            "secondary",
            Id::RecordVerdictAnother,
            acts::another,
        ))
}
