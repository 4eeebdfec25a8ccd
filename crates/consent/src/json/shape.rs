//! How types look as JSON: a list of members a type, and few functions that are the same for all.

use std::collections::BTreeMap;

use super::{Json, JsonError};

/// What a place in a message begins with: `/fields/0/name: …`, a JSON Pointer.
pub(super) const PLACE: &str = "/";

/// Something that is read from JSON.
pub(crate) trait FromJson: Sized {
    /// Reads it; the error says where in `json` it is about.
    fn from_json(json: Json) -> Result<Self, JsonError>;

    /// What it is when the member is not there at all; `None` where it has to be.
    fn absent() -> Option<Self> {
        None
    }
}

/// Something that is written as JSON.
pub(crate) trait ToJson {
    /// `None` leaves the member out.
    fn to_json(&self) -> Option<Json>;
}

/// An object's members, each taken once.
pub(crate) struct Members(Vec<(String, Json)>);

impl Members {
    pub(crate) fn of(json: Json) -> Result<Self, JsonError> {
        match json {
            Json::Object(members) => Ok(Self(members)),
            _ => Err(JsonError::new("expected an object")),
        }
    }

    fn remove(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    #[inline(never)]
    pub(crate) fn take<T: FromJson>(&mut self, name: &'static str) -> Result<T, JsonError> {
        self.take_or(name, T::absent)
    }

    pub(crate) fn take_or<T: FromJson>(
        &mut self,
        name: &'static str,
        otherwise: impl FnOnce() -> Option<T>,
    ) -> Result<T, JsonError> {
        match self.remove(name) {
            Some(json) => T::from_json(json),
            None => otherwise().ok_or_else(|| JsonError::new("is missing")),
        }
        .map_err(|error| error.within(name))
    }

    /// Refuses what nobody has taken.
    pub(crate) fn finish(self) -> Result<(), JsonError> {
        match self.0.first() {
            Some((name, _)) => Err(JsonError::new("is not known here").within(name)),
            None => Ok(()),
        }
    }
}

/// An object of members; those without a value are left out.
pub(crate) fn object<const N: usize>(members: [(&'static str, Option<Json>); N]) -> Json {
    object_of(&mut members.into_iter())
}

fn object_of(members: &mut dyn Iterator<Item = (&'static str, Option<Json>)>) -> Json {
    let mut object = Vec::new();
    for (name, value) in members {
        if let Some(value) = value {
            object.push((name.to_owned(), value));
        }
    }
    Json::Object(object)
}

/// Lists the members of a struct, for reading (`read`) or for writing (`write`).
///
/// A member whose name in Rust is another says so (`kind as "type"`); one that may be missing says what it is then
/// (`required or yes()`), and one that is left out under a condition says which (`notes unless is_empty`).
macro_rules! members {
    (read $type:ident { $($field:ident $(as $name:literal)? $(or $default:expr)?),+ $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: $crate::json::Json) -> Result<Self, $crate::json::JsonError> {
                let mut members = $crate::json::Members::of(json)?;
                let value = Self {
                    $($field: $crate::json::members!(@take members, $field $(as $name)? $(or $default)?)),+
                };
                members.finish()?;
                Ok(value)
            }
        }
    };
    (write $type:ident { $($field:ident $(unless $empty:ident)?),+ $(,)? }) => {
        impl $crate::json::ToJson for $type {
            fn to_json(&self) -> Option<$crate::json::Json> {
                Some($crate::json::object([
                    $((stringify!($field), $crate::json::members!(@give self, $field $(unless $empty)?))),+
                ]))
            }
        }
    };
    (@give $self:ident, $field:ident unless $empty:ident) => {
        if $self.$field.$empty() { None } else { $crate::json::members!(@give $self, $field) }
    };
    (@give $self:ident, $field:ident) => { $crate::json::ToJson::to_json(&$self.$field) };
    (@take $members:ident, $field:ident as $name:literal) => { $members.take($name)? };
    (@take $members:ident, $field:ident or $default:expr) => {
        $members.take_or(stringify!($field), || Some($default))?
    };
    (@take $members:ident, $field:ident) => { $members.take(stringify!($field))? };
}
pub(crate) use members;

/// The names of an enum's variants.
macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// The name on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl $crate::json::ToJson for $type {
            fn to_json(&self) -> Option<$crate::json::Json> {
                $crate::json::ToJson::to_json(self.name())
            }
        }
    };
}
pub(crate) use names;

impl FromJson for String {
    fn from_json(json: Json) -> Result<Self, JsonError> {
        match json {
            Json::Text(text) => Ok(text),
            _ => Err(JsonError::new("expected a string")),
        }
    }
}

impl FromJson for bool {
    fn from_json(json: Json) -> Result<Self, JsonError> {
        match json {
            Json::Bool(value) => Ok(value),
            _ => Err(JsonError::new("expected true or false")),
        }
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: Json) -> Result<Self, JsonError> {
        if matches!(json, Json::Null) { Ok(None) } else { T::from_json(json).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: Json) -> Result<Self, JsonError> {
        let Json::List(items) = json else { return Err(JsonError::new("expected an array")) };
        let mut list = Self::with_capacity(items.len());
        for item in items {
            match T::from_json(item) {
                Ok(item) => list.push(item),
                Err(error) => return Err(error.within(&list.len().to_string())),
            }
        }
        Ok(list)
    }
}

impl<K: FromJson + Ord, T: FromJson> FromJson for BTreeMap<K, T> {
    fn from_json(json: Json) -> Result<Self, JsonError> {
        let mut map = Self::new();
        for (name, value) in Members::of(json)?.0 {
            match (K::from_json(Json::Text(name.clone())), T::from_json(value)) {
                (Ok(key), Ok(value)) => drop(map.insert(key, value)),
                (Err(error), _) | (_, Err(error)) => return Err(error.within(&name)),
            }
        }
        Ok(map)
    }
}

impl ToJson for str {
    fn to_json(&self) -> Option<Json> {
        Some(Json::Text(self.to_owned()))
    }
}

impl ToJson for String {
    fn to_json(&self) -> Option<Json> {
        self.as_str().to_json()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Option<Json> {
        self.as_ref()?.to_json()
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Option<Json> {
        Some(Json::List(self.iter().filter_map(T::to_json).collect()))
    }
}

impl ToJson for BTreeMap<String, String> {
    fn to_json(&self) -> Option<Json> {
        let member = |(name, value): (&String, &String)| (name.clone(), Json::Text(value.clone()));
        Some(Json::Object(self.iter().map(member).collect()))
    }
}
