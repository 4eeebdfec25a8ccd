//! `cargo xtask metadata-check`: is the Vietnamese phone metadata the parsers were made from still the newest?

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{console, files, process, project::Project, setup};

/// What the parsers were made from.
const KEPT: &str = "crates/fields/tests/vectors/vn_metadata.json";

/// `cargo xtask metadata-check [--write]`.
pub fn command(project: &Project, write: bool) -> Result<()> {
    let newest = newest(project)?;
    let kept = project.path(KEPT);
    if write {
        files::write(&kept, &newest)?;
        println!("{KEPT} is now that of {}", version(&newest));
        return Ok(());
    }
    if !kept.is_file() {
        bail!("there is no {KEPT}\n\nWhat to do: cargo xtask metadata-check --write");
    }
    let kept = files::read(&kept)?;
    let differences = differences(&data(&kept), &data(&newest));
    if differences.is_empty() {
        println!(
            "No difference: {} and {}.",
            version(&kept),
            version(&newest)
        );
        return Ok(());
    }
    for difference in &differences {
        println!("{difference}");
    }
    bail!(
        "the metadata of {} differs from that of {}, which the parsers follow\n\n\
         What to do: read the differences above, change crates/fields, then cargo xtask metadata-check --write",
        version(&newest),
        version(&kept)
    )
}

/// The metadata of the newest release of Python's `phonenumbers`, which follows Google's within days.
fn newest(project: &Project) -> Result<String> {
    let python = setup::bare_python(project)?;
    let folder = project.target.join("metadata");
    console::step("newest phonenumbers", || {
        process::quietly(
            project
                .command(&python)
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--disable-pip-version-check",
                    "--upgrade",
                ])
                .arg("--target")
                .arg(&folder)
                .arg("phonenumbers"),
            "check the network connection, then run the same command again",
        )
    })?;
    let mut text = process::output(
        project
            .command(&python)
            .arg(project.path("xtask/vn_metadata.py"))
            .env("PYTHONPATH", &folder),
    )?;
    text.push('\n');
    Ok(text)
}

fn version(text: &str) -> String {
    serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|value| value.get("source")?.as_str().map(str::to_owned))
        .unwrap_or_else(|| "an unknown release".to_owned())
}

/// The part that counts: the metadata without where it came from.
fn data(text: &str) -> Value {
    serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|mut value| value.get_mut("metadata").map(Value::take))
        .unwrap_or_default()
}

/// One line for each place at which the two differ.
fn differences(kept: &Value, newest: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", kept, newest, &mut found);
    found
}

fn compare(place: &str, kept: &Value, newest: &Value, found: &mut Vec<String>) {
    match (kept, newest) {
        (Value::Object(old), Value::Object(new)) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let at = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::Null)
                };
                compare(&format!("{place}/{key}"), &at(old), &at(new), found);
            }
        }
        _ if kept != newest => found.push(format!("{place}\n  was {kept}\n  is  {newest}")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_named() {
        let kept = serde_json::json!({"mobile": {"pattern": "a", "lengths": [9]}, "pager": null});
        let newest = serde_json::json!({"mobile": {"pattern": "b", "lengths": [9]}});
        assert_eq!(
            differences(&kept, &newest),
            ["/mobile/pattern\n  was \"a\"\n  is  \"b\""]
        );
    }
}
