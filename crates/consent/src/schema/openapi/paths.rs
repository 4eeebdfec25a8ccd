//! The addresses. What the router of the reference backend has is written here by hand; its tests ask it.

use serde_json::{Map as Members, Value, json};

use super::super::FORM_NAME;
use super::component;

/// The addresses, each with what it takes and answers.
pub(super) fn all() -> Value {
    json!({
        "/api/registrations": { "post": register() },
        "/api/registrations/challenge": { "get": challenge() },
        "/api/registrations/requests": { "post": request() },
        "/api/registrations/plain": { "post": plain() },
        "/.well-known/jwks.json": { "get": key_set() },
        "/api/keys/{kid}": { "get": key() },
        "/api/policies/{sha256}": { "get": kept("keptPolicyText", "The policy text with this hash", "text/markdown", &json!({ "type": "string" })) },
        "/api/packs/{sha256}": { "get": kept("keptPack", "The policy pack with this hash, as it was served", "application/json", &component("schemas", "Pack")) },
        "/api/forms/{sha256}": { "get": kept("keptForm", "The form definition with this hash, as it was served", "application/json", &component("schemas", "FormDefinition")) },
        "/forms/{id}.json": { "get": current("form", "A form definition", "FormDefinition") },
        "/policy/{id}.json": { "get": current("policy", "A policy pack", "Pack") },
        "/healthz": { "get": health() },
    })
}

fn register() -> Value {
    let accepted = |description: &str| {
        answer(
            description,
            "application/json",
            &component("schemas", "Accepted"),
            &["Cache-Control"],
        )
    };
    json!({
        "operationId": "register",
        "summary": "Takes a registration and its consent record, or a record that changes an earlier one",
        "description": "The same request may be sent any number of times: it is kept once, and answered alike.",
        "parameters": [{
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "The `record_id` of the consent record (draft-ietf-httpapi-idempotency-key-header).",
            "schema": component("schemas", "RecordId"),
        }],
        "requestBody": body("application/json", &component("schemas", "Envelope")),
        "responses": with_refusals(
            &[("201", accepted("Kept just now, on the disk.")), ("200", accepted("Kept already: the first answer again, byte for byte."))],
            &["400", "408", "409", "413", "415", "422", "500", "503"],
        ),
    })
}

fn challenge() -> Value {
    json!({
        "operationId": "challenge",
        "summary": "Gives out a nonce for a record that is about to be signed",
        "parameters": [
            query("form", "The form. Its policy's hash is told.", &form_name(), "vst"),
            query("language", "The language of the policy text; otherwise the form's first. Counts with `form` alone.", &component("schemas", "Language"), "vi"),
        ],
        "responses": with_refusals(
            &[("200", answer("A nonce.", "application/json", &component("schemas", "Challenge"), &["Cache-Control"]))],
            &["404", "408", "500"],
        ),
    })
}

fn request() -> Value {
    let mut body = body("application/json", &component("schemas", "Request"));
    let example = json!({ "kind": "withdraw", "contact": "lienhe@viettel.example.vn", "language": "vi", "reference": "0f0e0d0c", "purposes": ["renewal_email"] });
    if let Some(media) = body
        .pointer_mut("/content/application~1json")
        .and_then(Value::as_object_mut)
    {
        media.insert(
            "examples".to_owned(),
            json!({ "withdraw": { "value": example } }),
        );
    }
    json!({
        "operationId": "ask",
        "summary": "Takes what is asked for without a signature: a human decides",
        "requestBody": body,
        "responses": with_refusals(
            &[("202", answer("Kept; by when it is decided on.", "application/json", &component("schemas", "RequestAccepted"), &["Cache-Control"]))],
            &["400", "408", "413", "415", "422", "500", "503"],
        ),
    })
}

