//! What stands in the pages that answer a form posted as plain HTML, in place of the form.
//!
//! They are read where nothing runs: nothing in them is pressed but links.

use thuan_consent::language::Language;

use super::element::{Element, el};
use super::policy::controller;
use crate::i18n::plain::plain_texts;
use crate::plain::{Refusal, Registered};
use crate::state::{App, reference};

/// The confirmation: what has arrived, what it is not, what was decided, and how that is taken back.
#[must_use]
pub fn confirmation(app: &App, registered: &Registered) -> Element {
    let language = app.language.get();
    let (texts, plain) = (app.texts(), plain_texts(&language));
    let (day, time) = &registered.received;
    let paragraph = |words: &str| el("p").text(words);
    let reference = el("p")
        .class("reference")
        .text(texts.reference)
        .child(el("strong").text(&reference(&registered.registration_id)));
    let confirmed = ("confirmed", plain.confirmed, &registered.acknowledged);
    let decisions = registered.decisions.iter().map(|(label, given)| {
        if *given {
            ("given", texts.given, label)
        } else {
            ("refused", texts.refused, label)
        }
    });
    let decisions = [confirmed].into_iter().chain(decisions).map(decision);
    let done = el("section")
        .class("done")
        .child(el("h2").text(plain.received))
        .child(reference)
        .child(paragraph(&(plain.received_at)(day, time)))
        .child(paragraph(texts.done_next))
        .child(el("h3").text(plain.not_signed))
        .child(paragraph(plain.not_signed_note))
        .child(el("h3").text(texts.decided))
        .child(el("ul").class("decisions").children(decisions))
        .child(el("h3").text(texts.fact_withdrawal))
        .child(paragraph(&(plain.withdraw)(&controller(&app.setup.policy))))
        .children(ways(app, plain.withdrawal_page))
        .child(el("h3").text(plain.keep))
        .child(paragraph(plain.keep_note));
    around(texts.tag, done)
}

fn decision((class, state, label): (&'static str, &str, &String)) -> Element {
    el("li")
        .class(class)
        .child(el("strong").text(state))
        .child(el("span").text(label))
}

/// Where consent is taken back without a record: what the policy names, and the page of the form.
fn ways(app: &App, page_words: &str) -> Vec<Element> {
    let withdrawal = &app.setup.policy.withdrawal;
    let page = app.setup.form.withdrawal_page.as_deref();
    let page = page.map(|address| app.setup.from_page(address));
    let link =
        |address: &str, words: &str| el("p").child(el("a").attr("href", address).text(words));
    let mut ways = Vec::new();
    if let Some(email) = &withdrawal.email {
        ways.push(link(&["mailto:", email].concat(), email));
    }
    if let Some(phone) = &withdrawal.phone {
        ways.push(link(&["tel:", phone].concat(), phone));
    }
    if let Some(page) = withdrawal.url.clone().or(page) {
        ways.push(link(&page, page_words));
    }
    ways
}

/// Why there is neither a form nor a confirmation.
#[must_use]
pub fn refused(language: &Language, refusal: Refusal) -> Element {
    let plain = plain_texts(language);
    let heading = if refusal.is_certain() {
        plain.not_received
    } else {
        plain.unclear
    };
    let told = el("section")
        .class("summary")
        // Which company's form it was is not known: nothing stands above.
        .child(el("h2").attr("aria-level", "1").text(heading))
        .child(el("p").text(&(plain.refusal)(refusal)));
    around(plain.tag, told)
}

fn around(tag: &str, content: Element) -> Element {
    el("div").class("thuan").attr("lang", tag).child(content)
}
