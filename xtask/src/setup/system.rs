//! The system's own packages, where they can be installed without asking.

use anyhow::{Result, bail};

use crate::{
    console, files,
    process::{self, find},
    project::Project,
};

/// A system whose packages are known by name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Debian.
    Debian,
    /// Ubuntu.
    Ubuntu,
}

/// The system this is, if its packages are known.
pub fn system() -> Option<System> {
    find("apt-get")?;
    let release = files::read("/etc/os-release".as_ref()).ok()?;
    let is = |id: &str| release.lines().any(|line| line == format!("ID={id}"));
    if is("debian") {
        Some(System::Debian)
    } else if is("ubuntu") {
        Some(System::Ubuntu)
    } else {
        None
    }
}

/// Installs packages with apt-get, as root or by sudo that asks for nothing. `missing` is what is said where neither is
/// to be had, `advice` where it fails.
pub fn apt(
    project: &Project,
    what: &str,
    packages: &[&str],
    missing: &str,
    advice: &str,
) -> Result<()> {
    let (program, first): (&str, &[&str]) = if is_root(project) {
        ("apt-get", &[])
    } else if can_sudo(project) {
        ("sudo", &["--non-interactive", "apt-get"])
    } else {
        bail!("{missing}");
    };
    console::step(&format!("{what} from the system's packages"), || {
        for arguments in [&["update"][..], &["install", "--yes"]] {
            let mut command = project.command(program);
            command
                .args(first)
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive");
            if arguments.contains(&"install") {
                command.args(packages);
            }
            process::quietly(&mut command, advice)?;
        }
        Ok(())
    })
}

fn is_root(project: &Project) -> bool {
    process::output(project.command("id").arg("-u")).is_ok_and(|id| id == "0")
}

fn can_sudo(project: &Project) -> bool {
    process::output(project.command("sudo").args(["--non-interactive", "true"])).is_ok()
}
