//! The request of someone who has neither key nor file.

use super::{
    Element, Page, acts, button, change, el, fact, heading, held_while_sending, section, status,
    stop, words,
};
use crate::i18n::Id;
use crate::record_page::state::{Failure, Phase, Requested, Wish, reference};

pub(in crate::record_page) const CONTACT: &str = "request-contact";
pub(in crate::record_page) const REFERENCE: &str = "request-reference";
pub(in crate::record_page) const MESSAGE: &str = "request-message";
/// The name that the boxes for purposes begin with.
pub(in crate::record_page) const PURPOSE: &str = "request.";

pub(super) fn form(page: &Page) -> Element {
    let wishes = Wish::ALL.into_iter().map(|wish| radio(page, wish));
    let legend = words(el("legend"), page, Id::RecordRequestWish);
    el("div")
        .class("request")
        .child(heading(page, Id::RecordRequestHeading))
        .child(words(el("p"), page, Id::RecordRequestNote))
        .child(
            held_while_sending(page, el("fieldset"))
                .class("section wishes")
                .child(legend)
                .children(wishes),
        )
        .child(purposes(page))
        .child(
            held_while_sending(page, el("div"))
                .class("section")
                .child(field(
                    page,
                    CONTACT,
                    "email",
                    Id::RecordRequestContact,
                    Id::RecordRequestContactHint,
                    Failure::is_about_contact,
                ))
                .child(field(
                    page,
                    REFERENCE,
                    "off",
                    Id::RecordRequestReference,
                    Id::RecordRequestReferenceHint,
                    |failure| *failure == Failure::Reference,
                ))
                .child(
                    el("div")
                        .class("field")
                        .child(words(
                            el("label").attr("for", MESSAGE),
                            page,
                            Id::RecordRequestMessage,
                        ))
                        .child(
                            el("textarea")
                                .attr("id", MESSAGE)
                                .attr("rows", "3")
                                .attr("maxlength", "2000"),
                        ),
                ),
        )
        .child(status(page))
        .child(
            el("div")
                .class("buttons")
                .child(send(page))
                .child(stop(page))
                .child(button(
                    page,
                    "secondary",
                    Id::RecordRequestBack,
                    acts::another,
                )),
        )
}

fn send(page: &Page) -> Element {
    let busy = page.clone();
    button(page, "", Id::RecordRequestSend, acts::request).attr_other("aria-disabled", move || {
        let sending = busy.phase.with(Phase::is_on_its_way);
        sending.then(|| "true".to_owned())
    })
}

fn field(
    page: &Page,
    id: &'static str,
    autocomplete: &str,
    label: Id,
    hint: Id,
    about: fn(&Failure) -> bool,
) -> Element {
    let (hint_id, error_id) = ([id, "-hint"].concat(), [id, "-error"].concat());
    let described = [&hint_id, " ", &error_id].concat();
    let (invalid, error) = (page.clone(), page.clone());
    let wrong = move |page: &Page| {
        page.phase.with(|phase| match phase {
            Phase::Failed(failure) if about(failure) => Some(failure.clone()),
            _ => None,
        })
    };
    let input = el("input")
        .attr("type", "text")
        .attr("id", id)
        .attr("maxlength", "254")
        .attr("autocomplete", autocomplete)
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", &described)
        .attr_other("aria-invalid", move || {
            wrong(&invalid).map(|_| "true".to_owned())
        });
    el("div")
        .class("field")
        .child(words(el("label").attr("for", id), page, label))
        .child(words(
            el("p").class("hint").attr("id", &hint_id),
            page,
            hint,
        ))
        .child(
            el("p")
                .class("error")
                .attr("id", &error_id)
                .other_words(move || {
                    wrong(&error).map_or_else(String::new, |failure| {
                        error.words().record_failure(&failure)
                    })
                }),
        )
        .child(input)
}

fn radio(page: &Page, wish: Wish) -> Element {
    let (chosen, choosing, label) = (page.clone(), page.clone(), page.clone());
    let id = ["wish-", wish.name()].concat();
    let input = el("input")
        .attr("type", "radio")
        .attr("name", "wish")
        .attr("id", &id)
        .attr("value", wish.name())
        .attr("autocomplete", "off")
        .checked_when(move || chosen.wish.with(|known| *known == wish))
        .on_other("change", move |_| choosing.wish.set(wish));
    el("div").class("choice").child(input).child(
        el("label")
            .attr("for", &id)
            .other_words(move || label.words().wish(wish).to_owned()),
    )
}

/// Which choices a withdrawal is about. None ticked means all: this is a request in words, no consent.
fn purposes(page: &Page) -> Element {
    let Some(service) = &page.setup.service else {
        return el("div");
    };
    let hidden = page.clone();
    let boxes = service.policy.choices().map(|purpose| {
        let id = [PURPOSE, &purpose.id].concat();
        let (following, label) = (page.clone(), purpose.label.clone());
        let otherwise = service.policy.authoritative.clone();
        let input = el("input")
            .attr("type", "checkbox")
            .attr("id", &id)
            .attr("name", &id)
            .attr("autocomplete", "off");
        el("div")
            .class("choice")
            .child(input)
            .child(el("label").attr("for", &id).other_words(move || {
                let words = following.language.with(|language| label.get(language));
                let words = words.or_else(|| label.get(&otherwise));
                words.unwrap_or_default().to_owned()
            }))
    });
    held_while_sending(page, el("fieldset"))
        .class("section")
        .attr_other("hidden", move || {
            let withdraw = hidden.wish.with(|wish| *wish == Wish::Withdraw);
            (!withdraw).then(String::new)
        })
        .child(words(el("legend"), page, Id::RecordRequestPurposes))
        .children(boxes)
}

/// That it arrived, and by when the company must answer.
pub(super) fn sent(page: &Page, requested: &Requested) -> Element {
    let words = page.words();
    let number = el("strong").text(&reference(&requested.request_id));
    let banner = el("header")
        .class("banner")
        .child(
            el("h2")
                .attr("id", super::HEADING)
                .attr("tabindex", "-1")
                .text(words.get(Id::RecordRequestSent)),
        )
        .child(el("p").text(words.get(Id::RecordRequestSentNote)))
        .child(
            el("p")
                .class("deadlines")
                .text(&change::deadlines(words, &requested.deadlines)),
        );
    el("div").class("request").child(banner).child(
        section(words.get(Id::RecordRequestNumber))
            .child(el("dl").class("facts").child(fact(
                words.get(Id::RecordRequestNumber),
                [
                    el("dd").class("reference").child(number),
                    super::code(&requested.request_id),
                ],
            )))
            .child(el("div").class("buttons").child(button(
                page,
                "secondary",
                Id::RecordRequestBack,
                acts::another,
            ))),
    )
}
