//! Where the tables come from.
//!
//! Natively, and in the record page, every language is there. What a page loads for a form has none: the loader fetches
//! the one that is shown and hands it over.

use thuan_consent::language::Language;

use super::Texts;

#[cfg(not(any(feature = "record", feature = "ssr")))]
pub use handed::{load, texts};
#[cfg(any(feature = "record", feature = "ssr"))]
pub use whole::{all, choose, texts};

#[cfg(any(feature = "record", feature = "ssr"))]
mod whole {
    use super::super::LANGUAGES;
    use super::{Language, Texts};

    /// The texts in a language; the first language's where there is no table for it.
    #[must_use]
    pub fn texts(language: &Language) -> &'static Texts {
        let found = all().iter().find(|table| table.tag == language.as_str());
        found.or(all().first()).unwrap_or(&super::NONE)
    }

    /// Every table, in the order in which languages are offered.
    #[must_use]
    pub fn all() -> &'static [Texts] {
        &LANGUAGES
    }

    /// The first of the wishes that there are words in, otherwise the first language. Only the first part of a wish counts.
    #[must_use]
    pub fn choose(wishes: &[String]) -> Option<Language> {
        let known = |wish: &String| {
            let primary = wish.split(['-', '_']).next()?;
            all()
                .iter()
                .find(|table| table.tag.eq_ignore_ascii_case(primary))
        };
        let table = wishes.iter().find_map(known).or_else(|| all().first())?;
        table.tag.parse().ok()
    }
}

#[cfg(not(any(feature = "record", feature = "ssr")))]
mod handed {
    use std::cell::Cell;

    use super::super::COUNT;
    use super::{Language, Texts};

    /// What was handed over, the newest first. A page has a language or two, and keeps them.
    struct Kept {
        texts: Texts,
        before: Option<&'static Kept>,
    }

    thread_local! {
        static KEPT: Cell<Option<&'static Kept>> = const { Cell::new(None) };
    }

    /// The texts in a language; where there is no table for it, those that were handed over last.
    #[must_use]
    #[inline(never)]
    pub fn texts(language: &Language) -> &'static Texts {
        let newest = KEPT.get();
        let mut next = newest;
        while let Some(kept) = next {
            if kept.texts.tag == language.as_str() {
                return &kept.texts;
            }
            next = kept.before;
        }
        newest.map_or(&super::NONE, |kept| &kept.texts)
    }

    /// Takes the table of a language, if there is none yet: a line each for its tag, its locale, its way of writing dates, and the texts in the order
    /// of their names. `None` for anything that is not that many lines.
    #[must_use]
    pub fn load(language: &Language, table: String) -> Option<()> {
        if texts(language).tag == language.as_str() {
            return Some(());
        }
        let lines: &'static str = Box::leak(table.into_boxed_str());
        let mut rows = Vec::with_capacity(COUNT + 3);
        let mut rest = Some(lines);
        while let Some(text) = rest {
            let end = text.bytes().position(|byte| byte == b'\n');
            rows.push(text.get(..end.unwrap_or(text.len()))?);
            rest = end.and_then(|end| text.get(end + 1..));
        }
        let rows: &'static [&'static str] = Vec::leak(rows);
        let [tag, locale, date, table @ ..] = rows else {
            return None;
        };
        let texts = Texts {
            tag,
            locale,
            date,
            table,
        };
        let is_whole = table.len() == COUNT;
        let kept = Kept {
            texts,
            before: KEPT.get(),
        };
        is_whole.then(|| KEPT.set(Some(Box::leak(Box::new(kept)))))
    }
}

/// Says nothing.
static NONE: Texts = Texts {
    tag: "",
    locale: "",
    date: "",
    #[cfg(any(feature = "record", feature = "ssr"))]
    name: "",
    table: &[],
};
