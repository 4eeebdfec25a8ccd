//! What the fields of a registration, and the answers to them, are called: in the words of the form.

use thuan_consent::form::{FieldDefinition, FieldKind, FormDefinition, OwnField, OwnKind, TICKED};
use thuan_consent::language::{Language, Localised};
use thuan_consent::verdict::Finding;

use super::Page;
use crate::i18n::Texts;
use crate::record_page::state::Opened;

/// The words of a form in the language of the page.
pub(super) struct Labels {
    form: Option<FormDefinition>,
    language: Language,
    texts: &'static Texts,
}

impl Labels {
    /// From the file that is shown. Whoever brings a file along could have put any words into it, so only those of the
    /// form count that the record names by its hash.
    pub(super) fn of(page: &Page, opened: &Opened) -> Self {
        let verdict = &opened.verdict;
        let form = verdict.file.form.as_ref();
        let form = form.filter(|_| verdict.findings.contains(&Finding::FormHolds));
        Self::new(
            page,
            form.and_then(|form| FormDefinition::parse(form.as_bytes()).ok()),
        )
    }

    /// From the form that is served now.
    pub(super) fn served(page: &Page) -> Self {
        let service = page.setup.service.as_ref();
        Self::new(page, service.map(|service| service.form.clone()))
    }

    fn new(page: &Page, form: Option<FormDefinition>) -> Self {
        Self {
            form,
            language: page.language.get(),
            texts: page.words(),
        }
    }

    /// What a field is called; its name, where nothing is known of it.
    pub(super) fn field(&self, name: &str) -> String {
        if let Some(kind) = FieldKind::ALL.into_iter().find(|kind| kind.name() == name) {
            return self.texts.label(kind).to_owned();
        }
        self.own(name)
            .and_then(|own| self.words(&own.label))
            .unwrap_or(name)
            .to_owned()
    }

    /// What an answer is called: that of one who chose has the words beside the choice.
    pub(super) fn answer(&self, name: &str, value: &str) -> String {
        let words = self.own(name).and_then(|own| match own.kind {
            OwnKind::Checkbox if value == TICKED => Some("✓"),
            _ => own
                .options
                .iter()
                .find(|option| option.value == value)
                .and_then(|option| self.words(&option.label)),
        });
        words.unwrap_or(value).to_owned()
    }

    /// The names of the fields in the order in which the form shows them, or in this product's.
    pub(super) fn order(&self) -> Vec<&str> {
        match &self.form {
            Some(form) => {
                let fields = form.in_page_order().into_iter();
                fields.map(|(_, field)| field.name()).collect()
            }
            None => FieldKind::ALL.into_iter().map(FieldKind::name).collect(),
        }
    }

    fn own(&self, name: &str) -> Option<&OwnField> {
        let fields = &self.form.as_ref()?.fields;
        fields.iter().find_map(|field| match field {
            FieldDefinition::Own(own) if own.name == name => Some(&**own),
            _ => None,
        })
    }

    /// In the language of the page, or else in the form's first.
    fn words<'a>(&'a self, words: &'a Localised) -> Option<&'a str> {
        let first = self.form.as_ref().and_then(|form| form.languages.first());
        words.get(&self.language).or_else(|| words.get(first?))
    }
}
