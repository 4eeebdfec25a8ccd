//! What is different in the policy that is in force.

use std::sync::Arc;

use thuan_consent::language::Language;
use thuan_consent::policy::diff::{self, Edit, Kind, Passage, SectionChange, Term};
use thuan_consent::record::ConsentRecord;

use super::labels::Labels;
use super::{Element, Page, el, fact, policy, section};
use crate::i18n::{Id, Texts};
use crate::record_page::choices::{Choices, Question, language_of};
use crate::record_page::state::Service;

pub(super) fn difference(
    page: &Page,
    record: &ConsentRecord,
    service: &Service,
    choices: &Arc<Choices>,
) -> Element {
    let words = page.words();
    let language = language_of(record, &service.policy);
    let new_text = service.policy.text(language).unwrap_or_default();
    let note =
        words.record_change_renewal_note(&service.policy.version, &record.privacy_notice.version);
    let mut section = section(words.get(Id::RecordChangeRenewal))
        .child(el("p").text(&note))
        .child(el("h4").text(words.get(Id::RecordChangeDifference)));
    let (following, language_tag, new) = (page.clone(), language.clone(), new_text.to_owned());
    section = section.child(el("div").elements(move || {
        let words = following.words();
        let old_text = following.old_text.get();
        Some(vec![texts_compared(
            old_text.as_deref(),
            &new,
            &language_tag,
            words,
        )])
    }));
    let purposes = choices.list.iter().filter_map(|choice| {
        let (kind, changes) = match &choice.question {
            Question::Standing => return None,
            Question::Anew(changes) => (Kind::Changed, changes.as_slice()),
            Question::First => (Kind::Added, &[][..]),
        };
        let rows = changes.iter().map(|change| one_term(page, change, words));
        Some(
            el("div")
                .class("difference")
                .child(el("p").class("kind").text(words.kind(kind)))
                .child(el("p").attr("lang", language.as_str()).text(&choice.label))
                .child(el("dl").class("terms").children(rows)),
        )
    });
    section
        .children(purposes)
        .child(el("h4").text(page.words().get(Id::FormFullText)))
        .child(
            el("div")
                .class("policy-text")
                .attr("role", "region")
                .attr("aria-label", page.words().get(Id::FormFullText))
                // A box that scrolls must be reachable by keyboard (WCAG 2.1.1).
                .attr("tabindex", "0")
                .child(policy::rendered(new_text, language.as_str())),
        )
}

fn texts_compared(
    old_text: Option<&str>,
    new_text: &str,
    language: &Language,
    words: &Texts,
) -> Element {
    let hint = |text: &str| el("p").class("hint").text(text);
    let Some(old_text) = old_text else {
        return hint(words.get(Id::RecordChangeNoOldText));
    };
    let changes = diff::sections(old_text, new_text);
    if changes.is_empty() {
        return hint(words.get(Id::RecordChangeSameText));
    }
    let changes = changes.iter().map(|change| one_section(change, words));
    el("div")
        .class("differences")
        .attr("lang", language.as_str())
        .children(changes)
}

fn one_section(change: &SectionChange, words: &Texts) -> Element {
    let heading = change
        .heading
        .as_deref()
        .unwrap_or(words.get(Id::RecordChangePreamble));
    let mut section = el("div")
        .class("difference")
        .child(
            el("p")
                .class("kind")
                .attr("lang", words.tag)
                .text(words.kind(change.kind)),
        )
        .child(el("h5").text(heading));
    if let Some(previous) = &change.previous_heading {
        section = section.child(removed(words, previous));
    }
    if change.kind == Kind::Moved {
        return section;
    }
    section.children(passages(&change.passages, words))
}

/// What stayed is not said again. What stands in the place of what went is shown word by word.
fn passages(edits: &[Edit<Passage>], words: &Texts) -> Vec<Element> {
    let mut shown = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for edit in edits {
        match edit {
            Edit::Kept(_) => replaced(&mut gone, &mut come, words, &mut shown),
            Edit::Removed(passage) => gone.push(passage.text.as_str()),
            Edit::Added(passage) => come.push(passage.text.as_str()),
        }
    }
    replaced(&mut gone, &mut come, words, &mut shown);
    shown
}

/// Between two passages that stayed: each that went with the one in its place, if they share enough to follow.
fn replaced(gone: &mut Vec<&str>, come: &mut Vec<&str>, words: &Texts, shown: &mut Vec<Element>) {
    let mut come = come.drain(..);
    for old in gone.drain(..) {
        match come.next() {
            None => shown.push(removed(words, old)),
            Some(new) => {
                let edits = diff::words(old, new);
                let kept = edits.iter().filter(|edit| matches!(edit, Edit::Kept(_)));
                if kept.count() * 2 > edits.len() {
                    shown.push(reworded(words, &edits));
                } else {
                    shown.push(removed(words, old));
                    shown.push(added(words, new));
                }
            }
        }
    }
    shown.extend(come.map(|new| added(words, new)));
}

fn reworded(words: &Texts, edits: &[Edit<String>]) -> Element {
    let mut line = el("p").class("reworded").child(
        el("strong")
            .attr("lang", words.tag)
            .text(words.get(Id::RecordChangeReworded)),
    );
    for (tag, text) in runs(edits) {
        line = line.child(el(tag).text(&text)).text(" ");
    }
    line
}

/// Words that share what became of them, together: a reader follows phrases, not single words.
fn runs(edits: &[Edit<String>]) -> Vec<(&'static str, String)> {
    let mut runs: Vec<(&'static str, String)> = Vec::new();
    for edit in edits {
        let (tag, word) = match edit {
            Edit::Kept(word) => ("span", word),
            Edit::Removed(word) => ("del", word),
            Edit::Added(word) => ("ins", word),
        };
        match runs.last_mut() {
            Some((last, text)) if *last == tag => {
                text.push(' ');
                text.push_str(word);
            }
            _ => runs.push((tag, word.clone())),
        }
    }
    runs
}

/// Said in words and not by colour alone.
fn removed(words: &Texts, text: &str) -> Element {
    gone(words, words.get(Id::RecordChangeRemoved), text)
}

fn added(words: &Texts, text: &str) -> Element {
    come(words, words.get(Id::RecordChangeAdded), text)
}

fn gone(words: &Texts, label: &str, text: &str) -> Element {
    el("p")
        .class("removed")
        .child(el("strong").attr("lang", words.tag).text(label))
        .child(el("del").text(text))
}

fn come(words: &Texts, label: &str, text: &str) -> Element {
    el("p")
        .class("added")
        .child(el("strong").attr("lang", words.tag).text(label))
        .child(el("ins").text(text))
}

fn one_term(page: &Page, change: &diff::Change, words: &Texts) -> Element {
    let labels = Labels::served(page);
    let say = |text: &String| match change.term {
        Term::Data => labels.field(text),
        Term::Retention => words.period(text),
        _ => text.clone(),
    };
    let (before, now) = (
        words.get(Id::RecordChangeTermBefore),
        words.get(Id::RecordChangeTermNow),
    );
    let was = change.removed.iter();
    let was = was.map(|text| gone(words, before, &say(text)));
    let is = change.added.iter();
    let is = is.map(|text| come(words, now, &say(text)));
    let all = el("dd").children(was).children(is);
    fact(words.term(change.term), [all])
}
