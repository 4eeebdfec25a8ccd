//! What the widget gets of a language: its texts in the order of their names, each placeable one character.

use super::{CATEGORIES, FIRST, Language, Languages, Text, check::names};

impl Languages {
    /// The first language, which has every text.
    pub(crate) fn first(&self) -> impl Iterator<Item = (&str, &Text)> {
        let first = self.get(FIRST).into_iter();
        first
            .flat_map(|language| &language.texts)
            .map(|(key, text)| (key.as_str(), text))
    }

    /// A language as a text of lines: its tag, its locale, its way of writing dates, then the texts of these sections, section by section and by
    /// key. A text that counts has a line for each of [`CATEGORIES`], empty where the language has no such form.
    ///
    /// The first of a text's placeables, by name, is U+0001, the second U+0002, and so on.
    #[must_use]
    pub fn table(&self, language: &Language, sections: &[&str]) -> String {
        let mut lines = vec![
            language.tag.clone(),
            language.locale.clone(),
            language.date.clone(),
        ];
        lines.extend(self.rows(language, sections));
        lines.join("\n")
    }

    /// The texts of these sections in the order of a table.
    pub(crate) fn rows(&self, language: &Language, sections: &[&str]) -> Vec<String> {
        let mut rows = Vec::new();
        for (key, wanted) in self.named(sections) {
            let names = names(wanted);
            match language.texts.get(key) {
                Some(Text::Plain(text)) => rows.push(numbered(text, &names)),
                Some(Text::Plural(forms)) => rows.extend(CATEGORIES.iter().map(|category| {
                    forms
                        .get(category)
                        .map_or_else(String::new, |text| numbered(text, &names))
                })),
                None => {}
            }
        }
        rows
    }

    /// The texts of these sections, in that order and by key.
    pub(crate) fn named<'a>(
        &'a self,
        sections: &'a [&str],
    ) -> impl Iterator<Item = (&'a str, &'a Text)> {
        sections.iter().flat_map(|section| {
            self.first().filter(move |(key, _)| {
                key.strip_prefix(section)
                    .is_some_and(|rest| rest.starts_with('.'))
            })
        })
    }
}

fn numbered(text: &str, names: &[&str]) -> String {
    let mut text = text.to_owned();
    for (number, name) in (1..).zip(names) {
        let mark = char::from_u32(number).unwrap_or_default().to_string();
        text = text.replace(&format!("{{{name}}}"), &mark);
    }
    text
}
