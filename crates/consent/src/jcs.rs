//! Canonical JSON (RFC 8785, JCS): one sequence of bytes for one value.
//!
//! What is signed and hashed is always these bytes. Records hold strings, booleans, arrays and objects only, so of
//! JCS's rules the ones that matter are the order of names (by UTF-16 code unit) and the escaping of strings.
//!
//! Nothing in the wire format has a number. A program that has the feature `serde` writes them as the RFC says
//! (section 3.2.2.3, ECMAScript's shortest form), so that whatever a stranger signed is judged by the same rules; the
//! widget, which never meets one, writes safe integers and refuses the rest, and so does without that code.

use core::cmp::Ordering;
use std::collections::BinaryHeap;

use thiserror::Error;

use crate::json::Json;

/// The largest integer for which JSON numbers are exact everywhere (2⁵³ − 1, RFC 7493 section 2.2).
#[cfg(any(test, not(feature = "serde")))]
const MAX_SAFE_INTEGER: &str = "9007199254740991";

/// Why a value has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JcsError {
    /// A number beyond what a double holds; without the feature `serde`, any that is not a safe integer.
    #[error("a number that has no canonical form here")]
    Number,
    /// The type could not be turned into JSON.
    #[error("not representable as JSON")]
    NotJson,
}

/// The canonical bytes of serde's value.
///
/// # Errors
///
/// [`JcsError::Number`] for a number beyond what a double holds.
#[cfg(feature = "serde")]
pub fn to_vec(value: &serde_json::Value) -> Result<Vec<u8>, JcsError> {
    Json::from(value).canonical().map(String::into_bytes)
}

/// The canonical bytes of anything that serialises to JSON.
///
/// # Errors
///
/// Those of [`to_vec`], and [`JcsError::NotJson`] where the type's own serialisation fails.
#[cfg(feature = "serde")]
pub fn canonicalise<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, JcsError> {
    to_vec(&serde_json::to_value(value).map_err(|_| JcsError::NotJson)?)
}

impl Json {
    /// The canonical text.
    ///
    /// # Errors
    ///
    /// [`JcsError::Number`] for a number beyond what a double holds.
    pub fn canonical(&self) -> Result<String, JcsError> {
        let mut out = String::with_capacity(256);
        write(self, &mut out)?;
        Ok(out)
    }

    /// A text for people: members in the order they were given, two spaces a level.
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        write_pretty(self, "\n", &mut out);
        out
    }
}

fn write(value: &Json, out: &mut String) -> Result<(), JcsError> {
    match value {
        Json::List(items) => {
            let mut before = '[';
            for item in items {
                out.push(before);
                write(item, out)?;
                before = ',';
            }
            out.push_str(if before == '[' { "[]" } else { "]" });
        }
        Json::Object(members) => {
            let mut before = '{';
            for (name, member) in sorted(members) {
                out.push(before);
                write_string(name, out);
                out.push(':');
                write(member, out)?;
                before = ',';
            }
            out.push_str(if before == '{' { "{}" } else { "}" });
        }
        Json::Number(text) => write_number(text, out)?,
        plain => write_plain(plain, out),
    }
    Ok(())
}

/// `line` is the line end and the indentation of the value's own line.
fn write_pretty(value: &Json, line: &str, out: &mut String) {
    let deeper = [line, "  "].concat();
    match value {
        Json::List(items) if !items.is_empty() => {
            let mut before = "[";
            for item in items {
                out.push_str(before);
                out.push_str(&deeper);
                write_pretty(item, &deeper, out);
                before = ",";
            }
            out.push_str(line);
            out.push(']');
        }
        Json::Object(members) if !members.is_empty() => {
            let mut before = "{";
            for (name, member) in members {
                out.push_str(before);
                out.push_str(&deeper);
                write_string(name, out);
                out.push_str(": ");
                write_pretty(member, &deeper, out);
                before = ",";
            }
            out.push_str(line);
            out.push('}');
        }
        plain => write_plain(plain, out),
    }
}

fn write_plain(value: &Json, out: &mut String) {
    match value {
        Json::Text(text) => write_string(text, out),
        Json::Number(text) => out.push_str(text),
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::List(_) => out.push_str("[]"),
        Json::Object(_) => out.push_str("{}"),
    }
}

/// Members by name, in the order of UTF-16 code units: it differs from UTF-8's for names beyond the basic plane
/// (RFC 8785 section 3.2.3).
pub(crate) fn sorted(members: &[(String, Json)]) -> Vec<&(String, Json)> {
    // A heap is a tenth of the code that sorting a slice is.
    let heap: BinaryHeap<Member<'_>> = members.iter().map(Member).collect();
    heap.into_sorted_vec()
        .into_iter()
        .map(|Member(member)| member)
        .collect()
}

