//! `thuan policy build`

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use thuan_consent::encoding::Sha256Hex;
use thuan_consent::policy::Pack;
use thuan_consent::policy::lint::Severity;

use super::CommandError;
use super::folder::{Folder, at, packs};
use super::lint::{Count, write_finding};

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The packs: a folder for each, with policy.toml and a <language>.md for each language.
    #[arg(long, default_value = "policy", value_name = "DIR")]
    policies: PathBuf,
    /// Where to write <id>.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    // All are read and judged before any is written: half a build is worse than none.
    let mut built = Vec::new();
    for folder in packs(&options.policies)? {
        built.push((read(&folder)?, folder));
    }
    let mut refused = false;
    let mut err = io::stderr().lock();
    for (_, folder) in &built {
        let findings = folder.lint();
        for finding in &findings {
            if finding.severity == Severity::Error {
                write_finding(&mut err, &folder.path, finding)?;
            }
        }
        let count = Count::of(&findings);
        refused |= count.errors > 0;
        if !findings.is_empty() {
            let path = folder.path.display();
            writeln!(
                err,
                "{path}: {count}; `thuan policy lint {path}` says what and where"
            )?;
        }
    }
    if refused {
        writeln!(
            err,
            "thuan: nothing was written, because of the errors above"
        )?;
        return Ok(ExitCode::FAILURE);
    }
    drop(err);

    fs::create_dir_all(&options.out).map_err(at(&options.out))?;
    let mut out = io::stdout().lock();
    for (pack, _) in &built {
        let path = options.out.join(format!("{}.json", pack.id));
        let json = serde_json::to_vec(pack).map_err(io::Error::from)?;
        fs::write(&path, &json).map_err(at(&path))?;
        let languages: Vec<String> = pack.text.keys().map(ToString::to_string).collect();
        writeln!(
            out,
            "{}: version {}, {}, {} bytes, sha256 {}",
            path.display(),
            pack.version,
            languages.join(" "),
            json.len(),
            Sha256Hex::of(&json)
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(folder: &Folder) -> Result<Pack, CommandError> {
    let pack = folder.pack()?;
    if folder.path.file_name() != Some(OsStr::new(&pack.id)) {
        let id = &pack.id;
        return Err(CommandError::Message(format!(
            "{}: its id is `{id}`, and so must the folder be",
            folder.path.display()
        )));
    }
    Ok(pack)
}
