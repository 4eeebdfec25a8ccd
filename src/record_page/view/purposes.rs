//! What was decided and what was told, each with its exact words.

use thuan_consent::record::{ConsentRecord, EventState};

use super::labels::Labels;
use super::{Element, detail, el, fact, section, time};
use crate::i18n::{Id, Texts};

pub(super) fn purposes(record: &ConsentRecord, words: &Texts, labels: &Labels) -> Vec<Element> {
    let language = record.language.as_str();
    let choices = record.purposes.iter().map(|purpose| {
        let at = time(words, &purpose.decided_at);
        let decided = words.decided(purpose.event_state, purpose.indication_method, &at);
        el("li")
            .class(class_of(purpose.event_state))
            .child(
                el("strong")
                    .class("state")
                    .text(words.state(purpose.event_state)),
            )
            .child(quoted(&purpose.label, language))
            .child(el("p").class("hint").text(&decided))
            .child(terms(
                words,
                labels,
                &purpose.pii_information,
                &purpose.retention_period,
                &purpose.recipient_third_parties,
                &purpose.storage_locations,
            ))
    });
    let told = record.information_only.iter().map(|purpose| {
        let basis = [
            words.basis(purpose.lawful_basis),
            purpose.basis_ref.as_deref().map_or("", |_| ", "),
            purpose.basis_ref.as_deref().unwrap_or_default(),
        ]
        .concat();
        el("li")
            .child(quoted(&purpose.label, language))
            .child(el("p").class("hint").text(&basis))
            .child(terms(
                words,
                labels,
                &purpose.pii_information,
                &purpose.retention_period,
                &purpose.recipient_third_parties,
                &purpose.storage_locations,
            ))
    });
    let tick = &record.acknowledged;
    let at = words.record_content_acknowledged_at(&time(words, &tick.decided_at));
    let mut sections = vec![
        section(words.get(Id::RecordContentPurposes))
            .child(el("ul").class("purposes").children(choices)),
        section(words.get(Id::RecordContentAcknowledged))
            .child(quoted(&tick.label, language))
            .child(el("p").class("hint").text(&at)),
    ];
    if !record.information_only.is_empty() {
        sections.push(
            section(words.get(Id::RecordContentTold))
                .child(el("ul").class("purposes told").children(told)),
        );
    }
    sections
}

/// The exact words, in the language they were shown in.
pub(super) fn quoted(label: &str, language: &str) -> Element {
    el("blockquote").attr("lang", language).text(label)
}

pub(super) fn class_of(state: EventState) -> &'static str {
    if state.is_agreed() {
        "agreed"
    } else {
        "not-agreed"
    }
}

fn terms(
    words: &Texts,
    labels: &Labels,
    data: &[String],
    period: &str,
    recipients: &[String],
    places: &[String],
) -> Element {
    let data: Vec<String> = data.iter().map(|name| labels.field(name)).collect();
    let row = |name: &str, text: &str| {
        let there = !text.is_empty();
        there.then(|| fact(name, [detail(text)]))
    };
    el("dl")
        .class("terms")
        .children(row(words.get(Id::RecordContentData), &data.join(", ")))
        .children(row(
            words.get(Id::RecordContentPeriod),
            &words.period(period),
        ))
        .children(row(
            words.get(Id::RecordContentRecipients),
            &recipients.join("; "),
        ))
        .children(row(words.get(Id::RecordContentPlaces), &places.join("; ")))
}
