//! The record's facts: who, when, under which policy; and what one needs to compare it with another copy.

use thuan_consent::envelope::Verified;
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::record::{ConsentRecord, Visibility};

use super::labels::Labels;
use super::{Element, code, detail, el, fact, section, time};
use crate::i18n::record::RecordTexts;
use crate::record_page::state::{Opened, reference};

pub(super) fn facts(opened: &Opened, verified: &Verified, words: &RecordTexts) -> Element {
    let (record, texts) = (&verified.record, &words.record);
    let notice = &record.privacy_notice;
    let sent = [&time(words, &record.event_time), ", ", texts.own_clock].concat();
    let policy = (texts.policy_words)(&notice.id, &notice.version, notice.language.as_str());
    let policy = match opened.shown_text.as_deref().and_then(title) {
        Some(title) => [title, " (", &policy, ")"].concat(),
        None => policy,
    };
    let mut list = el("dl")
        .class("facts")
        .child(fact(
            texts.reference,
            [el("dd")
                .class("reference")
                .child(el("strong").text(&reference(record.record_id.as_str())))],
        ))
        .child(fact(texts.controller, controllers(record)))
        .child(fact(texts.sent, [detail(&sent)]));
    if let Some(receipt) = &opened.verdict.receipt {
        let name = reference(receipt.receipt_id.as_str());
        list = list
            .child(fact(
                texts.received,
                [detail(&time(words, &receipt.received_at))],
            ))
            .child(fact(
                texts.receipt,
                [detail(&(texts.receipt_words)(&name, &receipt.sequence))],
            ));
    }
    section(texts.heading).child(
        list.child(fact(texts.policy, [detail(&policy)]))
            .child(fact(texts.hash, [code(notice.sha256.as_str())]))
            .child(fact(
                texts.laws,
                [detail(&record.applicable_law.join(", "))],
            ))
            .child(fact(
                texts.key,
                [detail((texts.storage)(record.evidence.key_storage))],
            )),
    )
}

/// What a policy calls itself.
fn title(text: &str) -> Option<&str> {
    blocks(text).into_iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(text),
        _ => None,
    })
}

fn controllers(record: &ConsentRecord) -> Vec<Element> {
    let mut lines = Vec::new();
    for controller in &record.pii_controllers {
        let parts = [
            &controller.tax_code,
            &controller.address,
            &controller.email,
            &controller.phone,
        ];
        let mut line = controller.name.clone();
        for part in parts.into_iter().flatten() {
            line.push_str(", ");
            line.push_str(part);
        }
        lines.push(detail(&line));
    }
    lines
}

/// The details that were given, where the file has them.
pub(super) fn given(opened: &Opened, words: &RecordTexts, labels: &Labels) -> Option<Element> {
    let registration = opened.verdict.file.registration.as_ref()?;
    let differs = opened
        .verdict
        .findings
        .contains(&thuan_consent::verdict::Finding::RegistrationDiffers);
    // In the form's order, then whatever it does not ask for: the extension of a telephone.
    let order = labels.order();
    let fields = &registration.fields;
    let asked = order.iter().filter_map(|name| fields.get_key_value(*name));
    let besides = fields
        .iter()
        .filter(|(name, _)| !order.contains(&name.as_str()));
    let rows = asked.chain(besides).map(|(name, value)| {
        let answer = labels.answer(name, value);
        fact(&labels.field(name), [detail(&answer)])
    });
    let warning = differs.then(|| el("p").class("status failed").text(words.record.not_these));
    Some(
        section(words.record.given)
            .children(warning)
            .child(el("dl").class("facts").children(rows)),
    )
}

/// The earlier records.
pub(super) fn history(opened: &Opened, words: &RecordTexts) -> Option<Element> {
    let previous = &opened.verdict.previous;
    if previous.is_empty() {
        return None;
    }
    let items = previous.iter().map(|verified| {
        let record = &verified.record;
        let name = reference(record.record_id.as_str());
        let line = (words.record.earlier)(&name, &time(words, &record.event_time));
        let decisions = record.purposes.iter().map(|purpose| {
            el("li")
                .child(el("strong").text((words.record.state)(purpose.event_state)))
                .child(el("span").text(&purpose.label))
        });
        el("li")
            .child(el("p").text(&line))
            .child(el("ul").class("decisions").children(decisions))
    });
    Some(section(words.record.history).child(el("ol").class("history").children(items)))
}

/// How consent is taken back, in the record's own words.
pub(super) fn withdrawal(record: &ConsentRecord, offline: bool, words: &RecordTexts) -> Element {
    let method = &record.withdrawal_method;
    let mut section = section(words.record.withdrawal);
    if offline {
        section = section.child(el("p").class("hint").text(words.change.offline));
    }
    section = section.child(el("p").text(&method.description));
    for line in [&method.email, &method.phone].into_iter().flatten() {
        section = section.child(el("p").text(line));
    }
    // Anyone could have written this record, so only a plain web address becomes a link.
    if let Some(url) = method
        .url
        .as_ref()
        .filter(|url| url.starts_with("https://"))
    {
        let link = el("a")
            .attr("href", url)
            .attr("rel", "noopener noreferrer")
            .attr("target", "_blank")
            .text(words.change.at_page);
        section = section
            .child(el("p").child(link))
            .child(el("p").class("hint").text(url));
    }
    section
}

/// What one needs to compare this copy with another.
pub(super) fn technical(opened: &Opened, verified: &Verified, words: &RecordTexts) -> Element {
    let (record, texts) = (&verified.record, &words.record);
    let evidence = &record.evidence;
    let page = match &evidence.embedder_origin {
        Some(around) => [&evidence.page_origin, " ← ", around].concat(),
        None => evidence.page_origin.clone(),
    };
    let form = [&evidence.form_id, " ", evidence.form_sha256.as_str()].concat();
    let receipt_key = opened.verdict.receipt_key.as_ref();
    let receipt_key = receipt_key.map(|key| fact(texts.receipt_key, [code(key.as_str())]));
    let mut list = el("dl")
        .class("facts technical")
        .child(fact(
            texts.record_hash,
            [code(verified.record_sha256.as_str())],
        ))
        .child(fact(texts.full_id, [code(record.record_id.as_str())]))
        .child(fact(texts.key, [code(record.pii_principal_id.as_str())]))
        .children(receipt_key)
        .child(fact(texts.audience, [code(&record.audience)]))
        .child(fact(texts.page, [code(&page)]))
        .child(fact(texts.form, [code(&form)]))
        .child(fact(texts.widget, [code(&evidence.widget_version)]));
    if let Some(previous) = &record.previous_record_sha256 {
        list = list.child(fact(texts.changes, [code(previous.as_str())]));
    }
    if let Some(partner) = &record.partner {
        list = list.child(fact(texts.partner, [code(partner)]));
    }
    if let Some(challenge) = &record.challenge {
        list = list.child(fact(texts.challenge, [code(challenge)]));
    }
    if evidence.clock.is_some() {
        list = list.child(fact(texts.clock, [detail(texts.clock_stepped)]));
    }
    let any = |visibility| {
        evidence
            .controls
            .iter()
            .any(|control| control.visibility == visibility)
    };
    if any(Visibility::Hidden) {
        list = list.child(fact(texts.controls, [detail(texts.controls_hidden)]));
    } else if any(Visibility::Visible) && !any(Visibility::Unknown) {
        list = list.child(fact(texts.controls, [detail(texts.controls_visible)]));
    }
    section(texts.technical).child(list)
}
