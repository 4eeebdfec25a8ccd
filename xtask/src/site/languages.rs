//! The translations, as the site has them: a table a language for the form, and the words of loader and pages.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use thuan_languages::{FORM, Language, Languages};

use crate::project::Project;

/// Where the translations are, and the variable that may name another folder with more of them.
const FOLDER: &str = "src/i18n";
const MORE: &str = "THUAN_LANGUAGES";

/// The folder with more languages, where one is named; `build.rs` takes it, too.
pub fn more() -> Option<PathBuf> {
    env::var_os(MORE).map(PathBuf::from)
}

/// Reads the translations of the project, and those of another folder if there is one.
pub fn read(project: &Project, more: Option<&Path>) -> Result<Languages> {
    let mut folders = vec![project.path(FOLDER)];
    folders.extend(more.map(|more| project.root.join(more)));
    let folders: Vec<_> = folders.iter().map(PathBuf::as_path).collect();
    Languages::read(&folders).context("the translations do not fit together")
}

/// The file of a language's texts, as the widget reads it.
pub fn table(languages: &Languages, language: &Language) -> String {
    languages.table(language, &FORM)
}

/// What a script says itself, by its section of the translations: pairs of a language and its words, the first language
/// first.
pub fn section_words(languages: &Languages, section: &str) -> Value {
    let words = |language: &Language| -> Map<String, Value> {
        let words = language.section(section);
        words
            .map(|(key, text)| (key.to_owned(), json!(text)))
            .collect()
    };
    languages
        .iter()
        .map(|language| json!([language.tag, words(language)]))
        .collect()
}

/// A word of the pages.
pub fn word<'a>(language: &'a Language, key: &str) -> Result<&'a str> {
    let key = format!("pages.{key}");
    language
        .text(&key)
        .with_context(|| format!("the pages need `{key}` in {FOLDER}"))
}
