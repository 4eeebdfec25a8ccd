//! Trunk, the developer's server, and the wasm-bindgen it looks for.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    console, files,
    process::{self, find},
    project::{Project, executable},
};

use super::locked_wasm_bindgen;

/// The last version that the Rust version of this project builds.
const VERSION: &str = "0.21.14";

/// Finds trunk at the pinned version or installs it, and says where it is.
pub fn install(project: &Project) -> Result<PathBuf> {
    let own = project.tools().join("bin").join(executable("trunk"));
    let on_path = find("trunk");
    if let Some(found) = on_path.iter().chain([&own]).find(|path| is_pinned(path)) {
        return Ok(found.clone());
    }

    let mut command = project.cargo(["install", "trunk", "--locked", "--version", VERSION]);
    // Trunk fetches tools over TLS and looks for newer versions of itself: both are provided or pinned here, and
    // without them it builds in half the time. Its own release profile would take a quarter of an hour on two cores.
    command
        .arg("--no-default-features")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
        // An interrupted installation goes on where it stopped.
        .env("CARGO_TARGET_DIR", project.tools().join("build"));
    if on_path.is_some() {
        // Another version is the developer's choice: it is left alone.
        command.arg("--root").arg(project.tools());
    }
    console::step(
        &format!("trunk {VERSION} (about three minutes, once)"),
        || {
            process::quietly(
                &mut command,
                "check the network connection, then run the same command again: what is already compiled is kept",
            )
        },
    )?;
    if on_path.is_some() {
        console::note(&format!(
            "the trunk on PATH is another version: run {} serve",
            own.display()
        ));
        return Ok(own);
    }
    // Everything compiled on the way is of no further use.
    files::remove_folder(&project.tools().join("build"))?;
    find("trunk")
        .or_else(|| Some(cargo_home()?.join("bin").join(executable("trunk"))))
        .filter(|path| path.is_file())
        .context(
            "trunk was installed, but not into a folder of PATH: add cargo's bin folder to PATH",
        )
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

fn is_pinned(path: &Path) -> bool {
    process::version(path).is_some_and(|found| found == format!("trunk {VERSION}"))
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
