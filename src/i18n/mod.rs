//! Translations: one file a language in this folder, `<tag>.toml`, and nothing about any language in the code.
//!
//! `build.rs` holds the files together and makes the names of their texts of them: [`Id`], and a method of [`Texts`] for
//! each text that something is put into. Every error and failure has exactly one exhaustive match here, to such names: an
//! error without words does not compile, and a language without them ends the build.
//!
//! * here: a table, and what is said of what the form knows
//! * `tables`: where tables come from: natively and for the record page they are all there; the form is handed its own
//! * `intl`: dates and plurals, by the browser's `Intl` or natively by ICU4X
//! * `errors`, `answers`, `readings`: the words for what `thuan-fields` and `thuan-consent` say
//! * `failure`: why a registration did not arrive
//! * `record`: the words of the record page
//! * `plain`: the words for a form that was posted as plain HTML

mod answers;
mod errors;
mod failure;
#[cfg(feature = "ssr")]
pub mod intl;
#[cfg(not(feature = "ssr"))]
mod intl;
#[cfg(feature = "ssr")]
mod plain;
mod readings;
#[cfg(any(feature = "record", feature = "ssr"))]
mod record;
mod tables;

use thuan_consent::form::FieldKind;
use thuan_consent::record::LawfulBasis;

pub use failure::Failure;
#[cfg(not(any(feature = "record", feature = "ssr")))]
pub use tables::load;
pub use tables::texts;
#[cfg(any(feature = "record", feature = "ssr"))]
pub use tables::{all, choose};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Every text of the widget in one language.
#[derive(Debug, Clone, Copy, Default)]
pub struct Texts {
    /// The language's tag, as `lang` attributes have it.
    pub tag: &'static str,
    /// By which its dates and plurals are made.
    locale: &'static str,
    /// How its dates are written: `long`, or `2-digit`.
    date: &'static str,
    /// The language's own name.
    #[cfg(any(feature = "record", feature = "ssr"))]
    pub name: &'static str,
    /// The texts, in the order of their names.
    table: &'static [&'static str],
}

impl Texts {
    /// The text of a name.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, id: Id) -> &'static str {
        self.at(id as usize)
    }

    fn at(&self, at: usize) -> &'static str {
        self.table.get(at).copied().unwrap_or_default()
    }

    /// A text with these values in place of its placeables, which are the characters U+0001, U+0002, …
    #[inline(never)]
    fn filled(&self, at: usize, values: &[&str]) -> String {
        let mut text = String::new();
        for c in self.at(at).chars() {
            match values.get((c as usize).wrapping_sub(1)) {
                Some(value) => text.push_str(value),
                None => text.push(c),
            }
        }
        text
    }

    /// The form for a number, of those that begin here; where the language has no such form, the first.
    #[inline(never)]
    fn counted(&self, at: usize, count: &str, values: &[&str]) -> String {
        let other = at + intl::category(self.locale, count);
        let form = if self.at(other).is_empty() { at } else { other };
        self.filled(form, values)
    }

    /// A day in words, from `YYYY-MM-DD`; what is no day stays as it is.
    #[must_use]
    pub fn day(&self, iso: &str) -> String {
        intl::day(self.locale, self.date, iso)
    }

    /// A field's label.
    #[must_use]
    pub fn label(&self, kind: FieldKind) -> &'static str {
        self.get(match kind {
            FieldKind::CompanyName => Id::FormLabelCompanyName,
            FieldKind::TaxCode => Id::FormLabelTaxCode,
            FieldKind::Address => Id::FormLabelAddress,
            FieldKind::ContactName => Id::FormLabelContactName,
            FieldKind::Email => Id::FormLabelEmail,
            FieldKind::Phone => Id::FormLabelPhone,
        })
    }

    /// What helps filling a field in; empty where the label says it all.
    #[must_use]
    pub fn hint(&self, kind: FieldKind) -> &'static str {
        self.get(match kind {
            FieldKind::CompanyName => Id::FormHintCompanyName,
            FieldKind::TaxCode => Id::FormHintTaxCode,
            FieldKind::Address => Id::FormHintAddress,
            FieldKind::ContactName => return "",
            FieldKind::Email => Id::FormHintEmail,
            FieldKind::Phone => Id::FormHintPhone,
        })
    }

    /// On what ground something is used, in plain words.
    #[must_use]
    pub fn basis(&self, basis: LawfulBasis) -> &'static str {
        self.get(match basis {
            LawfulBasis::Consent => Id::FormBasisConsent,
            LawfulBasis::Contract => Id::FormBasisContract,
            LawfulBasis::LegalObligation => Id::FormBasisLegalObligation,
        })
    }

    /// A retention period in words. A form that is not `P<number><Y|M|D>` is shown as it is.
    #[must_use]
    pub fn period(&self, iso: &str) -> String {
        let words = match iso.as_bytes().last() {
            Some(b'Y') => Self::form_years,
            Some(b'M') => Self::form_months,
            Some(b'D') => Self::form_days,
            _ => return iso.to_owned(),
        };
        let number = iso
            .strip_prefix('P')
            .and_then(|rest| rest.get(..rest.len() - 1));
        match number
            .filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        {
            Some(number) => words(self, number),
            None => iso.to_owned(),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn in_language(tag: &str) -> Texts {
        let found = all().iter().find(|texts| texts.tag == tag);
        found.copied().unwrap_or_default()
    }

    #[test]
    fn periods_are_said_in_words() {
        let (vi, en) = (in_language("vi"), in_language("en"));
        assert_eq!(vi.period("P10Y"), "10 năm");
        assert_eq!(en.period("P10Y"), "10 years");
        assert_eq!(en.period("P1Y"), "1 year");
        for odd in ["", "P", "Y", "PY", "P1Y2M", "PT5H", "Pé1D"] {
            assert_eq!(en.period(odd), odd);
        }
    }

    #[test]
    fn days_are_said_in_words_and_what_is_none_stays() {
        assert_eq!(in_language("en").day("2026-03-01"), "1 March 2026");
        assert_eq!(in_language("vi").day("2026-03-01"), "01/03/2026");
        for odd in ["", "soon", "2026-02-30", "2026-13-01"] {
            assert_eq!(in_language("en").day(odd), odd);
        }
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        let version = in_language("en").form_version("\u{2}", "{effective}");
        assert_eq!(version, "Version {effective}, in force from \u{2}");
    }
}
