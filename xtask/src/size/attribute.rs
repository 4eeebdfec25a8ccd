//! Which crate the bytes of a WebAssembly file come from.
//!
//! Code counts for the crate whose path the function's name begins with; a generic function therefore counts for the
//! crate that wrote it, not for the one whose types it was made for. Data has no names.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::console::kilobytes;

/// How many single functions are worth a line.
const LARGEST: usize = 15;
/// How much of a function's name fits on it.
const NAME_WIDTH: usize = 100;

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
    let released = parts.whole.saturating_sub(parts.custom);
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
    largest(&parts);
    Ok(())
}

/// Prints the largest functions: what a crate's bytes are is often one of them, with much inlined into it.
fn largest(parts: &Parts) {
    let mut functions: Vec<(u64, &str)> = (parts.imported..)
        .zip(&parts.bodies)
        .map(|(number, bytes)| (*bytes, parts.names.get(&number).map_or("", String::as_str)))
        .collect();
    functions.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
    println!("\nlargest functions");
    for (bytes, name) in functions.into_iter().take(LARGEST) {
        let name: String = demangle(name)
            .unwrap_or_else(|| name.to_owned())
            .chars()
            .take(NAME_WIDTH)
            .collect();
        println!("{:>10}  {name}", kilobytes(bytes));
    }
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
    const WORDS: [&str; 4] = ["mut ", "const ", "dyn ", "unsafe "];
    let Some(name) = demangle(name) else {
        // wasm-bindgen names what it adds itself; C's names are the compiler's own routines.
        let bindgen = name.starts_with("__wb") || name.contains("xternref");
        return if bindgen {
            "wasm_bindgen"
        } else {
            "(other names)"
        }
        .to_owned();
    };
    let mut path = name.as_str();
    loop {
        let before = path;
        path = path.trim_start_matches(['<', '&', '*', '(', '[', ' ']);
        for word in WORDS {
            path = path.trim_start_matches(word);
        }
        if path == before {
            break;
        }
    }
    let end = path
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(path.len());
    match path.split_at_checked(end) {
        Some((name, rest)) if rest.starts_with("::") && !name.is_empty() => name.to_owned(),
        // A primitive or a tuple: `<str as core::fmt::Display>::fmt` is the trait's crate.
        _ => match name
            .split_once(" as ")
            .and_then(|(_, trait_)| trait_.split_once("::"))
        {
            Some((name, _)) => name.to_owned(),
            None => "core".to_owned(),
        },
    }
}

/// The path of a Rust function; none if the name is not Rust's. Functions of the same name get a number from wasm-opt.
fn demangle(name: &str) -> Option<String> {
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit());
    [name, unnumbered.trim_end_matches('_')]
        .into_iter()
        .find_map(|name| rustc_demangle::try_demangle(name).ok())
        .map(|path| format!("{path:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_crate_its_path_begins_with() {
        let cases = [
            ("_ZN6leptos5mount8mount_to17h0123456789abcdefE", "leptos"),
            ("_ZN6leptos5mount8mount_to17h0123456789abcdefE_12", "leptos"),
            (
                "_ZN58_$LT$tachys..html..Element$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE",
                "tachys",
            ),
            (
                "_ZN42_$LT$str$u20$as$u20$core..fmt..Display$GT$3fmt17h0123456789abcdefE",
                "core",
            ),
            (
                "_RNvXs8_NtNtNtCsgXGp5Oqx2Ny_4core3fmt3num3impmNtB9_7Display3fmt_114",
                "core",
            ),
            ("__wbindgen_malloc", "wasm_bindgen"),
            ("memcpy", "(other names)"),
        ];
        for (name, crate_name) in cases {
            assert_eq!(owner(name), crate_name, "{name}");
        }
    }
}
