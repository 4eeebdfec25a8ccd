//! What is wrong with an answer to a field of the form's own, and what to do; it follows the field's label.

use thuan_consent::answer::AnswerError;
use thuan_consent::form::{OwnField, OwnKind};

use super::{Id, Texts, errors};

impl Texts {
    /// What is wrong, and what to do.
    #[must_use]
    #[inline(never)]
    pub fn answer_error(&self, error: AnswerError, field: &OwnField) -> String {
        let id = match error {
            AnswerError::Empty => match field.kind {
                OwnKind::Text | OwnKind::Multiline => Id::ErrorsAnswerText,
                OwnKind::Email => Id::ErrorsAnswerEmail,
                OwnKind::Number | OwnKind::Date => return self.within(field),
                OwnKind::Select | OwnKind::Radio => Id::ErrorsAnswerChoice,
                OwnKind::Checkbox => Id::ErrorsAnswerTick,
            },
            AnswerError::NotNumber | AnswerError::Range => return self.within(field),
            AnswerError::TooShort => {
                return self.errors_answer_too_short(&field.shortest().to_string());
            }
            AnswerError::TooLong => {
                return self.errors_answer_too_long(&field.longest().to_string());
            }
            AnswerError::ControlCharacter => Id::ErrorsAnswerHiddenCharacter,
            AnswerError::Email(error) => errors::email(error),
            AnswerError::Decimals => Id::ErrorsAnswerDecimals,
            AnswerError::NotDate => Id::ErrorsAnswerWholeDate,
            AnswerError::NoOption => Id::ErrorsAnswerNoOption,
        };
        self.get(id).to_owned()
    }

    /// Asks for a number or a day between the field's limits.
    fn within(&self, field: &OwnField) -> String {
        let is_date = matches!(field.kind, OwnKind::Date);
        let said = |limit: &Option<String>| {
            limit.as_deref().map(|limit| {
                if is_date {
                    self.day(limit)
                } else {
                    limit.replace('.', self.get(Id::FormDecimalMark))
                }
            })
        };
        match (is_date, said(&field.min), said(&field.max)) {
            (false, None, None) => self.get(Id::ErrorsAnswerNumber).to_owned(),
            (false, Some(min), None) => self.errors_answer_number_from(&min),
            (false, None, Some(max)) => self.errors_answer_number_to(&max),
            (false, Some(min), Some(max)) => self.errors_answer_number_between(&max, &min),
            (true, None, None) => self.get(Id::ErrorsAnswerDate).to_owned(),
            (true, Some(min), None) => self.errors_answer_date_from(&min),
            (true, None, Some(max)) => self.errors_answer_date_to(&max),
            (true, Some(min), Some(max)) => self.errors_answer_date_between(&max, &min),
        }
    }
}
