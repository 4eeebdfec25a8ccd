//! `thuan prerender`

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thuan::prerender;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;

use super::CommandError;
use crate::drawn;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The form definition, as it is served.
    #[arg(long, value_name = "FILE")]
    form: PathBuf,
    /// The built policy pack, as it is served.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// The language; the form's first when left out.
    #[arg(long)]
    language: Option<Language>,
    /// The address of the form definition, as the page has it.
    #[arg(long, value_name = "URL")]
    form_url: String,
    /// The address of the style sheet, as the page has it.
    #[arg(long, value_name = "URL")]
    style: String,
}

/// Writes what belongs between `<thuan-form …>` and `</thuan-form>`.
pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let form = read(&options.form)?;
    let policy = read(&options.policy)?;
    let definition = FormDefinition::parse(&form).map_err(|error| wrong(&options.form, error))?;
    let pack = Pack::parse(&policy).map_err(|error| wrong(&options.policy, error))?;
    let language = options
        .language
        .clone()
        .or_else(|| definition.languages.first().cloned())
        .ok_or_else(|| wrong(&options.form, "has no language"))?;
    let app = drawn::form(definition, &form, pack, &language, &options.form_url)
        .map_err(|error| wrong(&options.form, error))?;
    let mut out = io::stdout().lock();
    write!(out, "{}", prerender::shadow(&app, &options.style))?;
    for (name, bytes) in [("form", &form), ("policy", &policy)] {
        let element = str::from_utf8(bytes)
            .ok()
            .and_then(|text| prerender::inside(name, text));
        match element {
            Some(element) => write!(out, "{element}")?,
            // The loader then fetches it.
            None => break,
        }
    }
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    fs::read(path).map_err(|error| CommandError::File {
        path: path.to_owned(),
        error,
    })
}

fn wrong(path: &Path, error: impl core::fmt::Display) -> CommandError {
    CommandError::Message(format!("{}: {error}", path.display()))
}
