//! English: the record page.

use thuan_consent::policy::diff::{Kind, Term};
use thuan_consent::record::{EventState, IndicationMethod, KeyStorage};
use thuan_consent::verdict::{Level, Limit, Outcome, Subject};

use super::record::{
    ChangeTexts, RecordTexts, RecordWords, RequestTexts, StartTexts, VerdictTexts,
};
use super::record_en_states as states;
use crate::record_page::state::Wish;

pub(super) static TEXTS: RecordTexts = RecordTexts {
    tag: "en",
    name: "English",
    languages: "Language",
    start: START,
    verdict: VERDICT,
    record: RECORD,
    change: CHANGE,
    request: REQUEST,
};

const START: StartTexts = StartTexts {
    verify: "Check a consent record",
    verify_note: "Bring a record's file here to see whether it is intact, and what was agreed. It is checked on this device, without a network; nothing is sent.",
    manage: "Your consent record",
    manage_note: "Here you can see what you chose, withdraw consent, or change a choice.",
    kept: "Records in this browser",
    none_kept: "This browser has no record of yours. If you downloaded the record's file, open it below.",
    open_kept: |reference, day| ["Open record ", reference, " of ", day].concat(),
    file: "Open a record's file",
    file_hint: "It is the .json file you downloaded when you registered, or that the company gave you.",
    choose: "Choose the record's file",
    drop: "You can also drop the file into this box.",
    paste: "Or paste the file's content here",
    check: "Check what was pasted",
    trouble: states::trouble,
    ways: "What each way shows",
    ways_list: [
        "A record in this browser: the change is signed by the very key that signed at first, so it shows that the same browser did both.",
        "The record's file: only you and the company hold it, so it shows that whoever makes the change has the file. If the first key is gone, the system notes that another key signed.",
        "Neither: you send an unverified request. It does not show who you are; an employee of the company looks at it and decides.",
    ],
    neither: "I have neither the browser nor the file",
    forget: "Delete from this browser",
    forget_note: "Deletes the signing key and all your records from this browser. It does not withdraw consent and deletes nothing at the company. Afterwards you need the record's file to change a choice, so download it first.",
    forget_ask: "Delete from this browser…",
    forget_do: "Delete for good",
    forget_not: "Keep",
    forgotten: "The key and the records were deleted from this browser.",
    not_forgotten: "The browser does not allow deleting. Delete this page's data in the browser's settings.",
    close: "Back to the form",
};

const VERDICT: VerdictTexts = VerdictTexts {
    document: "Consent record",
    holds: "The record is intact",
    holds_note: "The browser's signature matches the content, and nothing in the file contradicts the record.",
    fails: "The record does not hold",
    fails_note: "At least one part was changed or does not belong to the others. Do not rely on this file. Find the original, or compare it with the file that the other side holds.",
    subject: |subject| match subject {
        Subject::EvidenceFile => "Record file",
        Subject::Envelope => "A registration as it was sent",
        Subject::SignedRecord => "A signed record alone, without policy and details",
    },
    checks: "What was checked",
    outcome: |outcome| match outcome {
        Outcome::Holds => "Holds",
        Outcome::Fails => "Does not hold",
        Outcome::NotInFile => "Not in the file",
    },
    finding: states::finding,
    level: "Level of proof",
    level_words: |level| match level {
        Level::Signed => {
            "0: the person's browser signed. Nothing in the file shows that the receiving system confirmed it."
        }
        Level::Challenged => {
            "1: the browser signed over a one-time code of the receiving system. The file has no receipt signed by a key in its key list."
        }
        Level::Receipted => {
            "2: the browser signed, and the receipt for this very record is signed by a key in the file's key list. To know whose key that is, compare its id (under Details for comparing) with the list that the company publishes."
        }
    },
    limits: "What this record does not prove",
    limit: |limit| match limit {
        Limit::Who => "Who registered: the key names a browser, not a human being.",
        Limit::When => "The exact time: times in the record are those of the person's own clock.",
        Limit::Read => {
            "That the policy was read: only that it was shown and that the box was ticked."
        }
        Limit::Page => {
            "That the page was genuine: whoever writes the page could sign in the person's place. That is why the copy in the person's own hands carries the weight."
        }
        Limit::ReceiptKey => {
            "Whose key signed the receipt, where there is one: the file brings its key list along. Compare the key's id with the list that the company publishes."
        }
    },
    another: "Check another file",
    compare: "Compare with the policy file",
    compare_hint: "If you have the company's policy as a file (vi.md, for example), choose it to see whether it is the text that was shown.",
    compare_choose: "Choose the policy file",
};

