//! The last steps: compress, keep what older pages still load, swap the new site in.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{files, process, project::Project};

use super::bundle::DEBUG;

/// Makes the finished site the one in `dist/`.
pub fn swap_in(project: &Project, site: &Path, debug: bool) -> Result<()> {
    process::quietly(
        project
            .command(super::node())
            .arg(project.path("xtask/compress.mjs"))
            .arg(site)
            .arg(if debug { "4" } else { "11" }),
        "read the words of Node above",
    )?;
    let dist = project.dist();
    keep_old_assets(&dist, site)?;

    let old = project.work().join("old-site");
    files::remove_folder(&old)?;
    if !dist.exists() {
        return place(site, &dist);
    }
    // Between the two renames there is no site, for some microseconds: the least that file systems offer for folders.
    if fs::rename(&dist, &old).is_err() {
        files::remove_folder(&dist)?;
    }
    place(site, &dist)?;
    files::remove_folder(&old)
}

/// Released versions are promised for ever, and pages loaded before this build still ask for the files of theirs.
/// Builds for debugging leave nothing that is worth keeping.
fn keep_old_assets(dist: &Path, site: &Path) -> Result<()> {
    let worth_keeping = |path: &Path| !files::name(path).contains(DEBUG);
    for file in files::walk(&dist.join("v"), worth_keeping)? {
        let copy = site.join(file.strip_prefix(dist)?);
        if !copy.exists() {
            files::copy(&file, &copy)?;
        }
    }
    Ok(())
}

/// Moves a folder, or copies it where the target directory is on another file system.
fn place(from: &Path, to: &Path) -> Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    for file in files::walk(from, |_| true)? {
        files::copy(&file, &to.join(file.strip_prefix(from)?))?;
    }
    fs::remove_dir_all(from).with_context(|| format!("cannot remove {}", from.display()))
}
