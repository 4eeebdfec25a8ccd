//! Reading a serde type from a value, with errors that say where something else was expected, and what.
//!
//! What serde_json says of the same quotes what was there: the refused value, or the name of a member that is not known.
//! Either may be personal data, and errors go into answers and logs.

use core::fmt::{self, Display};

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer as _,
    MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// Where a value has another shape than a type, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeError {
    /// The way from the root, the last step first.
    steps: Vec<String>,
    expected: String,
}

impl ShapeError {
    /// A JSON Pointer from the root of the value, as it stands in a URI fragment after the `#` (RFC 6901, section 6):
    /// `/purposes/0/initial_state`; nothing is the root itself.
    ///
    /// Its names are those of the type, and such as anybody may choose, where the type is a map.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps.iter().rev() {
            pointer.push('/');
            pointer.push_str(&crate::problem::escape(step));
        }
        pointer
    }

    /// What was expected there, in words; never what was there.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    fn within(mut self, step: impl Into<String>) -> Self {
        self.steps.push(step.into());
        self
    }
}

impl Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = self.pointer();
        let between = if pointer.is_empty() { "" } else { ": " };
        write!(f, "{pointer}{between}{}", self.expected)
    }
}

impl core::error::Error for ShapeError {}

/// A list of names in words.
fn names(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

impl de::Error for ShapeError {
    /// The types of this crate say by it what they expect.
    fn custom<T: Display>(expected: T) -> Self {
        Self {
            steps: Vec::new(),
            expected: expected.to_string(),
        }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        match known {
            [one] => Self::custom(format_args!("expected `{one}`")),
            several => Self::custom(format_args!("expected one of {}", names(several))),
        }
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::custom(format_args!("expected no member but {}", names(known)))
    }

    fn missing_field(name: &'static str) -> Self {
        Self::custom(format_args!("expected a member `{name}`"))
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::custom(format_args!("expected one member `{name}`"))
    }
}

/// Reads a type.
pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, ShapeError> {
    T::deserialize(At(value))
}

/// A value that is being read.
struct At<'a>(&'a Value);

impl At<'_> {
    fn expected<T>(what: &str) -> Result<T, ShapeError> {
        Err(de::Error::custom(format_args!("expected {what}")))
    }
}

impl<'de> Deserializer<'de> for At<'de> {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, Some(number)) => visitor.visit_f64(number),
                (None, None, None) => Self::expected("a number that is not as large"),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => {
                let mut items = Items(items.iter().enumerate());
                let value = visitor.visit_seq(&mut items)?;
                match items.0.next() {
                    None => Ok(value),
                    Some(_) => Self::expected("an array with fewer items"),
                }
            }
            Value::Object(members) => visitor.visit_map(Members::of(members)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::Bool(_) => self.deserialize_any(visitor),
            _ => Self::expected("true or false"),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::String(_) => self.deserialize_any(visitor),
            _ => Self::expected("a string"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::Array(_) => self.deserialize_any(visitor),
            _ => Self::expected("an array"),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Self::expected("an object"),
        }
    }

    /// Of its members alone. Serde would take an array of their values as well, which no schema knows of.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Value::Object(members) => {
                visitor.visit_enum(MapAccessDeserializer::new(Members::of(members)))
            }
            _ => Err(de::Error::unknown_variant("", variants)),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}

struct Items<'a>(core::iter::Enumerate<core::slice::Iter<'a, Value>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ShapeError> {
        let Some((index, item)) = self.0.next() else {
            return Ok(None);
        };
        let item = seed.deserialize(At(item));
        item.map(Some)
            .map_err(|error| error.within(index.to_string()))
    }
}

struct Members<'a> {
    members: serde_json::map::Iter<'a>,
    /// The member whose name was read last.
    current: Option<(&'a String, &'a Value)>,
}

impl<'a> Members<'a> {
    fn of(members: &'a Map<String, Value>) -> Self {
        Self {
            members: members.iter(),
            current: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = ShapeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ShapeError> {
        self.current = self.members.next();
        let Some((name, _)) = self.current else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, ShapeError> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, ShapeError> {
        let Some((name, value)) = self.current.take() else {
            return Err(de::Error::custom("expected a member"));
        };
        let value = seed.deserialize(At(value));
        value.map_err(|error| error.within(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Envelope;
    use crate::record::PurposeDecision;

    #[track_caller]
    fn check<T: DeserializeOwned + fmt::Debug>(json: &str, pointer: &str, expected: &str) {
        let value = super::super::parse(json.as_bytes()).expect("JSON");
        let error = read::<T>(&value).expect_err("another shape");
        assert_eq!(
            (error.pointer().as_str(), error.expected()),
            (pointer, expected)
        );
    }

    #[test]
    fn what_was_expected_is_said_and_where() {
        let jws = r#"{"payload":"","protected":"","signature":""}"#;
        check::<Envelope>("[]", "", "expected an object");
        check::<Envelope>("{}", "", "expected a member `consent`");
        let no_jws = r#"{"consent":["","",""]}"#;
        check::<Envelope>(no_jws, "/consent", "expected an object");
        check::<Envelope>(
            &format!(r#"{{"consent":{jws},"ZQXMARK":1}}"#),
            "",
            "expected no member but `registration`, `consent`, `previous`",
        );
        check::<Envelope>(
            &format!(r#"{{"consent":{jws},"registration":{{"salt":"ZQXMARK","fields":{{}}}}}}"#),
            "/registration/salt",
            "expected base64url without padding",
        );
        check::<Envelope>(
            &format!(r#"{{"consent":{jws},"registration":{{"fields":{{"a/b":7}}}}}}"#),
            "/registration/fields/a~1b",
            "expected a string",
        );
        check::<Vec<PurposeDecision>>(
            r#"[{"initial_state":"ZQXMARK"}]"#,
            "/0/initial_state",
            "expected `off`",
        );
        check::<Vec<PurposeDecision>>(
            r#"[{"event_state":false}]"#,
            "/0/event_state",
            "expected one of `given`, `refused`, `withdrawn`, `renewed`",
        );
        check::<Vec<u16>>("[1,-1]", "/1", "expected u16");
        check::<(bool, bool)>("[true,true,true]", "", "expected an array with fewer items");
        check::<(bool, bool)>("[true,0]", "/1", "expected true or false");
    }

    #[test]
    fn it_is_said_in_a_line() {
        let error = read::<Vec<bool>>(&serde_json::json!([true, "x"])).expect_err("no list");
        assert_eq!(error.to_string(), "/1: expected true or false");
        let error = read::<bool>(&Value::Null).expect_err("no value");
        assert_eq!(error.to_string(), "expected true or false");
    }
}
