//! The backend's example `load`, which measures it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    backend::{self, Profile},
    console, files, process,
    project::{BACKEND, BACKEND_BINARY, Project, executable},
};

use super::{count::Count, postgres::Servers};

/// What the example is called.
const LOAD: &str = "load";

/// Measures the release, on a file and on a server that is there for it alone.
pub fn measure(project: &Project, options: &[String]) -> Result<()> {
    let thuan = backend::build(project, Profile::Release)?;
    console::step("what sends registrations", || {
        let arguments = [
            "build",
            "--release",
            "--package",
            BACKEND,
            "--example",
            LOAD,
        ];
        process::openly(&mut project.cargo(arguments))
    })?;
    let servers = Servers::start(project)?;
    let mut command = command(project, "release", &thuan, &servers)?;
    process::openly(command.args(options))?;
    files::remove_folder(&folder(project))
}

/// Measures the development build that the tests have left, a handful of registrations for each figure, which say nothing
/// about its speed: whether every one of them is answered and audited.
pub fn tries(project: &Project, servers: &Servers, count: &mut Count) -> Result<()> {
    // Cores and processor time are Linux's.
    if !cfg!(target_os = "linux") || process::find("taskset").is_none() {
        count.skipped += 1;
        return Ok(());
    }
    let thuan = project.debug_binary(BACKEND_BINARY);
    let mut command = command(project, "debug", &thuan, servers)?;
    command.args(["--each", "20", "--records", "20", "--connections", "1,4"]);
    let done = console::step("backend's benchmark, a few registrations", || {
        process::output(&mut command)
    });
    match &done {
        Ok(_) => count.passed += 1,
        Err(_) => count.failed += 1,
    }
    done.context("the backend's benchmark")?;
    files::remove_folder(&folder(project))
}

fn folder(project: &Project) -> PathBuf {
    project.work().join(LOAD)
}

fn command(project: &Project, profile: &str, thuan: &Path, servers: &Servers) -> Result<Command> {
    let folder = folder(project);
    files::fresh_folder(&folder)?;
    let examples = project.target.join(profile).join("examples");
    let mut command = project.command(examples.join(executable(LOAD)));
    command
        .arg("--thuan")
        .arg(thuan)
        .arg("--project")
        .arg(&project.root)
        .arg("--folder")
        .arg(&folder)
        .envs(servers.variables()?);
    Ok(command)
}
