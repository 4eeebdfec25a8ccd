//! English: what was found, and what can go wrong on the record page.

use thuan_consent::problem::Fault;
use thuan_consent::record::EventState;
use thuan_consent::verdict::Finding;

use crate::record_page::state::{Failure, Trouble};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn day(day: &str) -> String {
    let mut parts = day.split('-');
    let (year, month, day_of_month) = (parts.next(), parts.next(), parts.next());
    let month = month
        .and_then(|month| month.parse::<usize>().ok())
        .and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (year, month, day_of_month) {
        (Some(year), Some(month), Some(day)) => {
            [day.trim_start_matches('0'), " ", month, " ", year].concat()
        }
        _ => day.to_owned(),
    }
}

pub(super) fn state(state: EventState) -> &'static str {
    match state {
        EventState::Given => "Agreed",
        EventState::Refused => "Not agreed",
        EventState::Withdrawn => "Withdrawn",
        EventState::Renewed => "Agreed again",
    }
}

pub(super) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Empty => "There is nothing yet. Choose a file, or paste its content and press Check.",
        Trouble::TooLarge => "This file is too large to be a record. Choose the .json file you downloaded when you registered.",
        Trouble::NotText => "This is not a text file. Choose the .json file you downloaded when you registered.",
        Trouble::Unreadable => "The device could not read this file. Try again, or open it in an editor and paste its content.",
        Trouble::NotJson => "The content cannot be read: something may be missing, cut off or edited. Use the original file, or copy its whole content again.",
        Trouble::NotARecord => "This is not a consent record's file. Choose the .json file you downloaded when you registered.",
        Trouble::Policy => "The device could not read this policy file. Choose a text file, for example vi.md.",
    }
    .to_owned()
}

pub(super) fn finding(finding: &Finding) -> String {
    let words = match finding {
        Finding::SignatureHolds => {
            "The signature matches every byte of the record and the key named in it; the record's parts agree."
        }
        Finding::SignatureFails(fault) => return why("The record does not verify: ", fault),
        Finding::RegistrationHolds => {
            "The details that were given are those the record was signed over."
        }
        Finding::RegistrationDiffers => {
            "The details in the file are not those the record was signed over."
        }
        Finding::RegistrationAbsent => {
            "The details that were given are not in the file: the copy kept in the browser does not have them, or they were deleted."
        }
        Finding::RegistrationNone => "This record was signed without personal details.",
        Finding::RegistrationWithoutFirst => {
            "The details belong to the first record, which is not in the file, so they cannot be compared."
        }
        Finding::PolicyHolds => "The policy text in the file is the one that was shown.",
        Finding::PolicyDiffers => "The policy text in the file is not the one that was shown.",
        Finding::PolicyOtherLanguage => {
            "The text is right, but the file names another language than the one shown."
        }
        Finding::PolicyAbsent => "The policy text is not in the file; compare it by its hash.",
        Finding::PolicyFileHolds => "The policy file you chose is the text that was shown.",
        Finding::PolicyFileAuthoritative => {
            "The policy file you chose is the text that counts; the person saw a translation of it."
        }
        Finding::PolicyFileDiffers => "The policy file you chose is not the text that was shown.",
        Finding::FormHolds => "The form definition in the file is the one that was used.",
        Finding::FormDiffers => "The form definition in the file is not the one that was used.",
        Finding::FormAbsent => "The form definition is not in the file; compare it by its hash.",
        Finding::ReceiptHolds => {
            "The receipt is for this very record and signed by a key of the key set in the file."
        }
        Finding::ReceiptKeyUnknown => {
            "The receipt is for this very record and its signature holds; without a key set in the file it cannot be said whose key that is."
        }
        Finding::ReceiptKeyForeign => {
            "The receipt is signed by a key that the key set in the file does not have."
        }
        Finding::ReceiptFails(fault) => return why("The receipt does not verify: ", fault),
        Finding::ReceiptOtherRecord => "The receipt is for another record.",
        Finding::ReceiptAbsent => "The file has no receipt of the system.",
        Finding::ChainHolds { earlier } => {
            let many = if *earlier == 1 {
                " earlier record"
            } else {
                " earlier records"
            };
            return [&earlier.to_string(), many, "; each is named by the hash in the one after it, and every change follows the rules."].concat();
        }
        Finding::ChainAbsent => "This record changes an earlier one, which is not in the file.",
        Finding::ChainBroken { place } => {
            return [
                "Record ",
                &place.to_string(),
                " does not follow on from the one before it in the file.",
            ]
            .concat();
        }
        Finding::ChainRecordFails { place, fault } => {
            return why(
                &["Record ", &place.to_string(), " does not verify: "].concat(),
                fault,
            );
        }
        Finding::ChainReceiptFails { place } => {
            return [
                "The receipt of record ",
                &place.to_string(),
                " does not hold or is for another record.",
            ]
            .concat();
        }
        Finding::ChainReceiptOrder => "The receipts are not in the order of their records.",
        Finding::ChangeFails { place, fault } => {
            return why(
                &["Record ", &place.to_string(), " changes what it may not: "].concat(),
                fault,
            );
        }
        Finding::KeyContinued => {
            "The change was signed by the key that signed the record before it."
        }
        Finding::KeyNotContinued => {
            "The change was signed by another key: whoever made it held the record's file, perhaps in another browser."
        }
        Finding::KeyContinuityDiffers => {
            "The receipt says otherwise than the keys, on whether the same key signed both."
        }
    };
    words.to_owned()
}

