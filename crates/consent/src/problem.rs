//! Refusals as RFC 9457 problem details: the same types are written by the backend and read by the widget.

use std::borrow::Cow;

use crate::json::{Faults, FromJson, Json, JsonError, Members, read_as};

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// A JSON Pointer (RFC 6901) as a URI fragment into what was posted, as far as its members are known:
    /// `#/registration/fields/tax_code`. Into the record it goes through the text that was signed:
    /// `#/consent/payload/audience`.
    pub pointer: String,
    /// A stable name for programs.
    #[cfg_attr(feature = "serde", serde(default))]
    pub code: Cow<'static, str>,
    /// For people who read logs and answers: what is expected there, never the refused value.
    #[cfg_attr(feature = "serde", serde(default))]
    pub detail: String,
}

impl Fault {
    /// Makes a fault.
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl ToString) -> Self {
        Self {
            pointer: pointer.into(),
            code: Cow::Borrowed(code),
            detail: detail.to_string(),
        }
    }

    /// A fault of a field of the registration.
    #[must_use]
    pub fn field(name: &str, code: &'static str, detail: impl ToString) -> Self {
        Self::new([FIELD_POINTER, &escape(name)].concat(), code, detail)
    }

    /// The field this is about, if it is about one that this program knows by a plain name.
    #[must_use]
    pub fn field_name(&self) -> Option<&str> {
        self.pointer
            .strip_prefix(FIELD_POINTER)
            .filter(|name| !name.contains(['/', '~', '%']))
    }
}

const FIELD_POINTER: &str = "#/registration/fields/";

/// RFC 6901 sections 3 and 6, for names that came from outside: `~` and `/` by the pointer's rule, everything that a
/// URI fragment may not hold by percent signs.
pub(crate) fn escape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'~' => out.push_str("~0"),
            b'/' => out.push_str("~1"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' => {
                out.push(char::from(byte))
            }
            _ => {
                const HEX: [char; 16] = [
                    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
                ];
                let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
                out.push('%');
                out.push(digit(byte >> 4));
                out.push(digit(byte & 15));
            }
        }
    }
    out
}

/// A problem document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[cfg_attr(feature = "serde", serde(rename = "type", default))]
    pub kind: String,
    /// The kind, in words.
    #[cfg_attr(feature = "serde", serde(default))]
    pub title: String,
    /// The HTTP status.
    #[cfg_attr(feature = "serde", serde(default))]
    pub status: u16,
    /// What is wrong this time and what to do.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub detail: Option<String>,
    /// Each thing that is wrong.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub errors: Vec<Fault>,
    /// For 409: the hash of the record that is stored under the same name.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub stored_record_sha256: Option<String>,
}

// A problem may say more than this program knows, so there is no `finish` in these two; and less, since RFC 9457 section
// 3.1 asks for no member. Where a fault is has to be said.

impl FromJson for Fault {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let mut members = Members::of(json, faults);
        Self {
            pointer: members.take("pointer"),
            code: Cow::Owned(members.take_or("code", String::new())),
            detail: members.take_or("detail", String::new()),
        }
    }
}

impl FromJson for Problem {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let mut members = Members::of(json, faults);
        Self {
            kind: members.take_or("type", String::new()),
            title: members.take_or("title", String::new()),
            status: members.take_or("status", 0),
            detail: members.take("detail"),
            errors: members.take_or("errors", Vec::new()),
            stored_record_sha256: members.take("stored_record_sha256"),
        }
    }
}

impl FromJson for u16 {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        if let Some(Json::Number(text)) = &json
            && let Ok(number) = text.parse()
        {
            return number;
        }
        faults.expected(json, "a whole number up to 65535");
        0
    }
}

impl Problem {
    /// Reads a problem document.
    ///
    /// # Errors
    ///
    /// [`JsonError`]: not JSON, a member of the wrong kind, or a fault without a pointer. What else is missing is empty,
    /// and 0 the status.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        read_as(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_problem_need_not_say_may_be_missing() {
        let problem =
            Problem::parse(br##"{"errors":[{"pointer":"#/registration/fields/phone"}],"more":1}"##)
                .expect("a problem");
        assert_eq!(problem.status, 0);
        assert_eq!(problem.errors.len(), 1);
        assert_eq!(
            problem.errors.first().and_then(Fault::field_name),
            Some("phone")
        );
        assert!(Problem::parse(b"{}").is_ok());
        assert!(Problem::parse(br#"{"errors":[{"code":"empty"}]}"#).is_err());
        assert!(Problem::parse(br#"{"errors":"none"}"#).is_err());
    }

    #[test]
    fn names_from_outside_cannot_break_out_of_the_pointer() {
        let fault = Fault::field("a/b~c\" é", "unknown_field", "x");
        assert_eq!(fault.pointer, "#/registration/fields/a~1b~0c%22%20%C3%A9");
        assert_eq!(fault.field_name(), None);
        assert_eq!(
            Fault::field("tax_code", "empty", "x").field_name(),
            Some("tax_code")
        );
        assert_eq!(Fault::new("#/consent", "kid", "x").field_name(), None);
    }
}
