//! What arrives: names and values, and whether they are what the form sends.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use thuan::plain::Refusal;
use thuan::state::{ACKNOWLEDGED, box_name};
use thuan_consent::form::{FieldDefinition, FormDefinition, NONCE, TRAP};
use thuan_consent::policy::Pack;

/// What a ticked box is posted as, where a form gives it no value of its own.
const TICKED: &str = "on";

/// What the form says of itself.
pub(super) const FORM_ID: &str = "form_id";
pub(super) const FORM_SHA256: &str = "form_sha256";
pub(super) const LANGUAGE: &str = "language";
pub(super) const NOTICE_SHA256: &str = "notice_sha256";
pub(super) const CHOICES_SHA256: &str = "choices_sha256";
const OF_ITSELF: [&str; 5] = [
    FORM_ID,
    FORM_SHA256,
    LANGUAGE,
    NOTICE_SHA256,
    CHOICES_SHA256,
];

/// A posted form. Its values are personal data, so it has no `Debug`.
pub(super) struct Posted {
    values: BTreeMap<String, String>,
    /// Names that stood in it more than once; the first value is in `values`.
    repeated: BTreeSet<String>,
}

impl Posted {
    /// Reads a body.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        // The decoder puts replacement characters where it cannot read; nobody typed those. Names and values end at
        // ASCII characters, so all of it is UTF-8 exactly if each is.
        let whole: Cow<'_, [u8]> = percent_encoding::percent_decode(bytes).into();
        if str::from_utf8(&whole).is_err() {
            return Err(Refusal::NotUtf8);
        }
        let (mut values, mut repeated) = (BTreeMap::new(), BTreeSet::new());
        for (name, value) in form_urlencoded::parse(bytes) {
            if values.contains_key(&*name) {
                repeated.insert(name.into_owned());
            } else {
                values.insert(name.into_owned(), value.into_owned());
            }
        }
        Ok(Self { values, repeated })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether a box was ticked, and beyond doubt.
    pub(super) fn is_ticked(&self, name: &str) -> bool {
        self.get(name) == Some(TICKED) && !self.repeated.contains(name)
    }

    /// What was typed into the form's fields, the one that people do not see among them.
    pub(super) fn typed(&self, form: &FormDefinition) -> BTreeMap<String, String> {
        let names = form.fields.iter().map(FieldDefinition::name).chain([TRAP]);
        names
            .filter_map(|name| Some((name.to_owned(), self.get(name)?.to_owned())))
            .collect()
    }

    /// Whether it is made of what this form sends and nothing else.
    pub(super) fn check(&self, form: &FormDefinition, policy: &Pack) -> Result<(), Refusal> {
        if !self.repeated.is_empty() {
            return Err(Refusal::Repeated);
        }
        let boxes: BTreeSet<String> = policy
            .choices()
            .map(|purpose| box_name(&purpose.id))
            .chain([ACKNOWLEDGED.to_owned()])
            .collect();
        let asked = form.abuse();
        let known = self.values.iter().all(|(name, value)| {
            name == TRAP && asked.honeypot
                || name == NONCE && asked.minimum_seconds.is_some()
                || OF_ITSELF.contains(&name.as_str())
                || form.fields.iter().any(|field| field.name() == name)
                || boxes.contains(name) && value == TICKED
        });
        if known {
            Ok(())
        } else {
            Err(Refusal::Unexpected)
        }
    }
}

/// Whether a body is announced as a plain form.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    let announced = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = announced.and_then(|kind| kind.split(';').next());
    essence.is_some_and(|essence| {
        essence
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parsed(body: &[u8]) -> Posted {
        Posted::parse(body).unwrap_or_else(|refusal| panic!("{refusal:?}"))
    }

    #[test]
    fn values_are_decoded() {
        let posted = parsed(b"a=C%C3%B4ng+ty&b=%2B84&c=&d&e=x%3Dy%26z");
        for (name, value) in [
            ("a", "Công ty"),
            ("b", "+84"),
            ("c", ""),
            ("d", ""),
            ("e", "x=y&z"),
        ] {
            assert_eq!(posted.get(name), Some(value), "{name}");
        }
        assert_eq!(posted.get("f"), None);
    }

    #[test]
    fn what_is_not_utf_8_is_not_guessed_at() {
        for body in [
            &b"a=%FF"[..],
            b"a=\xff",
            b"a=%C3&b=x",
            b"a%C3=%B4",
            b"a=%ED%A0%80",
        ] {
            assert_eq!(
                Posted::parse(body).err(),
                Some(Refusal::NotUtf8),
                "{body:?}"
            );
        }
        // U+FFFD itself is a character like any other.
        assert_eq!(parsed(b"a=%EF%BF%BD").get("a"), Some("\u{fffd}"));
    }

    #[test]
    fn a_box_that_stands_twice_is_not_ticked() {
        let posted = parsed(b"a=on&b=on&b=on&c=x");
        assert!(posted.is_ticked("a"));
        assert!(!posted.is_ticked("b") && !posted.is_ticked("c") && !posted.is_ticked("d"));
    }
}
