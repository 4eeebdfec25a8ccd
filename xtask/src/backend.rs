//! The backend's binary, which is also the project's command line.

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{
    console, process,
    project::{BACKEND, BACKEND_BINARY, Project},
};

/// How the backend is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to compile: for serving at home and for tests.
    Development,
    /// For the release.
    Release,
}

/// Builds the backend and says where it is.
pub fn build(project: &Project, profile: Profile) -> Result<PathBuf> {
    let mut command = project.cargo(["build", "--package", BACKEND, "--bin", BACKEND_BINARY]);
    let (name, path) = match profile {
        Profile::Development => ("development", project.debug_binary(BACKEND_BINARY)),
        Profile::Release => {
            command.arg("--release");
            ("release", project.release_binary(BACKEND_BINARY))
        }
    };
    console::step(&format!("backend ({name} build)"), || {
        process::openly(&mut command)
    })?;
    Ok(path)
}

/// Becomes `thuan` with these arguments.
pub fn pass_on(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    let mut command = project.cargo([
        "build",
        "--quiet",
        "--package",
        BACKEND,
        "--bin",
        BACKEND_BINARY,
    ]);
    process::openly(&mut command)?;
    let mut command = Command::new(project.debug_binary(BACKEND_BINARY));
    command.args(arguments);
    become_program(&mut command)
}

/// Replaces this process by a program, so that signals reach it and its exit status is the answer.
#[cfg(unix)]
pub fn become_program(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start {}", command.get_program().display()))
}

/// Runs a program to its end; Ctrl-C reaches it through the console they share.
#[cfg(not(unix))]
pub fn become_program(command: &mut Command) -> Result<ExitCode> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
