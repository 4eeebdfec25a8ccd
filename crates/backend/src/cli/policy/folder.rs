//! Packs as their authors keep them: folders with `policy.toml` and the texts.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thuan_consent::language::Language;
use thuan_consent::policy::lint::{Finding, lint};
use thuan_consent::policy::{Pack, source};

use super::CommandError;

/// The contents of a pack's files.
#[derive(Debug)]
pub struct Folder {
    pub path: PathBuf,
    toml: String,
    texts: BTreeMap<Language, String>,
}

impl Folder {
    /// Reads `policy.toml` and every `<language>.md`.
    pub fn read(path: &Path) -> Result<Self, CommandError> {
        let mut texts = BTreeMap::new();
        for file in list(path)? {
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
        let toml = path.join("policy.toml");
        let toml = fs::read_to_string(&toml).map_err(at(&toml))?;
        Ok(Self {
            path: path.to_owned(),
            toml,
            texts,
        })
    }

    /// The pack that the files make.
    pub fn pack(&self) -> Result<Pack, CommandError> {
        source::read(&self.toml, self.texts.clone())
            .map_err(|error| CommandError::Message(format!("{}: {error}", self.path.display())))
    }

    /// What the linter says.
    pub fn lint(&self) -> Vec<Finding> {
        lint(&self.toml, self.texts.clone())
    }
}

/// The packs in a folder: itself, or the folders in it. None is an error.
pub fn packs(path: &Path) -> Result<Vec<Folder>, CommandError> {
    let is_pack = |path: &Path| path.join("policy.toml").is_file();
    if is_pack(path) {
        return Ok(vec![Folder::read(path)?]);
    }
    let mut packs = Vec::new();
    for entry in list(path)?.into_iter().filter(|entry| is_pack(entry)) {
        packs.push(Folder::read(&entry)?);
    }
    if packs.is_empty() {
        return Err(CommandError::Message(format!(
            "{}: no <id>/policy.toml here",
            path.display()
        )));
    }
    Ok(packs)
}

/// A folder's entries in order of name, so that every run says and does the same.
fn list(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let entries = fs::read_dir(folder).map_err(at(folder))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(at(folder))?;
    paths.sort();
    Ok(paths)
}

/// Says which file an error is about.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> CommandError + use<> {
    let path = path.to_owned();
    move |error| CommandError::File { path, error }
}
