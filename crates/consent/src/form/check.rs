//! What is looked at in a form definition as a whole.

use super::{
    FORMAT, FieldDefinition, FormDefinition, FormError, Lookup, OwnField, OwnKind, is_plain,
};
use crate::language::Localised;

impl FormDefinition {
    #[inline(never)]
    pub(super) fn check(&self) -> Result<(), FormError> {
        if self.format != FORMAT {
            return Err(FormError::Format);
        }
        for (member, text) in [("id", &self.id), ("policy", &self.policy)] {
            if !is_plain(text, b"-") {
                return Err(FormError::Name(member));
            }
        }
        if self.languages.is_empty() {
            return Err(FormError::NoLanguage);
        }
        self.check_words(&self.title, &["/title"])?;
        if self.fields.is_empty() {
            return Err(FormError::NoField);
        }
        if !self.lookup.as_ref().is_none_or(Lookup::is_usable) {
            return Err(FormError::Lookup);
        }
        self.check_sections()?;
        self.check_fields()
    }

    /// Whether there are words in every language; where these are told without a pointer of its own being made first.
    fn check_words(&self, words: &Localised, place: &[&str]) -> Result<(), FormError> {
        for language in &self.languages {
            if words.get(language).is_none_or(str::is_empty) {
                return Err(FormError::Text(place.concat(), language.clone()));
            }
        }
        Ok(())
    }

    fn check_sections(&self) -> Result<(), FormError> {
        let names = self.section_names();
        for (at, section) in self.sections.iter().enumerate() {
            let place = ["/sections/", &at.to_string()].concat();
            let twice = names.iter().filter(|name| **name == section.id).count() > 1;
            if twice || !is_plain(&section.id, b"-_") {
                return Err(FormError::SectionName([&place, "/id"].concat()));
            }
            self.check_words(&section.legend, &[&place, "/legend"])?;
        }
        Ok(())
    }

    fn check_fields(&self) -> Result<(), FormError> {
        let names = self.section_names();
        let in_page_order = self.in_page_order();
        for (at, field) in self.fields.iter().enumerate() {
            if self
                .fields
                .iter()
                .take(at)
                .any(|other| other.name() == field.name())
            {
                return Err(FormError::Duplicate(field.name().to_owned()));
            }
            let FieldDefinition::Own(own) = field else {
                continue;
            };
            let place = ["/fields/", &at.to_string()].concat();
            if !names.contains(&own.section.as_str()) {
                return Err(FormError::Section([&place, "/section"].concat()));
            }
            self.check_words(&own.label, &[&place, "/label"])?;
            if let Some(help) = &own.help {
                self.check_words(help, &[&place, "/help"])?;
            }
            for (at, option) in own.options.iter().enumerate() {
                self.check_words(
                    &option.label,
                    &[&place, "/options/", &at.to_string(), "/label"],
                )?;
            }
            if !can_be_shown(own, &in_page_order) {
                return Err(FormError::Condition([&place, "/shown_when"].concat()));
            }
        }
        Ok(())
    }
}

/// Whether a field's condition is an answer to one that stands before it.
fn can_be_shown(field: &OwnField, in_page_order: &[(usize, &FieldDefinition)]) -> bool {
    let Some(condition) = &field.shown_when else {
        return true;
    };
    for (_, other) in in_page_order {
        if other.name() == field.name.as_str() {
            return false;
        }
        if let FieldDefinition::Own(other) = other
            && other.name == condition.field
        {
            let decides = other.kind.is_chosen() || matches!(other.kind, OwnKind::Checkbox);
            return decides && other.has_answer(&condition.is);
        }
    }
    false
}
