//! What a check can find. There are no words in here: the command line and the page have their own.

use crate::problem::Fault;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is as the record says.
    Holds,
    /// It is not.
    Fails,
    /// The file does not have what would be needed to tell.
    NotInFile,
}

/// What was checked. The names are stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The person's signature, and that the record's parts agree.
    Signature,
    /// The details that were given, against the hash in the record.
    Registration,
    /// The policy text, against the hash in the record.
    PolicyText,
    /// A policy text from elsewhere, against the hash in the record.
    PolicyFile,
    /// The form definition, against the hash in the record.
    Form,
    /// The backend's countersignature.
    Receipt,
    /// The earlier records that this one changes.
    Chain,
    /// Whether a change was signed by the key of the record that it changes.
    Key,
}

/// What a check found: one variant for each check and each way it can come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Signed by the key in it, over these very bytes, in canonical form; its parts agree.
    SignatureHolds,
    /// The record does not verify, for this reason.
    SignatureFails(Fault),
    /// The details are those the record was signed over.
    RegistrationHolds,
    /// The details are others.
    RegistrationDiffers,
    /// The details are not in the file: they are left out of a browser's own copy, or were deleted.
    RegistrationAbsent,
    /// The record was signed without any details: it changes an earlier one.
    RegistrationNone,
    /// There are details, but not the first record, which is the one that says which they must be.
    RegistrationWithoutFirst,
    /// The text is the one that was shown.
    PolicyHolds,
    /// The text is another.
    PolicyDiffers,
    /// The text is the one that was shown, but is said to be in another language.
    PolicyOtherLanguage,
    /// The text is not in the file.
    PolicyAbsent,
    /// The text that was brought along is the one that was shown.
    PolicyFileHolds,
    /// The text that was brought along is the one that counts, of which a translation was shown.
    PolicyFileAuthoritative,
    /// The text that was brought along is neither.
    PolicyFileDiffers,
    /// The form definition is the one that was used.
    FormHolds,
    /// The form definition is another.
    FormDiffers,
    /// The form definition is not in the file.
    FormAbsent,
    /// The receipt is for this record, signed by a key that the file's key set has.
    ReceiptHolds,
    /// The receipt is for this record, signed by the key in it; there is no key set to say whose that is.
    ReceiptKeyUnknown,
    /// The receipt is signed by a key that the file's key set does not have.
    ReceiptKeyForeign,
    /// It is not a receipt, or its signature does not hold, for this reason.
    ReceiptFails(Fault),
    /// The receipt is for another record.
    ReceiptOtherRecord,
    /// There is no receipt.
    ReceiptAbsent,
    /// Every earlier record is there, holds, and is named by the one after it, and each change follows the rules.
    ChainHolds {
        /// How many earlier records there are.
        earlier: usize,
    },
    /// The record changes one that is not in the file.
    ChainAbsent,
    /// A record names another predecessor than the one before it in the file.
    ChainBroken {
        /// The record's place: 1 is the oldest.
        place: usize,
    },
    /// An earlier record does not verify.
    ChainRecordFails {
        /// The record's place: 1 is the oldest.
        place: usize,
        /// Why.
        fault: Fault,
    },
    /// An earlier record's receipt is not one, or is for another record.
    ChainReceiptFails {
        /// The record's place: 1 is the oldest.
        place: usize,
    },
    /// The receipts are not in the order of their records.
    ChainReceiptOrder,
    /// A change is none that the rules allow.
    ChangeFails {
        /// The place of the record that changes: 1 is the oldest.
        place: usize,
        /// Why.
        fault: Fault,
    },
    /// The change was signed by the key of the record that it changes.
    KeyContinued,
    /// The change was signed by another key: whoever made it held the record's file, and perhaps not the browser.
    KeyNotContinued,
    /// The receipt says otherwise than the keys.
    KeyContinuityDiffers,
}

impl Check {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Registration => "registration",
            Self::PolicyText => "policy_text",
            Self::PolicyFile => "policy_file",
            Self::Form => "form",
            Self::Receipt => "receipt",
            Self::Chain => "chain",
            Self::Key => "key",
        }
    }
}

impl Finding {
    /// What was checked.
    #[must_use]
    pub fn check(&self) -> Check {
        match self {
            Self::SignatureHolds | Self::SignatureFails(_) => Check::Signature,
            Self::RegistrationHolds
            | Self::RegistrationDiffers
            | Self::RegistrationAbsent
            | Self::RegistrationNone
            | Self::RegistrationWithoutFirst => Check::Registration,
            Self::PolicyHolds
            | Self::PolicyDiffers
            | Self::PolicyOtherLanguage
            | Self::PolicyAbsent => Check::PolicyText,
            Self::PolicyFileHolds | Self::PolicyFileAuthoritative | Self::PolicyFileDiffers => {
                Check::PolicyFile
            }
            Self::FormHolds | Self::FormDiffers | Self::FormAbsent => Check::Form,
            Self::ReceiptHolds
            | Self::ReceiptKeyUnknown
            | Self::ReceiptKeyForeign
            | Self::ReceiptFails(_)
            | Self::ReceiptOtherRecord
            | Self::ReceiptAbsent => Check::Receipt,
            Self::ChainHolds { .. }
            | Self::ChainAbsent
            | Self::ChainBroken { .. }
            | Self::ChainRecordFails { .. }
            | Self::ChainReceiptFails { .. }
            | Self::ChainReceiptOrder
            | Self::ChangeFails { .. } => Check::Chain,
            Self::KeyContinued | Self::KeyNotContinued | Self::KeyContinuityDiffers => Check::Key,
        }
    }

