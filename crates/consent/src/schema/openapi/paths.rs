//! The addresses. What the router of the reference backend has is written here by hand; its tests ask it.

use serde_json::{Map as Members, Value, json};

use super::super::PACK_NAME;
use super::parts::{
    DATED, JSON, MARKDOWN, TAGGED, answer, body, form_name, not_modified, path, query, schema,
    with_refusals,
};

/// The addresses, each with what it takes and answers.
pub(super) fn all() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "/api/registrations": { "post": register() },
        "/api/registrations/challenge": { "get": challenge() },
        "/api/registrations/requests": { "post": request() },
        "/api/registrations/plain": { "post": plain() },
        "/.well-known/jwks.json": { "get": key_set() },
        "/api/keys/{kid}": { "get": key() },
        "/api/policies/{sha256}": { "get": kept("keptPolicyText", "The policy text", MARKDOWN, &text) },
        "/api/packs/{sha256}": { "get": kept("keptPack", "The policy pack", JSON, &schema("Pack")) },
        "/api/forms/{sha256}": { "get": kept("keptForm", "The form definition", JSON, &schema("FormDefinition")) },
        "/forms/{id}.json": { "get": current("form", "A form definition", "FormDefinition") },
        "/policy/{id}.json": { "get": current("policy", "A policy pack", "Pack") },
        "/healthz": { "get": health() },
        "/readyz": { "get": ready() },
    })
}

fn register() -> Value {
    let accepted = |description: &str| answer(description, JSON, &schema("Accepted"), DATED);
    json!({
        "operationId": "register",
        "summary": "Takes a registration and its consent record, or a record that changes an earlier one",
        "description": "The same request may be sent any number of times: it is kept once, and answered alike.",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": true,
                "description": "The `record_id` of the consent record (draft-ietf-httpapi-idempotency-key-header).",
                "schema": schema("RecordId"),
            },
            {
                "name": "Thuan-Work",
                "in": "header",
                "required": false,
                "description": "Where the challenge asks for work: the number, in decimal digits.",
                "schema": { "type": "string", "pattern": "^[0-9]{1,16}$" },
            },
            {
                "name": "Thuan-Token",
                "in": "header",
                "required": false,
                "description": "Where the form has a service judge whether a person is there: its token, another for each try.",
                "schema": { "type": "string", "pattern": "^[!-~]{1,2048}$" },
            },
        ],
        "requestBody": body(JSON, &schema("Envelope")),
        "responses": with_refusals(
            &[
                ("201", accepted("Kept just now, on the disk.")),
                ("200", accepted("Kept already: the first answer again, byte for byte.")),
            ],
            &["400", "403", "408", "409", "413", "415", "422", "429", "500", "503"],
        ),
    })
}

fn challenge() -> Value {
    json!({
        "operationId": "challenge",
        "summary": "Gives out a nonce for a record that is about to be signed",
        "parameters": [
            query("form", "The form. Its policy's hash is told.", &form_name(), "vst"),
            query("language", "Of the policy text, where there is a `form`.", &schema("Language"), "vi"),
        ],
        "responses": with_refusals(
            &[("200", answer("A nonce.", JSON, &schema("Challenge"), DATED))],
            &["404", "408", "429", "500"],
        ),
    })
}

/// RFC 9562, section 4.
const UUID: &str = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

fn request() -> Value {
    let mut body = body(JSON, &schema("Request"));
    let example = json!({
        "kind": "withdraw",
        "contact": "lienhe@viettel.example.vn",
        "language": "vi",
        "reference": "0f0e0d0c",
        "purposes": ["renewal_email"],
    });
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
        "parameters": [{
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "A UUID. With one, the same request may be sent any number of times and is one.",
            "schema": { "type": "string", "format": "uuid", "pattern": UUID },
        }],
        "requestBody": body,
        "responses": with_refusals(
            &[("202", answer("Kept; by when it is decided on.", JSON, &schema("RequestAccepted"), DATED))],
            &["400", "408", "413", "415", "422", "429", "500", "503"],
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
                DATED,
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
            "Something is wrong: the form with what was typed, and what to mend; or how long it took is not known, and it is \
             to be sent once more.",
        ),
        page(
            "429",
            "More than may be sent: after the time in `Retry-After`, the same again.",
        ),
        page("500", "The backend failed."),
        page("503", "The backend is busy."),
    ]
    .into_iter()
    .collect();
    json!({
        "operationId": "registerPlainly",
        "summary": "Takes a form from a browser that cannot sign, and answers with a page",
        "description": "Beside these, each field of the form by its name, and `purpose.<id>` `on` for each ticked box.",
        "requestBody": body("application/x-www-form-urlencoded", &json!({
            "type": "object",
            "properties": {
                "form_id": form_name(),
                "form_sha256": schema("Sha256Hex"),
                "notice_sha256": schema("Sha256Hex"),
                "choices_sha256": schema("Sha256Hex"),
                "language": schema("Language"),
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
            &[("200", answer("All that ever sign.", "application/jwk-set+json", &schema("KeySet"), DATED))],
            &["408", "500", "503"],
        ),
    })
}

fn key() -> Value {
    json!({
        "operationId": "key",
        "summary": "One key",
        "parameters": [path("kid", "The key's RFC 7638 thumbprint.", &schema("Thumbprint"))],
        "responses": with_refusals(
            &[("200", answer("The key.", "application/jwk+json", &schema("PublishedKey"), DATED))],
            &["404", "408", "500", "503"],
        ),
    })
}

/// What records refer to by hash, which never changes.
fn kept(id: &str, what: &str, media_type: &str, content: &Value) -> Value {
    json!({
        "operationId": id,
        "summary": format!("{what} with this hash, as it was served"),
        "parameters": [path("sha256", "The SHA-256 of its bytes.", &schema("Sha256Hex"))],
        "responses": with_refusals(
            &[
                ("200", answer("Its very bytes.", media_type, content, TAGGED)),
                ("304", not_modified()),
            ],
            &["404", "408", "500", "503"],
        ),
    })
}

/// What is in force.
fn current(id: &str, summary: &str, kind: &str) -> Value {
    let name = json!({ "type": "string", "pattern": PACK_NAME, "example": "vst" });
    json!({
        "operationId": id,
        "summary": summary,
        "parameters": [path("id", "Its name.", &name)],
        "responses": with_refusals(
            &[
                ("200", answer("The very bytes that records are judged by.", JSON, &schema(kind), TAGGED)),
                ("304", not_modified()),
            ],
            &["404", "408", "500"],
        ),
    })
}

fn ready() -> Value {
    let answered = |ready: bool, more: Value| {
        let mut shape = json!({
            "type": "object",
            "required": ["ready"],
            "properties": { "ready": { "const": ready } },
            "additionalProperties": false,
        });
        if let (Some(shape), Value::Object(more)) = (shape.as_object_mut(), more) {
            shape.extend(more);
        }
        shape
    };
    let reasons = json!({
        "required": ["ready", "reason"],
        "properties": {
            "ready": { "const": false },
            "reason": { "enum": ["ending", "busy", "unreachable", "full", "database", "signing_key"] },
        },
    });
    json!({
        "operationId": "ready",
        "summary": "Whether a registration that came now could be kept",
        "responses": with_refusals(
            &[
                ("200", answer("It could.", JSON, &answered(true, json!({})), &[])),
                ("503", answer("It could not, and why.", JSON, &answered(false, reasons), &[])),
            ],
            &["408", "500"],
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
