//! Prints every JSON Schema and the OpenAPI document, as one object by the names of their files. `cargo xtask schemas`
//! reads it.

#![allow(clippy::print_stdout, reason = "a program that prints")]

use thuan_consent::schema;

fn main() {
    let mut files: serde_json::Map<_, _> = schema::all()
        .into_iter()
        .map(|(name, schema)| ([name, ".schema.json"].concat(), schema))
        .collect();
    files.insert("openapi.json".to_owned(), schema::openapi());
    println!("{}", serde_json::Value::Object(files));
}
