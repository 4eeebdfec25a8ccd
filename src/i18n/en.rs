//! English.

use thuan_consent::form::FieldKind;
use thuan_consent::record::LawfulBasis;

use super::{AnswerTexts, DurationUnit, Failure, Texts, en_errors, en_readings};
use crate::state::Wait;

pub(super) static TEXTS: Texts = Texts {
    tag: "en",
    company_section: "Company",
    contact_section: "Contact person",
    optional: " (optional)",
    label,
    hint,
    policy_section: "Privacy policy",
    facts: "What you should know",
    fact_who: "Who uses the information",
    fact_data: "Which information",
    fact_why: "What for",
    fact_how_long: "How long it is kept",
    fact_storage: "Where it is kept",
    fact_recipients: "Who may see it",
    fact_rights: "Your rights",
    fact_withdrawal: "Withdrawing consent",
    basis,
    version,
    duration,
    full_text: "Full text of the policy",
    choices: "Your choices (optional)",
    choices_note: "Tick only what you agree to. A box left empty means no, and your registration stays the same.",
    acknowledgement: "Confirmation",
    send: "Send registration",
    send_again: "Send again",
    send_note: "Nothing leaves your device before you press this button.",
    summary: "Check the following",
    sending: "Sending your registration…",
    waiting,
    stop: "Stop sending",
    failure,
    field_error: en_errors::field_error,
    answers: AnswerTexts {
        text: "enter this",
        email: "enter the email address",
        number: "enter a number",
        date: "choose a day",
        from: " from ",
        to: " to ",
        onwards: " on",
        day: str::to_owned,
        decimal_mark: '.',
        choice: "choose one",
        tick: "tick this box to continue",
        at_least: "write at least ",
        at_most: "shorten it to at most ",
        characters: " characters",
        hidden_character: "type it by hand: what was pasted has hidden characters",
        decimals: "write digits without spaces, at most two decimals, for example 1500 or 12.75",
        whole_date: "enter a day of the calendar, for example 31/12/2026",
        no_option: "choose again from what there is",
        email_error: en_errors::email,
    },
    choose: "Choose one",
    understood: en_readings::understood,
    hint_words: en_readings::hint,
    use_hint: en_readings::use_hint,
    look_up: "Fill in name and address by tax code",
    stop_looking_up: "Stop looking up",
    lookup: en_readings::lookup,
    not_acknowledged: "Read the policy, then tick the box to continue",
    refused_by_backend: "The system did not accept this. Check it and send again",
    done: "Registration sent",
    done_next: "We will contact you with the details you gave.",
    reference: "Reference: ",
    proof_received: "Your choices were signed in this browser and the system has received them: this is a record that can be verified. It does not prove who you are.",
    proof_challenged: "Your choices were signed in this browser together with a code the system gave just before, so nobody can send them a second time: this is a record that can be verified. It does not prove who you are.",
    proof_receipted: "Your choices were signed in this browser, and the system has signed a receipt: both sides hold a record that can be verified. It does not prove who you are.",
    proof_missing: "Your choices were signed in this browser and the system has received them, but it sent no receipt. Keep the record file below: the browser's signature in it can still be verified.",
    proof_wrong: "Your choices were signed in this browser and the system has received them, but the receipt it sent is wrong and was left out of the file. Keep the record file below: the browser's signature in it can still be verified.",
    proof_unproven: "Your choices were signed in this browser and the system has received them, but its receipt could not be checked. Keep the record file below: the browser's signature in it can still be verified.",
    decided: "What you chose",
    given: "Agreed",
    refused: "Not agreed",
    download: "Download the record (.json)",
    print: "Print this page",
    keep: "Keep a copy: with this file anyone can check what you agreed to, without asking us.",
    stored: "This browser keeps a copy too, without what you typed. On a shared device you can delete it where you review your choices.",
    not_stored: "This browser does not allow storing anything, so the file you download is your only copy.",
    open_record: "Review, change or withdraw your choices",
    earlier,
    renewed: "The form or the policy has just been updated, so what you sent was not taken. Everything you typed is still here. Look at what is new, choose again, then send.",
};

