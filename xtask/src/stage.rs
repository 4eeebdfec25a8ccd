//! What `trunk serve` alone does not know: the loader, the style sheet, the forms and the policies.
//!
//! Trunk runs this after each build, before it shows the result.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use thuan_languages::Languages;

use crate::{
    backend::{self, Profile},
    files, process,
    project::{Project, VERSION},
    setup,
    site::{
        bundle::{
            Audience, bundle, carrier_defines, defines, loader_sources, paper_defines,
            record_defines, style,
        },
        hosted, languages, pages, site_data, verify,
        wasm::{self, Built, FORM, RECORD},
    },
    stamp::{Inputs, Stamp},
};

/// Where in the staging folder `index.html` tells trunk to put what wasm-bindgen makes.
const TRUNK_GLUE: &str = "glue";

/// The tag that loads the widget in development.
const SCRIPT: &str = "<script type=\"module\" src=\"thuan.js\"></script>\n";

/// The same, and the style of what stands outside the form.
const HEAD: &str = "<link rel=\"stylesheet\" href=\"thuan.css\">\n<script type=\"module\" src=\"thuan.js\"></script>\n";

/// A form with a field of every kind.
const GALLERY: &str = "tests/forms/extra.json";

/// `cargo xtask stage`.
pub fn command(project: &Project) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("`stage` is run by trunk: `trunk serve` calls it after each build")?;
    let staging = Path::new(&staging);
    setup::node_packages(project)?;

    name_glue(staging)?;
    // Trunk itself builds the form alone.
    let record = wasm::build(project, RECORD, true)?;
    glue(&record, staging)?;
    let languages = languages::read(project, languages::more().as_deref())?;
    loader(project, &languages, staging)?;
    files::write(&staging.join("thuan.css"), style(project, true)?)?;
    data(project, staging)?;
    pages::write_records(project, &languages, staging, &|up| Ok(head(up)))?;
    pages::write_theming(project, staging, SCRIPT)?;
    gallery(project, staging)?;
    for page in hosted::pages(project, &languages)? {
        let head = head(page.up);
        files::write(
            &staging.join(&page.path),
            pages::with_heading(&pages::with_head(&page.template, &head), staging)?,
        )?;
    }
    verify::write(project, &languages, &record, staging, true)?;
    let page = staging.join("index.html");
    let html = pages::with_head(&files::read(&page)?, HEAD);
    files::write(&page, pages::with_heading(&html, staging)?)
}

/// The page with every kind of field, for developers alone, under a name that no form of the site has.
fn gallery(project: &Project, staging: &Path) -> Result<()> {
    let mut form: Map<String, Value> = serde_json::from_str(&files::read(&project.path(GALLERY))?)?;
    form.insert("id".to_owned(), "gallery".into());
    let form = Value::Object(form).to_string();
    files::write(&staging.join("forms/gallery.json"), form)?;
    for file in ["gallery.css", "gallery.js"] {
        files::copy(&project.path("src/pages").join(file), &staging.join(file))?;
    }
    pages::write_page(project, staging, "gallery.html", SCRIPT)
}

/// The tags for a page from which this is the way to the site's root.
fn head(up: &str) -> String {
    HEAD.replace("=\"thuan", &format!("=\"{up}thuan"))
}

/// Trunk names the glue after the package; the loader wants the name it has in the release.
fn name_glue(staging: &Path) -> Result<()> {
    let folder = staging.join(TRUNK_GLUE);
    for file in files::walk(&folder, |_| true)? {
        let inside = file.strip_prefix(&folder)?;
        let name = match inside.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => PathBuf::from(FORM.glue_wasm()),
            // The glue itself is the only script at the top; the others are what crates bring along.
            Some("js") if inside.components().count() == 1 => PathBuf::from(FORM.glue()),
            _ => inside.to_path_buf(),
        };
        files::copy(&file, &staging.join(name))?;
    }
    wasm::open_glue(&staging.join(FORM.glue()))?;
    fs::remove_dir_all(&folder).with_context(|| {
        format!(
            "index.html must tell trunk to put the widget into {TRUNK_GLUE}/ (data-target-path)"
        )
    })
}

/// The record module as wasm-bindgen made it.
fn glue(record: &Built, staging: &Path) -> Result<()> {
    for file in files::walk(&record.glue, |_| true)? {
        files::copy(&file, &staging.join(file.strip_prefix(&record.glue)?))?;
    }
    Ok(())
}

/// The loader as in the release, but readable, in modules, and without integrity values: files change under it.
fn loader(project: &Project, languages: &Languages, staging: &Path) -> Result<()> {
    let mut texts = Vec::new();
    for language in languages.iter() {
        let file = format!("texts-{}.txt", language.tag);
        files::write(&staging.join(&file), languages::table(languages, language))?;
        texts.push(json!([language.tag, file]));
    }
    let sha256 = |wasm: &str| files::bytes(&staging.join(wasm)).map(|bytes| files::sha256(&bytes));
    let (form, record) = (FORM.glue_wasm(), RECORD.glue_wasm());
    let facts = json!({
        "version": VERSION,
        "wasm": form,
        "css": "thuan.css",
        "texts": texts,
        "wasmSha256": sha256(&form)?,
        "record": "record.js",
        "hosted": "hosted.js",
        "carrier": "carrier.js",
        "paper": "paper.js",
    });
    let record = json!({ "wasm": record, "wasmSha256": sha256(&record)? });
    let mut command = project.command(project.node_tool("esbuild"));
    command
        .args(loader_sources(project)?)
        .args(["--sourcemap=inline", "--log-level=warning"])
        .args(defines(
            &facts,
            &languages::section_words(languages, "loader"),
            "./",
            Audience::Developers,
        ))
        .args(carrier_defines(languages))
        .args(record_defines(&record))
        .arg(format!("--outdir={}", staging.display()));
    process::openly(&mut command)?;
    // It has a library in it.
    bundle(
        project,
        &project.path("src/embed/paper.js"),
        &paper_defines(languages),
        &staging.join("paper.js"),
        true,
    )
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
