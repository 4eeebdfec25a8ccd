//! What the addresses are put together from.

use serde_json::{Map as Members, Value, json};

use super::super::FORM_NAME;
use super::component;

/// The headers of an answer that may be kept for a time, or not at all.
pub(super) const DATED: &[&str] = &["Cache-Control"];
/// The headers of one that is known by its hash.
pub(super) const TAGGED: &[&str] = &["Cache-Control", "ETag"];

/// What everything is written in that programs read.
pub(super) const JSON: &str = "application/json";
/// What a policy text is written in.
pub(super) const MARKDOWN: &str = "text/markdown";

pub(super) fn form_name() -> Value {
    json!({ "type": "string", "pattern": FORM_NAME })
}

/// A reference to a type.
pub(super) fn schema(name: &str) -> Value {
    component("schemas", name)
}

pub(super) fn not_modified() -> Value {
    json!({
        "description": "It is what the entity tag in `If-None-Match` says.",
        "headers": { "ETag": component("headers", "ETag") },
    })
}

pub(super) fn body(media_type: &str, schema: &Value) -> Value {
    json!({ "required": true, "content": { media_type: { "schema": schema } } })
}

pub(super) fn path(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

pub(super) fn query(name: &str, description: &str, schema: &Value, example: &str) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema, "example": example })
}

pub(super) fn answer(
    description: &str,
    media_type: &str,
    schema: &Value,
    headers: &[&str],
) -> Value {
    let headers: Members<String, Value> = headers
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                component("headers", &name.replace('-', "")),
            )
        })
        .collect();
    let mut answer =
        json!({ "description": description, "content": { media_type: { "schema": schema } } });
    if let (false, Some(members)) = (headers.is_empty(), answer.as_object_mut()) {
        members.insert("headers".to_owned(), Value::Object(headers));
    }
    answer
}

/// These answers, and a problem document for each of these statuses.
pub(super) fn with_refusals(answers: &[(&str, Value)], statuses: &[&str]) -> Value {
    let refusals = statuses
        .iter()
        .map(|status| (*status, component("responses", refusal(status))));
    let all: Members<String, Value> = answers
        .iter()
        .map(|(status, answer)| (*status, answer.clone()))
        .chain(refusals)
        .map(|(status, answer)| (status.to_owned(), answer))
        .collect();
    Value::Object(all)
}

/// The component for a status.
fn refusal(status: &str) -> &'static str {
    match status {
        "400" => "BadRequest",
        "403" => "TokenRefused",
        "404" => "NotFound",
        "408" => "Incomplete",
        "409" => "Clash",
        "413" => "TooLarge",
        "415" => "MediaType",
        "422" => "Refused",
        "429" => "TooOften",
        "503" => "Busy",
        _ => "Internal",
    }
}
