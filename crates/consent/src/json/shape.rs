//! How types look as JSON: a list of members a type, and few functions that are the same for all.

use std::collections::BTreeMap;

use super::{Json, JsonError};
use crate::map::Map;

/// What a place in a message begins with: `/fields/0/name: …`, a JSON Pointer.
const PLACE: &str = "/";

/// Something that is read from JSON.
///
/// Reading goes on after a fault, with something empty in the place of what is wrong: one way through instead of one
/// out of every member is half the code. Nothing of it is ever seen, since [`read_as`] gives out nothing that has one.
pub(crate) trait FromJson: Sized {
    /// Reads it, or notes what is wrong with it. `None` where the member is not there.
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self;
}

/// Reads a type from the bytes of one JSON text.
pub(crate) fn read_as<T: FromJson>(bytes: &[u8]) -> Result<T, JsonError> {
    from_json(super::read(bytes)?)
}

/// Reads a type from a value.
pub(crate) fn from_json<T: FromJson>(json: Json) -> Result<T, JsonError> {
    let mut faults = Faults(None);
    let value = T::from_json(Some(json), &mut faults);
    match faults.0 {
        None => Ok(value),
        Some(error) => Err(error),
    }
}

/// The first fault that was found.
pub(crate) struct Faults(Option<JsonError>);

impl Faults {
    #[cold]
    #[inline(never)]
    pub(crate) fn note(&mut self, what: &str) {
        if self.0.is_none() {
            self.0 = Some(JsonError(what.to_owned()));
        }
    }

    /// Says that something is wrong with a part.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_at(&mut self, part: &str, what: &str) {
        let before = self.0.is_some();
        self.note(what);
        self.place(before, part);
    }

    /// What is said of something that should be there, or be something else.
    #[cold]
    #[inline(never)]
    pub(crate) fn expected(&mut self, json: Option<Json>, what: &str) {
        match json {
            None => self.note("is missing"),
            Some(_) => self.note(&["expected ", what].concat()),
        }
    }

    /// Says of a fault that was not there before that it is within a part.
    #[inline(never)]
    fn place(&mut self, before: bool, part: &str) {
        if let (false, Some(JsonError(inner))) = (before, &mut self.0) {
            // `/a: what` within `b` is `/b/a: what`; `what` alone becomes `/b: what`.
            let between = if inner.starts_with(PLACE) { "" } else { ": " };
            *inner = [PLACE, part, between, inner].concat();
        }
    }

    #[inline(never)]
    fn place_at(&mut self, before: bool, index: usize) {
        if !before && self.0.is_some() {
            self.place(before, &index.to_string());
        }
    }
}

/// Something that is written as JSON.
pub(crate) trait ToJson {
    /// `None` leaves the member out.
    fn to_json(&self) -> Option<Json>;
}

/// An object's members, each taken once.
pub(crate) struct Members<'a> {
    members: Vec<(String, Json)>,
    faults: &'a mut Faults,
}

impl<'a> Members<'a> {
    pub(crate) fn of(json: Option<Json>, faults: &'a mut Faults) -> Self {
        let members = match json {
            Some(Json::Object(members)) => members,
            other => {
                faults.expected(other, "an object");
                // So that nothing is said to be missing from what is none.
                Vec::new()
            }
        };
        Self { members, faults }
    }

    #[inline(never)]
    fn remove(&mut self, name: &str) -> Option<Json> {
        let at = self.members.iter().position(|(known, _)| known == name)?;
        Some(self.members.swap_remove(at).1)
    }

    #[inline(never)]
    pub(crate) fn take<T: FromJson>(&mut self, name: &'static str) -> T {
        let json = self.remove(name);
        let before = self.faults.0.is_some();
        let value = T::from_json(json, self.faults);
        self.faults.place(before, name);
        value
    }

    /// A member that may be missing.
    pub(crate) fn take_or<T: FromJson>(&mut self, name: &'static str, otherwise: T) -> T {
        if self.members.iter().any(|(known, _)| known == name) {
            self.take(name)
        } else {
            otherwise
        }
    }

    /// Refuses what nobody has taken.
    pub(crate) fn finish(self) {
        if let Some((name, _)) = self.members.first() {
            let before = self.faults.0.is_some();
            self.faults.note("is not known here");
            self.faults.place(before, name);
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
            #[inline(never)]
            fn from_json(json: Option<$crate::json::Json>, faults: &mut $crate::json::Faults) -> Self {
                let mut members = $crate::json::Members::of(json, faults);
                let value = Self {
                    $($field: $crate::json::members!(@take members, $field $(as $name)? $(or $default)?)),+
                };
                members.finish();
                value
            }
        }
    };
    (write $type:ident { $($field:ident $(unless $empty:ident)?),+ $(,)? }) => {
        impl $crate::json::ToJson for $type {
            #[inline(never)]
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
    (@take $members:ident, $field:ident as $name:literal) => { $members.take($name) };
    (@take $members:ident, $field:ident or $default:expr) => {
        $members.take_or(stringify!($field), $default)
    };
    (@take $members:ident, $field:ident) => { $members.take(stringify!($field)) };
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
    #[inline(never)]
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        match json {
            Some(Json::Text(text)) => text,
            other => {
                faults.expected(other, "a string");
                Self::new()
            }
        }
    }
}

impl FromJson for bool {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        match json {
            Some(Json::Bool(value)) => value,
            other => {
                faults.expected(other, "true or false");
                false
            }
        }
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        match json {
            None | Some(Json::Null) => None,
            some => Some(T::from_json(some, faults)),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let mut list = Self::new();
        each_of(json, faults, &mut |item, faults| {
            list.push(T::from_json(Some(item), faults));
        });
        list
    }
}

/// Goes through a list: one way for all types.
#[inline(never)]
fn each_of(json: Option<Json>, faults: &mut Faults, read: &mut dyn FnMut(Json, &mut Faults)) {
    for (at, item) in items_of(json, faults).into_iter().enumerate() {
        let before = faults.0.is_some();
        read(item, faults);
        faults.place_at(before, at);
    }
}

fn items_of(json: Option<Json>, faults: &mut Faults) -> Vec<Json> {
    match json {
        Some(Json::List(items)) => items,
        other => {
            faults.expected(other, "an array");
            Vec::new()
        }
    }
}

impl<K: FromJson + Ord, T: FromJson> FromJson for Map<K, T> {
    fn from_json(json: Option<Json>, faults: &mut Faults) -> Self {
        let mut map = Self::default();
        for (name, value) in Members::of(json, faults).members {
            let before = faults.0.is_some();
            let key = K::from_json(Some(Json::Text(name.clone())), faults);
            map.insert(key, T::from_json(Some(value), faults));
            faults.place(before, &name);
        }
        map
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
        texts(self.iter())
    }
}

impl ToJson for Map<String, String> {
    fn to_json(&self) -> Option<Json> {
        texts(self.iter())
    }
}

fn texts<'a>(members: impl Iterator<Item = (&'a String, &'a String)>) -> Option<Json> {
    Some(Json::Object(
        members
            .map(|(name, value)| (name.clone(), Json::Text(value.clone())))
            .collect(),
    ))
}
