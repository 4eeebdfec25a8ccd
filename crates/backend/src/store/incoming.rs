//! What is handed in to be kept, and what can become of it.

use thuan_consent::envelope::Verified;
use thuan_consent::jws::FlattenedJws;
use thuan_consent::receipt::KeyContinuity;
use thuan_consent::record::{ConsentRecord, EventState};
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;

use super::Kept;
use super::outbox::{Event, Happened};

/// A verified record, about to be kept.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// The record.
    pub verified: Verified,
    /// The proof.
    pub consent: FlattenedJws,
    /// The personal data; a record that changes another has none.
    pub registration: Option<Registration>,
    /// When it arrived, by this backend's clock.
    pub received_at: Timestamp,
    /// For a record that changes another, what is known about that.
    pub change: Option<Change>,
}

impl NewRecord {
    /// Whether it takes consent back, and so has deadlines.
    pub(super) fn withdraws(&self) -> bool {
        let change = self.change.as_ref();
        change.is_some_and(|change| !change.withdraws.is_empty())
    }

    /// What happens when it is kept.
    pub(super) fn happened(&self) -> Happened<'_> {
        let event = match &self.change {
            None => Event::RegistrationCreated,
            Some(change) if change.withdraws.is_empty() => Event::ConsentChanged,
            Some(_) => Event::ConsentWithdrawn,
        };
        Happened {
            event,
            about: self.verified.record.record_id.as_str(),
        }
    }
}

/// What is known about a record that changes another.
#[derive(Debug, Clone)]
pub struct Change {
    /// Whether the same key signed both.
    pub key_continuity: KeyContinuity,
    /// The purposes it withdraws, which the one before it still agreed to.
    pub withdraws: Vec<String>,
}

impl Change {
    /// What a record changes in the one before it.
    #[must_use]
    pub fn between(previous: &ConsentRecord, record: &ConsentRecord) -> Self {
        let was_agreed = |id: &str| {
            let mut before = previous.purposes.iter();
            before.any(|purpose| purpose.id == id && purpose.event_state.is_agreed())
        };
        let withdrawn = record.purposes.iter().filter(|purpose| {
            purpose.event_state == EventState::Withdrawn && was_agreed(&purpose.id)
        });
        Self {
            key_continuity: if record.pii_principal_id == previous.pii_principal_id {
                KeyContinuity::Continued
            } else {
                KeyContinuity::NotContinued
            },
            withdraws: withdrawn.map(|purpose| purpose.id.clone()).collect(),
        }
    }
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is now kept.
    New(Kept),
    /// It was kept already.
    Again(Kept),
    /// Something else is kept under its name.
    Clash {
        /// The hash of the record that is kept; `None` where it is an unsigned request.
        stored_record_sha256: Option<String>,
    },
    /// Another record was signed with its challenge.
    ChallengeUsed,
    /// The record it changes has been changed already.
    NotTheNewest {
        /// The hash of the newest of the chain.
        newest_record_sha256: String,
    },
}
