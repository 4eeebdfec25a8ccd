//! Who gets the places that are free.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Included, Unbounded};

use super::AT_ONCE_EACH;
use crate::store::{Channel, Room};

/// Whoever is told: how, and where.
pub(super) type Target = (Channel, String);

/// Hands out so many free places to the targets that something is due for, one at a time: each to who has the fewest
/// attempts under way, and of several to the first after whoever was served last. So targets that are slow fill the
/// places only while nobody else wants them, and everybody's turn comes.
///
/// `under_way` has how many attempts there are to each target; `last` is noted for the next time.
pub(super) fn hand_out(
    due: impl IntoIterator<Item = Target>,
    under_way: &BTreeMap<Target, u32>,
    free: usize,
    last: &mut Option<Target>,
) -> Vec<Room> {
    let mut rows: BTreeMap<Target, u32> = due.into_iter().map(|target| (target, 0)).collect();
    for _ in 0..free {
        let (after, before) = match last.as_ref() {
            Some(last) => ((Excluded(last), Unbounded), (Unbounded, Included(last))),
            None => ((Unbounded, Unbounded), (Unbounded, Unbounded)),
        };
        let in_turn = rows.range(after).chain(rows.range(before));
        let wanting = in_turn.map(|(target, rows)| {
            let busy = under_way.get(target).copied().unwrap_or(0);
            (target, busy.saturating_add(*rows))
        });
        let fewest = wanting
            .filter(|(_, busy)| *busy < AT_ONCE_EACH)
            .min_by_key(|(_, busy)| *busy);
        let Some((next, _)) = fewest else { break };
        let next = next.clone();
        *rows.entry(next.clone()).or_default() += 1;
        *last = Some(next);
    }
    let served = rows.into_iter().filter(|(_, rows)| *rows > 0);
    let rooms = served.map(|((channel, target), rows)| Room {
        channel,
        target,
        rows,
    });
    rooms.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(name: &str) -> Target {
        (Channel::Webhook, name.to_owned())
    }

    /// Who gets how many of the free places, the letters being targets: `busy` has a letter for each attempt.
    fn served(due: &str, busy: &str, free: usize, last: &mut Option<Target>) -> String {
        let letters = |text: &str| Vec::from_iter(text.chars().map(|c| target(&c.to_string())));
        let mut under_way = BTreeMap::new();
        for target in letters(busy) {
            *under_way.entry(target).or_default() += 1;
        }
        let rooms = hand_out(letters(due), &under_way, free, last);
        let rooms = rooms.iter().map(|room| {
            let rows = usize::try_from(room.rows).expect("a number");
            room.target.repeat(rows)
        });
        rooms.collect()
    }

    #[track_caller]
    fn check(due: &str, busy: &str, free: usize, expected: &str) {
        assert_eq!(served(due, busy, free, &mut None), expected);
    }

    #[test]
    fn places_go_to_who_has_the_fewest_under_way() {
        check("", "", 9, "");
        check("a", "", 0, "");
        check("a", "", 9, "aaaa");
        check("a", "aaa", 9, "a");
        check("a", "aaaa", 9, "");
        check("abc", "", 3, "abc");
        check("abc", "", 5, "aabbc");
        check("abz", "aabbb", 1, "z");
        check("abz", "aabbb", 3, "azz");
    }

    #[test]
    fn with_one_place_everybodys_turn_comes() {
        let mut last = None;
        let turns = (0..7).map(|_| served("abc", "", 1, &mut last));
        assert_eq!(turns.collect::<String>(), "abcabca");
        // Whoever was served last wants nothing any more.
        let mut last = Some(target("b"));
        assert_eq!(served("ac", "", 1, &mut last), "c");
        assert_eq!(served("ac", "", 1, &mut last), "a");
    }

    proptest! {
        #[test]
        fn no_place_is_kept_from_who_wants_it(due in "[a-l]{0,12}", busy in "[a-l]{0,32}", free in 0_usize..40) {
            let served = served(&due, &busy, free, &mut None);
            let count = |text: &str, name| text.chars().filter(|c| *c == name).count();
            let whole = |name| count(&busy, name) + count(&served, name);
            prop_assert!(served.len() <= free);
            for name in 'a'..='l' {
                let gets = count(&served, name);
                prop_assert!(gets == 0 || (due.contains(name) && whole(name) <= 4));
                // Nobody who was served is further than a place ahead of who wanted another.
                for other in due.chars().filter(|other| gets > 0 && whole(*other) < 4) {
                    prop_assert!(whole(name) <= whole(other) + 1);
                }
                prop_assert!(served.len() == free || !due.contains(name) || whole(name) >= 4);
            }
        }
    }
}
