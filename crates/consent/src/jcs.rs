//! Canonical JSON (RFC 8785, JCS): one sequence of bytes for one value.
//!
//! What is signed and hashed is always these bytes. Records hold strings, booleans, arrays and objects only, so of
//! JCS's rules the ones that matter are the order of names (by UTF-16 code unit) and the escaping of strings.
//! Integers that a double holds exactly are written too; other numbers are refused, because nothing in the wire
//! format has one.

use serde::Serialize;
use serde_json::Value;

/// The largest integer for which JSON numbers are exact everywhere (2⁵³ − 1, RFC 7493 section 2.2).
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Why a value has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JcsError {
    /// A number that is not an integer between ±(2⁵³ − 1).
    #[error("a number that is not a safe integer")]
    Number,
    /// The type could not be turned into JSON.
    #[error("not representable as JSON")]
    NotJson,
}

/// The canonical bytes of a JSON value.
///
/// # Errors
///
/// [`JcsError::Number`] for a fraction or an integer too large to be exact.
pub fn to_vec(value: &Value) -> Result<Vec<u8>, JcsError> {
    let mut out = Vec::with_capacity(256);
    write(value, &mut out)?;
    Ok(out)
}

/// The canonical bytes of anything that serialises to JSON.
///
/// # Errors
///
/// Those of [`to_vec`], and [`JcsError::NotJson`] where the type's own serialisation fails.
pub fn canonicalise<T: Serialize>(value: &T) -> Result<Vec<u8>, JcsError> {
    to_vec(&serde_json::to_value(value).map_err(|_| JcsError::NotJson)?)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), JcsError> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            let exact = number.as_i64().is_some_and(|n| n.unsigned_abs() <= MAX_SAFE_INTEGER);
            if !exact {
                return Err(JcsError::Number);
            }
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
            // UTF-16 order differs from UTF-8 order for names beyond the basic plane (RFC 8785 section 3.2.3).
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_string(name, out);
                out.push(b':');
                write(member, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

/// RFC 8785 section 3.2.2.2: the two-character escapes where JSON has them, `\u00xx` in lower case for the other
/// control characters, everything else as it is.
fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x0a => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            0x0d => out.extend_from_slice(b"\\r"),
            0x00..0x20 => {
                out.extend_from_slice(b"\\u00");
                out.push(hex_digit(byte >> 4));
                out.push(hex_digit(byte & 0xf));
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

fn hex_digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use proptest::prelude::*;

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

    #[test]
    fn numbers_are_whole_and_exact_or_refused() {
        check("[0,-1,9007199254740991]", "[0,-1,9007199254740991]");
        for text in ["1.5", "9007199254740992", "-9007199254740992", "1e30", "18446744073709551615"] {
            let value = json::parse(text.as_bytes()).expect("JSON");
            assert_eq!(to_vec(&value), Err(JcsError::Number), "{text}");
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
