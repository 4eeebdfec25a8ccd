//! The loader, the style sheet and the modules, under the names and hashes of the release.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thuan_languages::Languages;

use crate::{
    files, process,
    project::{Project, VERSION},
};

use super::{
    languages::{section_words, table},
    wasm::{Built, FORM},
};

/// How many digits of a file's SHA-256 its name carries.
const HASH_DIGITS: usize = 16;

/// What the names of files carry that were built for debugging.
pub const DEBUG: &str = "-debug";

/// The oldest JavaScript that browsers with declarative shadow DOM all know.
const SCRIPT_TARGET: &str = "--target=es2022";

/// The modules of a release.
pub struct Modules {
    /// The form.
    pub form: Built,
    /// What one does with a record afterwards.
    pub record: Built,
}

/// What a page must know of the release.
pub struct Release {
    /// The form's WebAssembly file, in `v/<version>/`.
    pub wasm: Asset,
    /// The style sheet, in `v/<version>/`.
    pub css: Asset,
    /// The form's texts by language, the first language first, in `v/<version>/`.
    pub texts: Vec<(String, Asset)>,
    /// The record module's script, in `v/<version>/`.
    pub record: Asset,
    /// The record module's WebAssembly file, in `v/<version>/`.
    pub record_wasm: Asset,
    /// What a page with a form in it runs first, in `v/<version>/`.
    pub early: Asset,
    /// What a hosted page loads in a frame, in `v/<version>/`.
    pub hosted: Asset,
    /// What carries records in another way, in `v/<version>/`.
    pub carrier: Asset,
    /// What there is to do with a confirmation, in `v/<version>/`.
    pub paper: Asset,
    /// What a hosted page switches languages with, in `v/<version>/`.
    pub switch: Asset,
    /// The `integrity` of `v/<version>/thuan.js`.
    pub loader_integrity: String,
}