    /// How it came out.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::SignatureHolds
            | Self::RegistrationHolds
            | Self::PolicyHolds
            | Self::PolicyFileHolds
            | Self::PolicyFileAuthoritative
            | Self::FormHolds
            | Self::ReceiptHolds
            | Self::ReceiptKeyUnknown
            | Self::ChainHolds { .. }
            | Self::KeyContinued
            | Self::KeyNotContinued => Outcome::Holds,
            Self::RegistrationAbsent
            | Self::RegistrationNone
            | Self::RegistrationWithoutFirst
            | Self::PolicyAbsent
            | Self::FormAbsent
            | Self::ReceiptAbsent
            | Self::ChainAbsent => Outcome::NotInFile,
            Self::SignatureFails(_)
            | Self::RegistrationDiffers
            | Self::PolicyDiffers
            | Self::PolicyOtherLanguage
            | Self::PolicyFileDiffers
            | Self::FormDiffers
            | Self::ReceiptKeyForeign
            | Self::ReceiptFails(_)
            | Self::ReceiptOtherRecord
            | Self::ChainBroken { .. }
            | Self::ChainRecordFails { .. }
            | Self::ChainReceiptFails { .. }
            | Self::ChainReceiptOrder
            | Self::ChangeFails { .. }
            | Self::KeyContinuityDiffers => Outcome::Fails,
        }
    }

    /// A stable name of this finding, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignatureHolds => "signature_holds",
            Self::SignatureFails(_) => "signature_fails",
            Self::RegistrationHolds => "registration_holds",
            Self::RegistrationDiffers => "registration_differs",
            Self::RegistrationAbsent => "registration_absent",
            Self::RegistrationNone => "registration_none",
            Self::RegistrationWithoutFirst => "registration_without_first",
            Self::PolicyHolds => "policy_holds",
            Self::PolicyDiffers => "policy_differs",
            Self::PolicyOtherLanguage => "policy_other_language",
            Self::PolicyAbsent => "policy_absent",
            Self::PolicyFileHolds => "policy_file_holds",
            Self::PolicyFileAuthoritative => "policy_file_authoritative",
            Self::PolicyFileDiffers => "policy_file_differs",
            Self::FormHolds => "form_holds",
            Self::FormDiffers => "form_differs",
            Self::FormAbsent => "form_absent",
            Self::ReceiptHolds => "receipt_holds",
            Self::ReceiptKeyUnknown => "receipt_key_unknown",
            Self::ReceiptKeyForeign => "receipt_key_foreign",
            Self::ReceiptFails(_) => "receipt_fails",
            Self::ReceiptOtherRecord => "receipt_other_record",
            Self::ReceiptAbsent => "receipt_absent",
            Self::ChainHolds { .. } => "chain_holds",
            Self::ChainAbsent => "chain_absent",
            Self::ChainBroken { .. } => "chain_broken",
            Self::ChainRecordFails { .. } => "chain_record_fails",
            Self::ChainReceiptFails { .. } => "chain_receipt_fails",
            Self::ChainReceiptOrder => "chain_receipt_order",
            Self::ChangeFails { .. } => "change_fails",
            Self::KeyContinued => "key_continued",
            Self::KeyNotContinued => "key_not_continued",
            Self::KeyContinuityDiffers => "key_continuity_differs",
        }
    }

    /// The fault behind it, where there is one.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::SignatureFails(fault)
            | Self::ReceiptFails(fault)
            | Self::ChainRecordFails { fault, .. }
            | Self::ChangeFails { fault, .. } => Some(fault),
            _ => None,
        }
    }
}

/// What no signature made in a browser can show. Said with every verdict, or a verdict would say too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Who the person was: the key names a browser, not a human being.
    Who,
    /// When it was: the times are those of the person's own clock.
    When,
    /// That the text was read: only that it was shown, and that the box was ticked.
    Read,
    /// That nobody served a false page: a company that writes the page could sign in the person's place.
    Page,
    /// Whose key signed the receipt: the file brings its own key set along.
    ReceiptKey,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Who,
        Self::When,
        Self::Read,
        Self::Page,
        Self::ReceiptKey,
    ];
}
