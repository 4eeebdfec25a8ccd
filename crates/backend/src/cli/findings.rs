//! What a verdict found, in English sentences for a terminal.

use thuan_consent::verdict::{Finding, Limit};

use crate::audit::describe;

/// A finding as a sentence without its full stop.
pub fn sentence(finding: &Finding) -> String {
    let plain = match finding {
        Finding::SignatureHolds => {
            "signed by the key in it, over these very bytes, in canonical form; its parts agree"
        }
        Finding::SignatureFails(fault) => return describe(fault),
        Finding::RegistrationHolds => {
            "the details that were given are those the record was signed over"
        }
        Finding::RegistrationDiffers => {
            "the details in the file are not those the record was signed over"
        }
        Finding::RegistrationAbsent => {
            "the details that were given are not in the file: the copy kept in a browser does not have them, or they were deleted"
        }
        Finding::RegistrationNone => "the record was signed without any details",
        Finding::RegistrationWithoutFirst => {
            "the details belong to the first record, which is not in the file"
        }
        Finding::PolicyHolds => "the policy text in the file is the one that was shown",
        Finding::PolicyDiffers => "the policy text in the file is not the one that was shown",
        Finding::PolicyOtherLanguage => {
            "the policy text in the file is said to be in another language than the one shown"
        }
        Finding::PolicyAbsent => "the policy text is not in the file; compare it by its hash",
        Finding::PolicyFileHolds => "the policy that you brought is the text that was shown",
        Finding::PolicyFileAuthoritative => {
            "the policy that you brought is the text that counts; a translation of it was shown"
        }
        Finding::PolicyFileDiffers => "the policy that you brought is not the text that was shown",
        Finding::FormHolds => "the form definition in the file is the one that was used",
        Finding::FormDiffers => "the form definition in the file is not the one that was used",
        Finding::FormAbsent => "the form definition is not in the file; compare it by its hash",
        Finding::ReceiptHolds => {
            "the receipt names this record and is signed by a key of the key set in the file"
        }
        Finding::ReceiptKeyUnknown => {
            "the receipt is signed by the key in it and names this record; whose key that is, it cannot say"
        }
        Finding::ReceiptKeyForeign => {
            "the receipt is signed by a key that the key set in the file does not have"
        }
        Finding::ReceiptFails(fault) if fault.code == "signature" => {
            "the receipt's signature does not hold"
        }
        Finding::ReceiptFails(fault) => {
            return format!("the receipt is not a signed receipt: {}", describe(fault));
        }
        Finding::ReceiptOtherRecord => "the receipt is for another record",
        Finding::ReceiptAbsent => "there is no receipt in the file",
        Finding::ChainHolds { earlier } => {
            return format!(
                "{earlier} earlier record{} in the file, each named by the one after it; every change is one that the \
                 rules allow",
                if *earlier == 1 { "" } else { "s" }
            );
        }
        Finding::ChainAbsent => "the record changes an earlier one, which is not in the file",
        Finding::ChainBroken { place } => {
            return format!("record {place} does not name the one before it in the file");
        }
        Finding::ChainRecordFails { place, fault } => {
            return format!("record {place} does not verify: {}", describe(fault));
        }
        Finding::ChainReceiptFails { place } => {
            return format!("the receipt of record {place} does not hold or is for another record");
        }
        Finding::ChainReceiptOrder => "the receipts are not in the order of their records",
        Finding::ChangeFails { place, fault } => {
            return format!(
                "record {place} changes what it may not: {}",
                describe(fault)
            );
        }
        Finding::KeyContinued => "the change was signed by the key of the record that it changes",
        Finding::KeyNotContinued => {
            "the change was signed by another key: by someone who held the record's file, perhaps in another browser"
        }
        Finding::KeyContinuityDiffers => {
            "the receipt says otherwise than the keys, on whether the same key signed the change"
        }
    };
    plain.to_owned()
}

/// Something that a record does not prove.
pub fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::Who => "who the person was: the key names a browser, not a human being",
        Limit::When => "when it was: the times are those of the person's own clock",
        Limit::Read => {
            "that the text was read: only that it was shown, and that the box was ticked"
        }
        Limit::Page => {
            "that nobody served a false page: a company that writes the page could sign in the person's place, which is \
             why the copy in the person's own hands carries the weight"
        }
        Limit::ReceiptKey => {
            "whose key signed the receipt, where there is one: the file brings its key list along; compare the key's id \
             with the list that the company publishes"
        }
    }
}
