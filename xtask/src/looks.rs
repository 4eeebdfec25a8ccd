//! `cargo xtask looks`: does every state still look as it did when somebody found it good?

use anyhow::Result;

use crate::{
    backend::{self, Profile},
    process,
    project::Project,
    setup, site, test,
};

/// What goes through the states; the pictures are in `tests/looks/`.
const TEST: &str = "tests/journey/looks.test.mjs";
/// Pictures for the documentation, of the same states.
const SHOTS: &str = "tests/bench/shots.mjs";

/// `cargo xtask looks [--write]`: compares, or keeps what is there now.
pub fn command(project: &Project, write: bool) -> Result<()> {
    setup::build_tools(project)?;
    let tools = setup::test_tools(project)?;
    let thuan = backend::build(project, Profile::Development)?;
    site::build(project, false, &thuan)?;
    let node = |arguments: &[&str]| {
        let mut command = project.command(site::node());
        command
            .args(arguments)
            .envs(test::environment(project, &tools, &thuan));
        command
    };
    let mut compare = node(&["--test", TEST]);
    if write {
        compare.env("THUAN_LOOKS", "write");
    }
    process::openly(&mut compare)?;
    if write {
        process::openly(&mut node(&[SHOTS]))?;
    }
    Ok(())
}