const RECORD: RecordWords = RecordWords {
    heading: "What the record says",
    reference: "Reference",
    controller: "Controller",
    sent: "Sent",
    time: |day, clock| [&states::day(day), ", ", clock, " (Vietnam time)"].concat(),
    day: states::day,
    own_clock: "by the clock of the person's device",
    received: "Received by the system",
    receipt: "Receipt",
    receipt_words: |reference, place| [reference, ", number ", place].concat(),
    policy: "Policy",
    policy_words: |id, version, language| {
        let language = match language {
            "vi" => "Vietnamese",
            "en" => "English",
            other => other,
        };
        [id, ", version ", version, ", in ", language].concat()
    },
    hash: "SHA-256 of the text",
    laws: "Laws",
    key: "Key that signed",
    receipt_key: "Key that signed the receipt",
    storage: |storage| match storage {
        KeyStorage::Indexeddb => "kept in the person's browser, from which it cannot be copied",
        KeyStorage::Session => {
            "there only while the page was open, because the browser kept nothing"
        }
    },
    page: "Page",
    partner: "Through partner",
    audience: "Sent to",
    full_id: "Full reference",
    form: "Form and its hash",
    widget: "Software version",
    challenge: "One-time code",
    clock: "Clock",
    clock_stepped: "The clock of the device was set while the form was open, so the times in the record are less reliable.",
    controls: "Boxes",
    controls_hidden: "One or more may have been covered when they were used, so the words may not have been seen in full.",
    controls_visible: "All were in full view when they were used.",
    record_hash: "SHA-256 of the record",
    changes: "Changes the record with the hash",
    given: "Details that were given",
    not_these: "The details below are not those the record was signed over.",
    purposes: "Choices",
    state: states::state,
    decided: |state, method, at| match (method, state) {
        (IndicationMethod::LeftUnticked, _) => ["Left unticked until it was sent, ", at].concat(),
        (_, EventState::Given | EventState::Renewed) => {
            ["Ticked by the person ", at, "; the box began unticked"].concat()
        }
        (_, EventState::Withdrawn) => ["Withdrawn ", at].concat(),
        (_, EventState::Refused) => ["Unticked ", at, "; the box began unticked"].concat(),
    },
    told: "Told, without being asked",
    acknowledged: "Required confirmation",
    acknowledged_at: |at| ["Ticked by the person ", at].concat(),
    data: "Data",
    period: "Kept for",
    recipients: "Who may see it",
    places: "Kept at",
    withdrawal: "How to withdraw consent",
    history: "Earlier records",
    earlier: |reference, at| ["Record ", reference, ", sent ", at].concat(),
    technical: "Details for comparing",
    text: "The policy that was shown",
    not_the_text: "The text below is not the one the record speaks of.",
};

