//! A file, by itself.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use super::{CATEGORIES, Error, Language, Text};

/// The ways of writing dates.
const DATES: [&str; 2] = ["long", "2-digit"];

/// Reads a file.
pub(crate) fn language(path: &str, text: &str) -> Result<Language, Error> {
    let tag = Path::new(path)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let is_tag = !tag.is_empty()
        && tag
            .split('-')
            .all(|part| part.len() <= 8 && !part.is_empty())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_tag {
        return Err(Error::new(
            path,
            "is not named after a language: call it by its tag in lower case, such as fr.toml"
                .to_owned(),
        ));
    }
    let mut table: Table = text
        .parse()
        .map_err(|error| Error::new(path, format!("is not TOML: {error}")))?;
    let mut own = |key: &str, example: &str| match table.remove(key) {
        Some(Value::String(value)) if !value.is_empty() => Ok(value),
        _ => Err(Error::new(
            path,
            format!(
                "`{key}` is missing: write it above all tables, for example {key} = \"{example}\""
            ),
        )),
    };
    let (name, locale) = (own("name", "Français")?, own("locale", "fr")?);
    let date = own("date", "long")?;
    if !DATES.contains(&date.as_str()) {
        return Err(Error::new(
            path,
            format!(
                "`date` is {date:?}: write \"long\" for months in words, or \"2-digit\" for numbers alone"
            ),
        ));
    }
    let mut texts = BTreeMap::new();
    gather(path, "", table, &mut texts)?;
    Ok(Language {
        tag: tag.to_owned(),
        name,
        locale,
        date,
        texts,
    })
}

fn gather(
    path: &str,
    above: &str,
    table: Table,
    texts: &mut BTreeMap<String, Text>,
) -> Result<(), Error> {
    for (name, value) in table {
        let key = if above.is_empty() {
            name.clone()
        } else {
            format!("{above}.{name}")
        };
        let is_name = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            return Err(Error::new(
                path,
                format!("`{key}` is no name for a text: use small letters, digits and `_`"),
            ));
        }
        match value {
            Value::String(text) => {
                placeables(&text).map_err(|what| Error::new(path, format!("`{key}`: {what}")))?;
                texts.insert(key, Text::Plain(text));
            }
            Value::Table(table) if counts(&table) => {
                texts.insert(key.clone(), Text::Plural(forms(path, &key, table)?));
            }
            Value::Table(table) => gather(path, &key, table, texts)?,
            _ => {
                return Err(Error::new(
                    path,
                    format!("`{key}` is no text: put it in quotation marks"),
                ));
            }
        }
    }
    Ok(())
}

/// Whether a table is one text with several forms.
fn counts(table: &Table) -> bool {
    !table.is_empty() && table.keys().all(|key| CATEGORIES.contains(&key.as_str()))
}

fn forms(path: &str, key: &str, table: Table) -> Result<BTreeMap<&'static str, String>, Error> {
    let mut forms = BTreeMap::new();
    for category in CATEGORIES {
        match table.get(category) {
            Some(Value::String(text)) => {
                placeables(text)
                    .map_err(|what| Error::new(path, format!("`{key}.{category}`: {what}")))?;
                forms.insert(category, text.clone());
            }
            Some(_) => {
                return Err(Error::new(
                    path,
                    format!("`{key}.{category}` is no text: put it in quotation marks"),
                ));
            }
            None => {}
        }
    }
    match forms.get("other") {
        None => Err(Error::new(
            path,
            format!(
                "`{key}.other` is missing: every language has that form; write the one for numbers that need no other"
            ),
        )),
        Some(other) if !other.contains("{count}") => Err(Error::new(
            path,
            format!("`{key}.other` does not say the number: put {{count}} where it belongs"),
        )),
        Some(_) => Ok(forms),
    }
}

/// The names between braces, each once, by name.
///
/// # Errors
///
/// What is wrong with the text, and what to do.
pub(crate) fn placeables(text: &str) -> Result<Vec<&str>, String> {
    if text.is_empty() {
        return Err("is empty: write the text".to_owned());
    }
    if text.contains(char::is_control) {
        return Err(
            "has a line break or another control character: write it in one line".to_owned(),
        );
    }
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest
            .get(at..)
            .and_then(|rest| rest.strip_prefix('{'))
            .and_then(|rest| rest.split_once('}'));
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        let Some((name, after)) = inside.filter(|(name, _)| is_name(name)) else {
            return Err("has a brace that belongs to no placeable: write {name} with small letters, or leave it out".to_owned());
        };
        found.push(name);
        rest = after;
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
