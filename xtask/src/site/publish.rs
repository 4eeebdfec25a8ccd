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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_older_pages_load_stays_and_what_was_built_for_debugging_goes() {
        let folder = std::env::temp_dir().join(format!("thuan-publish-{}", std::process::id()));
        let (dist, site) = (folder.join("dist"), folder.join("site"));
        for (path, words) in [
            ("v/0.1.0/record-0123.wasm", "old"),
            ("v/0.1.0/thuan.js", "old"),
            ("v/0.0.9/thuan.js", "older"),
            ("v/0.1.0/record-debug-4567.wasm", "debug"),
            ("index.html", "old"),
        ] {
            files::write(&dist.join(path), words).unwrap();
        }
        files::write(&site.join("v/0.1.0/thuan.js"), "new").unwrap();
        keep_old_assets(&dist, &site).unwrap();
        let read = |path: &str| files::read(&site.join(path)).ok();
        assert_eq!(read("v/0.1.0/record-0123.wasm").as_deref(), Some("old"));
        assert_eq!(read("v/0.0.9/thuan.js").as_deref(), Some("older"));
        assert_eq!(read("v/0.1.0/thuan.js").as_deref(), Some("new"));
        assert_eq!(read("v/0.1.0/record-debug-4567.wasm"), None);
        assert_eq!(read("index.html"), None);
        files::remove_folder(&folder).unwrap();
    }
}
