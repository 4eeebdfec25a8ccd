//! The names of the texts, as Rust.

use std::fmt::Write as _;

use super::{
    CATEGORIES, Languages, Text,
    check::{names, sample},
};

/// A placeable has to be a character that no text has; line feeds are between texts.
const MOST_PLACEABLES: usize = 8;

impl Languages {
    /// An enum `Id` of the texts in these sections that are shown as they are, a method of `Texts` for each of the others,
    /// whose arguments are its placeables by name, and the number of lines of a table, `COUNT`.
    ///
    /// With `tables`, a static `LANGUAGES` of all languages as well.
    #[must_use]
    pub fn rust(&self, sections: &[&str], tables: bool) -> String {
        let (mut ids, mut methods, mut at) = (String::new(), String::new(), 0_usize);
        for (key, text) in self.named(sections) {
            let doc = format!("{:?}", sample(text));
            let names = names(text);
            assert!(
                names.len() <= MOST_PLACEABLES,
                "`{key}` has more than {MOST_PLACEABLES} placeables"
            );
            let arguments: String = names.iter().map(|name| format!(", {name}: &str")).collect();
            let values = names.join(", ");
            let name = key.replace('.', "_");
            match text {
                Text::Plain(_) if names.is_empty() => {
                    let _ = writeln!(ids, "    #[doc = {doc}]\n    {} = {at},", camel(&name));
                    at += 1;
                }
                Text::Plain(_) => {
                    let _ = writeln!(
                        methods,
                        "    #[doc = {doc}]\n    #[must_use]\n    pub fn {name}(&self{arguments}) -> String {{\n        self.filled({at}, &[{values}])\n    }}\n"
                    );
                    at += 1;
                }
                Text::Plural(_) => {
                    let _ = writeln!(
                        methods,
                        "    #[doc = {doc}]\n    ///\n    /// `count` is a whole number in digits.\n    #[must_use]\n    pub fn {name}(&self{arguments}) -> String {{\n        self.counted({at}, count, &[{values}])\n    }}\n"
                    );
                    at += CATEGORIES.len();
                }
            }
        }
        let mut source = format!(
            "/// The name of a text that is shown as it is.\n#[derive(Debug, Clone, Copy, PartialEq, Eq)]\n#[repr(u16)]\npub enum Id {{\n{ids}}}\n\n\
             /// How many texts a table has.\npub const COUNT: usize = {at};\n\nimpl Texts {{\n{methods}}}\n"
        );
        if tables {
            let _ = writeln!(
                source,
                "\nstatic LANGUAGES: [Texts; {}] = [",
                self.iter().count()
            );
            for language in self.iter() {
                let rows: String = self
                    .rows(language, sections)
                    .iter()
                    .map(|row| format!("{row:?}, "))
                    .collect();
                let _ = writeln!(
                    source,
                    "    Texts {{ tag: {:?}, locale: {:?}, date: {:?}, name: {:?}, table: &[{rows}] }},",
                    language.tag, language.locale, language.date, language.name
                );
            }
            source.push_str("];\n");
        }
        source
    }
}

/// `form_send_again` as `FormSendAgain`.
fn camel(name: &str) -> String {
    let mut out = String::new();
    for part in name.split('_') {
        let mut letters = part.chars();
        out.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
