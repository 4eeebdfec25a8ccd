//! Files, against each other.

use super::{Error, FIRST, Language, Text, parse::placeables};

/// Puts the first language first, and holds the others against it.
pub(crate) fn together(languages: &mut [(&str, Language)]) -> Result<(), Error> {
    languages.sort_by(|(_, one), (_, other)| {
        (one.tag != FIRST, &one.tag).cmp(&(other.tag != FIRST, &other.tag))
    });
    let Some(((first_path, first), others)) = languages
        .split_first()
        .filter(|((_, first), _)| first.tag == FIRST)
    else {
        return Err(Error::new(
            &format!("{FIRST}.toml"),
            "is missing: it is the language that stands in where another has no words".to_owned(),
        ));
    };
    let mut before = *first_path;
    let mut tag = &first.tag;
    for (path, language) in others {
        if language.tag == *tag {
            return Err(Error::new(
                path,
                format!("is the language of {before} once more: remove one of the two"),
            ));
        }
        (before, tag) = (path, &language.tag);
        same(path, language, first_path, first)?;
    }
    Ok(())
}

fn same(path: &str, language: &Language, first_path: &str, first: &Language) -> Result<(), Error> {
    for (key, wanted) in &first.texts {
        let Some(text) = language.texts.get(key) else {
            return Err(Error::new(
                path,
                format!(
                    "`{key}` is missing: translate it from {first_path}, where it says {:?}",
                    sample(wanted)
                ),
            ));
        };
        alike(text, wanted).map_err(|what| Error::new(path, format!("`{key}` {what}")))?;
    }
    match language
        .texts
        .keys()
        .find(|key| !first.texts.contains_key(*key))
    {
        Some(key) => Err(Error::new(
            path,
            format!(
                "`{key}` is a text that nothing shows: correct its name, or remove it; {first_path} has all names"
            ),
        )),
        None => Ok(()),
    }
}

fn alike(text: &Text, wanted: &Text) -> Result<(), String> {
    let names = names(wanted);
    match (text, wanted) {
        (Text::Plain(text), Text::Plain(_)) => fits(text, &names, true),
        (Text::Plural(forms), Text::Plural(_)) => {
            // A form may leave out what `other` says: “one file”, “both files”.
            forms
                .iter()
                .try_for_each(|(category, text)| fits(text, &names, *category == "other"))
        }
        (Text::Plain(_), Text::Plural(_)) => Err(
            "counts something: write a form a plural category, and at least `.other`".to_owned(),
        ),
        (Text::Plural(_), Text::Plain(_)) => Err("counts nothing: write one text".to_owned()),
    }
}

/// What a text may have put into it, by name.
pub(crate) fn names(text: &Text) -> Vec<&str> {
    placeables(sample(text)).unwrap_or_default()
}

/// The text, or the form that every language has.
pub(crate) fn sample(text: &Text) -> &str {
    match text {
        Text::Plain(text) => text,
        Text::Plural(forms) => forms.get("other").map_or("", String::as_str),
    }
}

fn fits(text: &str, names: &[&str], whole: bool) -> Result<(), String> {
    let found = placeables(text)?;
    if let Some(name) = found.iter().find(|name| !names.contains(name)) {
        return Err(format!(
            "has {{{name}}}, for which there is nothing to put in: there are {}",
            list(names)
        ));
    }
    match names.iter().find(|name| whole && !found.contains(name)) {
        Some(name) => Err(format!(
            "lacks {{{name}}}: put it where it belongs in the sentence"
        )),
        None => Ok(()),
    }
}

fn list(names: &[&str]) -> String {
    if names.is_empty() {
        return "no placeables".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("{{{name}}}")).collect();
    names.join(", ")
}
