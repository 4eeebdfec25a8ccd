//! Panics without words.
//!
//! In the browser nothing shows what a panic says: the module stops, and that is all. The code that would put the words
//! together is a share of the download all the same, and only an unreleased compiler can leave it out. Here the functions
//! that only panics reach are given an empty body, which stops the module just as they do; wasm-opt then takes out what
//! only they used.
//!
//! A panic's words are put together by what implements `Display` and `Debug`. Those functions stand in a table, so no tool
//! sees that nothing calls them; but all that could is the standard library's `fmt::write`, and where that is called by
//! none but themselves, they are emptied as well. A module that formats anything keeps them all.
//!
//! Where a panic happened is a path in the data, and then it is in nobody's words: the paths are blanked.

use anyhow::{Context, Result, bail};
use wasm_encoder::{CodeSection, Function, Module, RawSection};
use wasmparser::{
    CompositeInnerType, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// What begins the path of a function that does not come back. None of them has a result.
const NEVER_RETURN: [&str; 13] = [
    "core::panicking::",
    "core::cell::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "std::alloc::rust_oom",
    "std::panicking::panic_with_hook",
];

/// What the path of a function has in it that formats, and that nothing calls but what formats.
const FORMAT: [&str; 4] = [
    " as core::fmt::Debug>::fmt",
    " as core::fmt::Display>::fmt",
    "<core::fmt::Formatter>::",
    "core::fmt::write",
];

/// What decides which functions are emptied, for stamps.
pub fn settings() -> String {
    [NEVER_RETURN.join(" "), FORMAT.join(" ")].concat()
}

/// What must be known of a module to find the functions.
#[derive(Default)]
struct Shape {
    /// Whether a type is that of a function without a result.
    resultless: Vec<bool>,
    /// The type of each function, imported ones first.
    types: Vec<u32>,
    /// How many of them are imported.
    imported: usize,
    /// The functions to be emptied.
    found: Vec<usize>,
    /// Those that format.
    formatting: Vec<usize>,
    /// Whether nothing puts a panic's words together.
    is_wordless: bool,
    /// Which function calls which.
    calls: Vec<(usize, usize)>,
}

/// The module with the same functions, of which those that only panic are empty. The names must still be in it.
pub fn silenced(wasm: &[u8]) -> Result<Vec<u8>> {
    let shape = shape(wasm)?;
    if shape.found.is_empty() {
        bail!("no function panics: are the names in the module?");
    }
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut left = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::CodeSectionStart { count, .. } => left = *count,
            Payload::CodeSectionEntry(body) => {
                let number = shape.imported + usize::try_from(code.len())?;
                if shape.found.contains(&number) {
                    let mut empty = Function::new([]);
                    empty.instructions().unreachable().end();
                    code.function(&empty);
                } else {
                    code.raw(wasm.get(body.range()).context("a body outside the file")?);
                }
                left -= 1;
                if left == 0 {
                    module.section(&code);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let mut data = wasm
                        .get(range)
                        .context("a section outside the file")?
                        .to_vec();
                    if shape.is_wordless && matches!(other, Payload::DataSection(_)) {
                        blank_paths(&mut data);
                    }
                    let data = &data;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

fn shape(wasm: &[u8]) -> Result<Shape> {
    let mut shape = Shape::default();
    let mut bodies = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(types) => {
                for group in types {
                    for kind in group?.into_types() {
                        shape.resultless.push(match &kind.composite_type.inner {
                            CompositeInnerType::Func(kind) => kind.results().is_empty(),
                            _ => false,
                        });
                    }
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if let TypeRef::Func(kind) = import?.ty {
                        shape.types.push(kind);
                        shape.imported += 1;
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                for kind in functions {
                    shape.types.push(kind?);
                }
            }
            Payload::CodeSectionEntry(body) => {
                shape.note_calls(shape.imported + bodies, &body)?;
                bodies += 1;
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        if let Name::Function(functions) = name? {
                            for function in functions {
                                let function = function?;
                                let number = usize::try_from(function.index)?;
                                if only_panics(function.name) {
                                    shape.found.push(number);
                                }
                                if formats(function.name) {
                                    shape.formatting.push(number);
                                }
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for number in &shape.found {
        let kind = shape
            .types
            .get(*number)
            .and_then(|kind| usize::try_from(*kind).ok());
        let resultless = kind.and_then(|kind| shape.resultless.get(kind));
        if resultless != Some(&true) {
            bail!("function {number} has a result: what begins with its path may return");
        }
    }
    if shape.formats_for_panics_alone() {
        shape.found.append(&mut shape.formatting);
        shape.is_wordless = true;
    }
    Ok(shape)
}

impl Shape {
    fn note_calls(&mut self, caller: usize, body: &FunctionBody<'_>) -> Result<()> {
        for operator in body.get_operators_reader()? {
            if let Operator::Call { function_index } | Operator::ReturnCall { function_index } =
                operator?
            {
                self.calls.push((caller, usize::try_from(function_index)?));
            }
        }
        Ok(())
    }

    /// Whether what formats is called by nothing that stays.
    fn formats_for_panics_alone(&self) -> bool {
        let goes = |number| self.found.contains(number) || self.formatting.contains(number);
        let into = |(_, called): &&(usize, usize)| self.formatting.contains(called);
        self.calls
            .iter()
            .filter(into)
            .all(|(caller, _)| goes(caller))
    }
}

/// What the path of a source file begins with, as the compiler was told to write it, and what it ends with.
const PATH_BEGINS: [&[u8]; 4] = [b"/rustc/", b"/rust/deps/", b"crates/", b"src/"];
const PATH_ENDS: &[u8] = b".rs\0";

/// Blanks the paths of source files. Nothing of the widget's own is called so.
fn blank_paths(data: &mut [u8]) {
    let in_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let mut from = 0;
    while let Some(found) = find(data.get(from..).unwrap_or_default(), PATH_ENDS) {
        let end = from + found + PATH_ENDS.len() - 1;
        let before = data.get(from..end).unwrap_or_default();
        let length = before.iter().rev().take_while(|byte| in_path(byte)).count();
        let path = before.get(before.len() - length..).unwrap_or_default();
        // What stands before it in the data may end like a path.
        let begins = PATH_BEGINS
            .iter()
            .filter_map(|start| find(path, start))
            .min();
        if let Some(skipped) = begins
            && let Some(path) = data.get_mut(end - length + skipped..end)
        {
            path.fill(0);
        }
        from = end;
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn formats(name: &str) -> bool {
    let path = rustc_demangle::try_demangle(name).map(|path| format!("{path:#}"));
    path.is_ok_and(|path| FORMAT.iter().any(|part| path.contains(part)))
}

fn only_panics(name: &str) -> bool {
    let path = rustc_demangle::try_demangle(name).map(|path| format!("{path:#}"));
    path.is_ok_and(|path| NEVER_RETURN.iter().any(|start| path.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{FunctionSection, NameMap, NameSection, TypeSection, ValType};

    use super::*;

    const PANICS: &str = "_ZN4core9panicking9panic_fmt17h0123456789abcdefE";
    const RETURNS: &str = "_ZN3std9panicking11panic_count18is_zero_slow_path17h0123456789abcdefE";

    /// A module of functions by these names, each with a result or without, and a body that does nothing.
    fn module(functions: &[(&str, bool)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([], [ValType::I32]);
        let mut numbers = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut names = NameMap::new();
        for ((name, result), number) in functions.iter().zip(0..) {
            numbers.function(u32::from(*result));
            let mut body = Function::new([]);
            if *result {
                body.instructions().i32_const(7);
            }
            body.instructions().nop().end();
            code.function(&body);
            names.append(number, name);
        }
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&numbers)
            .section(&code)
            .section(&section);
        module.finish()
    }

    fn bodies(wasm: &[u8]) -> Vec<Vec<u8>> {
        Parser::new(0)
            .parse_all(wasm)
            .filter_map(|payload| match payload {
                Ok(Payload::CodeSectionEntry(body)) => Some(wasm[body.range()].to_vec()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn what_only_panics_is_emptied_and_all_else_stays() {
        let before = module(&[("other", false), (PANICS, false), (RETURNS, true)]);
        let after = silenced(&before).unwrap();
        let (before, after) = (bodies(&before), bodies(&after));
        assert_eq!(after[0], before[0]);
        assert_eq!(after[1], [0, 0x00, 0x0b], "no locals, unreachable, end");
        assert_eq!(after[2], before[2]);
    }

    const DISPLAYS: &str =
        "_ZN58_$LT$wasm_bindgen..JsValue$u20$as$u20$core..fmt..Debug$GT$3fmt17h154dad403eb83d5fE";

    /// A module of functions by these names, each with a result, of which the first calls the last.
    fn calling(names: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        types.ty().function([], []);
        let (mut numbers, mut code) = (FunctionSection::new(), CodeSection::new());
        let mut map = NameMap::new();
        let last = u32::try_from(names.len()).unwrap() - 1;
        for (name, number) in names.iter().zip(0..) {
            numbers.function(u32::from(*name == PANICS));
            let mut body = Function::new([]);
            if number == 0 {
                body.instructions().call(last);
            } else if *name != PANICS {
                body.instructions().i32_const(7);
            }
            if number == 0 && *name == PANICS {
                body.instructions().drop();
            }
            body.instructions().end();
            code.function(&body);
            map.append(number, name);
        }
        let mut section = NameSection::new();
        section.functions(&map);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&numbers)
            .section(&code)
            .section(&section);
        module.finish()
    }

    #[test]
    fn paths_are_blanked_and_nothing_else() {
        let check = |before: &str, after: &str| {
            let mut data = before.as_bytes().to_vec();
            blank_paths(&mut data);
            assert_eq!(String::from_utf8(data).unwrap(), after);
        };
        check("Sendsrc/a.rs\0Gửi", "Send\0\0\0\0\0\0\0\0\0Gửi");
        check(
            "a /rustc/1/library/core/src/b.rs\0crates/x-1/src/c.rs\0",
            &format!("a {}", "\0".repeat(51)),
        );
        check(
            "src/a.rs of crates/b.js\0 words.rs\0",
            "src/a.rs of crates/b.js\0 words.rs\0",
        );
    }

    #[test]
    fn what_formats_goes_where_only_panics_and_formatting_use_it() {
        let emptied = |names: &[&str]| {
            let after = bodies(&silenced(&calling(names)).unwrap());
            after.last().is_some_and(|body| *body == [0, 0x00, 0x0b])
        };
        assert!(emptied(&[PANICS, DISPLAYS]));
        assert!(emptied(&[DISPLAYS, PANICS, DISPLAYS]));
        assert!(
            !emptied(&["other", PANICS, DISPLAYS]),
            "something else formats"
        );
    }

    #[test]
    fn a_function_that_could_come_back_ends_the_build() {
        assert!(silenced(&module(&[(PANICS, true)])).is_err());
    }

    #[test]
    fn a_module_without_names_ends_the_build() {
        assert!(silenced(&module(&[("other", false)])).is_err());
    }
}
