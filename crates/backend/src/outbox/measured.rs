//! What is counted of what is sent.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

use super::Outcome;
use crate::metrics::class;
use crate::store::Channel;

/// Attempts to send, by what came of them. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Sent(pub(crate) Family<AttemptOutcome, Counter>);

/// What came of an attempt: a class of status, or a word of this program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct AttemptOutcome {
    channel: &'static str,
    outcome: &'static str,
}

impl Sent {
    pub(super) fn count(&self, channel: Channel, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Status(status) => class(status),
            Outcome::Word(word) => word,
        };
        let channel = channel.name();
        self.0
            .get_or_create(&AttemptOutcome { channel, outcome })
            .inc();
    }
}
