//! Strict JSON: what two readers could understand differently is refused.
//!
//! RFC 8259 leaves duplicate names to the implementation: one reader keeps the first value, another the last, and a
//! signature over the bytes covers both readings. A consent record must have one meaning, so a duplicate name is an
//! error here (as I-JSON, RFC 7493 section 2.3, asks).
//!
//! The reader is this crate's own, on both sides of the wire. The widget is downloaded by people on slow phones, and
//! code that is derived for every type is most of what a serialisation framework puts there; what a browser reads and
//! writes is therefore described by the short lists in `shape`. With the feature `serde` the same types are serde's
//! too, and tests hold the two together.

mod read;
mod shape;
#[cfg(feature = "serde")]
mod shaped;

use thiserror::Error;

pub use read::read;
pub(crate) use shape::{
    Faults, FromJson, Members, ToJson, from_json, members, names, object, read_as,
};

#[cfg(feature = "serde")]
pub use shaped::ShapeError;

/// Levels of nesting that are read. A record needs five; the rest is room, and a bound on the stack.
pub const MAX_DEPTH: usize = 32;

/// A JSON value. Members keep the order in which they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written: nothing here calculates with one.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Why bytes are not the JSON that is expected: where, and what.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct JsonError(String);

impl JsonError {
    /// In words, from the root of the text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

/// The canonical text of a type of this crate: they have no numbers, so there always are some.
pub(crate) fn canonical(value: &impl ToJson) -> String {
    value
        .to_json()
        .and_then(|json| json.canonical().ok())
        .unwrap_or_default()
}

/// Reads one JSON text as serde's value.
///
/// # Errors
///
/// Invalid UTF-8, invalid JSON, a name twice in one object, nesting deeper than [`MAX_DEPTH`], or anything after the
/// value.
#[cfg(feature = "serde")]
pub fn parse(bytes: &[u8]) -> Result<serde_json::Value, JsonError> {
    serde_json::Value::try_from(read(bytes)?)
}

/// Reads one JSON text into a type, after the checks of [`parse`].
///
/// # Errors
///
/// Those of [`parse`], and the type's own: a member that is missing, unknown or of the wrong kind.
#[cfg(feature = "serde")]
pub fn parse_as<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    from_value(parse(bytes)?).map_err(|error| JsonError(error.to_string()))
}

/// Turns an already strict value into a type.
///
/// # Errors
///
/// [`ShapeError`]: a member that is missing, unknown or of the wrong kind.
#[cfg(feature = "serde")]
pub fn from_value<T: serde::de::DeserializeOwned>(
    value: serde_json::Value,
) -> Result<T, ShapeError> {
    shaped::read(&value)
}

/// As [`from_value`], of a value that is still needed.
///
/// # Errors
///
/// Those of [`from_value`].
#[cfg(feature = "serde")]
pub fn from_value_ref<T: serde::de::DeserializeOwned>(
    value: &serde_json::Value,
) -> Result<T, ShapeError> {
    shaped::read(value)
}

/// Reads a member that is there: what is absent is left out, and `null` is no way to say so.
#[cfg(feature = "serde")]
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(feature = "serde")]
impl TryFrom<Json> for serde_json::Value {
    type Error = JsonError;

    fn try_from(json: Json) -> Result<Self, JsonError> {
        Ok(match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(text) => Self::Number(
                text.parse()
                    .map_err(|_| JsonError("number out of range".to_owned()))?,
            ),
            Json::Text(text) => Self::String(text),
            Json::List(items) => Self::Array(
                items
                    .into_iter()
                    .map(Self::try_from)
                    .collect::<Result<_, _>>()?,
            ),
            Json::Object(members) => {
                let member = |(name, value)| Ok((name, Self::try_from(value)?));
                Self::Object(members.into_iter().map(member).collect::<Result<_, _>>()?)
            }
        })
    }
}

#[cfg(feature = "serde")]
impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::from(value)))
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "serde")]
mod tests;
