//! Translations: one TOML file a language, read while the widget and its site are built.
//!
//! Files go in, named after the language's tag; out come the names of the texts as Rust ([`Languages::rust`]), a table a
//! language ([`Languages::table`]), and the texts by section for pages and scripts ([`Languages::section`]). A file that
//! does not have the very texts that the others have is an [`Error`] that names it, the key, and what to do.
//!
//! # Syntax
//!
//! `name` is the language's own name, `locale` the tag by which its dates and plurals are made (BCP 47), and `date` how
//! its dates are written: `long`, with the month in words, or `2-digit`, in numbers alone. All other values are texts, in tables as deep as one likes. `{name}` in a text stands for what is put in there. A table
//! all of whose keys are plural categories (Unicode CLDR, UTS 35 part 3, section 5) is one text with several forms, and
//! the number is `{count}`.
//!
//! * `parse`: a file, by itself
//! * `check`: files, against each other
//! * `table`: what the widget gets
//! * `rust`: the names of the texts

mod check;
mod parse;
mod rust;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The tag of the language that stands in where one has no translation. All others are held against it.
pub const FIRST: &str = "vi";

/// The sections that the form shows: what browsers load for it has no others.
pub const FORM: [&str; 3] = ["errors", "form", "readings"];

/// The plural categories, in the order of a table's forms: `other`, which every language has, first.
pub const CATEGORIES: [&str; 6] = ["other", "zero", "one", "two", "few", "many"];

/// All languages, each with the same texts: [`FIRST`], then the others by tag.
#[derive(Debug)]
pub struct Languages(Vec<Language>);

/// A language and its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// The tag: the file's name.
    pub tag: String,
    /// The language's own name.
    pub name: String,
    /// The locale of its dates and plurals.
    pub locale: String,
    /// How its dates are written: `long`, with the month in words, or `2-digit`, in numbers alone.
    pub date: String,
    texts: BTreeMap<String, Text>,
}

/// What stands under a key, which is all tables' names with dots between them.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    /// The same for every number.
    Plain(String),
    /// By plural category.
    Plural(BTreeMap<&'static str, String>),
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    file: String,
    what: String,
}

impl Error {
    fn new(file: &str, what: String) -> Self {
        let file = file.to_owned();
        Self { file, what }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

impl std::error::Error for Error {}

impl Languages {
    /// Reads every `<tag>.toml` of these folders.
    ///
    /// # Errors
    ///
    /// A folder or file that cannot be read, and whatever [`Self::parse`] refuses.
    pub fn read(folders: &[&Path]) -> Result<Self, Error> {
        let mut files = Vec::new();
        for folder in folders {
            let unreadable = |error: std::io::Error| {
                Error::new(&folder.display().to_string(), error.to_string())
            };
            for entry in std::fs::read_dir(folder).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "toml")
                {
                    let text = std::fs::read_to_string(&path).map_err(unreadable)?;
                    files.push((path.display().to_string(), text));
                }
            }
        }
        Self::parse(&files)
    }

    /// Reads files, each with its path, which errors name and from which the tag is taken.
    ///
    /// # Errors
    ///
    /// No TOML, a text that is none, a placeable that is not closed, a plural form of no category or none for `other`; no
    /// file for [`FIRST`]; and in the others, a key that is missing or that the first does not have, a text that counts
    /// where the first does not, and other placeables.
    pub fn parse(files: &[(String, String)]) -> Result<Self, Error> {
        let mut languages = Vec::new();
        for (path, text) in files {
            languages.push((path.as_str(), parse::language(path, text)?));
        }
        check::together(&mut languages)?;
        Ok(Self(
            languages
                .into_iter()
                .map(|(_, language)| language)
                .collect(),
        ))
    }

    /// The languages.
    pub fn iter(&self) -> impl Iterator<Item = &Language> {
        self.0.iter()
    }

    /// The language with this tag.
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<&Language> {
        self.0.iter().find(|language| language.tag == tag)
    }
}

impl Language {
    /// The texts below a table, by the rest of their key; those that count are left out.
    pub fn section<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts.iter().filter_map(move |(key, text)| {
            let rest = key.strip_prefix(name)?.strip_prefix('.')?;
            match text {
                Text::Plain(text) => Some((rest, text.as_str())),
                Text::Plural(_) => None,
            }
        })
    }

    /// The texts that count something, each with the plural categories it has a form for.
    pub fn forms(&self) -> impl Iterator<Item = (&str, Vec<&'static str>)> {
        self.texts.iter().filter_map(|(key, text)| match text {
            Text::Plural(forms) => Some((key.as_str(), forms.keys().copied().collect())),
            Text::Plain(_) => None,
        })
    }

    /// The text under a key, which may have placeables.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.texts.get(key)? {
            Text::Plain(text) => Some(text),
            Text::Plural(forms) => forms.get("other").map(String::as_str),
        }
    }
}