/// Its answers are pages, for a person whose browser runs no scripts.
fn plain() -> Value {
    let page = |status: &str, description: &str| {
        (
            status.to_owned(),
            answer(
                description,
                "text/html",
                &json!({ "type": "string" }),
                &["Cache-Control"],
            ),
        )
    };
    let pages: Members<String, Value> = [
        page("200", "Kept, now or before: a confirmation."),
        page(
            "400",
            "Not UTF-8, something twice, or something that the form does not ask for.",
        ),
        page("403", "Sent from a page of a website that may not."),
        page("404", "There is no such form, or it takes no plain posts."),
        page("408", "Broke off, or took too long."),
        page(
            "409",
            "Form, policy or the words beside the boxes have changed since: the form anew.",
        ),
        page("413", "Too large."),
        page("415", "Not announced as a form."),
        page(
            "422",
            "Something is wrong: the form with what was typed, and what to mend.",
        ),
        page("500", "The backend failed."),
        page("503", "The backend is busy."),
    ]
    .into_iter()
    .collect();
    json!({
        "operationId": "registerPlainly",
        "summary": "Takes a form from a browser that cannot sign, and answers with a page",
        "description": "Beside what is named here: each field of the form by its name, and `purpose.<id>` with `on` for each box that is ticked.",
        "requestBody": body("application/x-www-form-urlencoded", &json!({
            "type": "object",
            "properties": {
                "form_id": form_name(),
                "form_sha256": component("schemas", "Sha256Hex"),
                "notice_sha256": component("schemas", "Sha256Hex"),
                "choices_sha256": component("schemas", "Sha256Hex"),
                "language": component("schemas", "Language"),
                "acknowledged": { "const": "on" },
            },
            "required": ["form_id", "form_sha256", "notice_sha256", "choices_sha256", "language"],
            "additionalProperties": { "type": "string" },
        })),
        "responses": pages,
    })
}

fn key_set() -> Value {
    json!({
        "operationId": "keys",
        "summary": "The keys that receipts are checked with",
        "responses": with_refusals(
            &[("200", answer("Every key that signs, will sign or ever signed receipts.", "application/jwk-set+json", &component("schemas", "KeySet"), &["Cache-Control"]))],
            &["408", "500", "503"],
        ),
    })
}

fn key() -> Value {
    json!({
        "operationId": "key",
        "summary": "One key",
        "parameters": [path("kid", "The key's RFC 7638 thumbprint.", &component("schemas", "Thumbprint"))],
        "responses": with_refusals(
            &[("200", answer("The key.", "application/jwk+json", &component("schemas", "PublishedKey"), &["Cache-Control"]))],
            &["404", "408", "500", "503"],
        ),
    })
}

/// What records refer to by hash, which never changes.
fn kept(id: &str, summary: &str, media_type: &str, schema: &Value) -> Value {
    json!({
        "operationId": id,
        "summary": summary,
        "parameters": [path("sha256", "The SHA-256 of its bytes.", &component("schemas", "Sha256Hex"))],
        "responses": with_refusals(
            &[
                ("200", answer("Its very bytes.", media_type, schema, &["Cache-Control", "ETag"])),
                ("304", not_modified()),
            ],
            &["404", "408", "500", "503"],
        ),
    })
}

/// What is in force.
fn current(id: &str, summary: &str, schema: &str) -> Value {
    json!({
        "operationId": id,
        "summary": summary,
        "parameters": [path("id", "Its name.", &json!({ "type": "string", "pattern": "^[a-z0-9_-]{1,64}$", "example": "vst" }))],
        "responses": with_refusals(
            &[
                ("200", answer("In force now: the very bytes that records are judged by.", "application/json", &component("schemas", schema), &["Cache-Control", "ETag"])),
                ("304", not_modified()),
            ],
            &["404", "408", "500"],
        ),
    })
}

fn health() -> Value {
    json!({
        "operationId": "health",
        "summary": "Whether the process answers",
        "responses": with_refusals(
            &[("200", answer("It does.", "text/plain", &json!({ "const": "ok\n" }), &[]))],
            &["408", "500"],
        ),
    })
}

fn form_name() -> Value {
    json!({ "type": "string", "pattern": FORM_NAME })
}

fn not_modified() -> Value {
    json!({ "description": "It is what the entity tag in `If-None-Match` says.", "headers": { "ETag": component("headers", "ETag") } })
}

fn body(media_type: &str, schema: &Value) -> Value {
    json!({ "required": true, "content": { media_type: { "schema": schema } } })
}

fn path(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

fn query(name: &str, description: &str, schema: &Value, example: &str) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema, "example": example })
}

fn answer(description: &str, media_type: &str, schema: &Value, headers: &[&str]) -> Value {
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
fn with_refusals(answers: &[(&str, Value)], statuses: &[&str]) -> Value {
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
        "404" => "NotFound",
        "408" => "Incomplete",
        "409" => "Clash",
        "413" => "TooLarge",
        "415" => "MediaType",
        "422" => "Refused",
        "503" => "Busy",
        _ => "Internal",
    }
}
