//! What is wrong with an answer to a field of the form's own, and what to do; it follows the field's label.
//!
//! The words are put together the same way in each language, so a language is a table.

use thuan_consent::answer::AnswerError;
use thuan_consent::form::{OwnField, OwnKind};
use thuan_fields::EmailError;

/// The words for one language.
#[derive(Debug)]
pub struct AnswerTexts {
    /// Nothing was typed.
    pub text: &'static str,
    /// No e-mail address was typed.
    pub email: &'static str,
    /// A number is asked for; its limits follow.
    pub number: &'static str,
    /// A day is asked for; its limits follow.
    pub date: &'static str,
    /// Before the least that is taken.
    pub from: &'static str,
    /// Before the most that is taken.
    pub to: &'static str,
    /// Behind the least that is taken, where there is no most.
    pub onwards: &'static str,
    /// A day, from `YYYY-MM-DD`.
    pub day: fn(&str) -> String,
    /// Between a number and its decimals.
    pub decimal_mark: char,
    /// Nothing was chosen.
    pub choice: &'static str,
    /// A box that has to be ticked is not.
    pub tick: &'static str,
    /// Too short a text: before the number of characters.
    pub at_least: &'static str,
    /// Too long a text: before the number of characters.
    pub at_most: &'static str,
    /// Behind a number of characters.
    pub characters: &'static str,
    /// A character that nobody types.
    pub hidden_character: &'static str,
    /// More than two decimals, or a mark between thousands.
    pub decimals: &'static str,
    /// No date, or none of the calendar.
    pub whole_date: &'static str,
    /// None of the options.
    pub no_option: &'static str,
    /// What is wrong with an e-mail address.
    pub email_error: fn(EmailError) -> &'static str,
}

/// What is wrong, and what to do.
#[inline(never)]
pub fn answer_error(texts: &AnswerTexts, error: AnswerError, field: &OwnField) -> String {
    let counted =
        |before: &str, count: usize| [before, &count.to_string(), texts.characters].concat();
    match error {
        AnswerError::Empty => match field.kind {
            OwnKind::Text | OwnKind::Multiline => texts.text,
            OwnKind::Email => texts.email,
            OwnKind::Number | OwnKind::Date => return within(texts, field),
            OwnKind::Select | OwnKind::Radio => texts.choice,
            OwnKind::Checkbox => texts.tick,
        },
        AnswerError::NotNumber | AnswerError::Range => return within(texts, field),
        AnswerError::TooShort => return counted(texts.at_least, field.shortest()),
        AnswerError::TooLong => return counted(texts.at_most, field.longest()),
        AnswerError::ControlCharacter => texts.hidden_character,
        AnswerError::Email(error) => (texts.email_error)(error),
        AnswerError::Decimals => texts.decimals,
        AnswerError::NotDate => texts.whole_date,
        AnswerError::NoOption => texts.no_option,
    }
    .to_owned()
}

/// Asks for a number or a day between the field's limits.
fn within(texts: &AnswerTexts, field: &OwnField) -> String {
    let is_date = matches!(field.kind, OwnKind::Date);
    let mut words = if is_date { texts.date } else { texts.number }.to_owned();
    for (between, limit) in [(texts.from, &field.min), (texts.to, &field.max)] {
        let Some(limit) = limit else { continue };
        words.push_str(between);
        if is_date {
            words.push_str(&(texts.day)(limit));
            continue;
        }
        for byte in limit.bytes() {
            let c = char::from(byte);
            words.push(if c == '.' { texts.decimal_mark } else { c });
        }
    }
    if field.max.is_none() && field.min.is_some() {
        words.push_str(texts.onwards);
    }
    words
}
