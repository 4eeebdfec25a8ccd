//! `cargo xtask schemas`: do the JSON Schemas and the OpenAPI document in `schemas/` still say what the types say?

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{files, process, project::Project};

/// Where they are.
const FOLDER: &str = "schemas";

/// What their files' names end in.
const ENDING: &str = ".json";

/// `cargo xtask schemas [--write]`.
pub fn command(project: &Project, write: bool) -> Result<()> {
    let differences = differences(&kept(project)?, &generated(project)?);
    if differences.is_empty() {
        println!("No difference: schemas/ is what the types say.");
        return Ok(());
    }
    for (name, difference) in &differences {
        let path = project.path(FOLDER).join(name);
        match difference {
            Difference::Stale(text) | Difference::Missing(text) if write => {
                files::write(&path, text)?;
                println!("{FOLDER}/{name}: written");
            }
            Difference::Orphan if write => {
                std::fs::remove_file(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
                println!("{FOLDER}/{name}: removed, no type is behind it");
            }
            Difference::Stale(_) => println!("{FOLDER}/{name} differs"),
            Difference::Missing(_) => println!("{FOLDER}/{name} is missing"),
            Difference::Orphan => println!("{FOLDER}/{name} has no type behind it"),
        }
    }
    if write {
        return Ok(());
    }
    bail!(
        "schemas/ is not what the types say\n\nWhat to do: cargo xtask schemas --write, and read what changed"
    )
}

/// The files by name, as the types make them.
fn generated(project: &Project) -> Result<BTreeMap<String, String>> {
    let text = process::output(&mut project.cargo([
        "run",
        "--quiet",
        "--package",
        "thuan-consent",
        "--features",
        "schema",
        "--example",
        "schemas",
    ]))?;
    let files: BTreeMap<String, Value> =
        serde_json::from_str(&text).context("the example `schemas` printed no JSON object")?;
    files
        .into_iter()
        .map(|(name, content)| {
            let text = format!("{}\n", serde_json::to_string_pretty(&content)?);
            Ok((name, text))
        })
        .collect()
}

/// The files by name, as they are checked in.
fn kept(project: &Project) -> Result<BTreeMap<String, String>> {
    files::walk(&project.path(FOLDER), |path| {
        files::name(path).ends_with(ENDING)
    })?
    .into_iter()
    .map(|path| Ok((files::name(&path), files::read(&path)?)))
    .collect()
}

#[derive(Debug, PartialEq)]
enum Difference {
    /// The file says something else than this.
    Stale(String),
    /// There should be a file that says this.
    Missing(String),
    /// There should be no such file.
    Orphan,
}

fn differences(
    kept: &BTreeMap<String, String>,
    generated: &BTreeMap<String, String>,
) -> Vec<(String, Difference)> {
    let stale = generated
        .iter()
        .filter_map(|(name, text)| match kept.get(name) {
            None => Some((name.clone(), Difference::Missing(text.clone()))),
            Some(old) if old != text => Some((name.clone(), Difference::Stale(text.clone()))),
            Some(_) => None,
        });
    let orphans = kept
        .keys()
        .filter(|name| !generated.contains_key(*name))
        .map(|name| (name.clone(), Difference::Orphan));
    stale.chain(orphans).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_named() {
        let files = |files: &[(&str, &str)]| {
            files
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let kept = files(&[("same", "1"), ("stale", "1"), ("orphan", "1")]);
        let generated = files(&[("same", "1"), ("stale", "2"), ("missing", "2")]);
        assert_eq!(
            differences(&kept, &generated),
            [
                ("missing".to_owned(), Difference::Missing("2".to_owned())),
                ("stale".to_owned(), Difference::Stale("2".to_owned())),
                ("orphan".to_owned(), Difference::Orphan),
            ]
        );
    }
}
