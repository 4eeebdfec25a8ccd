//! Strict JSON: what two readers could understand differently is refused.
//!
//! RFC 8259 leaves duplicate names to the implementation: one reader keeps the first value, another the last, and a
//! signature over the bytes covers both readings. A consent record must have one meaning, so a duplicate name is an
//! error here (as I-JSON, RFC 7493 section 2.3, asks).

use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

/// Levels of nesting that are read. A record needs five; the rest is room, and a bound on the stack.
pub const MAX_DEPTH: usize = 32;

/// Why bytes are not the JSON that is expected.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(serde_json::Error);

/// Reads one JSON text.
///
/// # Errors
///
/// Invalid UTF-8, invalid JSON, a name twice in one object, nesting deeper than [`MAX_DEPTH`], or anything after the
/// value.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: 0 }.deserialize(&mut reader).map_err(JsonError)?;
    reader.end().map_err(JsonError)?;
    Ok(value)
}

/// Reads one JSON text into a type, after the checks of [`parse`].
///
/// # Errors
///
/// Those of [`parse`], and the type's own: a member that is missing, unknown or of the wrong kind.
pub fn parse_as<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    T::deserialize(parse(bytes)?).map_err(JsonError)
}

/// Turns an already strict [`Value`] into a type.
///
/// # Errors
///
/// A member that is missing, unknown or of the wrong kind.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, JsonError> {
    T::deserialize(value).map_err(JsonError)
}

#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom("nested too deeply"));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(deeper)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(deeper)?;
            if object.insert(name, value).is_some() {
                // The name itself stays out of the message: it may be personal data.
                return Err(de::Error::custom("a member name stands twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, because: &str) {
        let error = parse(text.as_bytes()).expect_err("must be refused").to_string();
        assert!(error.contains(because), "{error}");
    }

    #[test]
    fn a_name_twice_is_refused_at_any_depth() {
        refused(r#"{"a":1,"a":1}"#, "twice");
        refused(r#"[{"b":{"a":1,"c":2,"a":3}}]"#, "twice");
        refused(r#"{"a":1,"\u0061":2}"#, "twice");
    }

    #[test]
    fn trailing_text_is_refused() {
        refused("{} {}", "trailing");
        refused("{}x", "trailing");
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(MAX_DEPTH + 1);
        refused(&deep, "nested too deeply");
        let fine = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
        assert!(parse(fine.as_bytes()).is_ok());
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused() {
        assert!(parse(b"\"\xff\"").is_err());
        assert!(parse(b"\"\\ud800\"").is_err());
    }
}