/// An immutable file, named after its contents.
pub struct Asset {
    /// The file name.
    pub file: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// Writes `thuan.js`, `thuan.d.ts` and `v/<version>/` into the site.
pub fn write(
    project: &Project,
    modules: &Modules,
    languages: &Languages,
    site: &Path,
    debug: bool,
) -> Result<Release> {
    let assets = site.join("v").join(VERSION);
    let kind = if debug { DEBUG } else { "" };

    let bytes = files::bytes(&modules.form.wasm)?;
    let wasm = asset(&assets, &format!("{}{kind}", FORM.binary), "wasm", &bytes)?;
    let css = style(project, debug)?;
    let css = asset(&assets, &format!("thuan{kind}"), "css", css.as_bytes())?;
    let texts = write_texts(languages, &assets, debug)?;
    let (record, record_wasm) = write_record(project, &modules.record, &assets, debug)?;
    let early = write_early(project, &assets, debug)?;
    let hosted = write_script(project, "hosted", &[], &assets, debug)?;
    let paper = write_script(project, "paper", &paper_defines(languages), &assets, debug)?;
    let carrier = write_script(
        project,
        "carrier",
        &carrier_defines(languages),
        &assets,
        debug,
    )?;
    let switch = write_script(project, "switch", &[], &assets, debug)?;

    let facts = json!({
        "version": VERSION,
        "wasm": wasm.file,
        "wasmIntegrity": wasm.integrity,
        "css": css.file,
        "cssIntegrity": css.integrity,
        "wasmSha256": files::sha256(&bytes),
        "texts": texts_facts(&texts),
        "record": record.file,
        "recordIntegrity": record.integrity,
        "hosted": hosted.file,
        "hostedIntegrity": hosted.integrity,
        "carrier": carrier.file,
        "carrierIntegrity": carrier.integrity,
        "paper": paper.file,
        "paperIntegrity": paper.integrity,
    });
    // Beside the glue, so that the loader's `import … from "./thuan_widget.js"` finds it.
    let entry = gather(project, &modules.form)?.join("thuan.js");
    let loader = assets.join("thuan.js");
    let words = section_words(languages, "loader");
    let everyone = |base: &str| defines(&facts, &words, base, Audience::Everyone);
    bundle(project, &entry, &everyone("./"), &loader, debug)?;
    let newest = everyone(&format!("./v/{VERSION}/"));
    bundle(project, &entry, &newest, &site.join("thuan.js"), debug)?;
    let types = project.path("src/embed/thuan.d.ts");
    if types.is_file() {
        files::copy(&types, &site.join("thuan.d.ts"))?;
    }

    Ok(Release {
        wasm,
        css,
        texts,
        record,
        record_wasm,
        early,
        hosted,
        carrier,
        paper,
        switch,
        loader_integrity: files::integrity(&files::bytes(&loader)?),
    })
}

/// Writes the form's texts, a file a language.
fn write_texts(languages: &Languages, assets: &Path, debug: bool) -> Result<Vec<(String, Asset)>> {
    let kind = if debug { DEBUG } else { "" };
    let written = languages.iter().map(|language| {
        let tag = &language.tag;
        let text = table(languages, language);
        let asset = asset(
            assets,
            &format!("texts{kind}-{tag}"),
            "txt",
            text.as_bytes(),
        )?;
        Ok((tag.clone(), asset))
    });
    written.collect()
}

/// The texts as a list: language, file and integrity value, the first language first.
fn texts_facts(texts: &[(String, Asset)]) -> Value {
    let facts =
        |(language, asset): &(String, Asset)| json!([language, asset.file, asset.integrity]);
    texts.iter().map(facts).collect()
}

/// Writes the record module into the folder of the release: its script, with the glue in it, and its WebAssembly.
fn write_record(
    project: &Project,
    built: &Built,
    assets: &Path,
    debug: bool,
) -> Result<(Asset, Asset)> {
    let kind = if debug { DEBUG } else { "" };
    let bytes = files::bytes(&built.wasm)?;
    let wasm = asset(assets, &format!("record{kind}"), "wasm", &bytes)?;
    let facts = json!({
        "wasm": wasm.file,
        "wasmIntegrity": wasm.integrity,
        "wasmSha256": files::sha256(&bytes),
    });
    let entry = gather(project, built)?.join("record.js");
    let unnamed = project.work().join("record.js");
    bundle(project, &entry, &record_defines(&facts), &unnamed, debug)?;
    let bytes = files::bytes(&unnamed)?;
    let script = asset(assets, &format!("record{kind}"), "js", &bytes)?;
    Ok((script, wasm))
}

/// Writes the script that notes what is done before the loader is there: a classic one, for every browser there is.
fn write_early(project: &Project, assets: &Path, debug: bool) -> Result<Asset> {
    let kind = if debug { DEBUG } else { "" };
    let mut command = project.command(project.node_tool("esbuild"));
    command.arg(project.path("src/embed/early.js")).args([
        "--format=iife",
        "--target=es2015",
        "--log-level=warning",
    ]);
    if !debug {
        command.args(["--minify", "--legal-comments=none"]);
    }
    let script = process::output(&mut command)?;
    asset(assets, &format!("early{kind}"), "js", script.as_bytes())
}

/// Writes a script that stands by itself: `hosted`, by which a hosted page talks to the page around its frame, `switch`, by
/// which it changes languages, `carrier`, which carries records in another way, or `paper`, for what is printed.
fn write_script(
    project: &Project,
    name: &str,
    options: &[String],
    assets: &Path,
    debug: bool,
) -> Result<Asset> {
    let kind = if debug { DEBUG } else { "" };
    let file = format!("{name}.js");
    let unnamed = project.work().join(&file);
    let entry = project.path("src/embed").join(&file);
    bundle(project, &entry, options, &unnamed, debug)?;
    let bytes = files::bytes(&unnamed)?;
    asset(assets, &format!("{name}{kind}"), "js", &bytes)
}

/// The script of `verify.html`: the record module with everything in it, WebAssembly included.
pub fn verify_script(project: &Project, built: &Built, debug: bool) -> Result<String> {
    let entry = gather(project, built)?.join("verify.js");
    let out = project.work().join("verify.js");
    let options = [
        // In the script as base64, by esbuild.
        "--loader:.wasm=binary".to_owned(),
        format!("--alias:record-wasm={}", built.wasm.display()),
    ];
    bundle(project, &entry, &options, &out, debug)?;
    files::read(&out)
}

/// The sheets of `style/` as one: the tokens first, since all others use them, then by name. Themes, in a folder of
/// their own there, are for the pages around the form.
pub fn style(project: &Project, debug: bool) -> Result<String> {
    let folder = project.path("style");
    let mut sheets = files::walk(&folder, |path| {
        files::has_extension(path, "css") && path.parent() == Some(&folder)
    })?;
    sheets.sort_by_key(|path| (files::name(path) != "tokens.css", path.clone()));
    let mut whole = String::new();
    for sheet in sheets {
        whole.push_str(&files::read(&sheet)?);
        whole.push('\n');
    }
    if debug {
        return Ok(whole);
    }
    let source = project.work().join("thuan.css");
    files::write(&source, whole)?;
    process::output(
        project
            .command(project.node_tool("esbuild"))
            .arg(source)
            .args(["--minify", "--log-level=warning"]),
    )
}

/// Who looks at a page: what is not for them is not in the script either.
#[derive(Clone, Copy)]
pub enum Audience {
    /// Whoever opens it.
    Everyone,
    /// Those who make it: what is wrong with a definition stands in the page.
    Developers,
}

/// The constants that esbuild puts in place of names in the loader.
pub fn defines(facts: &Value, words: &Value, base: &str, audience: Audience) -> Vec<String> {
    let developer = matches!(audience, Audience::Developers);
    vec![
        format!("--define:__THUAN_DEVELOPER__={developer}"),
        format!("--define:__THUAN_RELEASE__={facts}"),
        format!("--define:__THUAN_WORDS__={words}"),
        format!("--define:__THUAN_BASE__={}", Value::from(base)),
    ]
}

/// The constants of the script that carries records in another way.
pub fn carrier_defines(languages: &Languages) -> Vec<String> {
    let [outbox, guard] = ["outbox", "guard"].map(|section| section_words(languages, section));
    vec![
        format!("--define:__THUAN_OUTBOX_WORDS__={outbox}"),
        format!("--define:__THUAN_GUARD_WORDS__={guard}"),
    ]
}

/// The constants of the script for what there is to do with a confirmation.
pub fn paper_defines(languages: &Languages) -> Vec<String> {
    let words = section_words(languages, "paper");
    vec![format!("--define:__THUAN_PAPER_WORDS__={words}")]
}

/// The constants of the record module's script.
pub fn record_defines(facts: &Value) -> Vec<String> {
    vec![format!("--define:__THUAN_RECORD__={facts}")]
}

fn asset(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<Asset> {
    let digest = files::sha256(bytes);
    let short: String = digest.chars().take(HASH_DIGITS).collect();
    let file = format!("{stem}-{short}.{extension}");
    files::write(&folder.join(&file), bytes)?;
    Ok(Asset {
        file,
        integrity: files::integrity(bytes),
    })
}

/// Puts the scripts beside a module's glue, and gives the folder.
fn gather<'built>(project: &Project, built: &'built Built) -> Result<&'built Path> {
    for source in loader_sources(project)? {
        files::copy(&source, &built.glue.join(files::name(&source)))?;
    }
    Ok(&built.glue)
}

