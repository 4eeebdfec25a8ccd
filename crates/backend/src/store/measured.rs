//! What is measured where records are written.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use super::{Outcome, StoreError};

/// Upper bounds of a transaction's time in seconds: a good disk needs a millisecond, a busy one a second.
const COMMIT_SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
/// Upper bounds of the records in a transaction: up to the most that fit.
const BATCH_RECORDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Numbers about the records that were written. Clones are the same.
#[derive(Debug)]
pub struct Measured {
    /// Records by what became of them.
    pub records: Family<RecordOutcome, Counter>,
    /// Records that shared a transaction.
    pub batch_records: Histogram,
    /// How long it took, the wait for the disk included, in seconds.
    pub commit_seconds: Histogram,
    commits: AtomicU64,
    is_full: AtomicBool,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RecordOutcome {
    outcome: &'static str,
}

/// How a pool of connections stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Somebody works with them.
    pub used: usize,
    /// They are open, and wait.
    pub idle: usize,
}

impl Default for Measured {
    fn default() -> Self {
        Self {
            records: Family::default(),
            batch_records: Histogram::new(BATCH_RECORDS),
            commit_seconds: Histogram::new(COMMIT_SECONDS),
            commits: AtomicU64::new(0),
            is_full: AtomicBool::new(false),
        }
    }
}

impl Measured {
    /// A transaction of so many records was committed, of which some were new.
    pub(super) fn committed(&self, records: usize, took: Duration) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.batch_records
            .observe(u32::try_from(records).unwrap_or(u32::MAX).into());
        self.commit_seconds.observe(took.as_secs_f64());
    }

    pub(super) fn became(&self, outcome: &Result<Outcome, StoreError>) {
        match outcome {
            Ok(Outcome::New(_)) => self.has_room(),
            Err(StoreError::Full) => self.is_full.store(true, Ordering::Relaxed),
            _ => {}
        }
        let outcome = match outcome {
            Ok(Outcome::New(_)) => "new",
            Ok(Outcome::Again(_)) => "again",
            Ok(Outcome::Clash { .. }) => "clash",
            Ok(Outcome::ChallengeUsed) => "challenge_used",
            Ok(Outcome::NotTheNewest { .. }) => "not_the_newest",
            Err(StoreError::Busy | StoreError::Unreachable(_) | StoreError::Full) => "busy",
            Err(_) => "failed",
        };
        self.records.get_or_create(&RecordOutcome { outcome }).inc();
    }

    /// Whether there was no room for the last record that would have been new.
    pub(super) fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// There is room, for all that is known.
    pub(super) fn has_room(&self) {
        self.is_full.store(false, Ordering::Relaxed);
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}
