//! The shape of what is signed, as one regular expression each.
//!
//! Canonical JSON has one spelling for a value: no white space, members in order, strings escaped in one way. So what a
//! record may look like is a regular language, and the expression says at once that the text is canonical JSON, that no
//! member stands twice, is missing or unknown, that nothing is a number or null, and that every box began unticked.
//! A verifier in any language needs no canonical JSON of its own and no list of members, only this.
//!
//! Only what all engines understand alike is used (ECMAScript with `u`, Python, PCRE, Perl, Ruby, jq), so no shorthand
//! for digits, which is Unicode's in some; the whole text has to match.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Characters that stand for themselves in a canonical string (RFC 8785 section 3.2.2.2).
const PLAIN: &str = r#"[^"\\\x00-\x1f]*"#;
const ESCAPED: &str = r#"\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))"#;
const SHA256: &str = r#""[0-9a-f]{64}""#;
const TIME: &str = r#""[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z""#;
const UUID: &str = r#""[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}""#;
const LANGUAGE: &str = r#""[a-z]{2,3}""#;
/// Base64url of 32 bytes: the last character carries two bits that are zero.
const BYTES_32: &str = r#""[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]""#;

fn string() -> String {
    format!(r#""{PLAIN}(?:{ESCAPED}{PLAIN})*""#)
}

fn list(of: &str) -> String {
    format!(r"\[(?:{of}(?:,{of})*)?\]")
}

fn filled_list(of: &str) -> String {
    format!(r"\[{of}(?:,{of})*\]")
}

fn word(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|c| {
            let special = ".+*?()[]{}|^$\\".contains(c);
            special.then_some('\\').into_iter().chain([c])
        })
        .collect();
    format!("\"{escaped}\"")
}

fn one_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|text| word(text)).collect();
    format!("(?:{})", words.join("|"))
}

/// An object's members; a name that ends in `?` may be left out.
fn object(members: &[(&str, &str)]) -> String {
    let members: BTreeMap<&str, (bool, &str)> = members
        .iter()
        .map(|(name, shape)| match name.strip_suffix('?') {
            Some(name) => (name, (true, *shape)),
            None => (*name, (false, *shape)),
        })
        .collect();
    let mut text = r"\{".to_owned();
    let mut certain = false;
    for (name, (optional, shape)) in members {
        text += &match (optional, certain) {
            (true, true) => format!("(?:,\"{name}\":{shape})?"),
            (true, false) => format!("(?:\"{name}\":{shape},)?"),
            (false, true) => format!(",\"{name}\":{shape}"),
            (false, false) => format!("\"{name}\":{shape}"),
        };
        certain |= !optional;
    }
    text + r"\}"
}

fn purpose(states: &[&str]) -> String {
    let s = string();
    let texts = list(&s);
    // A box that nobody touched agrees to nothing.
    let decided = format!(
        r#"(?:"refused","id":{s},"indication_method":"left_unticked"|{},"id":{s},"indication_method":"checkbox")"#,
        one_of(states)
    );
    let members = [
        ("decided_at", TIME),
        ("event_state", &decided),
        ("initial_state", "\"off\""),
        ("label", &s),
        ("lawful_basis", "\"consent\""),
        ("pii_information", &texts),
        ("recipient_third_parties", &texts),
        ("retention_period", &s),
        ("storage_locations", &texts),
    ];
    object(&members)
}

/// A first record has a registration and takes nothing back; one that changes another has none and names that one.
fn record() -> String {
    let first = record_with(&["given", "refused"], ("registration_sha256", SHA256));
    let follow_up = record_with(
        &["given", "refused", "withdrawn", "renewed"],
        ("previous_record_sha256", SHA256),
    );
    format!("(?:{first}|{follow_up})")
}

