//! The policy text, and comparing it with the company's own file.

use thuan_consent::envelope::Verified;
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::verdict::Finding;

use super::{Element, Page, acts, el, section, words};
use crate::i18n::{Id, Texts};
use crate::record_page::state::Opened;

const FILE: &str = "record-policy-file";

/// The text in the file. One that is not the record's is shown with a warning, since that is what somebody was handed.
pub(super) fn text(opened: &Opened, verified: &Verified, words: &Texts) -> Option<Element> {
    let policy = opened.verdict.file.policy.as_ref();
    let (text, language) = match (policy, &opened.shown_text) {
        (Some(policy), _) => (&policy.text, policy.language.as_str()),
        (None, Some(text)) => (text, verified.record.privacy_notice.language.as_str()),
        (None, None) => return None,
    };
    let differs = opened.verdict.findings.contains(&Finding::PolicyDiffers);
    let warning = differs.then(|| {
        el("p")
            .class("status failed")
            .text(words.get(Id::RecordContentNotTheText))
    });
    Some(
        section(words.get(Id::RecordContentText))
            .children(warning)
            .child(rendered(text, language)),
    )
}

/// A text as it is read.
pub(super) fn rendered(text: &str, language: &str) -> Element {
    el("div")
        .class("policy-whole")
        .attr("lang", language)
        .children(blocks(text).into_iter().map(block))
}

fn block(block: Block<'_>) -> Element {
    match block {
        // The section's own heading is of level 3: one outline, no level skipped.
        Block::Heading { level, text } => el(if level == 1 { "h4" } else { "h5" }).text(text),
        Block::Paragraph(lines) => el("p").text(&lines.join(" ")),
        Block::List(items) => el("ul").children(items.into_iter().map(|item| el("li").text(item))),
    }
}

/// The input for the company's own policy file. What it finds stands among the checks, and here.
pub(super) fn compare(page: &Page) -> Element {
    let (choosing, found) = (page.clone(), page.clone());
    let choose = el("input")
        .attr("type", "file")
        .attr("id", FILE)
        .attr("accept", ".md,.txt,text/plain,text/markdown")
        .attr("aria-describedby", "record-policy-hint")
        .on_other("change", move |event| acts::compared(&choosing, event));
    el("section")
        .class("section compare")
        .child(
            el("h3")
                .class("legend")
                .text(page.words().get(Id::RecordVerdictCompare)),
        )
        .child(words(
            el("p").class("hint").attr("id", "record-policy-hint"),
            page,
            Id::RecordVerdictCompareHint,
        ))
        .child(words(
            el("label").attr("for", FILE),
            page,
            Id::RecordVerdictCompareChoose,
        ))
        .child(choose)
        .child(
            el("p")
                .class("status")
                .attr("role", "status")
                .other_words(move || {
                    let words = found.words();
                    if let Some(trouble) = found.trouble.get() {
                        return words.trouble(&trouble).to_owned();
                    }
                    let finding = found.compared.get();
                    finding.map_or_else(String::new, |finding| words.finding(&finding))
                }),
        )
}
