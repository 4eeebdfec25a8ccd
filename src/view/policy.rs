//! The policy: the key facts, then the full text, in the page and open.

use thuan_consent::form::{FieldDefinition, FieldKind};
use thuan_consent::language::{Language, Localised};
use thuan_consent::map::Map;
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::policy::{Pack, Purpose};
use thuan_consent::record::LawfulBasis;

use super::element::{Element, el};
use crate::i18n::{Id, Texts, texts};
use crate::state::{App, Input};

/// The policy section.
#[inline(never)]
pub fn policy(app: &App) -> Element {
    let (facts_app, text_app) = (app.clone(), app.clone());
    el("section")
        .class("section policy")
        .child(el("h3").class("legend").texts(app, Id::FormPolicySection))
        .child(el("h4").texts(app, Id::FormFacts))
        .child(el("dl").class("facts").elements(move || {
            Some(
                facts_app
                    .language
                    .with(|language| facts(&facts_app, language)),
            )
        }))
        .child(el("h4").texts(app, Id::FormFullText))
        .child(el("p").class("hint").words(app, |app| {
            let (pack, texts) = (&app.setup.policy, app.texts());
            texts.form_version(&texts.day(&pack.effective), &pack.version)
        }))
        .child(
            el("div")
                .class("policy-text")
                .attr("role", "region")
                .attr_words("aria-label", app, |app| {
                    app.texts().get(Id::FormFullText).to_owned()
                })
                // A box that scrolls must be reachable by keyboard (WCAG 2.1.1).
                .attr("tabindex", "0")
                .elements(move || {
                    Some(
                        text_app
                            .language
                            .with(|language| text(&text_app.setup.policy, language)),
                    )
                }),
        )
}

#[inline(never)]
fn facts(app: &App, language: &Language) -> Vec<Element> {
    let (pack, texts) = (&app.setup.policy, texts(language));
    let (mut information, mut periods) = (Vec::new(), Vec::new());
    let (mut recipients, mut places, mut rights) = (Vec::new(), Vec::new(), Vec::new());
    for purpose in &pack.purposes {
        if purpose.lawful_basis != LawfulBasis::Consent {
            information.push(informed(purpose, texts, language));
        }
        push_once(&mut periods, &texts.period(&purpose.retention_period));
        push_named(
            &mut recipients,
            &purpose.recipients,
            &pack.recipients,
            language,
        );
        push_named(&mut places, &purpose.storage, &pack.storage, language);
    }
    for right in &pack.rights {
        rights.push(right.label.get(language).unwrap_or_default().to_owned());
    }
    vec![
        fact(texts.get(Id::FormFactWho), &[controller(pack)]),
        fact(texts.get(Id::FormFactData), &[data(app, texts)]),
        fact(texts.get(Id::FormFactWhy), &information),
        fact(texts.get(Id::FormFactHowLong), &periods),
        fact(texts.get(Id::FormFactStorage), &places),
        fact(texts.get(Id::FormFactRecipients), &recipients),
        fact(texts.get(Id::FormFactRights), &rights),
        // Law 91/2025/QH15, article 4, clause 2: the same for everyone, whoever asks.
        fact(
            texts.get(Id::FormFactDuties),
            &[texts.get(Id::FormDuties).to_owned()],
        ),
        fact(
            texts.get(Id::FormFactWithdrawal),
            &[pack
                .withdrawal
                .label
                .get(language)
                .unwrap_or_default()
                .to_owned()],
        ),
    ]
}

fn fact(name: &str, details: &[String]) -> Element {
    el("div")
        .child(el("dt").text(name))
        .children(details.iter().map(|detail| el("dd").text(detail)))
}

/// The controller's name and contacts, in a line.
pub(super) fn controller(pack: &Pack) -> String {
    let controller = &pack.controller;
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
    line
}

/// The data that any purpose uses, by the labels its inputs have: what this product knows, then what this form asks
/// beside it.
fn data(app: &App, texts: &Texts) -> String {
    let mut labels = String::new();
    let mut add = |name: &str, label: &str| {
        let used = |purpose: &Purpose| purpose.pii_information.iter().any(|used| used == name);
        if app.setup.policy.purposes.iter().any(used) {
            labels.push_str(if labels.is_empty() { "" } else { ", " });
            labels.push_str(label);
        }
    };
    for kind in FieldKind::ALL {
        add(kind.name(), texts.label(kind));
    }
    for (at, field) in app.setup.form.in_page_order() {
        if let FieldDefinition::Own(own) = field {
            add(&own.name, &app.label(Input::Own(at)));
        }
    }
    labels
}

fn informed(purpose: &Purpose, texts: &Texts, language: &Language) -> String {
    let mut line = purpose
        .label
        .get(language)
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned();
    line.push_str(" (");
    line.push_str(texts.basis(purpose.lawful_basis));
    line.push(')');
    line
}

/// Adds the words that keys stand for.
fn push_named(
    all: &mut Vec<String>,
    keys: &[String],
    named: &Map<String, Localised>,
    language: &Language,
) {
    for key in keys {
        let words = named.get(key).and_then(|words| words.get(language));
        push_once(all, words.unwrap_or_default());
    }
}

/// Adds what there is to say, unless it has been said.
fn push_once(all: &mut Vec<String>, text: &str) {
    if !text.is_empty() && all.iter().all(|other| other != text) {
        all.push(text.to_owned());
    }
}

/// The blocks of the very text whose hash goes into the record.
fn text(pack: &Pack, language: &Language) -> Vec<Element> {
    blocks(pack.text(language).unwrap_or_default())
        .into_iter()
        .map(block)
        .collect()
}

fn block(block: Block<'_>) -> Element {
    match block {
        // The page's own headings end at level 4, so the policy's begin at 5: one outline, no level skipped.
        Block::Heading { level, text } => el(if level == 1 { "h5" } else { "h6" }).text(text),
        Block::Paragraph(lines) => el("p").text(&lines.join(" ")),
        Block::List(items) => el("ul").children(items.into_iter().map(|item| el("li").text(item))),
    }
}
