//! A refusal says what was expected and where, and never what was there: answers are read and logged by others.

use serde_json::{Value, json};
use thuan_consent::encoding::{base64url, base64url_decode};
use thuan_consent::jcs;

use crate::support::{Answer, Backend, Folder, FollowUp, Luck, Submission, UNLIMITED, is_long};

/// What nobody else says: letters, and digits of which a number can be made.
struct Marker {
    text: String,
    number: u64,
}

impl Marker {
    fn new(luck: &mut Luck) -> Self {
        let letters = luck.bytes(12).into_iter();
        let letters = letters.map(|byte| char::from(b'a' + byte % 26));
        let number = 900_000_000_000 + luck.below(99_999_999_999) as u64;
        Self {
            text: letters.collect(),
            number,
        }
    }

    /// What can be put in the place of a value, or around it.
    fn instead_of(&self, value: &Value) -> Vec<Value> {
        let Self { text, number } = self;
        let mut all = vec![
            json!(text),
            json!(text.to_uppercase()),
            json!(number),
            json!(number.to_string()),
            json!([text]),
            json!({ text: value }),
        ];
        match value {
            Value::String(old) => {
                all.push(json!(format!("{old}{text}")));
                all.push(json!(format!("{number}{old}")));
                all.push(json!(format!("{text}, expected {old}")));
            }
            Value::Array(items) => {
                let more = [items.as_slice(), &[json!(text)]].concat();
                all.push(json!(more));
            }
            Value::Object(members) => {
                let mut more = members.clone();
                more.insert(text.clone(), json!(text));
                all.push(Value::Object(more));
                for (name, member) in members {
                    let mut renamed = members.clone();
                    renamed.remove(name);
                    renamed.insert(format!("{name}{text}"), member.clone());
                    all.push(Value::Object(renamed));
                }
            }
            _ => {}
        }
        all
    }

    /// That an answer has nothing of it. The one name that anybody may choose, and that a pointer has to say, is that of
    /// a field.
    fn is_not_in(&self, answer: &Answer, sent: &Value) {
        let mut text = String::from_utf8_lossy(&answer.body).into_owned();
        if answer.status >= 400 {
            let mut problem = answer.json();
            let errors = problem["errors"].as_array_mut();
            for error in errors.into_iter().flatten() {
                let pointer = error["pointer"].as_str().expect("a pointer");
                assert!(pointer.starts_with('#'), "{error}");
                if pointer.starts_with("#/registration/fields/") {
                    error["pointer"] = Value::Null;
                }
            }
            text = problem.to_string();
        }
        let text = text.to_lowercase();
        for never in [&self.text, &self.number.to_string()] {
            assert!(!text.contains(never.as_str()), "{text}\nsaid of\n{sent}");
        }
    }
}

/// A pointer to each value in it, itself included.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), all);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{at}/{name}"), all);
            }
        }
        _ => {}
    }
}

/// How many of the ways to put a marker into a place are gone; a seed of one's own goes others.
const WAYS: usize = 3;

/// A value with a marker at each place of it, one after another.
fn marked(luck: &mut Luck, value: &Value, mut sent: impl FnMut(&Marker, &Value)) -> usize {
    let mut all = Vec::new();
    places(value, "", &mut all);
    let mut count = 0;
    for place in all {
        let marker = Marker::new(luck);
        let old = value.pointer(&place).expect("it is there").clone();
        let mut ways = marker.instead_of(&old);
        while !is_long() && ways.len() > WAYS {
            ways.swap_remove(luck.below(ways.len()));
        }
        for new in ways {
            let mut changed = value.clone();
            *changed.pointer_mut(&place).expect("it is there") = new;
            sent(&marker, &changed);
            count += 1;
        }
    }
    count
}

fn header(consent: &Value) -> Value {
    let protected = consent["protected"].as_str().expect("a text");
    let bytes = base64url_decode(protected).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn no_answer_repeats_what_was_sent() {
    let folder = Folder::new();
    let backend = folder.serve(&UNLIMITED);
    let first = Submission::new(&folder);
    assert_eq!(backend.post(&first).status, 201);
    let mut luck = Luck::new("unrepeated");
    let mut sent = 0;

    let submission = Submission::new(&folder);
    let change = FollowUp::withdrawing(&first.verified(), "renewal_email");
    let change = change.showing(first.consent());
    let change_envelope: Value = serde_json::from_slice(&change.body()).expect("JSON");
    for envelope in [submission.envelope(), change_envelope] {
        let payload = envelope["consent"]["payload"].as_str().expect("a text");
        let record = base64url_decode(payload).expect("base64url");
        let record: Value = serde_json::from_slice(&record).expect("JSON");
        let id = record["record_id"].as_str().expect("a name").to_owned();
        let post = |envelope: &Value| backend.post_bytes(&id, envelope.to_string().into_bytes());
        // In what is posted, and what is signed over.
        sent += marked(&mut luck, &envelope, |marker, envelope| {
            marker.is_not_in(&post(envelope), envelope);
        });
        // In the header, which nobody has signed then.
        sent += marked(
            &mut luck,
            &header(&envelope["consent"]),
            |marker, header| {
                let mut envelope = envelope.clone();
                let header = jcs::to_vec(header).expect("canonical");
                envelope["consent"]["protected"] = json!(base64url(&header));
                marker.is_not_in(&post(&envelope), &envelope);
            },
        );
        // In the record, really signed, and each under a name of its own.
        let mut count = 0;
        sent += marked(&mut luck, &record, |marker, record| {
            let mut record = record.clone();
            count += 1;
            let name = format!("{}{count:05x}", id.split_at(31).0);
            if record["record_id"] == *id {
                record["record_id"] = json!(name);
            }
            let payload = jcs::to_vec(&record).expect("canonical");
            let mut envelope = envelope.clone();
            envelope["consent"] = json!(submission.signed(&payload));
            let answer = backend.post_bytes(&name, envelope.to_string().into_bytes());
            marker.is_not_in(&answer, &record);
        });
    }
    sent += in_requests(&backend, &mut luck);
    assert!(sent > 500, "{sent}");
}

fn in_requests(backend: &Backend, luck: &mut Luck) -> usize {
    let request = json!({
        "kind": "withdraw", "contact": "thu.nguyen@example.com", "language": "vi", "reference": "9b2f8a60",
        "purposes": ["renewal_email"], "message": "Xin chào",
    });
    marked(luck, &request, |marker, request| {
        let headers = [("content-type", "application/json")];
        let body = request.to_string().into_bytes();
        let answer = backend.request("POST", "/api/registrations/requests", &headers, body);
        marker.is_not_in(&answer, request);
    })
}
