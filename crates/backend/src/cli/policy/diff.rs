//! `thuan policy diff`

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;
use thuan_consent::policy::diff::{
    Change, Edit, Kind, Passage, PassageKind, PurposeChange, SectionChange, asked_again, purposes,
    sections, terms,
};

use super::CommandError;
use super::folder::{Folder, at};
use crate::cli::terminal::harmless;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The earlier version: a pack's folder, or its built JSON.
    old: PathBuf,
    /// The later version.
    new: PathBuf,
    /// The language to compare; that whose text counts when left out.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// One JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// What changed.
struct Difference<'a> {
    old: &'a Pack,
    new: &'a Pack,
    language: &'a Language,
    terms: Vec<Change>,
    purposes: Vec<PurposeChange>,
    sections: Vec<SectionChange>,
    asked_again: Vec<String>,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let (old, new) = (read(&options.old)?, read(&options.new)?);
    let language = options.language.as_ref().unwrap_or(&new.authoritative);
    if old.text(language).is_none() && new.text(language).is_none() {
        return Err(CommandError::Message(format!(
            "neither version has a text in `{language}`"
        )));
    }
    let text = |pack: &Pack| pack.text(language).unwrap_or_default().to_owned();
    let difference = Difference {
        terms: terms(&old, &new, language),
        purposes: purposes(&old, &new, language),
        sections: sections(&text(&old), &text(&new)),
        asked_again: asked_again(&old, &new, language),
        old: &old,
        new: &new,
        language,
    };
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &difference.json()).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        difference.write(&mut out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Pack, CommandError> {
    if path.is_dir() {
        return Folder::read(path)?.pack();
    }
    let bytes = fs::read(path).map_err(at(path))?;
    Pack::parse(&bytes)
        .map_err(|error| CommandError::Message(format!("{}: {error}", path.display())))
}

impl Difference<'_> {
    fn is_none(&self) -> bool {
        self.terms.is_empty() && self.purposes.is_empty() && self.sections.is_empty()
    }

    fn json(&self) -> Value {
        let version = |pack: &Pack| {
            let notice = pack.notice(self.language);
            json!({
                "id": pack.id,
                "version": pack.version,
                "effective": pack.effective,
                "text_sha256": notice.map(|notice| notice.sha256),
            })
        };
        let sections: Vec<Value> = self.sections.iter().map(section_json).collect();
        let purposes: Vec<Value> = self
            .purposes
            .iter()
            .map(|purpose| {
                json!({
                    "id": purpose.id,
                    "label": purpose.label,
                    "kind": purpose.kind.name(),
                    "changes": changes_json(&purpose.changes),
                })
            })
            .collect();
        json!({
            "old": version(self.old),
            "new": version(self.new),
            "language": self.language,
            "changed": !self.is_none(),
            "terms": changes_json(&self.terms),
            "purposes": purposes,
            "sections": sections,
            "asked_again": self.asked_again,
        })
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (old, new) = (self.old, self.new);
        let versions = format!("{} {} → {} {}", old.id, old.version, new.id, new.version);
        writeln!(out, "{}, in {}", harmless(&versions), self.language)?;
        if self.is_none() {
            return writeln!(out, "\nNothing that is shown or recorded is different.");
        }
        if !self.terms.is_empty() {
            writeln!(out, "\nPack")?;
            write_changes(out, "  ", &self.terms)?;
        }
        if !self.purposes.is_empty() {
            writeln!(out, "\nPurposes")?;
        }
        for purpose in &self.purposes {
            let title = format!("{}  {}", purpose.id, purpose.label);
            writeln!(out, "  {} {}", sign(purpose.kind), harmless(&title))?;
            if purpose.kind == Kind::Changed {
                write_changes(out, "      ", &purpose.changes)?;
            }
        }
        if !self.sections.is_empty() {
            writeln!(out, "\nText")?;
        }
        for section in &self.sections {
            write_section(out, section)?;
        }
        if self.asked_again.is_empty() {
            return writeln!(out, "\nSomeone who has a record is asked nothing again.");
        }
        let again = harmless(&self.asked_again.join(", "));
        writeln!(out, "\nSomeone who has a record is asked again: {again}")
    }
}

fn changes_json(changes: &[Change]) -> Vec<Value> {
    let change = |change: &Change| json!({ "term": change.term.name(), "removed": change.removed, "added": change.added });
    changes.iter().map(change).collect()
}

fn section_json(section: &SectionChange) -> Value {
    let passages: Vec<Value> = section
        .passages
        .iter()
        .map(|edit| {
            let (name, passage) = match edit {
                Edit::Kept(passage) => ("kept", passage),
                Edit::Removed(passage) => ("removed", passage),
                Edit::Added(passage) => ("added", passage),
            };
            let kind = match passage.kind {
                PassageKind::Paragraph => "paragraph",
                PassageKind::Item => "item",
            };
            json!({ "edit": name, "kind": kind, "text": passage.text })
        })
        .collect();
    let mut value = json!({ "kind": section.kind.name(), "passages": passages });
    for (member, heading) in [
        ("heading", &section.heading),
        ("previous_heading", &section.previous_heading),
    ] {
        if let (Some(heading), Some(object)) = (heading, value.as_object_mut()) {
            object.insert(member.to_owned(), json!(heading));
        }
    }
    value
}

fn sign(kind: Kind) -> char {
    match kind {
        Kind::Added => '+',
        Kind::Removed => '-',
        Kind::Changed => '~',
        Kind::Moved => '↕',
    }
}

fn write_changes(out: &mut impl Write, indent: &str, changes: &[Change]) -> io::Result<()> {
    for change in changes {
        writeln!(out, "{indent}{}", change.term.name())?;
        for (sign, words) in [('-', &change.removed), ('+', &change.added)] {
            for words in words {
                writeln!(out, "{indent}  {sign} {}", harmless(words))?;
            }
        }
    }
    Ok(())
}

fn write_section(out: &mut impl Write, section: &SectionChange) -> io::Result<()> {
    let heading = section
        .heading
        .as_deref()
        .unwrap_or("(before the first heading)");
    writeln!(out, "  {} {}", sign(section.kind), harmless(heading))?;
    if let Some(previous) = &section.previous_heading {
        writeln!(out, "      was: {}", harmless(previous))?;
    }
    for edit in &section.passages {
        let (sign, passage): (char, &Passage) = match edit {
            Edit::Kept(_) => continue,
            Edit::Removed(passage) => ('-', passage),
            Edit::Added(passage) => ('+', passage),
        };
        writeln!(out, "      {sign} {}", harmless(&passage.text))?;
    }
    Ok(())
}