fn earlier(reference: &str, in_force: bool) -> String {
    let changed = if in_force {
        "."
    } else {
        ". The policy has changed since: you can see what is different and choose again only where it changed."
    };
    [
        "This browser has sent a registration, reference ",
        reference,
        changed,
    ]
    .concat()
}

fn label(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::CompanyName => "Company name",
        FieldKind::TaxCode => "Tax code",
        FieldKind::Address => "Address",
        FieldKind::ContactName => "Full name",
        FieldKind::Email => "Email",
        FieldKind::Phone => "Phone",
    }
}

fn hint(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::CompanyName => "As on the business registration certificate",
        FieldKind::TaxCode => {
            "10 digits; a branch has 3 more, such as 0100109106-001; individuals and household businesses: 12-digit personal number"
        }
        FieldKind::Address => "Number, street, commune or ward, province or city",
        FieldKind::ContactName => "",
        FieldKind::Email => "For example: name@company.vn",
        FieldKind::Phone => "For example: 0912 345 678 or 024 3934 3137",
    }
}

fn basis(basis: LawfulBasis) -> &'static str {
    match basis {
        LawfulBasis::Consent => "only if you agree",
        LawfulBasis::Contract => "needed for the service you register for",
        LawfulBasis::LegalObligation => "required by law",
    }
}

fn version(version: &str, effective: &str) -> String {
    ["Version ", version, ", in force from ", effective].concat()
}

fn duration(number: &str, unit: DurationUnit) -> String {
    let unit = match (unit, number == "1") {
        (DurationUnit::Years, true) => " year",
        (DurationUnit::Years, false) => " years",
        (DurationUnit::Months, true) => " month",
        (DurationUnit::Months, false) => " months",
        (DurationUnit::Days, true) => " day",
        (DurationUnit::Days, false) => " days",
    };
    [number, unit].concat()
}

fn waiting(wait: Wait) -> &'static str {
    match wait {
        Wait::Answer => "The network is slow, still sending…",
        Wait::Backend => {
            "The system has not taken it yet. The form tries again by itself in a moment…"
        }
        Wait::Network => {
            "Your device is offline. Leave this page open: the registration is sent as soon as there is a connection."
        }
    }
}

fn failure(failure: &Failure) -> String {
    match failure {
        Failure::InsecureContext => {
            "This page was not opened over a secure connection (HTTPS), so the browser cannot sign the record. Nothing has been sent. Open the page by an address that begins with https://."
        }
        Failure::Key => {
            "The browser could not make a key to sign the record with, so nothing has been sent. Try again or use another browser."
        }
        Failure::Network => {
            "Not sent: the system cannot be reached. What you typed is still here. Check your connection, then press Send again."
        }
        Failure::Timeout => {
            "It is not known whether this arrived: the system did not answer in time. What you typed is still here. Press Send again; you will not be registered twice."
        }
        Failure::Stopped => {
            "Stopped. If an earlier try has arrived, the system has kept it; everything here is as you left it. You can press Send again, you will not be registered twice."
        }
        Failure::Changed => {
            "The policy or the form has just been updated, so this was not sent. If the new version does not appear, keep a copy of what you typed and reload the page."
        }
        Failure::Conflict => {
            "The system already has another registration under this reference. What you typed is still here. Press Send again to use a new one."
        }
        Failure::Server => {
            "It is not clear whether this was sent: the system has a problem. Everything is still here. Wait a little, then choose Send again; it will not be registered twice."
        }
        Failure::Busy => {
            "The system is busy and has not taken this yet. What you typed is still here. Wait a minute, then press Send again."
        }
        Failure::Refused(status) => {
            let status = status.to_string();
            return [
                "The system did not accept this registration (code ",
                &status,
                "). What you typed is still here. Try again, or tell us this code.",
            ]
            .concat();
        }
        Failure::Answer => {
            "It is not known whether this arrived: the answer did not come from the system. What you typed is still here. Check your connection, then press Send again."
        }
        Failure::Tampered => {
            "This page has changed the boxes by itself, so nothing was sent. They are back as you left them. Look them over, then press Send again."
        }
        Failure::Definition => {
            "This form is not set up correctly, so nothing was sent. Tell the people who run this page."
        }
    }
    .to_owned()
}