/// The hand-written modules of the loader.
pub fn loader_sources(project: &Project) -> Result<Vec<PathBuf>> {
    files::walk(&project.path("src/embed"), |path| {
        files::has_extension(path, "js")
    })
}

pub fn bundle(
    project: &Project,
    entry: &Path,
    options: &[String],
    out: &Path,
    debug: bool,
) -> Result<()> {
    let mut command = project.command(project.node_tool("esbuild"));
    command
        .arg(entry)
        .args(["--bundle", "--format=esm", "--log-level=warning"])
        // Where the libraries are that are bundled.
        .env("NODE_PATH", project.path("xtask/node_modules"))
        .arg(SCRIPT_TARGET)
        .args(options)
        .arg(format!("--outfile={}", out.display()));
    if !debug {
        command.args(["--minify", "--legal-comments=none"]);
    }
    process::openly(&mut command)
}

impl Release {
    /// Keeps the facts for a build that finds nothing changed.
    pub fn remember(&self, project: &Project) -> Result<()> {
        let facts = json!({
            "wasm": [self.wasm.file, self.wasm.integrity],
            "css": [self.css.file, self.css.integrity],
            "record": [self.record.file, self.record.integrity],
            "record_wasm": [self.record_wasm.file, self.record_wasm.integrity],
            "early": [self.early.file, self.early.integrity],
            "hosted": [self.hosted.file, self.hosted.integrity],
            "carrier": [self.carrier.file, self.carrier.integrity],
            "paper": [self.paper.file, self.paper.integrity],
            "switch": [self.switch.file, self.switch.integrity],
            "texts": texts_facts(&self.texts),
            "loader": self.loader_integrity,
        });
        files::write(&memory(project), facts.to_string())
    }

