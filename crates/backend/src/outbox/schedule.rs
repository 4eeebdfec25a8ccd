//! When it is tried again: the schedule that the Standard Webhooks recommend, over three days.

use std::time::Duration;

const SECOND: u64 = 1;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// How many seconds after each attempt the next one is due. After the last there is none.
const WAITS: [u64; 9] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

/// Nobody is waited for longer than this, whatever they ask.
const LONGEST: Duration = Duration::from_secs(24 * HOUR);

/// How long to wait after so many attempts; `None` when that was the last. Whoever is told may ask for more time, up to
/// a day. By `chance`, any number, up to a tenth is added, so that what failed together does not come back together.
pub(super) fn wait(attempts: i64, asked: Option<Duration>, chance: u32) -> Option<Duration> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    let wait = Duration::from_secs(*WAITS.get(index)?);
    let wait = wait.max(asked.unwrap_or_default().min(LONGEST));
    Some(wait + (wait / 10).mul_f64(f64::from(chance) / f64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn there_are_ten_attempts_over_three_days() {
        let all = (1..).map_while(|attempts| wait(attempts, None, 0));
        let waits = Vec::from_iter(all);
        assert_eq!(waits.len() + 1, 10);
        let total: Duration = waits.iter().sum();
        // As the recommendation adds them up: 75:35:05.
        assert_eq!(total.as_secs(), 75 * HOUR + 35 * MINUTE + 5);
    }

    proptest! {
        #[test]
        fn chance_adds_a_tenth_at_most(attempts in -3_i64..12, asked: Option<u32>, chance: u32) {
            let asked = asked.map(|seconds| Duration::from_secs(seconds.into()));
            let plain = wait(attempts, asked, 0);
            prop_assert_eq!(plain.is_some(), (1..10).contains(&attempts));
            if let (Some(plain), Some(some)) = (plain, wait(attempts, asked, chance)) {
                prop_assert!(some >= plain && some <= plain + plain / 10);
                prop_assert!(plain >= asked.unwrap_or_default().min(LONGEST));
                prop_assert!(plain <= LONGEST);
            }
        }
    }
}
