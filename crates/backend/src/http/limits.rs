//! The limits of this backend: how much is written, and, wider, how much is asked for.
//!
//! Each post and each challenge counts as asked for; what reaches the database counts as written as well. So a mistake
//! that is mended and a record that is sent again because its answer was lost take nothing of what one may write.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::extract::Request;

use super::client::Proxies;
use crate::limits::bucket::Rate;
use crate::limits::{Limiter, Network, Rates, TooOften};

/// How much may be written: so many a minute, so many at once. None a minute stands for no limit.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// A minute.
    pub rate: u32,
    /// At once.
    pub burst: u32,
}

impl Limit {
    fn times(self, factor: u32) -> Option<Rate> {
        Rate::new(
            self.rate.saturating_mul(factor),
            self.burst.saturating_mul(factor),
        )
    }
}

/// How much more may be asked for than written: a challenge, the record, and what goes wrong.
const WIDER: u32 = 5;

/// What was counted so far.
#[derive(Debug)]
pub struct Limits {
    proxies: Proxies,
    start: Instant,
    asked: Mutex<Limiter>,
    written: Mutex<Limiter>,
}

impl Limits {
    /// Begins to count.
    #[must_use]
    pub fn new(proxies: Proxies, per_address: Limit, global: Limit) -> Self {
        let limiter = |factor| {
            Mutex::new(Limiter::new(Rates {
                per_address: per_address.times(factor),
                global: global.times(factor),
            }))
        };
        Self {
            proxies,
            start: Instant::now(),
            asked: limiter(WIDER),
            written: limiter(1),
        }
    }

    /// Who asks.
    pub(super) fn client(&self, request: &Request) -> Option<Network> {
        self.proxies.client(request)
    }

    /// Counts something that was asked for.
    ///
    /// # Errors
    ///
    /// [`TooOften`].
    pub(super) fn ask(&self, client: Option<Network>) -> Result<(), TooOften> {
        self.take(&self.asked, client)
    }

    /// Counts something that is about to be written.
    ///
    /// # Errors
    ///
    /// [`TooOften`].
    pub(super) fn write(&self, client: Option<Network>) -> Result<(), TooOften> {
        self.take(&self.written, client)
    }

    fn take(&self, limiter: &Mutex<Limiter>, client: Option<Network>) -> Result<(), TooOften> {
        let now = self.start.elapsed();
        // Counting does not panic; and if it had, the counts would still be counts.
        let mut limiter = limiter.lock().unwrap_or_else(PoisonError::into_inner);
        limiter.take(client, now)
    }
}
