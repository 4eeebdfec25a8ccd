//! Chance that can be had again, and how much of it a run asks for.
//!
//! | variable | what |
//! |---|---|
//! | `THUAN_SEED` | a number that all chance in a run comes from; 1 where it is not set |
//! | `THUAN_SOAK` | `1`: the long form, instead of the short one of every run |
//! | `THUAN_SOAK_…` | how often one thing is done, whatever the form |
//!
//! `cargo xtask soak` sets the first two.

use std::env;
use std::time::Duration;

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use thuan_consent::encoding::Sha256Hex;

/// The number that this run's chance comes from.
pub fn seed() -> u64 {
    number("THUAN_SEED").unwrap_or(1)
}

/// How often to do something: `THUAN_SOAK_<name>`, or what the form of this run asks for.
pub fn times(name: &str, short: usize, long: usize) -> usize {
    let form = if is_long() { long } else { short };
    number(&format!("THUAN_SOAK_{name}"))
        .and_then(|times| usize::try_from(times).ok())
        .unwrap_or(form)
}

/// The one case that is to be looked at, of those that have a number.
pub fn case() -> Option<usize> {
    number("THUAN_SOAK_CASE").and_then(|case| usize::try_from(case).ok())
}

/// Whether this run is the long form.
pub fn is_long() -> bool {
    number("THUAN_SOAK") == Some(1)
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
    )
}

/// A source of chance: the same for the same seed and name.
pub struct Luck(TestRng);

impl Luck {
    pub fn new(name: &str) -> Self {
        let hash = Sha256Hex::of(format!("{} {name}", seed()).as_bytes());
        // 32 of its 64 digits.
        let seed = &hash.as_str().as_bytes()[..32];
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, seed))
    }

    /// A number from 0 to one below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("it fits");
        usize::try_from(self.0.next_u64() % end).expect("it fits")
    }

    /// Yes, in so many of a hundred.
    pub fn in_hundred(&mut self, so_many: usize) -> bool {
        self.below(100) < so_many
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A time up to so many milliseconds.
    pub fn milliseconds(&mut self, most: usize) -> Duration {
        Duration::from_millis(u64::try_from(self.below(most + 1)).expect("it fits"))
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count)
            .map(|_| self.0.next_u64().to_le_bytes()[0])
            .collect()
    }
}