/// The reason, with its code.
fn why(before: &str, fault: &Fault) -> String {
    let reason = match &*fault.code {
        "signature" => "content and signature do not match, so something was changed after signing",
        "payload_json"
        | "payload_not_canonical"
        | "header_json"
        | "header_not_canonical"
        | "base64url" => "the content is not in the form that is signed",
        "alg"
        | "algorithm"
        | "algorithm_key_mismatch"
        | "crit"
        | "typ"
        | "jwk"
        | "kid"
        | "header_members"
        | "signature_length" => "the description of the signature is wrong",
        "initial_state" | "indication_method" => {
            "a box did not begin empty, or counts as agreed though nobody ticked it"
        }
        "not_nfc" => "a text is not in Unicode normalisation form C",
        "previous_record" | "previous_mismatch" => {
            "the record that is changed is not named, or wrongly"
        }
        "not_the_policy" => "words or terms differ from the earlier record",
        "event_state" => "a choice went to a state that it cannot go to",
        _ => "the content is not as a record must be",
    };
    [before, reason, " (code: ", &fault.code, ")."].concat()
}

pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Nothing => "You have not ticked anything. Tick the choice you want to change, then send.",
        Failure::NotAcknowledged => "You agreed to something under the new policy. Read the policy and tick the confirmation, or untick what you agreed to.",
        Failure::Tampered => "This page has changed the boxes by itself, so nothing was sent. They are back as you left them. Look them over, then send again.",
        Failure::InsecureContext => "This page was not opened over a secure connection (HTTPS), so the browser cannot sign. Nothing has been sent. Open the page by an address that begins with https://.",
        Failure::Key => "The browser could not make a key to sign with, so nothing has been sent. Try again or use another browser.",
        Failure::Network => "Not sent: the system cannot be reached. Your choices are still here. Check your connection, then press Send again.",
        Failure::Timeout => "It is not known whether this arrived: the system did not answer in time. Your choices are still here. Press Send again; nothing is done twice.",
        Failure::Server => "It is not known whether this arrived: the system has a problem. Your choices are still here. Wait a little, then press Send again; the change will not be made twice.",
        Failure::Busy => "The system is busy and has not taken this yet. Your choices are still here. Wait a minute, then press Send again.",
        Failure::Answer => "It is not known whether this arrived: the answer did not come from the system. Check your connection, then press Send again.",
        Failure::Receipt => "The system has received it, but its receipt does not hold, so this browser does not accept it. Download the new file, keep it, and tell the company.",
        Failure::NotTheNewest => "A newer record has taken this one's place, so this was not sent. Make the change with the newest file, or from the browser that made it; if you have neither, send the request that needs no file.",
        Failure::UnknownRecord => "The system does not have this record, so it cannot change it. Check that you are on the right company's page.",
        Failure::PolicyChanged => "The policy has just changed, so this was not sent. Reload the page to see the new policy. Withdrawing does not need it: tick only what you withdraw, then send.",
        Failure::Refused(code) => {
            return ["The system did not accept this change (code ", code, "). Your choices are still here. Try again, or tell the company this code."].concat();
        }
        Failure::ContactMissing => "Enter an email address or phone number so that the company can answer you.",
        Failure::Contact => "This is neither an email address nor a Vietnamese phone number. Check it; for example name@company.vn or 0912 345 678.",
        Failure::Reference => "A reference has 8 characters, digits and the letters A to F. Check it, or leave it empty.",
    }
    .to_owned()
}
