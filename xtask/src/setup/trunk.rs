//! Trunk, the developer's server, and the wasm-bindgen it looks for.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    console, files,
    process::{self, find},
    project::{Project, executable},
};

use super::{
    cargo::{self, Program},
    locked_wasm_bindgen,
};

/// The last version that the Rust version of this project builds.
const VERSION: &str = "0.21.14";

/// Trunk fetches tools over TLS and looks for newer versions of itself: both are provided or pinned here, and without
/// them it builds in half the time.
const TRUNK: Program = Program {
    name: "trunk",
    version: VERSION,
    arguments: &["--no-default-features"],
    takes: "about three minutes",
};

/// Finds trunk at the pinned version or installs it, and says where it is.
pub fn install(project: &Project) -> Result<PathBuf> {
    let before = find("trunk");
    let trunk = cargo::install(project, &TRUNK)?;
    if before.is_some_and(|other| other != trunk) {
        console::note(&format!(
            "the trunk on PATH is another version: run {} serve",
            trunk.display()
        ));
    }
    Ok(trunk)
}

/// Puts the project's wasm-bindgen where trunk looks when there is none of the right version on `PATH`: its cache.
/// Without it trunk would fetch one, or fail where there is no network.
pub fn offer_wasm_bindgen(project: &Project) -> Result<()> {
    let version = locked_wasm_bindgen(project)?;
    let Some(cache) = cache_folder() else {
        console::note("no cache folder for trunk is known here: it will fetch wasm-bindgen itself");
        return Ok(());
    };
    let target = cache
        .join(format!("wasm-bindgen-{version}"))
        .join(executable("wasm-bindgen"));
    let wanted = format!("wasm-bindgen {version}");
    if process::version(&target).is_some_and(|found| found.starts_with(&wanted)) {
        return Ok(());
    }
    // Copied beside and renamed: a trunk that is running never sees half a file.
    let partial = target.with_extension("partial");
    files::copy(&project.debug_binary("wasm-bindgen"), &partial)?;
    fs::rename(&partial, &target).with_context(|| format!("cannot write {}", target.display()))
}

/// The folder that trunk's `directories` crate answers for `dev.trunkrs.trunk`.
fn cache_folder() -> Option<PathBuf> {
    if cfg!(windows) {
        return Some(variable("LOCALAPPDATA")?.join("trunkrs\\trunk\\cache"));
    }
    let home = env::home_dir()?;
    if cfg!(target_os = "macos") {
        return Some(home.join("Library/Caches/dev.trunkrs.trunk"));
    }
    Some(
        variable("XDG_CACHE_HOME")
            .filter(|path| path.is_absolute())
            .unwrap_or_else(|| home.join(".cache"))
            .join("trunk"),
    )
}

/// Where cargo keeps what it has downloaded.
pub fn cargo_home() -> Option<PathBuf> {
    variable("CARGO_HOME").or_else(|| Some(env::home_dir()?.join(".cargo")))
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from)
}
