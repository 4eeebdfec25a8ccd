//! Why a registration did not arrive, or why nobody knows whether it did; and what is said about it.

use super::{Id, Texts};
use crate::state::Wait;

/// Why a registration did not arrive, or why nobody knows whether it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The page was not loaded over HTTPS, so the browser offers no signing.
    InsecureContext,
    /// The browser could not make or use a key.
    Key,
    /// The backend cannot be reached, and nothing was posted to it.
    Unreachable,
    /// What was posted has no answer: the connection broke, something stands between, or the backend is away.
    Network,
    /// No answer in time.
    Timeout,
    /// The person did not want to wait any more.
    Stopped,
    /// The policy or the form has changed since the page was loaded.
    Changed,
    /// The backend already has another record of the same name.
    Conflict,
    /// Something else was typed or chosen after a try that may have arrived.
    Edited,
    /// What the form asks of whoever sends it was not done.
    Unproved,
    /// The backend has met with trouble of its own.
    Server,
    /// The backend asks to wait.
    Busy,
    /// The backend refused for another reason, with this status.
    Refused(u16),
    /// The backend answered something that is not an answer to this.
    Answer,
    /// A script of the page has changed the boxes.
    Tampered,
    /// The form's definition and its policy do not fit together.
    Definition,
}

impl Failure {
    /// Whether the backend may have it all the same.
    #[must_use]
    pub fn is_unclear(&self) -> bool {
        matches!(
            self,
            Self::Network | Self::Timeout | Self::Stopped | Self::Server | Self::Answer
        )
    }

    /// A stable name for programs: the `code` in the `thuan:error` event.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InsecureContext => "insecure_context",
            Self::Key => "key",
            Self::Unreachable => "unreachable",
            Self::Network => "network",
            Self::Edited => "edited",
            Self::Unproved => "unproved",
            Self::Timeout => "timeout",
            Self::Stopped => "stopped",
            Self::Changed => "changed",
            Self::Conflict => "conflict",
            Self::Server => "server",
            Self::Busy => "busy",
            Self::Refused(_) => "refused",
            Self::Answer => "answer",
            Self::Tampered => "tampered",
            Self::Definition => "definition",
        }
    }
}

impl Texts {
    /// What is waited for while a record is on its way.
    #[must_use]
    pub fn waiting(&self, wait: Wait) -> &'static str {
        self.get(match wait {
            Wait::Answer => Id::FormWaitingAnswer,
            Wait::Backend => Id::FormWaitingBackend,
            Wait::Network => Id::FormWaitingNetwork,
        })
    }

    /// Why nothing could be sent, and what to do.
    #[must_use]
    pub fn failure(&self, failure: &Failure) -> String {
        let id = match failure {
            Failure::InsecureContext => Id::ErrorsFailureInsecureContext,
            Failure::Key => Id::ErrorsFailureKey,
            Failure::Unreachable => Id::ErrorsFailureUnreachable,
            Failure::Network => Id::ErrorsFailureNetwork,
            Failure::Edited => Id::ErrorsFailureEdited,
            Failure::Unproved => Id::ErrorsFailureUnproved,
            Failure::Timeout => Id::ErrorsFailureTimeout,
            Failure::Stopped => Id::ErrorsFailureStopped,
            Failure::Changed => Id::ErrorsFailureChanged,
            Failure::Conflict => Id::ErrorsFailureConflict,
            Failure::Server => Id::ErrorsFailureServer,
            Failure::Busy => Id::ErrorsFailureBusy,
            Failure::Refused(status) => return self.errors_failure_refused(&status.to_string()),
            Failure::Answer => Id::ErrorsFailureAnswer,
            Failure::Tampered => Id::ErrorsFailureTampered,
            Failure::Definition => Id::ErrorsFailureDefinition,
        };
        self.get(id).to_owned()
    }
}
