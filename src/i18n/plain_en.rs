//! English.

use super::en;
use super::plain::PlainTexts;
use crate::plain::Refusal;

pub(super) static TEXTS: PlainTexts = PlainTexts {
    tag: "en",
    held: "The form is not ready to sign yet. Your registration is signed and sent as soon as it is; there is no need to press again.",
    unsigned: "The record of your choices cannot be signed in this browser at the moment. You can still send your registration: it is kept and marked as not signed. For a record that can be verified, open this page in another browser.",
    unavailable,
    send_note: "Nothing is kept until everything is in order. Sending the same again does not register you twice.",
    wrong: "Error: ",
    not_received: "Your registration was not received",
    unclear: "It is not clear whether your registration was received",
    refusal,
    received: "Your registration was received",
    received_at,
    not_signed: "This registration is not signed",
    not_signed_note: "Your browser could not sign it, so this is not a record that can be verified. We keep exactly what you entered and chose, but you have no file by which others could check that for themselves. If you need a record that can be verified, register in another browser and tell us this reference.",
    confirmed: "Confirmed",
    withdraw,
    withdrawal_page: "The page to see and withdraw consent (needs a browser that can run the form)",
    keep: "Keep this page",
    keep_note: "Print, save or photograph this page to keep the reference and what you chose. Once closed, it cannot be opened again.",
};

fn unavailable(controller: &str) -> String {
    [
        "The form cannot be sent from this browser at the moment. Open this page in another browser, or get in touch directly: ",
        controller,
        ".",
    ]
    .concat()
}

fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::Faults => en::TEXTS.summary,
        Refusal::Changed => en::TEXTS.renewed,
        Refusal::Elsewhere => {
            "This registration was sent from another website, so it was not taken. Check what is filled in, make your own choices and send it from this page."
        }
        Refusal::UnknownForm => {
            "There is no such form here; it may have been taken down. Go back to the page before, where what you entered is usually still there, and load it again, or get in touch with us directly."
        }
        Refusal::NotAForm => {
            "What was sent is not a form (application/x-www-form-urlencoded), so it cannot be read. Go back to the page before and send it again."
        }
        Refusal::NotUtf8 => {
            "The letters of what was sent cannot be read, because they are not UTF-8. Go back to the page before and send it again, or use another browser."
        }
        Refusal::Repeated => {
            "Something was sent twice in the same form, so it is not known which of the two counts. Check the form and send it again."
        }
        Refusal::Unexpected => {
            "Something was sent that this form does not ask for, so it was not taken. Check the form and send it again."
        }
        Refusal::TooLarge => {
            "What was sent is too long. Go back to the page before, shorten it and send it again."
        }
        Refusal::Incomplete => {
            "What was sent came too slowly or broke off. Go back to the page before and send it again; you will not be registered twice."
        }
        Refusal::Opened => {
            "This address only takes forms. Nothing was sent. Go back to the page with the form."
        }
        Refusal::Busy => {
            "The system is busy, so it was not taken. Wait a minute and send it again."
        }
        Refusal::Internal => {
            "It is not known whether this was received: the system is having trouble. Wait a little and send it again; it will not register twice."
        }
    }
    .to_owned()
}

fn received_at(day: &str, time: &str) -> String {
    ["Received at ", time, " on ", day, " (Viet Nam time)."].concat()
}

fn withdraw(controller: &str) -> String {
    [
        "You can withdraw consent at any time, and need no file for it: get in touch with ",
        controller,
        " and quote the reference above.",
    ]
    .concat()
}
