//! What must hold of every text: run by `fuzz.rs` on stable with generated text and by `crates/consent/fuzz` with a
//! coverage-guided fuzzer. They panic when it does not hold.

use thuan_consent::policy::diff::{Edit, Kind, SectionChange, sections};
use thuan_consent::policy::lint::lint;
use thuan_consent::policy::markdown::{Block, blocks};

/// Each text of the blocks, in order.
fn texts(source: &str) -> Vec<&str> {
    blocks(source)
        .into_iter()
        .flat_map(|block| match block {
            Block::Heading { text, .. } => vec![text],
            Block::Paragraph(lines) => lines,
            Block::List(items) => items,
        })
        .collect()
}

/// What is shown is what was written: every text is a piece of the source, in order, and between two pieces there is
/// nothing but space and, at the beginning of a line, the mark of a heading or an item.
///
/// So nothing is lost, nothing is added, and what looks like HTML is text like any other.
pub fn check_markdown(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    let mut at = 0;
    for text in texts(&source) {
        assert!(!text.is_empty() && text.trim() == text && !text.contains('\n'));
        let start = text.as_ptr() as usize - source.as_ptr() as usize;
        assert!(start >= at, "pieces overlap or are out of order");
        check_gap(&source[at..start]);
        at = start + text.len();
        assert_eq!(&source[start..at], text);
    }
    check_gap(&source[at..]);
}

fn check_gap(gap: &str) {
    if gap.trim().is_empty() {
        return;
    }
    let line = gap.rsplit('\n').next().unwrap_or_default();
    assert!(
        ["# ", "## ", "- "].iter().any(|mark| {
            line.strip_prefix(mark)
                .is_some_and(|rest| rest.trim().is_empty())
        }),
        "{gap:?} is not shown"
    );
    let before = &gap[..gap.len() - line.len()];
    assert!(before.trim().is_empty(), "{gap:?} is not shown");
}

/// Two texts, divided by the first zero byte: equal ones have no difference, and the changes have both sides in them.
pub fn check_sections(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (old, new) = text.split_once('\0').unwrap_or((&text, ""));
    assert_eq!(sections(old, old), []);
    let changes = sections(old, new);
    for (source, absent) in [(old, Kind::Added), (new, Kind::Removed)] {
        let words = without_space(&texts(source).concat());
        for change in changes.iter().filter(|change| change.kind != absent) {
            for text in side(change, absent) {
                assert!(
                    words.contains(&without_space(&text)),
                    "{text:?} was not there"
                );
            }
        }
    }
    // What is gone one way has come the other way.
    let count =
        |changes: &[SectionChange], kind| changes.iter().filter(|it| it.kind == kind).count();
    let back = sections(new, old);
    assert_eq!(count(&changes, Kind::Added), count(&back, Kind::Removed));
    assert_eq!(count(&changes, Kind::Removed), count(&back, Kind::Added));
}

fn side(change: &SectionChange, absent: Kind) -> Vec<String> {
    let passages = change.passages.iter();
    passages
        .filter_map(|edit| match edit {
            Edit::Kept(passage) => Some(passage),
            Edit::Removed(passage) => (absent == Kind::Added).then_some(passage),
            Edit::Added(passage) => (absent == Kind::Removed).then_some(passage),
        })
        .map(|passage| passage.text.clone())
        .collect()
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Two texts and perhaps a `policy.toml`, divided by zero bytes: every finding about a text stands on a line of it.
pub fn check_lint(data: &[u8]) {
    const TOML: &str = include_str!("../../../../policy/vst/policy.toml");
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split('\0');
    let mut texts = std::collections::BTreeMap::new();
    for tag in ["vi", "en"] {
        if let (Some(part), Ok(language)) = (parts.next(), tag.parse()) {
            texts.insert(language, part.to_owned());
        }
    }
    let toml = parts.next().unwrap_or(TOML);
    for finding in lint(toml, texts.clone()) {
        assert!(!finding.what.is_empty());
        let file = match finding.file.strip_suffix(".md") {
            Some(tag) => texts.get(&tag.parse().unwrap()).unwrap(),
            None => toml,
        };
        let line = finding.line;
        assert!(
            line.is_none_or(|line| (1..=file.split('\n').count()).contains(&line)),
            "{finding:?}"
        );
    }
}
