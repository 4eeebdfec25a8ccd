//! Node and the npm packages of a folder that has a `package-lock.json`.

use anyhow::{Context, Result, bail};

use crate::{
    console, files,
    process::{self, find},
    project::Project,
};

use super::digest_of;

/// The oldest Node that runs the tools and the tests.
const OLDEST_NODE: u32 = 20;

/// Installs exactly what the lock file of `folder` says, unless that is what is there.
pub fn packages(project: &Project, folder: &str) -> Result<()> {
    check_node()?;
    let folder_path = project.path(folder);
    let stamp = folder_path.join("node_modules/.installed-lock");
    let lock = digest_of(&folder_path.join("package-lock.json"))?;
    if files::read(&stamp).is_ok_and(|found| found == lock) {
        return Ok(());
    }
    let npm = find(if cfg!(windows) { "npm.cmd" } else { "npm" }).or_else(|| find("npm"));
    let Some(npm) = npm else {
        bail!(
            "Node is here, but npm is not\n\nWhat to do: install npm (Debian: `apt-get install npm`)"
        );
    };
    console::step(&format!("npm packages of {folder}/"), || {
        process::quietly(
            project
                .command(npm)
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(&folder_path),
            "check the network connection, then run the same command again",
        )
    })?;
    files::write(&stamp, lock)
}

/// Fails with words if there is no Node, or only an old one.
fn check_node() -> Result<()> {
    let node = find("node").with_context(|| advice("there is no Node.js on PATH"))?;
    let version = process::version(&node).unwrap_or_default();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!(advice(&format!("Node.js {version} is too old"))),
    }
}

fn advice(problem: &str) -> String {
    format!(
        "{problem}\n\nWhat to do: install Node.js {OLDEST_NODE} or newer from https://nodejs.org or your system's packages"
    )
}
