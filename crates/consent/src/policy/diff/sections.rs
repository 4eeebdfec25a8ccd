//! What changed in the text.

use super::Kind;
use super::script::{Step, script};
use crate::policy::markdown::{Block, blocks};

/// A section of the text that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// Its heading, the new one if there are two; `None` for what stands before the first heading.
    pub heading: Option<String>,
    /// The heading it had before, where that was another one.
    pub previous_heading: Option<String>,
    /// What happened.
    pub kind: Kind,
    /// Its passages in order, each kept, removed or added: without the added ones they are the old section, without
    /// the removed ones the new.
    pub passages: Vec<Edit<Passage>>,
}

/// A piece, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit<T> {
    /// It stands in both.
    Kept(T),
    /// It stands in the old one alone.
    Removed(T),
    /// It stands in the new one alone.
    Added(T),
}

/// A paragraph or one item of a list, without regard to how its lines are wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// How it is shown.
    pub kind: PassageKind,
    /// Its words.
    pub text: String,
}

/// How a passage is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// As a paragraph.
    Paragraph,
    /// As an item of a list.
    Item,
}

/// What changed between two texts, in the order in which one reads them; empty if a reader would find no difference.
///
/// Both are Markdown as in [`crate::policy::markdown`]. Sections belong together by their heading, by their heading
/// without its number, or by having the same passages, tried in this order. Empty lines, wrapping and the level of
/// headings are no words, and do not count.
#[must_use]
pub fn sections(old_text: &str, new_text: &str) -> Vec<SectionChange> {
    let (old, new) = (outline(old_text), outline(new_text));
    let pairs = pairs(&old, &new);
    let old_keys: Vec<Key> = (0..old.len())
        .map(|at| match pairs.iter().find(|pair| pair.0 == at) {
            Some(pair) => Key::Both(*pair),
            None => Key::Old(at),
        })
        .collect();
    let new_keys: Vec<Key> = (0..new.len())
        .map(|at| match pairs.iter().find(|pair| pair.1 == at) {
            Some(pair) => Key::Both(*pair),
            None => Key::New(at),
        })
        .collect();

    let mut changes = Vec::new();
    for step in script(&old_keys, &new_keys) {
        let (key, moved) = match step {
            Step::Kept(at, _) => (old_keys.get(at), false),
            // Where it went it is an addition, and told of there.
            Step::Removed(at) => match old_keys.get(at) {
                Some(Key::Both(_)) => continue,
                key => (key, false),
            },
            Step::Added(at) => (new_keys.get(at), true),
        };
        let (was, is) = match key {
            Some(Key::Both((was, is))) => (old.get(*was), new.get(*is)),
            Some(Key::Old(was)) => (old.get(*was), None),
            Some(Key::New(is)) => (None, new.get(*is)),
            None => continue,
        };
        changes.extend(change(was, is, moved));
    }
    changes
}

/// What changed between two passages, word by word. Words are what stands between spaces.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<Edit<String>> {
    let pieces =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    edits(&pieces(old), &pieces(new))
}

/// A section as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub heading: Option<String>,
    pub passages: Vec<Passage>,
}

pub(super) fn outline(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for block in blocks(text) {
        if let Block::Heading { text, .. } = block {
            sections.push(Section {
                heading: Some(text.to_owned()),
                passages: Vec::new(),
            });
            continue;
        }
        if sections.is_empty() {
            sections.push(Section {
                heading: None,
                passages: Vec::new(),
            });
        }
        let Some(section) = sections.last_mut() else {
            continue;
        };
        let passage = |kind, text| Passage { kind, text };
        match block {
            Block::Heading { .. } => {}
            Block::Paragraph(lines) => section
                .passages
                .push(passage(PassageKind::Paragraph, lines.join(" "))),
            Block::List(items) => section.passages.extend(
                items
                    .into_iter()
                    .map(|item| passage(PassageKind::Item, item.to_owned())),
            ),
        }
    }
    sections
}

/// A place in the order of sections.
#[derive(PartialEq)]
enum Key {
    Both((usize, usize)),
    Old(usize),
    New(usize),
}

/// Which section of the old text became which of the new, by position.
fn pairs(old: &[Section], new: &[Section]) -> Vec<(usize, usize)> {
    let same_heading = |was: &Section, is: &Section| was.heading == is.heading;
    let same_title = |was: &Section, is: &Section| match (&was.heading, &is.heading) {
        (Some(was), Some(is)) => title(was) == title(is),
        _ => false,
    };
    let same_words = |was: &Section, is: &Section| {
        let both_headed = was.heading.is_some() && is.heading.is_some();
        both_headed && !was.passages.is_empty() && was.passages == is.passages
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for belong_together in [
        &same_heading as &dyn Fn(&Section, &Section) -> bool,
        &same_title,
        &same_words,
    ] {
        for (at, was) in old.iter().enumerate() {
            if pairs.iter().any(|pair| pair.0 == at) {
                continue;
            }
            let partner = new.iter().enumerate().find(|(at, is)| {
                pairs.iter().all(|pair| pair.1 != *at) && belong_together(was, is)
            });
            if let Some((partner, _)) = partner {
                pairs.push((at, partner));
            }
        }
    }
    pairs
}

/// A heading without its number.
fn title(heading: &str) -> &str {
    let title =
        heading.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ')'));
    if title.is_empty() { heading } else { title }
}

fn change(was: Option<&Section>, is: Option<&Section>, moved: bool) -> Option<SectionChange> {
    let kind = match (was, is) {
        (None, _) => Kind::Added,
        (_, None) => Kind::Removed,
        (Some(was), Some(is)) if was != is => Kind::Changed,
        _ if moved => Kind::Moved,
        _ => return None,
    };
    let heading = |section: Option<&Section>| section.and_then(|section| section.heading.clone());
    let passages = |section: Option<&Section>| {
        section.map_or_else(Vec::new, |section| section.passages.clone())
    };
    let previous =
        heading(was).filter(|previous| is.is_some() && heading(is).as_ref() != Some(previous));
    Some(SectionChange {
        heading: heading(is.or(was)),
        previous_heading: previous,
        kind,
        passages: edits(&passages(was), &passages(is)),
    })
}

fn edits<T: PartialEq + Clone>(old: &[T], new: &[T]) -> Vec<Edit<T>> {
    script(old, new)
        .into_iter()
        .filter_map(|step| {
            Some(match step {
                Step::Kept(at, _) => Edit::Kept(old.get(at)?.clone()),
                Step::Removed(at) => Edit::Removed(old.get(at)?.clone()),
                Step::Added(at) => Edit::Added(new.get(at)?.clone()),
            })
        })
        .collect()
}
