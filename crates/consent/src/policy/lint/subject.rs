//! A pack as the rules see it: with every passage of its texts, and the line it stands on.

use regex::Regex;

use crate::language::Language;
use crate::policy::markdown::{Block, blocks};
use crate::policy::{Pack, Purpose};
use crate::record::LawfulBasis;

pub struct Subject<'a> {
    pub pack: &'a Pack,
    pub texts: Vec<Text<'a>>,
}

/// Where something was found.
pub enum Place {
    /// A path in `policy.toml`: names of members, and positions in lists.
    Toml(Vec<String>),
    /// A line of a text, from 1.
    Text(Language, usize),
}

impl Place {
    pub fn toml(path: &[&str]) -> Self {
        Self::Toml(path.iter().map(|&part| part.to_owned()).collect())
    }
}

pub struct Text<'a> {
    pub language: &'a Language,
    pub source: &'a str,
    pub passages: Vec<Passage<'a>>,
}

/// A heading, a paragraph or an item of a list.
pub struct Passage<'a> {
    pub kind: PassageKind,
    /// Its words on one line.
    pub words: String,
    /// Its lines, each with its number.
    lines: Vec<(usize, &'a str)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    Heading(u8),
    Paragraph,
    Item,
}

impl<'a> Subject<'a> {
    pub fn new(pack: &'a Pack) -> Self {
        let texts = pack.text.iter();
        Self {
            pack,
            texts: texts
                .map(|(language, source)| Text::new(language, source))
                .collect(),
        }
    }

    /// The text that counts. `None` where it is missing, which is a finding of its own.
    pub fn authoritative(&self) -> Option<&Text<'a>> {
        self.texts
            .iter()
            .find(|text| *text.language == self.pack.authoritative)
    }

    /// The purposes with their places.
    pub fn purposes(&self) -> impl Iterator<Item = (String, &'a Purpose)> {
        let all = self.pack.purposes.iter().enumerate();
        all.map(|(at, purpose)| (at.to_string(), purpose))
    }

    /// The purposes that advertise something, whatever they rest on: by their words, or as messages one has to agree to.
    pub fn marketing(&self) -> impl Iterator<Item = (String, &'a Purpose)> {
        self.purposes().filter(|(_, purpose)| {
            let message = purpose.is_consent() && purpose.channel.is_some();
            message || purpose.says(&super::patterns::MARKETING)
        })
    }
}

impl Purpose {
    /// Whether the words shown, in any language, match.
    pub(super) fn says(&self, pattern: &Regex) -> bool {
        self.label
            .0
            .iter()
            .any(|(_, label)| pattern.is_match(label))
    }

    pub(super) fn is_consent(&self) -> bool {
        self.lawful_basis == LawfulBasis::Consent
    }

    pub(super) fn uses(&self, field: &str) -> bool {
        self.pii_information.iter().any(|name| name == field)
    }
}

impl<'a> Text<'a> {
    fn new(language: &'a Language, source: &'a str) -> Self {
        let mut passages = Vec::new();
        for block in blocks(source) {
            let mut add = |kind, lines: Vec<&'a str>| {
                passages.push(Passage {
                    kind,
                    words: lines.join(" "),
                    lines: lines
                        .into_iter()
                        .map(|line| (line_of(source, line), line))
                        .collect(),
                });
            };
            match block {
                Block::Heading { level, text } => add(PassageKind::Heading(level), vec![text]),
                Block::Paragraph(lines) => add(PassageKind::Paragraph, lines),
                Block::List(items) => {
                    for item in items {
                        add(PassageKind::Item, vec![item]);
                    }
                }
            }
        }
        Self {
            language,
            source,
            passages,
        }
    }

    pub fn at(&self, line: usize) -> Place {
        Place::Text(self.language.clone(), line)
    }

    /// Where something belongs that the whole text lacks: its title.
    pub fn title(&self) -> Place {
        let title = self
            .passages
            .iter()
            .find(|passage| matches!(passage.kind, PassageKind::Heading(_)));
        self.at(title.map_or(1, Passage::line))
    }

    pub fn says(&self, pattern: &Regex) -> bool {
        self.find(pattern).next().is_some()
    }

    /// The passages that match.
    pub fn find<'t>(&'t self, pattern: &'t Regex) -> impl Iterator<Item = &'t Passage<'a>> {
        self.passages
            .iter()
            .filter(|passage| pattern.is_match(&passage.words))
    }
}

impl Passage<'_> {
    /// Its first line.
    pub fn line(&self) -> usize {
        self.lines.first().map_or(1, |(line, _)| *line)
    }

    /// The line on which a match begins.
    pub fn line_of(&self, pattern: &Regex) -> usize {
        let mut rest = pattern.find(&self.words).map_or(0, |found| found.start());
        for (line, words) in &self.lines {
            if rest <= words.len() {
                return *line;
            }
            rest -= words.len() + 1;
        }
        self.line()
    }
}

/// The number of the line on which a part of the source stands, from 1.
fn line_of(source: &str, part: &str) -> usize {
    // Both are of the same allocation: the blocks of a text are slices of it.
    let offset = (part.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
    let before = source.get(..offset).unwrap_or_default();
    before.matches('\n').count() + 1
}

/// The beginning of a passage, in quotation marks.
pub fn quote(words: &str) -> String {
    const LENGTH: usize = 70;
    if words.chars().count() <= LENGTH {
        return format!("“{words}”");
    }
    let beginning: String = words.chars().take(LENGTH).collect();
    format!("“{}…”", beginning.trim_end())
}
