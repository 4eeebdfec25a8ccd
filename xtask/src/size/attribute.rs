//! Which crate the bytes of a WebAssembly file come from.
//!
//! Code counts for the crate whose path the function's name begins with; a generic function therefore counts for the
//! crate that wrote it, not for the one whose types it was made for. Data has no names.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::console::kilobytes;

/// Bytes and functions of a crate.
#[derive(Default)]
struct Weight {
    bytes: u64,
    functions: u64,
}

/// What a WebAssembly file is made of.
#[derive(Default)]
struct Parts {
    /// Bodies of functions, in order.
    bodies: Vec<u64>,
    /// How many functions are imported; they come first in the numbering.
    imported: u32,
    /// Names by function number.
    names: BTreeMap<u32, String>,
    data: u64,
    /// Names, which the released file does not have.
    custom: u64,
    whole: u64,
}

/// Prints the heaviest crates. `brotli` is the size of the released file, compressed.
pub fn print(wasm: &[u8], brotli: u64, lines: usize) -> Result<()> {
    let parts = parts(wasm)?;
    let mut crates: BTreeMap<String, Weight> = BTreeMap::new();
    for (number, bytes) in (parts.imported..).zip(&parts.bodies) {
        let owner = parts
            .names
            .get(&number)
            .map_or_else(|| "(no name)".to_owned(), |name| owner(name));
        let weight = crates.entry(owner).or_default();
        weight.bytes += bytes;
        weight.functions += 1;
    }
    let released = parts.whole - parts.custom;
    let code: u64 = parts.bodies.iter().sum();
    let mut rows: Vec<(String, Weight)> = crates.into_iter().collect();
    rows.push((
        "(data: strings, tables)".to_owned(),
        Weight {
            bytes: parts.data,
            functions: 0,
        },
    ));
    rows.push((
        "(types, imports, exports)".to_owned(),
        Weight {
            bytes: released.saturating_sub(code + parts.data),
            functions: 0,
        },
    ));
    rows.sort_by_key(|(_, weight)| std::cmp::Reverse(weight.bytes));

    // Compression knows no crates: a share of the whole is all that can be said.
    let share = |bytes: u64| bytes * brotli / released.max(1);
    println!(
        "{:<28} {:>9} {:>12} {:>18}",
        "wasm by crate", "functions", "raw", "brotli (estimate)"
    );
    let rest = rows.split_off(lines.min(rows.len()));
    for (name, weight) in &rows {
        line(name, weight, share(weight.bytes));
    }
    if !rest.is_empty() {
        let weight = Weight {
            bytes: rest.iter().map(|(_, weight)| weight.bytes).sum(),
            functions: rest.iter().map(|(_, weight)| weight.functions).sum(),
        };
        let share = share(weight.bytes);
        line(&format!("{} more", rest.len()), &weight, share);
    }
    Ok(())
}

fn line(name: &str, weight: &Weight, share: u64) {
    println!(
        "{name:<28} {:>9} {:>12} {:>18}",
        weight.functions,
        kilobytes(weight.bytes),
        kilobytes(share)
    );
}

fn parts(wasm: &[u8]) -> Result<Parts> {
    let mut parts = Parts {
        whole: u64::try_from(wasm.len())?,
        ..Parts::default()
    };
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if matches!(import?.ty, TypeRef::Func(_)) {
                        parts.imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                parts.bodies.push(u64::try_from(body.range().len())?)
            }
            Payload::DataSection(data) => parts.data += u64::try_from(data.range().len())?,
            Payload::CustomSection(section) => {
                parts.custom += u64::try_from(section.range().len())?;
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        if let Name::Function(functions) = name? {
                            for function in functions {
                                let function = function?;
                                parts.names.insert(function.index, function.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// The crate that wrote a function: the first path in its name, inside whatever brackets and references stand before it.
fn owner(name: &str) -> String {
    let demangled = format!("{:#}", rustc_demangle::demangle(name));
    let path = demangled
        .trim_start_matches(['<', '&', '*', '(', '[', ' '])
        .trim_start_matches("mut ")
        .trim_start_matches("const ")
        .trim_start_matches("dyn ");
    let mut end = path
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(path.len());
    if !path.get(end..).is_some_and(|rest| rest.starts_with("::")) {
        // A primitive, a tuple, or a name that is not Rust's. `<T as crate::Trait>` is the trait's crate.
        if let Some((_, after)) = demangled.split_once(" as ") {
            return owner(after);
        }
        end = 0;
    }
    match path.get(..end) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ if demangled.starts_with("__wbindgen") || demangled.contains("wasm_bindgen") => {
            "wasm_bindgen".to_owned()
        }
        _ => "(not Rust's names)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_crate_its_path_begins_with() {
        let cases = [
            ("leptos::mount::mount_to", "leptos"),
            ("<tachys::html::Element as core::fmt::Debug>::fmt", "tachys"),
            (
                "<&mut serde_json::Value as core::fmt::Debug>::fmt",
                "serde_json",
            ),
            ("<str as core::fmt::Display>::fmt", "core"),
            ("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE", "core"),
            ("__wbindgen_malloc", "wasm_bindgen"),
            ("memcpy", "(not Rust's names)"),
        ];
        for (name, crate_name) in cases {
            assert_eq!(owner(name), crate_name, "{name}");
        }
    }
}
