//! The same in every language.

use super::patterns::pattern;
use super::subject::{PassageKind, Place, Subject, Text};
use super::{Hits, Rule, Severity};
use crate::language::{Language, Localised};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "missing-translation",
        severity: Severity::Error,
        source: "a record holds the words that were shown; where there are none, nothing can be asked",
        todo: "write it in each language that has a text",
        check: missing,
    },
    Rule {
        id: "missing-text",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 2: who reads the choices in a language needs the policy in it",
        todo: "write the text, or take the labels in that language out",
        check: text_missing,
    },
    Rule {
        id: "structure-differs",
        severity: Severity::Error,
        source: "Law 91/2025/QH15, article 9 clause 2: a text with other articles tells other things",
        todo: "give it the same headings, paragraphs and items, in the same order",
        check: structure,
    },
    Rule {
        id: "translation-unmarked",
        severity: Severity::Warning,
        source: "the record names one text as the one that counts; its reader should know",
        todo: "say below the title that it is a translation, and which text counts",
        check: unmarked,
    },
];

pattern!(MARK = r"bản dịch" | r"translation");

/// The texts that do not count.
fn translations<'t, 'a>(subject: &'t Subject<'a>) -> impl Iterator<Item = &'t Text<'a>> {
    subject
        .texts
        .iter()
        .filter(|text| *text.language != subject.pack.authoritative)
}

/// Everything with words in several languages, and where it stands.
fn labels<'a>(subject: &Subject<'a>) -> Vec<(Vec<String>, &'a Localised)> {
    let pack = subject.pack;
    let path = |parts: &[&str]| parts.iter().map(|&part| part.to_owned()).collect();
    let mut all: Vec<(Vec<String>, &Localised)> = vec![
        (path(&["acknowledgement"]), &pack.acknowledgement),
        (path(&["withdrawal", "label"]), &pack.withdrawal.label),
    ];
    for (at, purpose) in subject.purposes() {
        all.push((path(&["purposes", &at, "label"]), &purpose.label));
        if let Some(frequency) = &purpose.frequency {
            all.push((path(&["purposes", &at, "frequency"]), frequency));
        }
    }
    for (at, right) in pack.rights.iter().enumerate() {
        all.push((path(&["rights", &at.to_string(), "label"]), &right.label));
    }
    for (member, named) in [("recipients", &pack.recipients), ("storage", &pack.storage)] {
        for (key, words) in named.iter() {
            all.push((path(&[member, key]), words));
        }
    }
    all
}

fn missing(subject: &Subject, hits: &mut Hits) {
    if subject.authoritative().is_none() {
        let what = format!(
            "there is no {}.md, the text that counts",
            subject.pack.authoritative
        );
        hits.add(Place::toml(&["authoritative"]), what);
    }
    for text in &subject.texts {
        for (path, words) in labels(subject) {
            if words
                .get(text.language)
                .is_none_or(|words| words.trim().is_empty())
            {
                let what = format!("{} has no words in `{}`", path.join("."), text.language);
                hits.add(Place::Toml(path), what);
            }
        }
    }
}

fn text_missing(subject: &Subject, hits: &mut Hits) {
    let mut said: Vec<&Language> = Vec::new();
    for (path, words) in labels(subject) {
        for (language, _) in words.0.iter() {
            let known = subject.pack.text.contains_key(language)
                || *language == subject.pack.authoritative
                || said.contains(&language);
            if !known {
                let what = format!("there are labels in `{language}`, and no {language}.md");
                hits.add(Place::Toml(path.clone()), what);
                said.push(language);
            }
        }
    }
}

fn unmarked(subject: &Subject, hits: &mut Hits) {
    // In other languages there is no telling.
    for text in translations(subject).filter(|text| speaks(text)) {
        if !text.says(&MARK) {
            hits.add(text.title(), "a translation that does not say so");
        }
    }
}

/// Whether the patterns know its language.
fn speaks(text: &Text) -> bool {
    matches!(text.language.to_string().as_str(), "vi" | "en")
}

fn structure(subject: &Subject, hits: &mut Hits) {
    let Some(original) = subject.authoritative() else {
        return;
    };
    let expected: Vec<PassageKind> = kinds(original).map(|(kind, _)| kind).collect();
    for text in translations(subject) {
        let found: Vec<_> = kinds(text).collect();
        let marks = marks(text);
        let differences = marks.into_iter().map(|mark| {
            let mut without = found.clone();
            if let Some(mark) = mark {
                without.remove(mark);
            }
            difference(&expected, &without)
        });
        // The reading that fits best is the one that is meant.
        let best = differences.max_by_key(|at| at.map_or(usize::MAX, |(position, _)| position));
        if let Some(Some((position, line))) = best {
            let last = text.passages.last().map_or(1, |passage| passage.line());
            let what = match expected.get(position) {
                Some(kind) => format!(
                    "differs from {}.md from here on: there, {} comes next",
                    original.language,
                    name(*kind)
                ),
                None => format!("goes on where {}.md ends", original.language),
            };
            hits.add(text.at(line.unwrap_or(last)), what);
        }
    }
}

fn kinds<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (PassageKind, usize)> + 't {
    text.passages
        .iter()
        .map(|passage| (passage.kind, passage.line()))
}

/// Which passage may be the one that says that this is a translation: by its words, or in a language whose words are
/// not known any paragraph before the second heading; or none.
fn marks(text: &Text) -> Vec<Option<usize>> {
    let known = speaks(text);
    let mut headings = 0;
    let mut marks = vec![None];
    for (at, passage) in text.passages.iter().enumerate() {
        headings += usize::from(matches!(passage.kind, PassageKind::Heading(_)));
        let early = headings < 2 && passage.kind == PassageKind::Paragraph;
        if early && (!known || MARK.is_match(&passage.words)) {
            marks.push(Some(at));
        }
    }
    marks
}

/// The first position that differs, with its line in the second one, if it goes that far.
fn difference(
    expected: &[PassageKind],
    found: &[(PassageKind, usize)],
) -> Option<(usize, Option<usize>)> {
    let length = expected.len().max(found.len());
    (0..length)
        .find(|at| expected.get(*at) != found.get(*at).map(|(kind, _)| kind))
        .map(|at| (at, found.get(at).map(|(_, line)| *line)))
}

fn name(kind: PassageKind) -> &'static str {
    match kind {
        PassageKind::Heading(1) => "a # heading",
        PassageKind::Heading(_) => "a ## heading",
        PassageKind::Paragraph => "a paragraph",
        PassageKind::Item => "an item of a list",
    }
}