const CHANGE: ChangeTexts = ChangeTexts {
    heading: "Withdraw or change",
    note: "Ticking a box changes that choice. A box left empty leaves it as it is.",
    note_renewal: "Ticking a box changes that choice. For items that did not change, a box left empty leaves the choice as it is; for items asked again or new, see the note at each.",
    withdraw: "Withdraw consent",
    agree: "I agree",
    stands: |state| match state {
        EventState::Given | EventState::Renewed => "According to this record: you agree",
        EventState::Refused => "According to this record: you do not agree",
        EventState::Withdrawn => "According to this record: you have withdrawn consent",
    },
    asked_anew: "This has changed, so we ask again. Left empty, you do not agree to the new terms.",
    asked_first: "This is new. Left empty, you do not agree.",
    no_longer: "The new policy no longer asks for",
    withdraw_all: "Withdraw everything",
    withdraw_all_note: "Withdraws every consent in this record that is in force; signs and sends at once.",
    send: "Sign and send the change",
    send_again: "Send again",
    sending: "Signing and sending…",
    failure: states::failure,
    renewal: "The policy has changed",
    renewal_note: |old, new| {
        ["You decided under version ", old, "; the policy in force is version ", new, ". Below is what is different. We ask again only for what changed; your other choices stand."].concat()
    },
    difference: "What is different",
    no_old_text: "The old text could not be had, so the difference cannot be shown. The full new policy stands below.",
    same_text: "The text of the policy is the same.",
    kind: |kind| match kind {
        Kind::Added => "Added",
        Kind::Removed => "Removed",
        Kind::Changed => "Changed",
        Kind::Moved => "Moved",
    },
    term_before: "Before: ",
    term_now: "Now: ",
    removed: "Removed: ",
    added: "Added: ",
    reworded: "Reworded: ",
    term,
    preamble: "Introduction",
    acknowledgement: "Confirm the new policy",
    acknowledgement_note: "Needed only to agree under the new policy. Withdrawing does not need it.",
    withdrawn: "Consent withdrawn",
    changed: "Change recorded",
    receipted: "The system has received it and signed a receipt. This browser has checked that signature.",
    taken: "The system has received it, but signed no receipt.",
    not_continued: "The change was signed by another key than the first, so the system notes: signed by another key than the record before it. That you hold the record's file is the ground for this change.",
    deadlines: |acknowledge, complete| {
        [
            "The company must acknowledge it by ",
            acknowledge,
            " and complete it by ",
            complete,
            " (public holidays aside).",
        ]
        .concat()
    },
    keep: "Download the new file and keep it in place of the old one. The earlier record is in it.",
    keep_both: "Download the new file and keep BOTH files, the old and the new: the new one does not hold what you typed when you registered.",
    elsewhere: |address| {
        [
            "This record was sent to another system (",
            address,
            "), so it cannot be changed here. Open that organisation's page.",
        ]
        .concat()
    },
    offline: "This page only checks and sends nothing. To withdraw or change, open this file on the company's page, or use the contacts below.",
    at_page: "Open the company's page",
};

const REQUEST: RequestTexts = RequestTexts {
    heading: "Send an unverified request",
    note: "Without key or file the system cannot know that it was you who registered. An employee of the company looks at the request, may contact you to make sure, and decides.",
    wish: "You want to",
    wish_words: |wish| match wish {
        Wish::Withdraw => "Withdraw consent",
        Wish::Access => "See my data",
        Wish::Correct => "Correct my data",
        Wish::Delete => "Delete my data",
    },
    reference: "Reference (optional)",
    reference_hint: "8 characters (letters and digits) on the confirmation, for example 0F0E0D0C",
    contact: "Email or phone number",
    contact_hint: "Best the one you registered with, so that the company can find you and answer.",
    purposes: "Only for these (none ticked means all)",
    message: "Anything to add (optional)",
    send: "Send the request",
    back: "Back",
    sent: "Request received",
    number: "Request number",
    sent_note: "It has no effect at once: an employee of the company looks at it and answers you.",
};

fn term(term: Term) -> &'static str {
    match term {
        Term::Label => "Question",
        Term::LawfulBasis => "Legal basis",
        Term::BasisRef => "Ground",
        Term::Channel => "Channel",
        Term::Frequency => "Frequency",
        Term::Data => "Data",
        Term::Retention => "Kept for",
        Term::Recipients => "Who may see it",
        Term::Storage => "Kept at",
        Term::Version => "Version",
        Term::Effective => "In force from",
        Term::Texts => "Languages of the text",
        Term::Authoritative => "Language that counts",
        Term::ApplicableLaw => "Laws",
        Term::ControllerName => "Company name",
        Term::ControllerTaxCode => "Company tax code",
        Term::ControllerAddress => "Company address",
        Term::ControllerEmail => "Company email",
        Term::ControllerPhone => "Company phone",
        Term::Acknowledgement => "Required confirmation",
        Term::Rights => "Your rights",
        Term::Withdrawal => "How to withdraw",
        Term::WithdrawalUrl => "Page for withdrawing",
        Term::WithdrawalEmail => "Email for withdrawing",
        Term::WithdrawalPhone => "Phone for withdrawing",
    }
}
