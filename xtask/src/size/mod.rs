//! `cargo xtask size`: what a page load costs, file by file and crate by crate.

mod attribute;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    backend::{self, Profile},
    console::kilobytes,
    files,
    project::{Project, VERSION},
    setup,
    site::{self, Release},
};

/// What everything a page loads for a working form may weigh, in bytes of brotli.
const BUDGET: u64 = 100_000;
/// What it should weigh in the end.
const AIM: u64 = 64_000;
/// How many crates are worth a line.
const CRATES: usize = 25;

/// What begins the policy where it stands in the page.
const POLICY_INSIDE: &str = "data-thuan=\"policy\"";

/// A file that the page loads.
struct Load {
    what: &'static str,
    raw: u64,
    brotli: u64,
}

/// `cargo xtask size`.
pub fn command(project: &Project) -> Result<()> {
    setup::build_tools(project)?;
    let thuan = backend::build(project, Profile::Development)?;
    site::build(project, false, &thuan)?;

    let loads = loads(project)?;
    println!("\n{:<10} {:>12} {:>12}", "file", "raw", "brotli");
    for load in &loads {
        println!(
            "{:<10} {:>12} {:>12}",
            load.what,
            kilobytes(load.raw),
            kilobytes(load.brotli)
        );
    }
    let raw = loads.iter().map(|load| load.raw).sum();
    println!(
        "{:<10} {:>12} {:>12}",
        "together",
        kilobytes(raw),
        kilobytes(total(&loads))
    );

    let wasm = loads.iter().find(|load| load.what == "wasm");
    let named = files::bytes(&site::wasm::build_with_names(project, site::wasm::FORM)?)?;
    println!();
    attribute::print(&named, wasm.map_or(0, |wasm| wasm.brotli), CRATES)?;
    println!();
    within_budget(total(&loads))
}

/// Fails if the release in `dist/` is over the budget.
pub fn check_budget(project: &Project) -> Result<()> {
    within_budget(total(&loads(project)?))
}

fn within_budget(total: u64) -> Result<()> {
    let line = format!(
        "A page load is {} brotli: the budget is {}, the aim {}.",
        kilobytes(total),
        kilobytes(BUDGET),
        kilobytes(AIM)
    );
    if total > BUDGET {
        bail!("{line}\n\nWhat to do: `cargo xtask size` says which crate weighs what");
    }
    println!("{line}");
    Ok(())
}

fn total(loads: &[Load]) -> u64 {
    loads.iter().map(|load| load.brotli).sum()
}

/// What the default page loads until its form works.
fn loads(project: &Project) -> Result<Vec<Load>> {
    let release = Release::published(project).context("there is no release in dist/")?;
    let dist = project.dist();
    let assets = dist.join("v").join(VERSION);
    let page = dist.join("index.html");
    let form = form_of(&dist, &page)?;
    let texts = release.texts_in(&language_of(&page)?)?;
    let mut parts = vec![
        ("html", page.clone()),
        ("early.js", assets.join(&release.early.file)),
        ("thuan.js", assets.join("thuan.js")),
        ("switch.js", assets.join(&release.switch.file)),
        ("css", assets.join(&release.css.file)),
        ("wasm", assets.join(&release.wasm.file)),
        ("texts", assets.join(&texts.file)),
        ("form", form.clone()),
    ];
    // Where it stands in the page, nobody asks for it.
    if !files::read(&page)?.contains(POLICY_INSIDE) {
        parts.push(("policy", policy_of(&dist, &form)?));
    }
    parts
        .into_iter()
        .map(|(what, path)| {
            let mut compressed = path.clone().into_os_string();
            compressed.push(".br");
            Ok(Load {
                what,
                raw: length(&path)?,
                brotli: length(Path::new(&compressed))?,
            })
        })
        .collect()
}

/// The language that a page is in.
fn language_of(page: &Path) -> Result<String> {
    let html = files::read(page)?;
    let (_, rest) = html
        .split_once("<html lang=\"")
        .context("index.html has no <html lang=\"…\">")?;
    Ok(rest.chars().take_while(|c| *c != '"').collect())
}

/// The form that the page's element names.
fn form_of(dist: &Path, page: &Path) -> Result<PathBuf> {
    let html = files::read(page)?;
    let name = html
        .split_once("<thuan-form")
        .and_then(|(_, rest)| rest.split_once("form=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(name, _)| name)
        .context("index.html has no <thuan-form form=\"…\">")?;
    Ok(dist.join(name.trim_start_matches(['.', '/'])))
}

/// The policy that the form names; where it names none, the largest.
fn policy_of(dist: &Path, form: &Path) -> Result<PathBuf> {
    let folder = dist.join("policy");
    let definition: Value = serde_json::from_str(&files::read(form)?)?;
    if let Some(named) = definition.get("policy").and_then(Value::as_str) {
        let name = named.rsplit('/').next().unwrap_or(named);
        let path = folder.join(format!("{}.json", name.trim_end_matches(".json")));
        if path.is_file() {
            return Ok(path);
        }
    }
    files::walk(&folder, |path| files::has_extension(path, "json"))?
        .into_iter()
        .max_by_key(|path| length(path).unwrap_or(0))
        .context("there is no policy in dist/policy/")
}

fn length(path: &Path) -> Result<u64> {
    Ok(std::fs::metadata(path)
        .with_context(|| format!("cannot read {}", path.display()))?
        .len())
}
