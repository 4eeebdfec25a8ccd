//! The release: from `cargo build` to `dist/`.
//!
//! The order is fixed by who needs whose hash: wasm-bindgen, what makes it small, hash, bundle the loader, integrity values, data,
//! pages. Everything is assembled in the target directory and swapped in at the end.

pub mod bundle;
mod data;
pub mod hosted;
pub mod languages;
pub mod pages;
mod publish;
mod shrink;
pub mod verify;
pub mod wasm;

use std::path::{Path, PathBuf};

use anyhow::Result;
use thuan_languages::Languages;

use crate::{
    backend::{self, Profile},
    console, files,
    process::find,
    project::{Project, VERSION},
    setup, size,
    stamp::{Inputs, Stamp},
};

pub use bundle::{Modules, Release};
pub use data::write as site_data;

/// How `cargo xtask build` was asked.
#[derive(Clone, Copy)]
pub struct Options {
    /// Quick and unoptimised.
    pub debug: bool,
    /// Build the release binary of the backend too.
    pub backend: bool,
}

/// `cargo xtask build`.
pub fn command(project: &Project, options: Options) -> Result<()> {
    setup::build_tools(project)?;
    let profile = if options.backend && !options.debug {
        Profile::Release
    } else {
        Profile::Development
    };
    let thuan = backend::build(project, profile)?;
    let release = build(project, options.debug, &thuan)?;
    println!(
        "\n{}\nIntegrity of v/{VERSION}/thuan.js: {}\n\nTo embed it (and <origin> is where dist/ is served):\n\n  \
         <script type=\"module\" src=\"<origin>/v/{VERSION}/thuan.js\" integrity=\"{}\" crossorigin></script>\n  \
         <thuan-form form=\"<origin>/forms/vst.json\" lang=\"vi\"></thuan-form>\n",
        project.dist().display(),
        release.loader_integrity,
        release.loader_integrity,
    );
    if options.debug {
        return Ok(());
    }
    size::check_budget(project)
}

/// Builds the site into `dist/`, or finds that it is there already. `thuan` is a built backend binary: it makes the
/// policy files and pages.
pub fn build(project: &Project, debug: bool, thuan: &Path) -> Result<Release> {
    let languages = languages::read(project, languages::more().as_deref())?;
    let modules = modules(project, debug)?;
    let stamp = Stamp::new(
        project.work().join("site.stamp"),
        inputs(project, &modules)?.value(if debug { "debug" } else { "release" }),
    );
    if stamp.matches()
        && let Some(release) = Release::published(project)
    {
        println!("  site: nothing changed");
        return Ok(release);
    }
    console::step("site", || {
        let site = project.work().join("site");
        files::fresh_folder(&site)?;
        let release = write(project, &modules, &languages, &site, debug, thuan)?;
        publish::swap_in(project, &site, debug)?;
        release.remember(project)?;
        stamp.set()?;
        Ok(release)
    })
}

/// Builds the site once more, with the languages of another folder beside the project's: apart from `dist/`, and without
/// compiling anything. What is drawn natively and the record module do not have these languages.
pub fn with_languages(project: &Project, more: &Path, thuan: &Path) -> Result<PathBuf> {
    let site = project.work().join("languages");
    let languages = languages::read(project, Some(more))?;
    let modules = modules(project, false)?;
    let inputs = inputs(project, &modules)?.folder(&project.root.join(more))?;
    let stamp = Stamp::new(project.work().join("languages.stamp"), inputs);
    if !stamp.matches() || !site.is_dir() {
        console::step("site with more languages", || {
            files::fresh_folder(&site)?;
            write(project, &modules, &languages, &site, false, thuan)?;
            stamp.set()
        })?;
    }
    Ok(site)
}

fn modules(project: &Project, debug: bool) -> Result<Modules> {
    Ok(Modules {
        form: wasm::build(project, wasm::FORM, debug)?,
        record: wasm::build(project, wasm::RECORD, debug)?,
    })
}

/// Writes everything that a site has into an empty folder.
fn write(
    project: &Project,
    modules: &Modules,
    languages: &Languages,
    site: &Path,
    debug: bool,
    thuan: &Path,
) -> Result<Release> {
    let release = bundle::write(project, modules, languages, site, debug)?;
    site_data(project, thuan, site)?;
    pages::write(project, languages, site, &release, thuan)?;
    verify::write(project, languages, &modules.record, site, debug)?;
    Ok(release)
}

/// Everything the site is made from, except what the modules are made from: those are known by their bytes.
fn inputs(project: &Project, modules: &Modules) -> Result<Inputs> {
    let this_program = std::env::current_exe()?;
    // What the `thuan` binary writes depends on the packs, the forms and the crates it is built from. The binary itself
    // is no input: a development build and a release build write the same.
    let mut inputs = Inputs::default()
        .value(VERSION)
        .program(&this_program)
        .file(&modules.form.wasm)
        .file(&modules.form.glue.join(wasm::FORM.glue()))
        .file(&modules.record.wasm)
        .file(&modules.record.glue.join(wasm::RECORD.glue()))
        .file(&project.path("index.html"))
        .file(&project.path("xtask/package-lock.json"));
    for folder in [
        "src",
        "style",
        "forms",
        "policy",
        "xtask/src",
        "crates/backend/src",
        "crates/consent/src",
        "crates/fields/src",
        "crates/languages/src",
    ] {
        inputs = inputs.folder(&project.path(folder))?;
    }
    if let Some(more) = languages::more() {
        inputs = inputs.folder(&project.root.join(more))?;
    }
    Ok(inputs)
}

/// Node, which `setup::build_tools` has made sure of.
pub fn node() -> PathBuf {
    find("node").unwrap_or_else(|| "node".into())
}
