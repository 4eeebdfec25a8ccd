//! A token bucket, as the generic cell rate algorithm counts it (ITU-T I.371, annex A): instead of tokens that somebody
//! would have to add, it keeps the moment at which the bucket will be full again.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// How fast a bucket fills, and how much it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The time for one token.
    interval: Duration,
    /// The time in which an empty bucket gets all tokens but one.
    tolerance: Duration,
}

impl Rate {
    /// So many tokens a minute, and so many at once, at least one. `None` for no tokens a minute, which stands for no
    /// limit.
    #[must_use]
    pub fn new(per_minute: u32, burst: u32) -> Option<Self> {
        let interval = MINUTE.checked_div(per_minute)?;
        let tolerance = interval.saturating_mul(burst.saturating_sub(1));
        Some(Self {
            interval,
            tolerance,
        })
    }
}

/// A bucket; a new one is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bucket {
    full_at: Duration,
}

impl Bucket {
    /// How long until there is a token; `None` where there is one.
    #[must_use]
    pub fn wait(self, rate: Rate, now: Duration) -> Option<Duration> {
        let token_at = self.full_at.saturating_sub(rate.tolerance);
        token_at.checked_sub(now).filter(|wait| !wait.is_zero())
    }

    /// The bucket with a token less.
    #[must_use]
    pub fn spent(self, rate: Rate, now: Duration) -> Self {
        Self {
            full_at: self.full_at.max(now).saturating_add(rate.interval),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NANOSECOND: Duration = Duration::from_nanos(1);

    /// The bucket as it is told: tokens that drip in, counted in the time that they take.
    struct Told {
        filled: Duration,
        last: Duration,
    }

    impl Told {
        fn take(&mut self, rate: Rate, now: Duration) -> bool {
            let capacity = rate.interval + rate.tolerance;
            self.filled = capacity.min(self.filled + (now - self.last));
            self.last = now;
            match self.filled.checked_sub(rate.interval) {
                Some(rest) => {
                    self.filled = rest;
                    true
                }
                None => false,
            }
        }
    }

    fn rates() -> impl Strategy<Value = (u32, u32)> {
        (
            prop_oneof![1..10u32, 1..100_000u32],
            prop_oneof![1..4u32, 1..1000u32],
        )
    }

    /// Pauses between requests, many of them none.
    fn pauses() -> impl Strategy<Value = Vec<Duration>> {
        let pause = prop_oneof![
            Just(0),
            0..1_000_000_u64,
            0..3_000_000_000_u64,
            0..300_000_000_000_u64
        ];
        prop::collection::vec(pause.prop_map(Duration::from_nanos), 1..200)
    }

    proptest! {
        #[test]
        fn it_lets_through_what_a_bucket_of_tokens_does((per_minute, burst) in rates(), pauses in pauses()) {
            let rate = Rate::new(per_minute, burst).expect("a rate");
            let mut bucket = Bucket::default();
            let mut told = Told { filled: rate.interval + rate.tolerance, last: Duration::ZERO };
            let mut now = Duration::ZERO;
            for pause in pauses {
                now += pause;
                let wait = bucket.wait(rate, now);
                prop_assert_eq!(wait.is_none(), told.take(rate, now));
                if wait.is_none() {
                    bucket = bucket.spent(rate, now);
                }
            }
        }

        #[test]
        fn in_no_time_is_more_let_through_than_was_said((per_minute, burst) in rates(), pauses in pauses()) {
            let rate = Rate::new(per_minute, burst).expect("a rate");
            let (mut bucket, mut now, mut taken) = (Bucket::default(), Duration::ZERO, Vec::new());
            for pause in pauses {
                now += pause;
                if bucket.wait(rate, now).is_none() {
                    bucket = bucket.spent(rate, now);
                    taken.push(now);
                }
            }
            for (first, from) in taken.iter().enumerate() {
                for (last, to) in taken.iter().enumerate().skip(first) {
                    let most = u128::from(burst) + (*to - *from).as_nanos() / rate.interval.as_nanos();
                    prop_assert!((last - first + 1) as u128 <= most);
                }
            }
        }

        #[test]
        fn the_wait_is_as_long_as_it_says_and_no_longer((per_minute, burst) in rates(), at in 0..1_000_000_000_u64) {
            let rate = Rate::new(per_minute, burst).expect("a rate");
            let (mut bucket, now) = (Bucket::default(), Duration::from_nanos(at));
            for _ in 0..burst {
                prop_assert_eq!(bucket.wait(rate, now), None);
                bucket = bucket.spent(rate, now);
            }
            let wait = bucket.wait(rate, now).expect("a wait");
            prop_assert_eq!(bucket.wait(rate, now + wait - NANOSECOND), Some(NANOSECOND));
            prop_assert_eq!(bucket.wait(rate, now + wait), None);
        }
    }

    #[test]
    fn no_tokens_a_minute_are_no_limit_and_a_burst_is_at_least_one() {
        assert_eq!(Rate::new(0, 5), None);
        assert_eq!(Rate::new(5, 0), Rate::new(5, 1));
        let fastest = Rate::new(u32::MAX, u32::MAX).expect("a rate");
        assert!(fastest.interval > Duration::ZERO);
    }
}
