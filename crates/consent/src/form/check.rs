//! What is looked at in a form definition as a whole.

use super::{FORMAT, FieldDefinition, FormDefinition, FormError, Lookup, OwnField, is_plain};
use crate::language::Localised;

const WORDS: &str = "needs a text in each of `languages`";

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
        if !self.has_words(&self.title) {
            return Err(FormError::Place(["/title: ", WORDS].concat()));
        }
        if self.fields.is_empty() {
            return Err(FormError::NoField);
        }
        if !self.lookup.as_ref().is_none_or(Lookup::is_usable) {
            return Err(FormError::Lookup);
        }
        if !self.plain_endpoint.as_deref().is_none_or(is_form_action) {
            return Err(FormError::PlainEndpoint);
        }
        if let Some(fault) = super::delivery::fault(self) {
            return Err(FormError::Place(fault));
        }
        let names = self.section_names();
        for (at, section) in self.sections.iter().enumerate() {
            let twice = names.iter().filter(|name| **name == section.id).count() > 1;
            let (member, what) = if twice || !is_plain(&section.id, b"-_") {
                (
                    "/id",
                    "must be lower-case letters, digits, dashes, underscores, and no other section's",
                )
            } else if !self.has_words(&section.legend) {
                ("/legend", WORDS)
            } else {
                continue;
            };
            return Err(FormError::at("/sections/", at, member, what));
        }
        for (at, field) in self.fields.iter().enumerate() {
            if let Some((member, what)) = self.fault_of(at, field, &names) {
                return Err(FormError::at("/fields/", at, member, what));
            }
        }
        Ok(())
    }

    fn has_words(&self, words: &Localised) -> bool {
        let there = |language| words.get(language).is_some_and(|words| !words.is_empty());
        self.languages.iter().all(there)
    }

    /// What is wrong with a field beside the others.
    fn fault_of(
        &self,
        at: usize,
        field: &FieldDefinition,
        sections: &[&str],
    ) -> Option<(&'static str, &'static str)> {
        let mut before = self.fields.iter().take(at);
        if before.any(|other| other.name() == field.name()) {
            return Some(("/name", "stands twice"));
        }
        let FieldDefinition::Own(own) = field else {
            return None;
        };
        if !sections.contains(&own.section.as_str()) {
            let what = "must be company, contact, or the `id` of one of `sections`";
            return Some(("/section", what));
        }
        if !self.has_words(&own.label) {
            return Some(("/label", WORDS));
        }
        if !own.help.as_ref().is_none_or(|help| self.has_words(help)) {
            return Some(("/help", WORDS));
        }
        if !own
            .options
            .iter()
            .all(|option| self.has_words(&option.label))
        {
            return Some(("/options", WORDS));
        }
        if !self.can_be_shown(own) {
            let what =
                "must name a select, radio or checkbox before this field, and one of its answers";
            return Some(("/shown_when", what));
        }
        None
    }

    /// Whether a field's condition is an answer to one that stands before it in the page.
    fn can_be_shown(&self, field: &OwnField) -> bool {
        let Some(condition) = &field.shown_when else {
            return true;
        };
        for (_, other) in self.in_page_order() {
            if other.name() == field.name {
                break;
            }
            if let FieldDefinition::Own(other) = other
                && other.name == condition.field
            {
                return other.has_answer(&condition.is);
            }
        }
        false
    }
}

/// Whether a form may be posted there: over HTTP, and to nothing that a browser would run. Browsers skip spaces and
/// control characters in addresses, so there must be none.
fn is_form_action(address: &str) -> bool {
    let begin = address
        .bytes()
        .take_while(|byte| !matches!(byte, b'/' | b'?' | b'#'));
    let has_scheme = begin.into_iter().any(|byte| byte == b':');
    let of_web = address.starts_with("https://") || address.starts_with("http://");
    (of_web || !has_scheme)
        && !address.is_empty()
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte > b' ')
}
