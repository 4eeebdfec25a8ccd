//! libfaketime, by which the tests set the clock of a backend and of nothing else.

use std::fs;

use anyhow::{Result, bail};

use crate::project::Project;

use super::system;

/// Where distributions keep it; Debian and Ubuntu in a folder for each architecture.
const LIBRARIES: &str = "/usr/lib";
const NAME: &str = "faketime/libfaketimeMT.so.1";

const ADVICE: &str = "install libfaketime (Debian and Ubuntu: `apt-get install libfaketime`)";

/// Installs it where it is missing and that is possible without asking. Only Linux has tests that need it.
pub fn install(project: &Project) -> Result<()> {
    if !cfg!(target_os = "linux") || is_there() {
        return Ok(());
    }
    let missing = format!(
        "the backend's tests need libfaketime, and it is not below {LIBRARIES}\n\nWhat to do: {ADVICE}"
    );
    system::apt(project, "libfaketime", &["libfaketime"], &missing, ADVICE)?;
    if !is_there() {
        bail!("{missing}");
    }
    Ok(())
}

fn is_there() -> bool {
    let folders = fs::read_dir(LIBRARIES).into_iter().flatten().flatten();
    let mut folders = folders
        .map(|folder| folder.path())
        .chain([LIBRARIES.into()]);
    folders.any(|folder| folder.join(NAME).exists())
}
