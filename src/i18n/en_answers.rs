//! A message for each error in an answer to a field of the form's own; the field's label stands before it.

use thuan_consent::answer::AnswerError;
use thuan_consent::form::{OwnField, OwnKind};

use super::en_errors::email;

pub(super) fn answer_error(error: AnswerError, field: &OwnField) -> String {
    match error {
        AnswerError::Empty => match field.kind {
            OwnKind::Text | OwnKind::Multiline => "enter this",
            OwnKind::Email => "enter the email address",
            OwnKind::Number | OwnKind::Date => return within(field),
            OwnKind::Select | OwnKind::Radio => "choose one",
            OwnKind::Checkbox => "tick this box to continue",
        },
        AnswerError::TooShort => {
            let shortest = field.shortest().to_string();
            return ["write at least ", &shortest, " characters"].concat();
        }
        AnswerError::TooLong => {
            let longest = field.longest().to_string();
            return ["shorten it to at most ", &longest, " characters"].concat();
        }
        AnswerError::ControlCharacter => "type it by hand: what was pasted has hidden characters",
        AnswerError::Email(error) => email(error),
        AnswerError::NotNumber | AnswerError::Range => return within(field),
        AnswerError::Ambiguous => {
            "this sign may stand for thousands or for decimals: write digits only, for example 1500"
        }
        AnswerError::Decimals => "enter at most two decimals, for example 12.75",
        AnswerError::NotDate => "enter the day, month and year, for example 31/12/2026",
        AnswerError::NoSuchDay => "no calendar has this day: check the day and the month",
        AnswerError::NoOption => "choose again from what there is",
    }
    .to_owned()
}

fn within(field: &OwnField) -> String {
    let what = if matches!(field.kind, OwnKind::Date) {
        "choose a day"
    } else {
        "enter a number"
    };
    let between = match (&field.min, &field.max) {
        (Some(_), Some(_)) => [" from ", " to "],
        (Some(_), None) => [" from ", ""],
        _ => ["", " up to "],
    };
    let mut words = what.to_owned();
    for (between, limit) in between.into_iter().zip([&field.min, &field.max]) {
        if let Some(limit) = limit {
            words = [&words, between, limit].concat();
        }
    }
    words
}
