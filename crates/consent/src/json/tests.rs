//! The reader and the lists of members, held against serde.

use proptest::prelude::*;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::*;
use crate::form::FormDefinition;
use crate::policy::Pack;
use crate::problem::{Fault, Problem};
use crate::record::{
    EventState, EventType, IndicationMethod, InitialState, KeyStorage, LawfulBasis,
};

#[track_caller]
fn refused(text: &str, because: &str) {
    let error = parse(text.as_bytes())
        .expect_err("must be refused")
        .to_string();
    assert!(error.contains(because), "{error}");
}

#[test]
fn a_name_twice_is_refused_at_any_depth() {
    refused(r#"{"a":1,"a":1}"#, "twice");
    refused(r#"[{"b":{"a":1,"c":2,"a":3}}]"#, "twice");
    refused(r#"{"a":1,"\u0061":2}"#, "twice");
}

#[test]
fn trailing_text_is_refused() {
    refused("{} {}", "trailing");
    refused("{}x", "trailing");
}

#[test]
fn deep_nesting_is_refused() {
    let deep = "[".repeat(MAX_DEPTH + 1);
    refused(&deep, "nested too deeply");
    let fine = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(parse(fine.as_bytes()).is_ok());
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    assert!(parse(b"\"\xff\"").is_err());
    assert!(parse(b"\"\\ud800\"").is_err());
}

#[test]
fn a_long_object_takes_no_long_time() {
    let members: Vec<String> = (0..20_000).rev().map(|n| format!("\"{n}\":0")).collect();
    assert!(parse(format!("{{{}}}", members.join(",")).as_bytes()).is_ok());
}

/// The same strictness, written on top of serde_json's reader: what this crate used before it had one of its own.
#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn read(bytes: &[u8]) -> Option<Value> {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let value = Self { depth: 0 }.deserialize(&mut reader).ok()?;
        reader.end().ok().map(|()| value)
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            Err(E::custom("nested too deeply"))
        } else {
            Ok(Self {
                depth: self.depth + 1,
            })
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(deeper)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(deeper)?;
            if object.insert(name, value).is_some() {
                return Err(de::Error::custom("twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[track_caller]
fn as_serde_reads_it(bytes: &[u8]) {
    assert_eq!(
        parse(bytes).ok(),
        Strict::read(bytes),
        "{}",
        String::from_utf8_lossy(bytes)
    );
}

#[test]
fn what_is_not_quite_json_is_read_as_serde_reads_it() {
    let texts = [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "truE",
        "\u{feff}1",
        "'a'",
        "\"a",
        "\"\\\"",
        "\"\t\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "\"\\u12g4\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\n\"",
        "\"\\ude00\"",
        "\"\\ud83d\\ud83d\"",
        "\"\\uDBFF\\uDFFF\"",
        "\"\\u0000\"",
        "\"\u{7f}\"",
        "[",
        "[]",
        "[ ]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1\u{a0}]",
        "{",
        "{}",
        "{ }",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\" : 1 , \"b\" : [ ] }",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "0",
        "-0",
        "-",
        "00",
        "01",
        "-01",
        "1.",
        "1.0",
        ".5",
        "1e",
        "1e5",
        "1E+5",
        "1e-5",
        "1e+",
        "+1",
        "1e999",
        "-1e999",
        "0e0",
        "0.0",
        "18446744073709551616",
        "-9223372036854775809",
        "1\0",
        "\n\r\t 1 \n",
        "\u{b}1",
        "/**/1",
        "NaN",
        "Infinity",
    ];
    for text in texts {
        as_serde_reads_it(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_text_of_jsons_signs_is_read_as_serde_reads_it(text in r#"[\[\]{},:"\\ /untrflase0-9eE.+\-bdDé😀\n]{0,24}"#) {
        as_serde_reads_it(text.as_bytes());
    }

    #[test]
    fn a_byte_changed_anywhere_is_read_as_serde_reads_it(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = br#"{"a":[1,-2.5e3,"\u00e9\ud83d\ude00\n",{"b":null,"c":true,"d":{}}],"e":"\"x","\u0061b":[false]} "#.to_vec();
        let at = place.index(bytes.len());
        bytes[at] = byte;
        as_serde_reads_it(&bytes);
    }
}

const PACK: &str = r#"{"format":"urn:thuan:policy:1","id":"a","version":"1","effective":"2026-01-01","authoritative":"vi",
    "applicable_law":["x"],"controller":{"name":"n","tax_code":"t","address":"a","email":"e","phone":"p"},
    "acknowledgement":{"vi":"v"},"purposes":[{"id":"p","lawful_basis":"legal_obligation","basis_ref":"b","channel":"c",
    "frequency":{"vi":"f"},"label":{"vi":"l"},"pii_information":["email"],"retention_period":"P1Y","recipients":["r"],
    "storage":["s"]}],"recipients":{"r":{"vi":"v"}},"storage":{"s":{"vi":"v"}},"rights":[{"id":"r","label":{"vi":"v"}}],
    "withdrawal":{"label":{"vi":"v"},"url":"u","email":"e","phone":"p"},"text":{"vi":"t"}}"#;

const PROBLEM: &str = r##"{"type":"t","title":"t","status":422,"detail":"d","errors":[{"pointer":"#/a","code":"c","detail":"d"}],
    "stored_record_sha256":"s"}"##;

/// Every way to take one member away, add one, or put something else in its place.
fn changes(value: &Value) -> Vec<Value> {
    let others = [
        Value::Null,
        Value::Bool(true),
        7.into(),
        "xx".into(),
        Value::Array(Vec::new()),
        Value::Object(Map::new()),
    ];
    let mut all: Vec<Value> = others.into();
    match value {
        Value::Object(members) => {
            for name in members.keys() {
                let mut without = members.clone();
                let member = without.remove(name).expect("is there");
                all.push(Value::Object(without));
                for change in changes(&member) {
                    let mut with = members.clone();
                    with.insert(name.clone(), change);
                    all.push(Value::Object(with));
                }
            }
            let mut more = members.clone();
            more.insert("unknown".to_owned(), Value::Null);
            all.push(Value::Object(more));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for change in changes(item) {
                    let mut with = items.clone();
                    with[index] = change;
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

#[track_caller]
fn read_alike<T: FromJson + de::DeserializeOwned + PartialEq + core::fmt::Debug>(text: &str) {
    let original: Value = serde_json::from_str(text).expect("JSON");
    assert!(from_json::<T>(Json::from(&original)).is_ok());
    let mut refused = 0;
    for value in changes(&original).into_iter().chain([original]) {
        let own = from_json::<T>(Json::from(&value));
        refused += usize::from(own.is_err());
        if value.is_array() {
            // Serde takes a list for a structure whose members may all be missing.
            assert!(own.is_err(), "{value}");
            continue;
        }
        assert_eq!(
            own.ok(),
            serde_json::from_value(value.clone()).ok(),
            "{value}"
        );
    }
    assert!(refused > 20);
}

#[test]
fn types_are_read_as_serde_reads_them() {
    read_alike::<Pack>(PACK);
    read_alike::<Problem>(PROBLEM);
    read_alike::<Fault>(r#"{"pointer":"p","code":"c","detail":"d"}"#);
}

#[test]
fn names_are_those_that_serde_writes() {
    fn same<T: ToJson + serde::Serialize>(values: &[T]) {
        for value in values {
            let written = serde_json::to_value(value).expect("JSON");
            assert_eq!(value.to_json(), Some(Json::from(&written)));
        }
    }
    same(&[EventType::Explicit]);
    same(&[
        LawfulBasis::Consent,
        LawfulBasis::Contract,
        LawfulBasis::LegalObligation,
    ]);
    same(&[InitialState::Off]);
    same(&[
        EventState::Given,
        EventState::Refused,
        EventState::Withdrawn,
        EventState::Renewed,
    ]);
    same(&[IndicationMethod::Checkbox, IndicationMethod::LeftUnticked]);
    same(&[KeyStorage::Indexeddb, KeyStorage::Session]);
}

#[test]
fn messages_say_where_and_what() {
    #[track_caller]
    fn says(text: &str, message: &str) {
        let error = FormDefinition::parse(text.as_bytes()).expect_err("must be refused");
        assert_eq!(error.to_string(), message);
    }
    let form = |fields: &str| {
        format!(
            r#"{{"format":"urn:thuan:form:1","id":"a","policy":"a","endpoint":"/","languages":["vi"],"title":{{"vi":"t"}},"fields":{fields}}}"#
        )
    };
    says(
        "{\n\"id\": \"a\"\n\"policy\": \"b\"}",
        "expected `,` or `}` (line 3)",
    );
    says("{\"format\":1}", "/format: expected a string");
    says(
        &form(r#"[{"name":"email"},{"name":"nickname"}]"#),
        "/fields/1/name: is none of the fields there are, and a field of the form's own needs a `type`",
    );
    says(
        &form(r#"[{"name":"email","requird":false}]"#),
        "/fields/0/requird: is not known here",
    );
    says(&form("[{}]"), "/fields/0/name: is missing");
    assert!(
        FormDefinition::parse(form(r#"[{"name":"email","required":false}]"#).as_bytes()).is_ok()
    );
}

const RECORD: &str = r#"{"schema_version":"s","record_id":"0f0e0d0c-0b0a-4908-8706-050403020100",
    "event_time":"2026-11-23T08:00:10.000Z","event_type":"explicit","pii_principal_id":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    "entity":{"indicated_by":"i","capacity":"c"},"jurisdiction":"VN","applicable_law":["a","b"],"language":"vi",
    "pii_controllers":[{"name":"n","tax_code":"t","address":"a","email":"e","phone":"p"}],"privacy_notice":{"id":"i","version":"v",
    "language":"vi","sha256":"HASH","authoritative":{"language":"en","sha256":"HASH"}},"privacy_rights":["r"],
    "withdrawal_method":{"description":"d","url":"u","email":"e","phone":"p"},"purposes":[{"id":"i","label":"l\n\"",
    "lawful_basis":"consent","pii_information":[],"retention_period":"P1Y","recipient_third_parties":["x"],"storage_locations":["y"],
    "initial_state":"off","event_state":"given","decided_at":"2026-11-23T08:00:10.000Z","indication_method":"checkbox"}],
    "information_only":[{"id":"i","label":"l","lawful_basis":"contract","basis_ref":"b","pii_information":["p"],
    "retention_period":"P1Y","recipient_third_parties":["x"],"storage_locations":["y"]}],"acknowledged":{"label":"l",
    "decided_at":"2026-11-23T08:00:10.000Z"},"registration_sha256":"HASH","audience":"a","challenge":"c",
    "previous_record_sha256":"HASH","partner":"p","evidence":{"page_origin":"p","embedder_origin":"e","form_id":"f",
    "form_sha256":"HASH","widget_version":"0","widget_sha256":"HASH","key_storage":"session"}}"#;

const ENVELOPE: &str = r#"{"registration":{"salt":"CQkJCQkJCQkJCQkJCQkJCQ","fields":{"email":"e","address":"a"}},
    "consent":{"protected":"p","payload":"q","signature":"s"}}"#;

/// Whatever a type can hold is written here as serde writes it.
#[track_caller]
fn written_alike<T: ToJson + de::DeserializeOwned + serde::Serialize>(text: &str) {
    let original: Value =
        serde_json::from_str(&text.replace("HASH", &"0a".repeat(32))).expect("JSON");
    let whole = serde_json::from_value::<T>(original.clone()).expect("all members fit");
    assert_eq!(
        serde_json::to_value(&whole).expect("JSON"),
        original,
        "every member is in the example"
    );
    let mut written = 0;
    for value in changes(&original).into_iter().chain([original]) {
        if let Ok(value) = serde_json::from_value::<T>(value) {
            written += 1;
            assert_eq!(
                canonical(&value).as_bytes(),
                crate::jcs::canonicalise(&value).expect("canonical")
            );
        }
    }
    assert!(written > 1);
}

#[test]
fn types_are_written_as_serde_writes_them() {
    written_alike::<crate::record::ConsentRecord>(RECORD);
    written_alike::<crate::envelope::Envelope>(ENVELOPE);
    written_alike::<crate::jwk::Jwk>(r#"{"crv":"c","kty":"k","x":"x","y":"y"}"#);
    written_alike::<crate::evidence::PolicyText>(r#"{"language":"vi","text":"t"}"#);
}
