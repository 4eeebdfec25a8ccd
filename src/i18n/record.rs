//! The words of the record page.

use thuan_consent::policy::diff::{Kind, Term};
use thuan_consent::problem::Fault;
use thuan_consent::record::{EventState, IndicationMethod, KeyStorage};
use thuan_consent::verdict::{Finding, Level, Limit, Outcome, Subject};

use super::{Id, Texts};
use crate::record_page::state::{Failure, Trouble, Wish};
use crate::state::Wait;

impl Texts {
    /// What kind of file it was.
    #[must_use]
    pub fn subject(&self, subject: Subject) -> &'static str {
        self.get(match subject {
            Subject::EvidenceFile => Id::RecordVerdictSubjectEvidenceFile,
            Subject::Envelope => Id::RecordVerdictSubjectEnvelope,
            Subject::SignedRecord => Id::RecordVerdictSubjectSignedRecord,
        })
    }

    /// How a check came out.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> &'static str {
        self.get(match outcome {
            Outcome::Holds => Id::RecordVerdictOutcomeHolds,
            Outcome::Fails => Id::RecordVerdictOutcomeFails,
            Outcome::NotInFile => Id::RecordVerdictOutcomeNotInFile,
        })
    }

    /// The level of proof: its number and what it means.
    #[must_use]
    pub fn level_words(&self, level: Level) -> &'static str {
        self.get(match level {
            Level::Signed => Id::RecordVerdictLevelWordsSigned,
            Level::Challenged => Id::RecordVerdictLevelWordsChallenged,
            Level::Receipted => Id::RecordVerdictLevelWordsReceipted,
        })
    }

    /// Something that is not proven.
    #[must_use]
    pub fn limit(&self, limit: Limit) -> &'static str {
        self.get(match limit {
            Limit::Who => Id::RecordVerdictLimitWho,
            Limit::When => Id::RecordVerdictLimitWhen,
            Limit::Read => Id::RecordVerdictLimitRead,
            Limit::Page => Id::RecordVerdictLimitPage,
            Limit::ReceiptKey => Id::RecordVerdictLimitReceiptKey,
        })
    }

    /// Where the key is kept.
    #[must_use]
    pub fn storage(&self, storage: KeyStorage) -> &'static str {
        self.get(match storage {
            KeyStorage::Indexeddb => Id::RecordContentStorageIndexeddb,
            KeyStorage::Session => Id::RecordContentStorageSession,
        })
    }

    /// What was decided.
    #[must_use]
    pub fn state(&self, state: EventState) -> &'static str {
        self.get(match state {
            EventState::Given => Id::RecordStateGiven,
            EventState::Refused => Id::RecordStateRefused,
            EventState::Withdrawn => Id::RecordStateWithdrawn,
            EventState::Renewed => Id::RecordStateRenewed,
        })
    }

    /// How and when something was decided.
    #[must_use]
    pub fn decided(&self, state: EventState, method: IndicationMethod, time: &str) -> String {
        match (method, state) {
            (IndicationMethod::LeftUnticked, _) => self.record_content_left_unticked(time),
            (_, EventState::Given | EventState::Renewed) => self.record_content_ticked(time),
            (_, EventState::Withdrawn) => self.record_content_withdrew(time),
            (_, EventState::Refused) => self.record_content_unticked(time),
        }
    }

    /// A choice that stands.
    #[must_use]
    pub fn stands(&self, state: EventState) -> &'static str {
        self.get(match state {
            EventState::Given | EventState::Renewed => Id::RecordChangeStandsGiven,
            EventState::Refused => Id::RecordChangeStandsRefused,
            EventState::Withdrawn => Id::RecordChangeStandsWithdrawn,
        })
    }

    /// What happened to a section or purpose.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> &'static str {
        self.get(match kind {
            Kind::Added => Id::RecordChangeKindAdded,
            Kind::Removed => Id::RecordChangeKindRemoved,
            Kind::Changed => Id::RecordChangeKindChanged,
            Kind::Moved => Id::RecordChangeKindMoved,
        })
    }

    /// A term of a purpose or a policy.
    #[must_use]
    pub fn term(&self, term: Term) -> &'static str {
        self.get(match term {
            Term::Label => Id::RecordTermLabel,
            Term::LawfulBasis => Id::RecordTermLawfulBasis,
            Term::BasisRef => Id::RecordTermBasisRef,
            Term::Channel => Id::RecordTermChannel,
            Term::Frequency => Id::RecordTermFrequency,
            Term::Data => Id::RecordTermData,
            Term::Retention => Id::RecordTermRetention,
            Term::Recipients => Id::RecordTermRecipients,
            Term::Storage => Id::RecordTermStorage,
            Term::Version => Id::RecordTermVersion,
            Term::Effective => Id::RecordTermEffective,
            Term::Texts => Id::RecordTermTexts,
            Term::Authoritative => Id::RecordTermAuthoritative,
            Term::ApplicableLaw => Id::RecordTermApplicableLaw,
            Term::ControllerName => Id::RecordTermControllerName,
            Term::ControllerTaxCode => Id::RecordTermControllerTaxCode,
            Term::ControllerAddress => Id::RecordTermControllerAddress,
            Term::ControllerEmail => Id::RecordTermControllerEmail,
            Term::ControllerPhone => Id::RecordTermControllerPhone,
            Term::Acknowledgement => Id::RecordTermAcknowledgement,
            Term::Rights => Id::RecordTermRights,
            Term::Withdrawal => Id::RecordTermWithdrawal,
            Term::WithdrawalUrl => Id::RecordTermWithdrawalUrl,
            Term::WithdrawalEmail => Id::RecordTermWithdrawalEmail,
            Term::WithdrawalPhone => Id::RecordTermWithdrawalPhone,
        })
    }

    /// What is waited for while a change or a request is on its way.
    #[must_use]
    pub fn record_waiting(&self, wait: Wait) -> &'static str {
        self.get(match wait {
            Wait::Answer => Id::RecordWaitingAnswer,
            Wait::Backend => Id::RecordWaitingBackend,
            Wait::Network => Id::RecordWaitingNetwork,
        })
    }

    /// A wish in words.
    #[must_use]
    pub fn wish(&self, wish: Wish) -> &'static str {
        self.get(match wish {
            Wish::Withdraw => Id::RecordRequestWishWordsWithdraw,
            Wish::Access => Id::RecordRequestWishWordsAccess,
            Wish::Correct => Id::RecordRequestWishWordsCorrect,
            Wish::Delete => Id::RecordRequestWishWordsDelete,
        })
    }

    /// Why a file could not be read, and what to do.
    #[must_use]
    pub fn trouble(&self, trouble: &Trouble) -> &'static str {
        self.get(match trouble {
            Trouble::Empty => Id::RecordTroubleEmpty,
            Trouble::TooLarge => Id::RecordTroubleTooLarge,
            Trouble::NotText => Id::RecordTroubleNotText,
            Trouble::Unreadable => Id::RecordTroubleUnreadable,
            Trouble::NotJson => Id::RecordTroubleNotJson,
            Trouble::NotARecord => Id::RecordTroubleNotARecord,
            Trouble::Policy => Id::RecordTroublePolicy,
        })
    }

    /// Why something was not done, and what to do.
    #[must_use]
    pub fn record_failure(&self, failure: &Failure) -> String {
        let id = match failure {
            Failure::Nothing => Id::RecordFailureNothing,
            Failure::NotAcknowledged => Id::RecordFailureNotAcknowledged,
            Failure::Tampered => Id::RecordFailureTampered,
            Failure::InsecureContext => Id::RecordFailureInsecureContext,
            Failure::Key => Id::RecordFailureKey,
            Failure::Unreachable => Id::RecordFailureUnreachable,
            Failure::Network => Id::RecordFailureNetwork,
            Failure::Timeout => Id::RecordFailureTimeout,
            Failure::Unproved => Id::RecordFailureUnproved,
            Failure::Stopped => Id::RecordFailureStopped,
            Failure::Server => Id::RecordFailureServer,
            Failure::Busy => Id::RecordFailureBusy,
            Failure::Answer => Id::RecordFailureAnswer,
            Failure::Receipt => Id::RecordFailureReceipt,
            Failure::NotTheNewest => Id::RecordFailureNotTheNewest,
            Failure::UnknownRecord => Id::RecordFailureUnknownRecord,
            Failure::PolicyChanged => Id::RecordFailurePolicyChanged,
            Failure::ContactMissing => Id::RecordFailureContactMissing,
            Failure::Contact => Id::RecordFailureContact,
            Failure::Reference => Id::RecordFailureReference,
            Failure::Refused(code) => return self.record_failure_refused(code),
        };
        self.get(id).to_owned()
    }

    /// What a check found.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let place = |place: &usize| place.to_string();
        let id = match finding {
            Finding::SignatureHolds => Id::RecordFindingSignatureHolds,
            Finding::RegistrationHolds => Id::RecordFindingRegistrationHolds,
            Finding::RegistrationDiffers => Id::RecordFindingRegistrationDiffers,
            Finding::RegistrationAbsent => Id::RecordFindingRegistrationAbsent,
            Finding::RegistrationNone => Id::RecordFindingRegistrationNone,
            Finding::RegistrationWithoutFirst => Id::RecordFindingRegistrationWithoutFirst,
            Finding::PolicyHolds => Id::RecordFindingPolicyHolds,
            Finding::PolicyDiffers => Id::RecordFindingPolicyDiffers,
            Finding::PolicyOtherLanguage => Id::RecordFindingPolicyOtherLanguage,
            Finding::PolicyAbsent => Id::RecordFindingPolicyAbsent,
            Finding::PolicyFileHolds => Id::RecordFindingPolicyFileHolds,
            Finding::PolicyFileAuthoritative => Id::RecordFindingPolicyFileAuthoritative,
            Finding::PolicyFileDiffers => Id::RecordFindingPolicyFileDiffers,
            Finding::FormHolds => Id::RecordFindingFormHolds,
            Finding::FormDiffers => Id::RecordFindingFormDiffers,
            Finding::FormAbsent => Id::RecordFindingFormAbsent,
            Finding::ReceiptHolds => Id::RecordFindingReceiptHolds,
            Finding::ReceiptKeyUnknown => Id::RecordFindingReceiptKeyUnknown,
            Finding::ReceiptKeyForeign => Id::RecordFindingReceiptKeyForeign,
            Finding::ReceiptOtherRecord => Id::RecordFindingReceiptOtherRecord,
            Finding::ReceiptAbsent => Id::RecordFindingReceiptAbsent,
            Finding::ChainAbsent => Id::RecordFindingChainAbsent,
            Finding::ChainReceiptOrder => Id::RecordFindingChainReceiptOrder,
            Finding::KeyContinued => Id::RecordFindingKeyContinued,
            Finding::KeyNotContinued => Id::RecordFindingKeyNotContinued,
            Finding::KeyContinuityDiffers => Id::RecordFindingKeyContinuityDiffers,
            Finding::SignatureFails(fault) => {
                return self.record_finding_signature_fails(&self.why(fault));
            }
            Finding::ReceiptFails(fault) => {
                return self.record_finding_receipt_fails(&self.why(fault));
            }
            Finding::ChainHolds { earlier } => {
                return self.record_finding_chain_holds(&earlier.to_string());
            }
            Finding::ChainBroken { place: at } => {
                return self.record_finding_chain_broken(&place(at));
            }
            Finding::ChainRecordFails { place: at, fault } => {
                return self.record_finding_chain_record_fails(&place(at), &self.why(fault));
            }
            Finding::ChainReceiptFails { place: at } => {
                return self.record_finding_chain_receipt_fails(&place(at));
            }
            Finding::ChangeFails { place: at, fault } => {
                return self.record_finding_change_fails(&place(at), &self.why(fault));
            }
        };
        self.get(id).to_owned()
    }

    /// The reason, with its code.
    fn why(&self, fault: &Fault) -> String {
        let reason = match &*fault.code {
            "signature" => Id::RecordWhySignature,
            "payload_json"
            | "payload_not_canonical"
            | "header_json"
            | "header_not_canonical"
            | "base64url" => Id::RecordWhyForm,
            "alg"
            | "algorithm"
            | "algorithm_key_mismatch"
            | "crit"
            | "typ"
            | "jwk"
            | "kid"
            | "header_members"
            | "jwk_members"
            | "signature_length" => Id::RecordWhyHeader,
            "initial_state" | "indication_method" => Id::RecordWhyTick,
            "not_nfc" => Id::RecordWhyNotNfc,
            "previous_record" | "previous_mismatch" => Id::RecordWhyPrevious,
            "not_the_policy" => Id::RecordWhyNotThePolicy,
            "event_state" => Id::RecordWhyEventState,
            _ => Id::RecordWhyContent,
        };
        self.record_why_with_code(&fault.code, self.get(reason))
    }
}
