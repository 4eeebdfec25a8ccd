//! The record's facts: who, when, under which policy; and what one needs to compare it with another copy.

use thuan_consent::envelope::Verified;
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::record::{ConsentRecord, Visibility};

use super::labels::Labels;
use super::{Element, code, detail, el, fact, section, time};
use crate::i18n::{self, Id, Texts};
use crate::record_page::state::{Opened, reference};

pub(super) fn facts(opened: &Opened, verified: &Verified, words: &Texts) -> Element {
    let record = &verified.record;
    let notice = &record.privacy_notice;
    let sent = [
        &time(words, &record.event_time),
        ", ",
        words.get(Id::RecordContentOwnClock),
    ]
    .concat();
    let language = notice.language.as_str();
    let table = i18n::all().iter().find(|table| table.tag == language);
    let language = table.map_or(language, |table| table.name);
    let policy = words.record_content_policy_words(language, &notice.id, &notice.version);
    let policy = match opened.shown_text.as_deref().and_then(title) {
        Some(title) => [title, " (", &policy, ")"].concat(),
        None => policy,
    };
    let mut list = el("dl")
        .class("facts")
        .child(fact(
            words.get(Id::RecordContentReference),
            [el("dd")
                .class("reference")
                .child(el("strong").text(&reference(record.record_id.as_str())))],
        ))
        .child(fact(
            words.get(Id::RecordContentController),
            controllers(record),
        ))
        .child(fact(words.get(Id::RecordContentSent), [detail(&sent)]));
    if let Some(receipt) = &opened.verdict.receipt {
        let name = reference(receipt.receipt_id.as_str());
        list = list
            .child(fact(
                words.get(Id::RecordContentReceived),
                [detail(&time(words, &receipt.received_at))],
            ))
            .child(fact(
                words.get(Id::RecordContentReceipt),
                [detail(
                    &words.record_content_receipt_words(&receipt.sequence, &name),
                )],
            ));
    }
    section(words.get(Id::RecordContentHeading)).child(
        list.child(fact(words.get(Id::RecordContentPolicy), [detail(&policy)]))
            .child(fact(
                words.get(Id::RecordContentHash),
                [code(notice.sha256.as_str())],
            ))
            .child(fact(
                words.get(Id::RecordContentLaws),
                [detail(&record.applicable_law.join(", "))],
            ))
            .child(fact(
                words.get(Id::RecordContentKey),
                [detail(words.storage(record.evidence.key_storage))],
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
pub(super) fn given(opened: &Opened, words: &Texts, labels: &Labels) -> Option<Element> {
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
    let warning = differs.then(|| {
        el("p")
            .class("status failed")
            .text(words.get(Id::RecordContentNotThese))
    });
    Some(
        section(words.get(Id::RecordContentGiven))
            .children(warning)
            .child(el("dl").class("facts").children(rows)),
    )
}

/// The earlier records.
pub(super) fn history(opened: &Opened, words: &Texts) -> Option<Element> {
    let previous = &opened.verdict.previous;
    if previous.is_empty() {
        return None;
    }
    let items = previous.iter().map(|verified| {
        let record = &verified.record;
        let name = reference(record.record_id.as_str());
        let line = words.record_content_earlier(&name, &time(words, &record.event_time));
        let decisions = record.purposes.iter().map(|purpose| {
            el("li")
                .child(el("strong").text(words.state(purpose.event_state)))
                .child(el("span").text(&purpose.label))
        });
        el("li")
            .child(el("p").text(&line))
            .child(el("ul").class("decisions").children(decisions))
    });
    Some(
        section(words.get(Id::RecordContentHistory))
            .child(el("ol").class("history").children(items)),
    )
}

/// How consent is taken back, in the record's own words.
pub(super) fn withdrawal(record: &ConsentRecord, offline: bool, words: &Texts) -> Element {
    let method = &record.withdrawal_method;
    let mut section = section(words.get(Id::RecordContentWithdrawal));
    if offline {
        section = section.child(
            el("p")
                .class("hint")
                .text(words.get(Id::RecordChangeOffline)),
        );
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
            .text(words.get(Id::RecordChangeAtPage));
        section = section
            .child(el("p").child(link))
            .child(el("p").class("hint").text(url));
    }
    section
}

/// What one needs to compare this copy with another.
pub(super) fn technical(opened: &Opened, verified: &Verified, words: &Texts) -> Element {
    let record = &verified.record;
    let evidence = &record.evidence;
    let page = match &evidence.embedder_origin {
        Some(around) => [&evidence.page_origin, " ← ", around].concat(),
        None => evidence.page_origin.clone(),
    };
    let form = [&evidence.form_id, " ", evidence.form_sha256.as_str()].concat();
    let receipt_key = opened.verdict.receipt_key.as_ref();
    let receipt_key =
        receipt_key.map(|key| fact(words.get(Id::RecordContentReceiptKey), [code(key.as_str())]));
    let mut list = el("dl")
        .class("facts technical")
        .child(fact(
            words.get(Id::RecordContentRecordHash),
            [code(verified.record_sha256.as_str())],
        ))
        .child(fact(
            words.get(Id::RecordContentFullId),
            [code(record.record_id.as_str())],
        ))
        .child(fact(
            words.get(Id::RecordContentKey),
            [code(record.pii_principal_id.as_str())],
        ))
        .children(receipt_key)
        .child(fact(
            words.get(Id::RecordContentAudience),
            [code(&record.audience)],
        ))
        .child(fact(words.get(Id::RecordContentPage), [code(&page)]))
        .child(fact(words.get(Id::RecordContentForm), [code(&form)]))
        .child(fact(
            words.get(Id::RecordContentWidget),
            [code(&evidence.widget_version)],
        ));
    if let Some(previous) = &record.previous_record_sha256 {
        list = list.child(fact(
            words.get(Id::RecordContentChanges),
            [code(previous.as_str())],
        ));
    }
    if let Some(partner) = &record.partner {
        list = list.child(fact(words.get(Id::RecordContentPartner), [code(partner)]));
    }
    if let Some(challenge) = &record.challenge {
        list = list.child(fact(
            words.get(Id::RecordContentChallenge),
            [code(challenge)],
        ));
    }
    if evidence.clock.is_some() {
        list = list.child(fact(
            words.get(Id::RecordContentClock),
            [detail(words.get(Id::RecordContentClockStepped))],
        ));
    }
    let any = |visibility| {
        evidence
            .controls
            .iter()
            .any(|control| control.visibility == visibility)
    };
    if any(Visibility::Hidden) {
        list = list.child(fact(
            words.get(Id::RecordContentControls),
            [detail(words.get(Id::RecordContentControlsHidden))],
        ));
    } else if any(Visibility::Visible) && !any(Visibility::Unknown) {
        list = list.child(fact(
            words.get(Id::RecordContentControls),
            [detail(words.get(Id::RecordContentControlsVisible))],
        ));
    }
    section(words.get(Id::RecordContentTechnical)).child(list)
}