    fn assets(&self) -> Vec<&Asset> {
        let mut assets = vec![
            &self.wasm,
            &self.css,
            &self.record,
            &self.record_wasm,
            &self.early,
            &self.hosted,
            &self.carrier,
            &self.paper,
            &self.switch,
        ];
        assets.extend(self.texts.iter().map(|(_, asset)| asset));
        assets
    }

    /// The texts in a language; where there are none, the first language's, as the loader takes them.
    pub fn texts_in(&self, language: &str) -> Result<&Asset> {
        let found = self.texts.iter().find(|(tag, _)| tag == language);
        let (_, asset) = found.or(self.texts.first()).context("no texts")?;
        Ok(asset)
    }

    /// The release that is in `dist/`, if all of it still is there.
    pub fn published(project: &Project) -> Option<Self> {
        let facts: Value = serde_json::from_str(&files::read(&memory(project)).ok()?).ok()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let of = |facts: &Value, at: usize| {
            Some(Asset {
                file: text(facts.get(at)?)?,
                integrity: text(facts.get(at + 1)?)?,
            })
        };
        let asset = |name: &str| of(facts.get(name)?, 0);
        let texts = facts.get("texts")?.as_array()?.iter();
        let texts = texts.map(|facts| Some((text(facts.get(0)?)?, of(facts, 1)?)));
        let release = Self {
            wasm: asset("wasm")?,
            css: asset("css")?,
            record: asset("record")?,
            record_wasm: asset("record_wasm")?,
            early: asset("early")?,
            hosted: asset("hosted")?,
            carrier: asset("carrier")?,
            paper: asset("paper")?,
            switch: asset("switch")?,
            texts: texts.collect::<Option<_>>()?,
            loader_integrity: text(facts.get("loader")?)?,
        };
        let dist = project.dist();
        let assets = dist.join("v").join(VERSION);
        let loader = files::bytes(&assets.join("thuan.js")).ok()?;
        let whole = files::integrity(&loader) == release.loader_integrity
            && release
                .assets()
                .iter()
                .all(|asset| assets.join(&asset.file).is_file())
            && dist.join("index.html").is_file();
        whole.then_some(release)
    }
}

fn memory(project: &Project) -> PathBuf {
    project.work().join("release.json")
}
