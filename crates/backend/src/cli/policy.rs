//! `thuan policy`

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thuan_consent::language::Language;
use thuan_consent::policy::{Pack, source};

use super::CommandError;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make the JSON that the widget and the backend read, one file a pack.
    Build(BuildOptions),
}

#[derive(Debug, clap::Args)]
pub struct BuildOptions {
    /// The packs: a folder for each, with policy.toml and a <language>.md for each language.
    #[arg(long, default_value = "policy", value_name = "DIR")]
    policies: PathBuf,
    /// Where to write <id>.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Build(options) => build(options),
    }
}

fn build(options: &BuildOptions) -> Result<ExitCode, CommandError> {
    // All are read before any is written: half a build is worse than none.
    let mut packs = Vec::new();
    for entry in list(&options.policies)? {
        if entry.join("policy.toml").is_file() {
            packs.push(read(&entry)?);
        }
    }
    if packs.is_empty() {
        return Err(CommandError::Message(format!(
            "{}: no <id>/policy.toml here",
            options.policies.display()
        )));
    }
    fs::create_dir_all(&options.out).map_err(at(&options.out))?;
    let mut out = io::stdout().lock();
    for pack in &packs {
        let path = options.out.join(format!("{}.json", pack.id));
        let json = serde_json::to_vec(pack).map_err(io::Error::from)?;
        fs::write(&path, json).map_err(at(&path))?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(folder: &Path) -> Result<Pack, CommandError> {
    let mut texts = BTreeMap::new();
    for file in list(folder)? {
        if file.extension() == Some(OsStr::new("md")) {
            let language = file
                .file_stem()
                .and_then(OsStr::to_str)
                .and_then(|stem| stem.parse::<Language>().ok());
            let language = language.ok_or_else(|| {
                CommandError::Message(format!(
                    "{}: the name must be a language, such as vi.md",
                    file.display()
                ))
            })?;
            texts.insert(language, fs::read_to_string(&file).map_err(at(&file))?);
        }
    }
    let toml = folder.join("policy.toml");
    let toml = fs::read_to_string(&toml).map_err(at(&toml))?;
    let pack = source::read(&toml, texts)
        .map_err(|error| CommandError::Message(format!("{}: {error}", folder.display())))?;
    if folder.file_name() != Some(OsStr::new(&pack.id)) {
        let id = &pack.id;
        return Err(CommandError::Message(format!(
            "{}: its id is `{id}`, and so must the folder be",
            folder.display()
        )));
    }
    Ok(pack)
}

/// A folder's entries in order of name, so that every build says and does the same.
fn list(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let entries = fs::read_dir(folder).map_err(at(folder))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(at(folder))?;
    paths.sort();
    Ok(paths)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> CommandError + use<> {
    let path = path.to_owned();
    move |error| CommandError::File { path, error }
}
