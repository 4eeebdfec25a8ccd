//! `cargo xtask messages`: do `docs/messages.md` and the vectors of dates and plurals still say what the form says?
//!
//! Two tests know, which the test command runs as well; they write when they are told to.

use anyhow::Result;

use crate::{
    process,
    project::{NATIVE_FEATURE, Project, WIDGET},
};

/// What makes the tests write.
const WRITE: &str = "THUAN_WRITE";

/// `cargo xtask messages [--write]`.
pub fn command(project: &Project, write: bool) -> Result<()> {
    let mut command = project.cargo([
        "test",
        "--quiet",
        "--package",
        WIDGET,
        "--features",
        NATIVE_FEATURE,
        "--test",
        "messages",
        "--test",
        "intl",
    ]);
    if write {
        command.env(WRITE, "1");
    }
    process::openly(&mut command)
}
