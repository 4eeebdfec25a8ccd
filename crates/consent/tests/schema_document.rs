//! `docs/record.md` and `docs/forms.md` against the schemas: every member has a row and no row has no member, its examples fit, and its
//! terms are terms.

#![cfg(all(feature = "schema", feature = "source", feature = "verify"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod oracle;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use thuan_consent::schema;

const DOCUMENT: &str = include_str!("../../../docs/record.md");

/// A row of a table, by the file of the schema it belongs to.
struct Row {
    schema: &'static str,
    cells: Vec<&'static str>,
}

impl Row {
    /// The member's path, with `?` where it may be missing.
    fn member(&self) -> &'static str {
        self.cells[0].trim_matches('`')
    }

    fn path(&self) -> &'static str {
        self.member().trim_end_matches('?')
    }

    /// The example, unless it is none or cut short.
    fn example(&self) -> Option<Value> {
        let text = self.cells[2].trim_matches('`');
        if text.is_empty() || text.contains('…') {
            return None;
        }
        Some(serde_json::from_str(text).unwrap_or_else(|_| panic!("{}: {text}", self.member())))
    }
}

fn rows() -> Vec<Row> {
    let mut schema = None;
    let mut rows = Vec::new();
    for line in DOCUMENT.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            schema = heading
                .split_once("(`")
                .and_then(|(_, rest)| rest.split_once(".schema.json`)"))
                .map(|(name, _)| name);
        }
        if let (Some(schema), true) = (schema, line.starts_with("| `")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 6, "{line}");
            rows.push(Row { schema, cells });
        }
    }
    rows
}

fn schemas() -> BTreeMap<&'static str, Value> {
    schema::all().into_iter().collect()
}

/// A schema's members below `at`, each with what is said of it.
fn members(root: &Value, schema: &Value, at: &str, found: &mut BTreeMap<String, Value>) {
    let schema = resolve(root, schema);
    let between = if at.is_empty() { "" } else { "." };
    let required: BTreeSet<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let inner = resolve(root, member);
        let list = if inner.get("items").is_some() {
            "[]"
        } else {
            ""
        };
        let path = format!("{at}{between}{name}{list}");
        let may = if required.contains(name.as_str()) {
            ""
        } else {
            "?"
        };
        found.insert(format!("{path}{may}"), inner.clone());
        members(root, inner.get("items").unwrap_or(inner), &path, found);
    }
    if let Some(any @ Value::Object(_)) = schema.get("additionalProperties") {
        found.insert(format!("{at}.*"), any.clone());
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

#[test]
fn every_member_has_a_row_and_no_row_has_no_member() {
    let rows = rows();
    let documented: BTreeSet<&str> = rows.iter().map(|row| row.schema).collect();
    let expected = [
        "challenge",
        "consent-receipt",
        "consent-record",
        "envelope",
        "evidence",
        "jws-header",
    ];
    assert_eq!(documented, BTreeSet::from(expected));
    for (name, schema) in schemas() {
        if !documented.contains(name) {
            continue;
        }
        let mut found = BTreeMap::new();
        members(&schema, &schema, "", &mut found);
        let written: BTreeSet<String> = rows
            .iter()
            .filter(|row| row.schema == name)
            .map(|row| row.member().to_owned())
            .collect();
        assert_eq!(written, found.into_keys().collect(), "{name}");
        let count = rows.iter().filter(|row| row.schema == name).count();
        assert_eq!(count, written.len(), "{name}: a member has two rows");
    }
}

/// Form definitions have a document of their own.
#[test]
fn every_member_of_a_form_definition_has_a_row() {
    let document = include_str!("../../../docs/forms.md");
    let written = |table: &'static str| -> BTreeSet<&str> {
        table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
            .map(|(member, _)| member)
            .collect()
    };
    let (table, rest) = document.split_once("\n## ").unwrap();
    let schema = &schemas()["form-definition"];
    let members = schema["properties"].as_object().unwrap();
    assert_eq!(written(table), members.keys().map(String::as_str).collect());
    // Those of a field of the form's own stand in a table by themselves.
    let (table, _) = rest.split_once("\nA value is a string").unwrap();
    let own = &schema["$defs"]["OwnField"]["properties"];
    let members = own.as_object().unwrap();
    assert_eq!(written(table), members.keys().map(String::as_str).collect());
}

/// Where only some values are allowed, all of them are written out.
#[test]
fn every_value_that_is_allowed_is_named() {
    let schemas = schemas();
    for row in rows() {
        let mut found = BTreeMap::new();
        let schema = &schemas[row.schema];
        members(schema, schema, "", &mut found);
        let member = &found[row.member()];
        let values = member["oneOf"].as_array().into_iter().flatten();
        for value in values.filter_map(|option| option["const"].as_str()) {
            // What a purpose rests on is narrower than the type: its row names what is left.
            let narrower = row.path().ends_with(".lawful_basis");
            assert!(
                narrower || row.cells[1].contains(&format!("`{value}`")),
                "{} does not name `{value}`",
                row.member()
            );
        }
        assert!(!row.cells[1].is_empty() && !row.cells[3].is_empty() && !row.cells[4].is_empty());
    }
}

/// Puts an example in its place.
fn put(document: &mut Value, path: &str, example: Value) {
    let mut place = document;
    for part in path.split('.') {
        let name = part.trim_end_matches("[]");
        let members = match place {
            Value::Object(members) => members,
            other => {
                *other = Value::Object(Map::new());
                other.as_object_mut().unwrap()
            }
        };
        place = members.entry(name).or_insert(Value::Null);
        if part.ends_with("[]") {
            if place.is_null() {
                *place = Value::Array(vec![Value::Null]);
            }
            place = &mut place[0];
        }
    }
    *place = example;
}

#[test]
fn the_examples_put_together_fit() {
    let mut documents: BTreeMap<&str, Value> = BTreeMap::new();
    let rows = rows();
    let cut_short: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.cells[2].contains('…'))
        .map(|row| row.schema)
        .collect();
    for row in rows.iter().filter(|row| !cut_short.contains(row.schema)) {
        if let Some(example) = row.example() {
            let document = documents.entry(row.schema).or_default();
            put(document, row.path(), example);
        }
    }
    assert_eq!(documents.len(), 4);
    for (name, document) in &documents {
        let file = format!(
            "{}/../../schemas/{name}.schema.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let Some(faults) = oracle::faults(&file, std::slice::from_ref(document)) else {
            return;
        };
        assert_eq!(faults, [Vec::<String>::new()], "{name}: {document:#}");
    }
}

/// Every term the document names is one that the vocabularies have.
#[test]
fn its_terms_are_terms() {
    let terms: BTreeSet<&str> = include_str!("export/terms.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(term, _)| term)
        .collect();
    let prefixes: BTreeMap<&str, &str> = DOCUMENT
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| `")?
                .strip_suffix("` |")?
                .split_once("` | `")
        })
        .filter(|(prefix, iri)| prefix.ends_with(':') && iri.starts_with("http"))
        .collect();
    assert_eq!(prefixes.len(), 6);
    let mut count = 0;
    for code in DOCUMENT.split('`').skip(1).step_by(2) {
        let Some((prefix, name)) = code.split_once(':') else {
            continue;
        };
        if let Some(iri) = prefixes.get(format!("{prefix}:").as_str())
            && !name.is_empty()
        {
            assert!(terms.contains(format!("{iri}{name}").as_str()), "{code}");
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}
