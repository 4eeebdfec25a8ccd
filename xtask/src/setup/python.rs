//! A virtual environment with the Python packages the tests name.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    console, files,
    process::{self, find},
    project::Project,
};

use super::digest_of;

/// The environment with the packages of `tests/requirements.txt`; none if there is no such file.
pub fn environment(project: &Project) -> Result<Option<PathBuf>> {
    let requirements = project.path("tests/requirements.txt");
    if !requirements.is_file() {
        return Ok(None);
    }
    let python = bare(project)?;
    let stamp = folder(project).join(".installed-requirements");
    let wanted = digest_of(&requirements)?;
    if files::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(Some(python));
    }
    console::step("Python packages of tests/", || {
        process::quietly(
            project
                .command(&python)
                .args(["-m", "pip", "install", "--disable-pip-version-check"])
                .arg("--requirement")
                .arg(&requirements),
            "check the network connection, then run the same command again",
        )
    })?;
    files::write(&stamp, wanted)?;
    Ok(Some(python))
}

/// The environment without any packages.
pub fn bare(project: &Project) -> Result<PathBuf> {
    let folder = folder(project);
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    // An environment whose Python was removed or upgraded is there but does not run.
    if process::version(&python).is_some() {
        return Ok(python);
    }
    let system = ["python3", "python"].into_iter().find_map(find).context(
        "there is no Python on PATH\n\nWhat to do: install Python 3.10 or newer from your system's packages",
    )?;
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the old Python environment")?;
    }
    console::step("Python environment", || {
        process::quietly(
            project.command(system).args(["-m", "venv"]).arg(&folder),
            "install Python's venv module (Debian: `apt-get install python3-venv`), then run the same command again",
        )
    })?;
    Ok(python)
}

fn folder(project: &Project) -> PathBuf {
    project.target.join("venv")
}
