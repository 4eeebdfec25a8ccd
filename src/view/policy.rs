//! The policy: the key facts, then the full text, in the page and open.

use leptos::html;
use leptos::prelude::*;
use thuan_consent::language::Language;
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::policy::{Pack, Purpose};

use crate::i18n::{Texts, texts};
use crate::state::App;

/// The policy section.
pub fn policy(app: App) -> impl IntoView {
    let (facts_app, text_app, version_app) = (app.clone(), app.clone(), app.clone());
    html::section()
        .class("section policy")
        .child(html::h3().class("legend").child(super::text(&app, |t| t.policy_section)))
        .child(html::h4().child(super::text(&app, |t| t.facts)))
        .child(move || facts_app.language.with(|language| facts(&facts_app.setup.policy, language)))
        .child(html::h4().child(super::text(&app, |t| t.full_text)))
        .child(html::p().class("hint").child(move || {
            let pack = &version_app.setup.policy;
            (version_app.texts().version)(&pack.version, &pack.effective)
        }))
        .child(
            html::div()
                .class("policy-text")
                .role("region")
                .aria_label(super::text(&app, |t| t.full_text))
                // A box that scrolls must be reachable by keyboard (WCAG 2.1.1).
                .tabindex("0")
                .child(move || text_app.language.with(|language| text(&text_app.setup.policy, language))),
        )
}

fn facts(pack: &Pack, language: &Language) -> impl IntoView + use<> {
    let texts = texts(language);
    let information: Vec<String> = pack.information().map(|purpose| informed(purpose, texts, language)).collect();
    let periods = unique(pack.purposes.iter().map(|purpose| texts.period(&purpose.retention_period)));
    let keys = pack.purposes.iter().flat_map(|purpose| &purpose.recipients);
    let recipients = unique(keys.filter_map(|key| pack.recipients.get(key)?.get(language)).map(str::to_owned));
    let rights = pack.rights.iter().filter_map(|right| right.label.get(language)).map(str::to_owned).collect();
    html::dl()
        .class("facts")
        .child(fact(texts.fact_who, vec![controller(pack)]))
        .child(fact(texts.fact_data, vec![data(pack, texts)]))
        .child(fact(texts.fact_why, information))
        .child(fact(texts.fact_how_long, periods))
        .child(fact(texts.fact_recipients, recipients))
        .child(fact(texts.fact_rights, rights))
        .child(fact(
            texts.fact_withdrawal,
            vec![pack.withdrawal.label.get(language).unwrap_or_default().to_owned()],
        ))
}

fn fact(name: &'static str, details: Vec<String>) -> impl IntoView {
    let details: Vec<_> = details.into_iter().map(|detail| html::dd().child(detail)).collect();
    html::div().child(html::dt().child(name)).child(details)
}

fn controller(pack: &Pack) -> String {
    let controller = &pack.controller;
    let parts = [&controller.tax_code, &controller.address, &controller.email, &controller.phone];
    let mut line = controller.name.clone();
    for part in parts.into_iter().flatten() {
        line.push_str(", ");
        line.push_str(part);
    }
    line
}

/// The data that any purpose uses, by the labels its inputs have.
fn data(pack: &Pack, texts: &Texts) -> String {
    let used = |kind: &thuan_consent::form::FieldKind| {
        pack.purposes.iter().any(|purpose| purpose.pii_information.iter().any(|name| name == kind.name()))
    };
    let labels: Vec<_> =
        thuan_consent::form::FieldKind::ALL.iter().filter(|kind| used(kind)).map(|kind| (texts.label)(*kind)).collect();
    labels.join(", ")
}

fn informed(purpose: &Purpose, texts: &Texts, language: &Language) -> String {
    let mut line = purpose.label.get(language).unwrap_or_default().trim_end_matches('.').to_owned();
    line.push_str(" (");
    line.push_str((texts.basis)(purpose.lawful_basis));
    line.push(')');
    line
}

fn unique(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// The blocks of the very text whose hash goes into the record.
fn text(pack: &Pack, language: &Language) -> Vec<AnyView> {
    blocks(pack.text(language).unwrap_or_default()).into_iter().map(block).collect()
}

fn block(block: Block<'_>) -> AnyView {
    match block {
        // The page's own headings end at level 4, so the policy's begin at 5: one outline, no level skipped.
        Block::Heading { level: 1, text } => html::h5().child(text.to_owned()).into_any(),
        Block::Heading { text, .. } => html::h6().child(text.to_owned()).into_any(),
        Block::Paragraph(lines) => html::p().child(lines.join(" ")).into_any(),
        Block::List(items) => {
            let items: Vec<_> = items.into_iter().map(|item| html::li().child(item.to_owned())).collect();
            html::ul().child(items).into_any()
        }
    }
}
