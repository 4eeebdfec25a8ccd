//! The WebAssembly target and the wasm-bindgen binaries.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    console, files,
    process::{self, find},
    project::{Project, TOOLS, WASM_TARGET},
};

/// Adds the WebAssembly target to the toolchain in use.
pub fn wasm_target(project: &Project) -> Result<()> {
    let mut rustc = project.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    if process::output(&mut rustc).is_ok_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!(
            "the Rust toolchain in use has no standard library for {WASM_TARGET}, and there is no rustup to add it\n\n\
             What to do: install rustup from https://rustup.rs, or the {WASM_TARGET} library of your Rust package \
             (Debian: libstd-rust-dev-wasm32)"
        );
    }
    console::step(&format!("Rust target {WASM_TARGET}"), || {
        process::quietly(
            project
                .command("rustup")
                .args(["target", "add", WASM_TARGET]),
            "check the network connection, then run the same command again",
        )
    })
}

/// Adds the source of the standard library to the toolchain in use: the release compiles it with its own settings.
pub fn standard_library(project: &Project) -> Result<()> {
    if library_source(project)?.join("std/src/lib.rs").is_file() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!(
            "the Rust toolchain in use comes without the source of its standard library, and there is no rustup to add \
             it\n\nWhat to do: install rustup from https://rustup.rs, or the source package of your Rust (Debian: \
             rust-src)"
        );
    }
    console::step("source of the Rust standard library", || {
        process::quietly(
            project
                .command("rustup")
                .args(["component", "add", "rust-src"]),
            "check the network connection, then run the same command again",
        )
    })
}

/// The folder in which the toolchain in use has the source of its standard library, if it has it.
pub fn library_source(project: &Project) -> Result<PathBuf> {
    let sysroot = process::output(project.command("rustc").args(["--print", "sysroot"]))?;
    Ok(Path::new(&sysroot).join("lib/rustlib/src/rust/library"))
}

/// Builds wasm-bindgen and its test runner from the workspace package that pins them.
///
/// Cargo is asked each time: it knows best whether something changed, in a fifth of a second.
pub fn wasm_bindgen(project: &Project) -> Result<()> {
    let mut build = project.cargo(["build", "--package", TOOLS]);
    let advice =
        "read the compiler's words above; without a network, run `cargo fetch` while there is one";
    if project.debug_binary("wasm-bindgen").is_file() {
        return process::quietly(&mut build, advice);
    }
    let version = locked_wasm_bindgen(project)?;
    console::step(
        &format!("wasm-bindgen {version} (about a minute, once)"),
        || process::quietly(&mut build, advice),
    )
}

/// The version of wasm-bindgen in `Cargo.lock`.
pub fn locked_wasm_bindgen(project: &Project) -> Result<String> {
    let lock = files::read(&project.path("Cargo.lock"))?;
    locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen")
        .map(str::to_owned)
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    /// Trunk reads the version it needs from its own file, and the widget, the tool and that file must agree.
    #[test]
    fn trunk_is_told_the_version_that_is_locked() -> Result<()> {
        let project = Project::locate()?;
        let locked = locked_wasm_bindgen(&project)?;
        let trunk = files::read(&project.path("Trunk.toml"))?;
        assert!(
            trunk.contains(&format!("wasm_bindgen = \"{locked}\"")),
            "Trunk.toml does not name wasm-bindgen {locked}"
        );
        Ok(())
    }
}
