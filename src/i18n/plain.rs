//! The words for those whose browser cannot run the form.
//!
//! They stand in pages that are drawn before, and never in what browsers load.

use super::{Id, Texts};
use crate::plain::Refusal;

impl Texts {
    /// Why what was posted is not taken, and what to do.
    #[must_use]
    pub fn refusal(&self, refusal: Refusal) -> &'static str {
        self.get(match refusal {
            Refusal::Faults => Id::FormSummary,
            Refusal::Changed => Id::FormRenewed,
            Refusal::Elsewhere => Id::PlainRefusalElsewhere,
            Refusal::UnknownForm => Id::PlainRefusalUnknownForm,
            Refusal::NotAForm => Id::PlainRefusalNotAForm,
            Refusal::NotUtf8 => Id::PlainRefusalNotUtf8,
            Refusal::Repeated => Id::PlainRefusalRepeated,
            Refusal::Unexpected => Id::PlainRefusalUnexpected,
            Refusal::TooLarge => Id::PlainRefusalTooLarge,
            Refusal::Incomplete => Id::PlainRefusalIncomplete,
            Refusal::Opened => Id::PlainRefusalOpened,
            Refusal::Trapped => Id::PlainRefusalTrapped,
            Refusal::Confirm => Id::PlainRefusalConfirm,
            Refusal::Busy => Id::PlainRefusalBusy,
            Refusal::Internal => Id::PlainRefusalInternal,
        })
    }
}
