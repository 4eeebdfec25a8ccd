//! JSON Schemas (draft 2020-12) of everything on the wire, made from the types that read and write it.
//!
//! What a type refuses, its schema refuses, as far as a schema can say it: members that are not known, `null`, texts of
//! another form. What only a program can check (signatures, hashes, normalisation, canonical form, what a policy says)
//! stands in `docs/record.md`. The schemas are checked in under `schemas/`; `cargo xtask schemas --write` writes them.
//!
//! This module is for tools and tests. The widget is built without it.

#[cfg(target_arch = "wasm32")]
compile_error!("the feature `schema` is for tools: nobody should have to download it");

mod openapi;
mod text;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map as Members, Value};

pub use openapi::document as openapi;
pub(crate) use text::{
    BASE64URL, BASE64URL_32, BASE64URL_64, COUNT, FORM_NAME, LOOKUP, NO_FRAGMENT, OWN_NAME,
    PACK_NAME, PAGE, PERIOD, PLAIN_ENDPOINT, SCRIPT, SECTION_NAME,
};
use text::{DAY, NUMBER};

use crate::accepted::Accepted;
use crate::challenge::Challenge;
use crate::envelope::Envelope;
use crate::evidence::Evidence;
use crate::form::FormDefinition;
use crate::jws::Header;
use crate::policy::Pack;
use crate::problem::Problem;
use crate::receipt::Receipt;
use crate::record::ConsentRecord;
use crate::request::{Request, RequestAccepted};
use crate::webhook::Webhook;

/// The schemas, each with the name of its file without `.schema.json`.
#[must_use]
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("accepted", of::<Accepted>("accepted")),
        ("challenge", of::<Challenge>("challenge")),
        ("consent-receipt", of::<Receipt>("consent-receipt")),
        ("consent-record", of::<ConsentRecord>("consent-record")),
        ("envelope", of::<Envelope>("envelope")),
        ("evidence", of::<Evidence>("evidence")),
        ("form-definition", of::<FormDefinition>("form-definition")),
        ("key-set", of::<KeySet>("key-set")),
        ("jws-header", of::<Header>("jws-header")),
        ("policy-pack", of::<Pack>("policy-pack")),
        ("problem", of::<Problem>("problem")),
        ("request", of::<Request>("request")),
        (
            "request-accepted",
            of::<RequestAccepted>("request-accepted"),
        ),
        ("webhook", of::<Webhook>("webhook")),
    ]
}

fn of<T: JsonSchema>(name: &str) -> Value {
    let generator = SchemaSettings::draft2020_12()
        .with_transform(Plain)
        .into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), format!("urn:thuan:schema:{name}").into());
    schema.into()
}

/// Says what the types say beyond what serde's reading of them does.
#[derive(Debug, Clone)]
struct Plain;

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(members) = schema.as_object_mut() {
            without_null(members);
            if let Some(Value::String(text)) = members.get_mut("description") {
                *text = plain(text);
            }
        }
        transform_subschemas(self, schema);
    }
}

/// What is absent is left out: there is no `null` anywhere on the wire.
fn without_null(members: &mut Members<String, Value>) {
    if members.get("default") == Some(&Value::Null) {
        members.remove("default");
    }
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            members.insert("type".to_owned(), kind);
        }
    }
    let Some(Value::Array(options)) = members.get_mut("anyOf") else {
        return;
    };
    let nothing = json_schema!({ "type": "null" });
    let before = options.len();
    options.retain(|option| option != nothing.as_value());
    if let (true, [Value::Object(only)]) = (options.len() < before, options.as_slice()) {
        let only = only.clone();
        members.remove("anyOf");
        members.extend(only);
    }
}

/// A doc comment without its links and line breaks.
fn plain(text: &str) -> String {
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "))
        .collect();
    paragraphs
        .join("\n\n")
        .replace("[`", "`")
        .replace("`]", "`")
}

/// A key set (RFC 7517 section 5).
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct KeySet {
    /// The keys, those out of use among them: what they signed must stay checkable.
    keys: Vec<PublishedKey>,
}

/// A key of a key set. It may say more.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct PublishedKey {
    /// Key type (RFC 7517 section 4.1).
    kty: String,
    /// Curve (RFC 7518 section 6.2.1.1).
    crv: String,
    /// First coordinate, or the encoded point.
    #[schemars(regex(pattern = BASE64URL_32))]
    x: String,
    /// Second coordinate, on curves that have one.
    #[schemars(regex(pattern = BASE64URL_32))]
    y: Option<String>,
    /// The key's RFC 7638 thumbprint.
    kid: crate::encoding::Thumbprint,
    /// The algorithm it signs with (RFC 7517 section 4.4).
    alg: Option<String>,
    /// What it is for (RFC 7517 section 4.2): `sig`.
    #[serde(rename = "use")]
    purpose: Option<String>,
}

/// A pack is read from TOML without its texts and from JSON with them; the schema is that of the JSON.
pub(crate) fn with_text(schema: &mut Schema) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push("text".into());
    }
}

/// Which members of a field of a form's own go with which type.
pub(crate) fn own_field(schema: &mut Schema) {
    let only = |kinds: &[&str], then: Value, otherwise: &[&str]| {
        let none: Members<String, Value> = otherwise
            .iter()
            .map(|member| ((*member).to_owned(), Value::Bool(false)))
            .collect();
        json_schema!({
            "if": { "properties": { "type": { "enum": kinds } } },
            "then": then,
            "else": { "properties": none },
        })
    };
    let limits = |pattern: &str| {
        let limit = json_schema!({ "type": "string", "pattern": pattern });
        json_schema!({ "properties": { "min": limit, "max": limit } }).to_value()
    };
    let dates = only(&["date"], limits(DAY), &["min", "max"]);
    let rules = [
        only(
            &["text", "multiline"],
            Value::Bool(true),
            &["min_length", "max_length"],
        ),
        json_schema!({
            "if": { "properties": { "type": { "const": "number" } } },
            "then": limits(NUMBER),
            "else": dates,
        }),
        only(
            &["select", "radio"],
            json_schema!({
                "required": ["options"],
                "properties": { "options": { "minItems": 1 } },
            })
            .to_value(),
            &["options"],
        ),
    ];
    let rules = rules.into_iter().map(Schema::to_value).collect();
    schema.insert("allOf".to_owned(), Value::Array(rules));
}

/// What a field is where its definition does not say `required`.
pub(crate) fn yes() -> bool {
    true
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for crate::map::Map<K, V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        std::collections::BTreeMap::<K, V>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        std::collections::BTreeMap::<K, V>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}
