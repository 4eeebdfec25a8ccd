//! What `trunk serve` alone does not know: the loader, the style sheet, the forms and the policies.
//!
//! Trunk runs this after each build, before it shows the result.

use std::{env, fs, path::Path};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{
    backend::{self, Profile},
    files, process,
    project::{Project, VERSION},
    setup,
    site::{
        bundle::{defines, loader_sources, style},
        pages, site_data,
        wasm::{GLUE, GLUE_WASM},
    },
    stamp::{Inputs, Stamp},
};

/// Where in the staging folder `index.html` tells trunk to put what wasm-bindgen makes.
const TRUNK_GLUE: &str = "glue";

/// The tag that loads the widget in development.
const HEAD: &str = "<script type=\"module\" src=\"thuan.js\"></script>\n";

/// `cargo xtask stage`.
pub fn command(project: &Project) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("`stage` is run by trunk: `trunk serve` calls it after each build")?;
    let staging = Path::new(&staging);
    setup::node_packages(project)?;

    name_glue(staging)?;
    loader(project, staging)?;
    files::write(&staging.join("thuan.css"), style(project, true)?)?;
    data(project, staging)?;
    let page = staging.join("index.html");
    files::write(&page, pages::with_head(&files::read(&page)?, HEAD))
}

/// Trunk names the glue after the package; the loader wants the name it has in the release.
fn name_glue(staging: &Path) -> Result<()> {
    let folder = staging.join(TRUNK_GLUE);
    for file in files::walk(&folder, |_| true)? {
        let inside = file.strip_prefix(&folder)?;
        let name = match inside.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => Path::new(GLUE_WASM),
            // The glue itself is the only script at the top; the others are what crates bring along.
            Some("js") if inside.components().count() == 1 => Path::new(GLUE),
            _ => inside,
        };
        files::copy(&file, &staging.join(name))?;
    }
    fs::remove_dir_all(&folder).with_context(|| {
        format!(
            "index.html must tell trunk to put the widget into {TRUNK_GLUE}/ (data-target-path)"
        )
    })
}

/// The loader as in the release, but readable, in modules, and without integrity values: files change under it.
fn loader(project: &Project, staging: &Path) -> Result<()> {
    let wasm = files::bytes(&staging.join(GLUE_WASM))?;
    let facts = json!({
        "version": VERSION,
        "wasm": GLUE_WASM,
        "css": "thuan.css",
        "wasmSha256": files::sha256(&wasm),
    });
    let mut command = project.command(project.node_tool("esbuild"));
    command
        .args(loader_sources(project)?)
        .args(["--sourcemap=inline", "--log-level=warning"])
        .args(defines(&facts, "./"))
        .arg(format!("--outdir={}", staging.display()));
    process::openly(&mut command)
}

/// Forms and policies. The backend's binary is built for it only when something it would write may have changed.
fn data(project: &Project, staging: &Path) -> Result<()> {
    let made = project.work().join("stage-data");
    let mut inputs = Inputs::default();
    for folder in ["forms", "policy", "crates/consent/src"] {
        inputs = inputs.folder(&project.path(folder))?;
    }
    let stamp = Stamp::new(project.work().join("stage-data.stamp"), inputs);
    if !stamp.matches() || !made.is_dir() {
        files::fresh_folder(&made)?;
        let thuan = backend::build(project, Profile::Development)?;
        site_data(project, &thuan, &made)?;
        stamp.set()?;
    }
    for file in files::walk(&made, |_| true)? {
        files::copy(&file, &staging.join(file.strip_prefix(&made)?))?;
    }
    Ok(())
}