struct Member<'a>(&'a (String, Json));

impl Ord for Member<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.0.encode_utf16().cmp(other.0.0.encode_utf16())
    }
}

impl PartialOrd for Member<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Member<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Member<'_> {}

/// RFC 8785 section 3.2.2.3: the nearest double, as ECMAScript writes it.
#[cfg(feature = "serde")]
fn write_number(text: &str, out: &mut String) -> Result<(), JcsError> {
    let number: f64 = text.parse().map_err(|_| JcsError::Number)?;
    if !number.is_finite() {
        return Err(JcsError::Number);
    }
    out.push_str(ryu_js::Buffer::new().format_finite(number));
    Ok(())
}

#[cfg(not(feature = "serde"))]
fn write_number(text: &str, out: &mut String) -> Result<(), JcsError> {
    if !is_safe_integer(text) {
        return Err(JcsError::Number);
    }
    out.push_str(text);
    Ok(())
}

/// Whether a number is written as RFC 8785 would write it and is an integer that is exact everywhere.
#[cfg(any(test, not(feature = "serde")))]
fn is_safe_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = match digits.as_bytes() {
        [b'0'] => digits.len() == text.len(),
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    // Of two numbers with the same many digits, the text that sorts first is the smaller one.
    let (have, most) = (digits.len(), MAX_SAFE_INTEGER.len());
    canonical && (have < most || (have == most && digits <= MAX_SAFE_INTEGER))
}

/// RFC 8785 section 3.2.2.2: the two-character escapes where JSON has them, `\u00xx` in lower case for the other
/// control characters, everything else as it is.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..' ' => {
                out.push_str("\\u00");
                out.push(crate::encoding::hex_digit(c as u8 >> 4));
                out.push(crate::encoding::hex_digit(c as u8 & 15));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
#[cfg(feature = "serde")]
mod tests {
    use super::*;
    use crate::json;
    use proptest::prelude::*;
    use serde_json::Value;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        let value = json::parse(input.as_bytes()).expect("test input is JSON");
        let bytes = to_vec(&value).expect("has a canonical form");
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), expected);
    }

    /// RFC 8785 section 3.2.3, the sorting example, without its values' meaning.
    #[test]
    fn names_are_sorted_by_utf_16_code_unit() {
        check(
            "{\"\\u20ac\":\"1\",\"\\r\":\"2\",\"\\ufb33\":\"3\",\"1\":\"4\",\"\\ud83d\\ude00\":\"5\",\"\\u0080\":\"6\",\"\\u00f6\":\"7\"}",
            "{\"\\r\":\"2\",\"1\":\"4\",\"\u{80}\":\"6\",\"ö\":\"7\",\"€\":\"1\",\"😀\":\"5\",\"\u{fb33}\":\"3\"}",
        );
    }

    /// RFC 8785 section 3.2.2.2.
    #[test]
    fn strings_are_escaped_as_little_as_possible() {
        check(
            r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#,
            "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
        );
        check("\"\\u007f\\b\\f\"", "\"\u{7f}\\b\\f\"");
    }

    /// What the widget writes, and no more: the two ways of writing numbers agree where both write.
    #[test]
    fn safe_integers_are_their_own_canonical_form() {
        for text in ["0", "-1", "9007199254740991", "-9007199254740991"] {
            assert!(is_safe_integer(text), "{text}");
            check(text, text);
        }
        for text in [
            "-0",
            "01",
            "1.5",
            "1.0",
            "9007199254740992",
            "-9007199254740992",
            "1e3",
        ] {
            assert!(!is_safe_integer(text), "{text}");
        }
    }

    #[test]
    fn numbers_beyond_a_double_are_refused() {
        let number = |text: &str| json::read(text.as_bytes()).expect("JSON").canonical();
        assert_eq!(
            number("1.7976931348623157e308").as_deref(),
            Ok("1.7976931348623157e+308")
        );
        for text in ["1e400", "-1e309"] {
            assert_eq!(number(text), Err(JcsError::Number), "{text}");
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::Bool),
            any::<i32>().prop_map(|n| Value::Number(n.into())),
            any::<String>().prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 48, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reading_back_gives_the_same_value_and_the_same_bytes(value in any_value()) {
            let bytes = to_vec(&value).expect("has a canonical form");
            let back = json::parse(&bytes).expect("canonical bytes are JSON");
            prop_assert_eq!(&back, &value);
            prop_assert_eq!(to_vec(&back).expect("has a canonical form"), bytes);
        }
    }
}
