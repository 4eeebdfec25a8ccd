//! Programs that cargo builds from other people's crates.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    console, files,
    process::{self, find},
    project::{Project, executable},
};

use super::cargo_home;

/// A program, and the one version of it that will do.
pub struct Program {
    /// The crate's name, and the program's.
    pub name: &'static str,
    /// The version.
    pub version: &'static str,
    /// What cargo is told besides.
    pub arguments: &'static [&'static str],
    /// How long it takes, in words.
    pub takes: &'static str,
}

impl Program {
    /// Where the project has one of its own, where another version is on `PATH`.
    fn own(&self, project: &Project) -> PathBuf {
        project.tools().join("bin").join(executable(self.name))
    }

    fn is_pinned(&self, path: &Path) -> bool {
        process::version(path).is_some_and(|said| self.is_said_by(&said))
    }

    /// Some say more on the same line or below: the revision, the licence.
    fn is_said_by(&self, said: &str) -> bool {
        let mut words = said.split_whitespace();
        words.next() == Some(self.name) && words.next() == Some(self.version)
    }
}

/// Finds the program at its version or installs it, and says where it is.
pub fn install(project: &Project, program: &Program) -> Result<PathBuf> {
    let Program { name, version, .. } = program;
    let own = program.own(project);
    let on_path = find(name);
    if let Some(found) = on_path
        .iter()
        .chain([&own])
        .find(|path| program.is_pinned(path))
    {
        return Ok(found.clone());
    }

    let build = project.tools().join("build");
    let mut command = project.cargo(["install", name, "--locked", "--version", version]);
    // It runs seldom and does little: built as its makers release it, it would take several times as long.
    command
        .args(program.arguments)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
        // An interrupted installation goes on where it stopped.
        .env("CARGO_TARGET_DIR", &build);
    if on_path.is_some() {
        // Another version is the developer's choice: it is left alone.
        command.arg("--root").arg(project.tools());
    }
    console::step(
        &format!("{name} {version} ({}, once)", program.takes),
        || {
            process::quietly(
                &mut command,
                "check the network connection, then run the same command again: what is already compiled is kept",
            )
        },
    )?;
    // Everything compiled on the way is of no further use.
    files::remove_folder(&build)?;
    if on_path.is_some() {
        return Ok(own);
    }
    find(name)
        .or_else(|| Some(cargo_home()?.join("bin").join(executable(name))))
        .filter(|path| path.is_file())
        .with_context(|| {
            format!("{name} was installed, but not into a folder of PATH: add cargo's bin folder to PATH")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_known_from_whatever_stands_around_it() {
        let program = Program {
            name: "geckodriver",
            version: "0.36.0",
            arguments: &[],
            takes: "",
        };
        assert!(program.is_said_by("geckodriver 0.36.0"));
        assert!(program.is_said_by("geckodriver 0.36.0 (a3d508507022 2025-02-24)\n\nThe source"));
        assert!(!program.is_said_by("geckodriver 0.36.01"));
        assert!(!program.is_said_by("geckodriver 0.35.0\n0.36.0"));
        assert!(!program.is_said_by("other 0.36.0"));
    }
}
