//! A record that was brought along: what holds, what it says, what it does not prove.

use std::sync::Arc;

use thuan_consent::verdict::{Finding, Limit, Outcome};

use super::labels::Labels;
use super::{
    Element, HEADING, Page, acts, button, change, difference, el, facts, policy, purposes, section,
};
use crate::i18n::record::RecordTexts;
use crate::record_page::choices::Choices;
use crate::record_page::state::{Opened, reference};

pub(super) fn report(page: &Page, opened: &Arc<Opened>) -> Element {
    let words = page.words();
    let verdict = &opened.verdict;
    let mut report = el("article").class("report").child(match &opened.done {
        Some(done) => change::done(page, opened, done),
        None => banner(opened, words),
    });
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
            .children(purposes::purposes(
                &verified.record,
                words,
                page.texts(),
                &labels,
            ))
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

fn banner(opened: &Opened, words: &RecordTexts) -> Element {
    let texts = &words.verdict;
    let holds = opened.verdict.holds();
    let (class, title, note) = if holds {
        ("banner good", texts.holds, texts.holds_note)
    } else {
        ("banner bad", texts.fails, texts.fails_note)
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
                .text(&[texts.document, &name].concat()),
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
                .text((texts.subject)(opened.verdict.subject)),
        )
}

fn checks(page: &Page, opened: &Arc<Opened>, words: &'static RecordTexts) -> Element {
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
            .child(el("strong").text(&[words.verdict.level, " "].concat()))
            .child(el("span").text((words.verdict.level_words)(opened.verdict.level())))
    });
    section(words.verdict.checks)
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

fn check(finding: &Finding, words: &RecordTexts) -> Element {
    let outcome = finding.outcome();
    let class = match outcome {
        Outcome::Holds => "check holds",
        Outcome::Fails => "check fails",
        Outcome::NotInFile => "check absent",
    };
    el("li")
        .class(class)
        .attr("data-code", finding.code())
        .child(el("strong").text((words.verdict.outcome)(outcome)))
        .child(el("span").text(&(words.verdict.finding)(finding)))
}

fn limits(words: &RecordTexts) -> Element {
    let limits = Limit::ALL
        .into_iter()
        .map(|limit| el("li").text((words.verdict.limit)(limit)));
    section(words.verdict.limits).child(el("ul").class("limits").children(limits))
}

fn downloads(page: &Page, opened: &Arc<Opened>) -> Element {
    let (kept, texts) = (Arc::clone(opened), page.texts());
    let mut buttons = el("div").class("buttons");
    if opened.done.is_some() || page.setup.service.is_some() {
        buttons = buttons.child(
            el("button")
                .attr("type", "button")
                .on_other("click", move |_| acts::download(&kept))
                .text(texts.download),
        );
    }
    buttons
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .on_other("click", |_| acts::print())
                .text(texts.print),
        )
        .child(button(
            page,
            "secondary",
            |t| t.verdict.another,
            acts::another,
        ))
}
