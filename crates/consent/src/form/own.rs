//! A field of a form's own: what is asked beside the six that this product knows.

use core::cmp::Ordering;

use super::{FieldKind, is_plain};
use crate::answer;
use crate::json::{Faults, FromJson, Json, members};
use crate::language::Localised;

/// A field that the form definition describes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[cfg_attr(feature = "schema", schemars(transform = crate::schema::own_field))]
pub struct OwnField {
    /// The name in `registration.fields` and the input's `name`: lower-case letters, digits, underscores, and none that
    /// means something already.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::OWN_NAME)))]
    pub name: String,
    /// What kind of answer it takes.
    #[cfg_attr(feature = "schema", schemars(rename = "type"))]
    pub kind: OwnKind,
    /// What is asked, in each of the form's languages.
    pub label: Localised,
    /// What helps answering, in each of the form's languages.
    pub help: Option<Localised>,
    /// Whether a registration without it is refused, while it is shown.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub required: bool,
    /// Where it stands: `company`, `contact`, or one of the form's own `sections`.
    pub section: String,
    /// Fewest characters of a text, in code points; one where nothing is said.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub min_length: Option<u16>,
    /// Most characters of a text, in code points; 200 where nothing is said, 2000 in several lines.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max_length: Option<u16>,
    /// The smallest number (`-12.5`), or the first day (`2026-01-31`).
    pub min: Option<String>,
    /// The greatest number, or the last day.
    pub max: Option<String>,
    /// What can be chosen.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub options: Vec<Choice>,
    /// Under which condition it is shown; always, where nothing is said.
    pub shown_when: Option<Condition>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Choice {
    /// What stands in `registration.fields`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PACK_NAME)))]
    pub value: String,
    /// The words, in each of the form's languages.
    pub label: Localised,
}

/// An answer to another field that shows this one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Condition {
    /// The name of a `select`, `radio` or `checkbox` that stands before this field in the page.
    pub field: String,
    /// The answer: one of its options, or `true` for a ticked box.
    pub is: String,
}

members!(read OwnField {
    name, kind as "type", label, help, required or false, section, min_length, max_length, min, max,
    options or Vec::new(), shown_when,
});
members!(read Choice { value, label });
members!(read Condition { field, is });

/// What kind of answer a field of the form's own takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "lowercase"))]
pub enum OwnKind {
    /// A line of text.
    Text,
    /// Text in several lines.
    Multiline,
    /// An e-mail address.
    Email,
    /// A number with up to two decimals.
    Number,
    /// A day.
    Date,
    /// One of several, in a list that opens.
    Select,
    /// One of several, each with its words beside it.
    Radio,
    /// Yes, or nothing said.
    Checkbox,
}

/// The value of a ticked box.
pub const TICKED: &str = "true";

/// Names that mean something else where a form is posted or read.
const TAKEN: [&str; 8] = [
    "acknowledged",
    "phone_extension",
    "form_id",
    "form_sha256",
    "choices_sha256",
    "notice_sha256",
    "language",
    "partner",
];

/// Most digits of a number.
const MOST_DIGITS: usize = 18;

impl OwnKind {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Text, "text"),
        (Self::Multiline, "multiline"),
        (Self::Email, "email"),
        (Self::Number, "number"),
        (Self::Date, "date"),
        (Self::Select, "select"),
        (Self::Radio, "radio"),
        (Self::Checkbox, "checkbox"),
    ];

    /// Whether an answer is one of the options.
    #[must_use]
    pub fn is_chosen(self) -> bool {
        matches!(self, Self::Select | Self::Radio)
    }

    /// Whether its answers are made by ticking.
    #[must_use]
    pub fn is_ticked(self) -> bool {
        matches!(self, Self::Radio | Self::Checkbox)
    }
}

impl FromJson for OwnKind {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let text = String::from_json(json, faults);
        for (kind, name) in Self::ALL {
            if name == text {
                return kind;
            }
        }
        faults.note("is none of text, multiline, email, number, date, select, radio, checkbox");
        Self::Text
    }
}

impl OwnField {
    /// Fewest characters.
    #[must_use]
    pub fn shortest(&self) -> usize {
        self.min_length.map_or(1, usize::from)
    }

    /// Most characters; of a number, most digits.
    #[must_use]
    pub fn longest(&self) -> usize {
        let otherwise = match self.kind {
            OwnKind::Multiline => 2000,
            OwnKind::Number => MOST_DIGITS,
            _ => 200,
        };
        self.max_length.map_or(otherwise, usize::from)
    }

    /// Whether it can have this answer.
    #[must_use]
    pub fn has_answer(&self, value: &str) -> bool {
        match self.kind {
            OwnKind::Checkbox => value == TICKED,
            _ => self.options.iter().any(|option| option.value == value),
        }
    }

    /// Says what is wrong with it by itself.
    pub(super) fn check(&self, faults: &mut Faults) {
        if let Some((member, what)) = self.fault() {
            faults.note_at(member, what);
        }
    }

    #[inline(never)]
    fn fault(&self) -> Option<(&'static str, &'static str)> {
        let name = self.name.as_str();
        let taken = FieldKind::named(name).is_some()
            || name.starts_with("purpose")
            || TAKEN.contains(&name);
        if taken || !is_plain(name, b"_") {
            let what = "must be lower-case letters, digits and underscores, and no name in use";
            return Some(("name", what));
        }
        let is_text = matches!(self.kind, OwnKind::Text | OwnKind::Multiline);
        let has_length = self.min_length.is_some() || self.max_length.is_some();
        let (shortest, longest) = (self.shortest(), self.longest());
        if (has_length && !is_text) || shortest == 0 || shortest > longest {
            let what = "must be from 1 to `max_length`, and is for text and multiline only";
            return Some(("min_length", what));
        }
        for (member, limit) in [("min", &self.min), ("max", &self.max)] {
            if limit
                .as_ref()
                .is_some_and(|limit| !answer::is_limit(self.kind, limit))
            {
                let what = "must be like \"12.5\" of a number, \"2026-01-31\" of a date, and is for these only";
                return Some((member, what));
            }
        }
        if let (Some(min), Some(max)) = (&self.min, &self.max)
            && matches!(answer::order(min, max), Ordering::Greater)
        {
            return Some(("min", "must not be above `max`"));
        }
        let mut plain = self.options.is_empty() != self.kind.is_chosen();
        for (at, option) in self.options.iter().enumerate() {
            let mut before = self.options.iter().take(at);
            plain &=
                is_plain(&option.value, b"_-") && before.all(|other| other.value != option.value);
        }
        let what = "must be there for select and radio only, each with a `value` of its own: \
                    lower-case letters, digits, dashes, underscores";
        (!plain).then_some(("options", what))
    }
}
