//! What is really sent, and what is made of it.

use serde_json::{Value, json};
use thuan_consent::encoding::base64url;

use super::http::{Sending, get, post};
use super::tree::Tree;
use super::{CANARY, REGISTRATIONS, REQUESTS};
use crate::support::{Folder, FollowUp, Luck, PLAIN, PlainForm, Submission};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What is sent, before it is changed.
pub struct Originals {
    submission: Submission,
    record: Value,
    envelope: Value,
    change: Value,
    request: Value,
    form: String,
}

impl Originals {
    pub fn new(folder: &Folder) -> Self {
        let name = format!("{CANARY} Công ty");
        let submission = Submission::new(folder).field("company_name", Some(&name));
        let change = FollowUp::withdrawing(&submission.verified(), "renewal_email");
        let form = PlainForm::new(folder, "vi").with("company_name", &name);
        Self {
            record: serde_json::from_slice(&submission.payload()).expect("JSON"),
            envelope: submission.envelope(),
            change: serde_json::from_slice(&change.showing(submission.consent()).body())
                .expect("JSON"),
            request: json!({
                "kind": "withdraw", "contact": "canary@example.com", "language": "vi", "reference": "9b2f8a60",
                "purposes": ["renewal_email"], "message": CANARY,
            }),
            form: String::from_utf8(form.body()).expect("UTF-8"),
            submission,
        }
    }

    /// Something to send.
    pub fn sending(&self, luck: &mut Luck) -> (&'static str, Sending) {
        match luck.below(100) {
            0..20 => ("GET", get(luck)),
            20..55 => {
                let name = record_id(luck);
                let body = self.signed(luck, &name);
                (
                    REGISTRATIONS,
                    post(luck, REGISTRATIONS, JSON, Some(&name), &body),
                )
            }
            55..70 => {
                let original = if luck.in_hundred(70) {
                    &self.envelope
                } else {
                    &self.change
                };
                let text = mutated(luck, original);
                let body = bytes(luck, &text);
                let name = self.record["record_id"].as_str().expect("a name");
                (
                    REGISTRATIONS,
                    post(luck, REGISTRATIONS, JSON, Some(name), &body),
                )
            }
            70..85 => {
                let text = mutated(luck, &self.request);
                let body = bytes(luck, &text);
                let key = luck.in_hundred(30).then(|| record_id(luck));
                (REQUESTS, post(luck, REQUESTS, JSON, key.as_deref(), &body))
            }
            _ => {
                let body = self.typed(luck);
                (PLAIN, post(luck, PLAIN, FORM, None, &body))
            }
        }
    }

    /// A record that says something else, and is really signed.
    fn signed(&self, luck: &mut Luck, name: &str) -> Vec<u8> {
        let mut record = self.record.clone();
        record["record_id"] = json!(name);
        let payload = mutated(luck, &record);
        let consent = self.submission.signed(payload.as_bytes());
        let mut envelope =
            json!({ "registration": self.envelope["registration"], "consent": consent });
        if luck.in_hundred(20) {
            // What two JSON texts and two signatures have in common is not much.
            envelope["consent"]["protected"] = json!(base64url(
                mutated(luck, &json!({ "alg": "none", "kid": CANARY })).as_bytes()
            ));
        }
        envelope.to_string().into_bytes()
    }

    /// A form that was posted by no browser.
    fn typed(&self, luck: &mut Luck) -> Vec<u8> {
        let mut pairs: Vec<String> = self.form.split('&').map(str::to_owned).collect();
        for _ in 0..luck.below(4) {
            let place = luck.below(pairs.len());
            match luck.below(7) {
                0 => drop(pairs.remove(place)),
                1 => pairs.push(pairs[place].clone()),
                2 => pairs[place].push_str(luck.one_of(&[
                    "%00",
                    "%ff%fe",
                    "%zz",
                    "%ed%a0%80",
                    "&&&",
                    "=",
                    "%0A",
                    ";",
                    "+",
                ])),
                3 => {
                    pairs[place] = format!(
                        "{}={}",
                        luck.one_of(&["acknowledged", "x", "", "form_id", "language", "email"]),
                        CANARY
                    )
                }
                4 => {
                    pairs[place].push_str(&"x".repeat(luck.one_of(&[300, 5_000, 64_000, 300_000])))
                }
                5 => pairs = vec![pairs[place].clone(); 3000],
                _ => pairs.swap(place, 0),
            }
            if pairs.is_empty() {
                break;
            }
        }
        bytes(luck, &pairs.join("&"))
    }
}

/// A name that no record has: a UUID of version 4.
fn record_id(luck: &mut Luck) -> String {
    let digits: String = luck
        .bytes(16)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |from, to| digits.get(from..to).expect("there are 32");
    format!(
        "{}-{}-4{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    )
}

fn mutated(luck: &mut Luck, value: &Value) -> String {
    let mut tree = Tree::from(value);
    for _ in 0..luck.below(4) {
        tree.mutate(luck);
    }
    tree.text()
}

/// The bytes of a text, or what somebody makes of them.
fn bytes(luck: &mut Luck, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let place = luck.below(bytes.len());
    match luck.below(40) {
        0 => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        1 => bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        2 => bytes = text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        3 => bytes.truncate(place),
        4 => bytes.splice(place..place, *b"\xed\xa0\x80").for_each(drop),
        5 => bytes.splice(place..place, *b"\xff\xfe\0").for_each(drop),
        6 => bytes.extend(b"{}"),
        7 => bytes.extend(std::iter::repeat_n(b' ', 5000)),
        8 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << luck.below(8);
            }
        }
        9 => bytes = luck.bytes(place),
        10 => bytes.clear(),
        _ => {}
    }
    bytes
}