fn record_with(states: &[&str], names: (&str, &str)) -> String {
    let s = string();
    let texts = list(&s);
    let informed = object(&[
        ("basis_ref?", &s),
        ("id", &s),
        ("label", &s),
        ("lawful_basis", &one_of(&["contract", "legal_obligation"])),
        ("pii_information", &texts),
        ("recipient_third_parties", &texts),
        ("retention_period", &s),
        ("storage_locations", &texts),
    ]);
    let controller = object(&[
        ("address?", &s),
        ("email?", &s),
        ("name", &s),
        ("phone?", &s),
        ("tax_code?", &s),
    ]);
    let notice = object(&[
        (
            "authoritative",
            &object(&[("language", LANGUAGE), ("sha256", SHA256)]),
        ),
        ("id", &s),
        ("language", LANGUAGE),
        ("sha256", SHA256),
        ("version", &s),
    ]);
    let control = object(&[
        ("name", &s),
        ("visibility", &one_of(&["visible", "hidden", "unknown"])),
    ]);
    let evidence = object(&[
        ("clock?", "\"stepped\""),
        ("controls?", &filled_list(&control)),
        ("embedder_origin?", &s),
        ("form_id", &s),
        ("form_sha256", SHA256),
        ("key_storage", &one_of(&["indexeddb", "session"])),
        ("page_origin", &s),
        ("widget_sha256?", SHA256),
        ("widget_version", &s),
    ]);
    let withdrawal = object(&[
        ("description", &s),
        ("email?", &s),
        ("phone?", &s),
        ("url?", &s),
    ]);
    object(&[
        (
            "acknowledged",
            &object(&[("decided_at", TIME), ("label", &s)]),
        ),
        ("applicable_law", &texts),
        ("audience", &s.replace("[^\"", "[^\"#")),
        ("challenge?", &s),
        ("entity", &object(&[("capacity", &s), ("indicated_by", &s)])),
        ("event_time", TIME),
        ("event_type", "\"explicit\""),
        ("evidence", &evidence),
        ("information_only?", &filled_list(&informed)),
        ("jurisdiction", &s),
        ("language", LANGUAGE),
        ("partner?", &s),
        ("pii_controllers", &list(&controller)),
        ("pii_principal_id", BYTES_32),
        ("privacy_notice", &notice),
        ("privacy_rights", &texts),
        ("purposes", &list(&purpose(states))),
        ("record_id", UUID),
        names,
        ("schema_version", &word("urn:thuan:consent-record:1")),
        ("withdrawal_method", &withdrawal),
    ])
}

fn receipt() -> String {
    let s = string();
    object(&[
        ("audience", &s),
        ("key_continuity?", &one_of(&["continued", "not_continued"])),
        ("previous_receipt_sha256?", SHA256),
        ("receipt_id", UUID),
        ("received_at", TIME),
        ("record_id", UUID),
        ("record_sha256", SHA256),
        ("schema_version", &word("urn:thuan:consent-receipt:1")),
        ("sequence", r#""[1-9][0-9]*""#),
    ])
}

fn header(typ: &str) -> String {
    let with = |alg: &[&str], jwk: &[(&str, &str)]| {
        object(&[
            ("alg", &one_of(alg)),
            ("jwk", &object(jwk)),
            ("kid", BYTES_32),
            ("typ", &word(typ)),
        ])
    };
    let p256 = [
        ("crv", "\"P-256\""),
        ("kty", "\"EC\""),
        ("x", BYTES_32),
        ("y", BYTES_32),
    ];
    let ed25519 = [("crv", "\"Ed25519\""), ("kty", "\"OKP\""), ("x", BYTES_32)];
    format!(
        "(?:{}|{})",
        with(&["ES256"], &p256),
        with(&["EdDSA", "Ed25519"], &ed25519)
    )
}

/// The registration's canonical text, which the record holds a hash of: texts under names, and sixteen bytes of salt.
fn registration() -> String {
    let s = string();
    let fields = format!(r"\{{(?:{s}:{s}(?:,{s}:{s})*)?\}}");
    object(&[
        ("fields", &fields),
        ("salt", r#""[A-Za-z0-9_-]{21}[AQgw]""#),
    ])
}

/// By kind of JWS, what its protected header and its payload look like.
pub fn shapes() -> Value {
    json!({
        "record": { "protected": header("consent-record+jws"), "payload": record() },
        "receipt": { "protected": header("consent-receipt+jws"), "payload": receipt() },
        "registration": registration(),
    })
}
