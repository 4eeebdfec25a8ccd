//! What stands in the pages that answer a form posted as plain HTML, in place of the form.
//!
//! They are read where nothing runs: nothing in them is pressed but links.

use thuan_consent::language::Language;

use super::element::{Element, el};
use super::policy::controller;
use crate::i18n::{Id, texts};
use crate::plain::{Refusal, Registered};
use crate::state::{App, reference};

/// The confirmation: what has arrived, what it is not, what was decided, and how that is taken back.
#[must_use]
pub fn confirmation(app: &App, registered: &Registered) -> Element {
    let texts = app.texts();
    let (day, time) = &registered.received;
    let paragraph = |words: &str| el("p").text(words);
    let reference = el("p")
        .class("reference")
        .text(texts.get(Id::FormReference))
        .child(el("strong").text(&reference(&registered.registration_id)));
    let confirmed = (
        "confirmed",
        texts.get(Id::PlainConfirmed),
        &registered.acknowledged,
    );
    let decisions = registered.decisions.iter().map(|(label, given)| {
        if *given {
            ("given", texts.get(Id::FormGiven), label)
        } else {
            ("refused", texts.get(Id::FormRefused), label)
        }
    });
    let decisions = [confirmed].into_iter().chain(decisions).map(decision);
    let done = el("section")
        .class("done")
        .child(el("h2").text(texts.get(Id::PlainReceived)))
        .child(reference)
        .child(paragraph(&texts.plain_received_at(&texts.day(day), time)))
        .child(paragraph(texts.get(Id::FormDoneNext)))
        .child(el("h3").text(texts.get(Id::PlainNotSigned)))
        .child(paragraph(texts.get(Id::PlainNotSignedNote)))
        .child(el("h3").text(texts.get(Id::FormDecided)))
        .child(el("ul").class("decisions").children(decisions))
        .child(el("h3").text(texts.get(Id::FormFactWithdrawal)))
        .child(paragraph(
            &texts.plain_withdraw(&controller(&app.setup.policy)),
        ))
        .children(ways(app, texts.get(Id::PlainWithdrawalPage)))
        .child(el("h3").text(texts.get(Id::PlainKeep)))
        .child(paragraph(texts.get(Id::PlainKeepNote)));
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
    let texts = texts(language);
    let heading = if refusal.is_certain() {
        texts.get(Id::PlainNotReceived)
    } else {
        texts.get(Id::PlainUnclear)
    };
    let told = el("section")
        .class("summary")
        // Which company's form it was is not known: nothing stands above.
        .child(el("h2").attr("aria-level", "1").text(heading))
        .child(el("p").text(texts.refusal(refusal)));
    around(texts.tag, told)
}

fn around(tag: &str, content: Element) -> Element {
    el("div").class("thuan").attr("lang", tag).child(content)
}
