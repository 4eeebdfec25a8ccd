//! Prints every JSON Schema, as one object by name. `cargo xtask schemas` reads it.

#![allow(clippy::print_stdout, reason = "a program that prints")]

fn main() {
    let schemas: serde_json::Map<_, _> = thuan_consent::schema::all()
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    println!("{}", serde_json::Value::Object(schemas));
}
