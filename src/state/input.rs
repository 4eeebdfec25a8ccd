//! What is filled in and can be wrong, and what is said of it.

use thuan_consent::answer::AnswerError;
use thuan_consent::form::{FieldDefinition, FieldKind, OwnField};
use thuan_consent::language::Localised;
use thuan_consent::registration::FieldError;

use super::{ACKNOWLEDGED, State};
use crate::i18n::Id;

/// Something that can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// One of the fields that this product knows.
    Field(FieldKind),
    /// A field of the form's own, by its place in the definition.
    Own(usize),
    /// The required tick.
    Acknowledged,
}

impl Input {
    /// What stands for a field at a place in the definition.
    #[must_use]
    pub fn of(at: usize, field: &FieldDefinition) -> Self {
        match field {
            FieldDefinition::Known(known) => Self::Field(known.name),
            FieldDefinition::Own(_) => Self::Own(at),
        }
    }
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The value does not parse.
    Field(FieldError),
    /// The answer to a field of the form's own does not parse.
    Answer(AnswerError),
    /// The required tick is missing.
    NotAcknowledged,
    /// The backend refused the value.
    RefusedByBackend,
}

/// The id of one of a field's inputs within the shadow root: the first has the field's name.
#[must_use]
pub fn control_id(name: &str, at: usize) -> String {
    match at {
        0 => name.to_owned(),
        _ => [name, "-", &at.to_string()].concat(),
    }
}

impl State {
    /// The input's `name`, and its id within the shadow root.
    #[must_use]
    pub fn name(&self, input: Input) -> &str {
        match input {
            Input::Field(kind) => kind.name(),
            Input::Own(at) => self.setup.form.own(at).map_or("", |own| &own.name),
            Input::Acknowledged => ACKNOWLEDGED,
        }
    }

    /// What a field asks, in the language in force.
    #[must_use]
    pub fn label(&self, input: Input) -> String {
        match input {
            Input::Field(kind) => self.texts().label(kind).to_owned(),
            Input::Own(at) => self.own_words(at, |own| Some(&own.label)),
            Input::Acknowledged => String::new(),
        }
    }

    /// What helps filling a field in; empty where there is no more to say.
    #[must_use]
    pub fn help(&self, input: Input) -> String {
        match input {
            Input::Field(kind) => self.texts().hint(kind).to_owned(),
            Input::Own(at) => self.own_words(at, |own| own.help.as_ref()),
            Input::Acknowledged => String::new(),
        }
    }

    fn own_words(&self, at: usize, pick: fn(&OwnField) -> Option<&Localised>) -> String {
        self.setup
            .form
            .own(at)
            .and_then(pick)
            .map_or_else(String::new, |words| self.localised(words))
    }

    /// Words of a definition in the language in force.
    #[must_use]
    pub fn localised(&self, words: &Localised) -> String {
        self.language
            .with(|language| words.get(language).unwrap_or_default().to_owned())
    }

    /// Whether a field is not shown, by what is answered to others.
    #[must_use]
    pub fn is_hidden(&self, input: Input) -> bool {
        self.hidden
            .with(|all| all.iter().any(|at| input == Input::Own(*at)))
    }

    /// Whether something is wrong with an input.
    #[must_use]
    pub fn is_wrong(&self, input: Input) -> bool {
        self.troubles
            .with(|all| all.iter().any(|(other, _)| *other == input))
    }

    /// What is wrong with an input, in words.
    #[must_use]
    pub fn message(&self, input: Input) -> Option<String> {
        let trouble = self.troubles.with(|all| {
            all.iter()
                .find(|(other, _)| *other == input)
                .map(|(_, trouble)| *trouble)
        })?;
        let texts = self.texts();
        Some(match trouble {
            Trouble::Field(error) => texts.field_error(error),
            Trouble::Answer(error) => {
                let Input::Own(at) = input else { return None };
                self.named(input, &texts.answer_error(error, self.setup.form.own(at)?))
            }
            Trouble::NotAcknowledged => texts.get(Id::ErrorsNotAcknowledged).to_owned(),
            Trouble::RefusedByBackend => self.named(input, texts.get(Id::ErrorsRefusedByBackend)),
        })
    }

    /// Words that could be about any field, with the one they are about: the summary has several of them.
    fn named(&self, input: Input, what: &str) -> String {
        [&self.label(input), ": ", what].concat()
    }
}
