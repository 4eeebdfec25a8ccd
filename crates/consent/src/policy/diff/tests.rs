//! Differences: none between equals, and whole enough to make one side from the other.

#![allow(clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::script::{Step, script};
use super::sections::{Section, outline};
use super::*;

fn heading(change: &SectionChange) -> &str {
    change.heading.as_deref().unwrap_or("(before)")
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[(&str, Kind)]) {
    let changes = sections(old, new);
    let found: Vec<_> = changes
        .iter()
        .map(|change| (heading(change), change.kind))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_section_that_came_pushes_the_numbers_of_the_others() {
    let old = "# A\nmột\n\n## 1. B\nhai\n\n## 2. C\nba";
    let new = "# A\nmột\n\n## 1. Mới\nx\n\n## 2. B\nhai\n\n## 3. C\nbốn";
    let changes = sections(old, new);
    assert_eq!(
        changes
            .iter()
            .map(|c| (heading(c), c.kind, c.previous_heading.as_deref()))
            .collect::<Vec<_>>(),
        [
            ("1. Mới", Kind::Added, None),
            ("2. B", Kind::Changed, Some("1. B")),
            ("3. C", Kind::Changed, Some("2. C")),
        ]
    );
    let paragraph = |text: &str| Passage {
        kind: PassageKind::Paragraph,
        text: text.to_owned(),
    };
    assert_eq!(
        changes[2].passages,
        [
            Edit::Removed(paragraph("ba")),
            Edit::Added(paragraph("bốn"))
        ]
    );
}

#[test]
fn sections_are_found_again() {
    use Kind::*;
    check("một", "một", &[]);
    check("", "một", &[("(before)", Added)]);
    check("# A\nx\n# B\ny", "# B\ny\n# A\nx", &[("A", Moved)]);
    check("# A\nx\n# B\ny", "# B\ny", &[("A", Removed)]);
    check("# A\nx", "# C\nx", &[("C", Changed)]);
    check("# A\nx", "# C\ny", &[("A", Removed), ("C", Added)]);
    check("# A\n# A\nx", "# A\n# A\ny", &[("A", Changed)]);
    check("# A\n- x\n- y", "# A\n- x", &[("A", Changed)]);
    check("# A\nx", "# A\n- x", &[("A", Changed)]);
    // Nothing that is read.
    check("# A\nx y", "## A\n\n\nx\ny", &[]);
}

#[test]
fn words_are_compared_one_by_one() {
    use Edit::*;
    assert_eq!(
        words("lưu trong 10 năm", "lưu  trong 5 năm").as_slice(),
        [
            Kept("lưu".to_owned()),
            Kept("trong".to_owned()),
            Removed("10".to_owned()),
            Added("5".to_owned()),
            Kept("năm".to_owned())
        ]
    );
}

#[test]
fn what_is_too_much_to_compare_is_replaced_whole() {
    let old: Vec<usize> = (0..3_000).collect();
    let new: Vec<usize> = (0..3_000).map(|n| n + 1_000_000 * (n % 2)).rev().collect();
    let steps = script(&old, &new);
    assert_eq!(steps.len(), 6_000);
    assert_eq!(steps[2_999..3_001], [Step::Removed(2_999), Step::Added(0)]);
}

fn policy() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "## [12]\\. [AB]",
        "# [AB]",
        "- [a-c]",
        "[a-c]( [a-c])?",
        Just(String::new()),
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

/// One side of a change, as a section.
fn side(change: &SectionChange, new: bool) -> Option<Section> {
    let absent = if new { Kind::Removed } else { Kind::Added };
    let passages = change.passages.iter().filter_map(|edit| match edit {
        Edit::Kept(passage) => Some(passage.clone()),
        Edit::Added(passage) => new.then(|| passage.clone()),
        Edit::Removed(passage) => (!new).then(|| passage.clone()),
    });
    let previous = change.previous_heading.clone().filter(|_| !new);
    (change.kind != absent).then(|| Section {
        heading: previous.or_else(|| change.heading.clone()),
        passages: passages.collect(),
    })
}

proptest! {
    #[test]
    fn equal_texts_have_no_difference(text in policy()) {
        prop_assert_eq!(sections(&text, &text), []);
    }

    /// The old sections, without the old sides of the changes and with the new ones, are the new sections.
    #[test]
    fn the_changes_make_the_new_text_of_the_old(old in policy(), new in policy()) {
        let changes = sections(&old, &new);
        let mut made = outline(&old);
        for gone in changes.iter().filter_map(|change| side(change, false)) {
            let at = made.iter().position(|section| *section == gone);
            prop_assert!(at.is_some(), "{gone:?} was not in {made:?}");
            made.remove(at.unwrap_or_default());
        }
        made.extend(changes.iter().filter_map(|change| side(change, true)));
        let sorted = |mut sections: Vec<Section>| {
            sections.sort_by_key(|section| format!("{section:?}"));
            sections
        };
        prop_assert_eq!(sorted(made), sorted(outline(&new)));
    }

    /// Both sequences can be read off the steps, in order, and no shorter way exists than the longest common one.
    #[test]
    fn steps_lead_from_one_to_the_other(old in prop::collection::vec(0..4u8, 0..9), new in prop::collection::vec(0..4u8, 0..9)) {
        let steps = script(&old, &new);
        let from: Vec<usize> = steps.iter().filter_map(|step| match step { Step::Kept(at, _) | Step::Removed(at) => Some(*at), Step::Added(_) => None }).collect();
        let to: Vec<usize> = steps.iter().filter_map(|step| match step { Step::Kept(_, at) | Step::Added(at) => Some(*at), Step::Removed(_) => None }).collect();
        prop_assert!(from.iter().copied().eq(0..old.len()) && to.iter().copied().eq(0..new.len()));
        let mut kept = 0;
        for step in &steps {
            if let Step::Kept(was, is) = step {
                prop_assert_eq!(old[*was], new[*is]);
                kept += 1;
            }
        }
        prop_assert_eq!(kept, longest_common(&old, &new));
    }
}

/// The definition, without a table.
fn longest_common(old: &[u8], new: &[u8]) -> usize {
    let (Some((was, old_rest)), Some((is, new_rest))) = (old.split_first(), new.split_first())
    else {
        return 0;
    };
    if was == is {
        return 1 + longest_common(old_rest, new_rest);
    }
    longest_common(old_rest, new).max(longest_common(old, new_rest))
}
