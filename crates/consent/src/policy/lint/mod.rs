//! What the law asks of a policy and a pack does not say: `thuan policy lint`.
//!
//! A rule is a question about the pack with a yes or no answer that a program can give; `docs/law.md` has what it
//! cannot. Rules about the text look at the one that counts, by patterns in Vietnamese and English: they find what
//! policies usually say, and a finding is a reason to look, not a judgement.
//!
//! * [`rules`]: all of them, with the source of each
//! * [`lint`]: on the contents of a pack's files, with lines
//! * [`lint_pack`]: on a built pack, where only the texts have lines
//! * [`against_form`]: what the pack says is used, against what a form asks for

mod consent;
mod controller;
mod form;
mod format;
mod languages;
mod locate;
mod parties;
mod patterns;
mod purposes;
mod retention;
mod rights;
mod subject;

use std::collections::BTreeMap;

pub use form::{Mismatch, against_form};
use serde::Serialize;

use self::locate::Lines;
use self::subject::{Place, Subject};
use super::Pack;
use crate::language::Language;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Consent asked with this pack would be none, or the record would be wrong. Such a pack is not built.
    Error,
    /// The law asks for it and the pack does not have it.
    Warning,
    /// The law asks for it elsewhere, or not of everyone; it is better said.
    Advice,
}

impl Severity {
    /// The name in JSON and on the terminal.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A question put to every pack.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, which does not change.
    pub id: &'static str,
    /// How much a finding weighs.
    pub severity: Severity,
    /// Where the law asks for it, or what else does.
    pub source: &'static str,
    /// What to do about a finding.
    pub todo: &'static str,
    check: fn(&Subject, &mut Hits),
}

/// Something that a pack lacks or should not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// [`Rule::id`].
    pub rule: &'static str,
    /// [`Rule::severity`].
    pub severity: Severity,
    /// `policy.toml`, or the text it is about, such as `vi.md`.
    pub file: String,
    /// From 1. Where something is missing, the line it belongs to. `None` for a built pack's `policy.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Where in `policy.toml`, as a dotted path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What was found.
    pub what: String,
    /// [`Rule::todo`].
    pub todo: &'static str,
    /// [`Rule::source`].
    pub source: &'static str,
}

/// Every rule, in the order of `docs/law.md`.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        controller::RULES,
        consent::RULES,
        purposes::RULES,
        retention::RULES,
        parties::RULES,
        rights::RULES,
        languages::RULES,
        format::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Checks a pack as its authors wrote it: the content of `policy.toml`, and that of each `<language>.md`.
///
/// Returns every finding, by file and line. Nothing is refused: what is no pack at all is one finding.
#[must_use]
pub fn lint(toml: &str, texts: BTreeMap<Language, String>) -> Vec<Finding> {
    let mut pack: Pack = match toml::from_str(toml) {
        Ok(pack) => pack,
        Err(error) => return vec![format::unreadable(toml, &error)],
    };
    pack.text = texts.into();
    let mut findings = check(&pack, &Lines::of(toml));
    findings.extend(format::toml_not_nfc(toml));
    sorted(findings)
}

/// Checks a built pack, as [`Pack::parse`] reads it.
#[must_use]
pub fn lint_pack(pack: &Pack) -> Vec<Finding> {
    sorted(check(pack, &Lines::none()))
}

fn check(pack: &Pack, lines: &Lines) -> Vec<Finding> {
    let subject = Subject::new(pack);
    let mut findings = Vec::new();
    for rule in rules() {
        let mut hits = Hits::default();
        (rule.check)(&subject, &mut hits);
        findings.extend(
            hits.0
                .into_iter()
                .map(|(place, what)| rule.finding(place, what, lines)),
        );
    }
    findings
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    findings
}

impl Rule {
    fn finding(&self, place: Place, what: String, lines: &Lines) -> Finding {
        let (file, line, item) = match place {
            Place::Text(language, line) => (format!("{language}.md"), Some(line), None),
            Place::Toml(path) => {
                let item = (!path.is_empty()).then(|| path.join("."));
                ("policy.toml".to_owned(), lines.find(&path), item)
            }
        };
        Finding {
            rule: self.id,
            severity: self.severity,
            file,
            line,
            item,
            what,
            todo: self.todo,
            source: self.source,
        }
    }
}

/// What a rule found.
#[derive(Default)]
struct Hits(Vec<(Place, String)>);

impl Hits {
    fn add(&mut self, place: Place, what: impl Into<String>) {
        self.0.push((place, what.into()));
    }
}
