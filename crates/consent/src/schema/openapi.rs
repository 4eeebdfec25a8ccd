//! The wire format as an OpenAPI 3.1 document: the addresses of the reference backend, and the types as its components.

mod parts;
mod paths;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map as Members, Value, json};

use super::{KeySet, Plain, PublishedKey};
use crate::accepted::Accepted;
use crate::challenge::Challenge;
use crate::envelope::Envelope;
use crate::form::FormDefinition;
use crate::policy::Pack;
use crate::problem::Problem;
use crate::receipt::Receipt;
use crate::record::ConsentRecord;
use crate::request::{Request, RequestAccepted};

/// The document. It says what the reference backend takes and answers; other backends may do with less.
#[must_use]
pub fn document() -> Value {
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Thuận",
            "summary": "Registrations with a consent record that the person's own browser signed",
            "description": "What the reference backend takes and answers; docs/backends.md says what others need.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache License 2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [],
        "paths": paths::all(),
        "components": {
            "schemas": schemas(),
            "headers": headers(),
            "responses": responses(),
        },
    })
}

/// Every type that is on the wire, those that stand in strings of others (record and receipt) among them.
fn schemas() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .with_transform(Plain)
        .into_generator();
    name::<Accepted>(&mut generator);
    name::<Challenge>(&mut generator);
    name::<ConsentRecord>(&mut generator);
    name::<Envelope>(&mut generator);
    name::<FormDefinition>(&mut generator);
    name::<KeySet>(&mut generator);
    name::<Pack>(&mut generator);
    name::<Problem>(&mut generator);
    name::<PublishedKey>(&mut generator);
    name::<Receipt>(&mut generator);
    name::<Request>(&mut generator);
    name::<RequestAccepted>(&mut generator);
    Value::Object(generator.take_definitions(true))
}

/// Puts a type among the definitions; the reference to it is not needed here.
fn name<T: JsonSchema>(generator: &mut SchemaGenerator) {
    let _reference = generator.subschema_for::<T>();
}

fn headers() -> Value {
    let text =
        |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        "CacheControl": text("How long the answer may be kept (RFC 9111 section 5.2)."),
        "ETag": text("The entity tag (RFC 9110 section 8.8.3): the hash of what is served."),
        "RetryAfter": {
            "description": "Seconds to wait before the same request is sent again (RFC 9110 section 10.2.3).",
            "required": true,
            "schema": { "type": "string", "pattern": "^[0-9]+$" },
        },
    })
}

/// The refusals: each with the end of the `urn:thuan:problem:…` that is in `type`.
const REFUSALS: [(&str, &str); 11] = [
    (
        "BadRequest",
        "`not-json`, `not-an-envelope` or `not-a-request`; `idempotency-key-missing`, `idempotency-key-invalid` or \
         `idempotency-key-mismatch`; `malformed`: not HTTP/1.1.",
    ),
    (
        "TokenRefused",
        "`token-refused`: the form has a service judge whether a person is there, and its token is missing, not one of \
         this form's, or used. Send the same request again with a fresh one.",
    ),
    ("NotFound", "`not-found`"),
    (
        "Incomplete",
        "`incomplete`: the body broke off or came too slowly. Send it again.",
    ),
    (
        "Clash",
        "`record-id-taken`: another record is kept under this name, `stored_record_sha256` says which; for a withdrawal it may be a request, and is not there.",
    ),
    ("TooLarge", "`too-large`"),
    (
        "MediaType",
        "`unsupported-media-type`: not announced as `application/json`.",
    ),
    (
        "Refused",
        "`record-refused`, `registration-refused` or `request-refused`: `errors` says where and why, with a `code` of \
         those in docs/backends.md. `idempotency-key-reused`: the key was sent with another request without a signature.",
    ),
    (
        "TooOften",
        "`too-many-requests`: more than this address, or all together, may send; `too-soon`: sooner than anybody fills \
         the form in. Send the same request again after the time in `Retry-After`.",
    ),
    ("Internal", "`internal`: nothing is known to be stored."),
    (
        "Busy",
        "`busy`, `token-unverified`: nothing was stored. Send the same request again after the time in `Retry-After`.",
    ),
];

fn responses() -> Value {
    let mut all = Members::new();
    for (name, description) in REFUSALS {
        let mut response = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": component("schemas", "Problem") } },
        });
        let header = match name {
            "Busy" | "TooOften" => Some(("Retry-After", "RetryAfter")),
            _ => None,
        };
        if let (Some((name, kind)), Some(members)) = (header, response.as_object_mut()) {
            members.insert(
                "headers".to_owned(),
                json!({ name: component("headers", kind) }),
            );
        }
        all.insert(name.to_owned(), response);
    }
    Value::Object(all)
}

/// A reference to a component.
fn component(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}
