//! `cargo xtask bench`: the field parsers against others, the load of a page, and a proof of work.

use anyhow::{Result, bail};

use crate::{
    backend::{self, Profile},
    process,
    project::Project,
    setup, site, test,
};

/// Where the comparison with other libraries lives.
const BENCH: &str = "crates/fields/bench";

/// Where a proof of work is measured.
const WORK: &str = "tests/bench/work.mjs";

/// Where the load of a page is measured.
const PAGE: &str = "tests/bench/page.mjs";
/// The picture of a load, for the documentation.
const STRIP: &str = "docs/load.png";

/// `cargo xtask bench`.
pub fn command(project: &Project, what: &str, write: bool) -> Result<()> {
    match what {
        "fields" if !write => fields(project),
        "work" if !write => work(project),
        "page" => page(project, write),
        _ => {
            bail!("there is no benchmark `{what}`: `fields`, `work`, `page` (which takes --write)")
        }
    }
}

/// How long one waits for the form on a slow phone and network; with `write`, what is to be seen meanwhile.
fn page(project: &Project, write: bool) -> Result<()> {
    setup::build_tools(project)?;
    let tools = setup::test_tools(project)?;
    let thuan = backend::build(project, Profile::Development)?;
    site::build(project, false, &thuan)?;
    let mut command = project.command(site::node());
    command
        .arg(project.path(PAGE))
        .envs(test::environment(project, &tools, &thuan));
    if write {
        command.arg(project.path(STRIP));
    }
    process::openly(&mut command)
}

/// How long a proof of work takes on a cheap phone.
fn work(project: &Project) -> Result<()> {
    let tools = setup::test_tools(project)?;
    let thuan = backend::build(project, Profile::Development)?;
    let mut command = project.command(site::node());
    command
        .arg(project.path(WORK))
        .envs(test::environment(project, &tools, &thuan));
    process::openly(&mut command)
}

/// The field parsers against other libraries.
fn fields(project: &Project) -> Result<()> {
    let script = project.path(BENCH).join("run.mjs");
    if !script.is_file() {
        bail!("there is no {BENCH}/run.mjs");
    }
    let python = setup::bench_tools(project, BENCH)?;
    let mut command = project.command(site::node());
    command
        .arg(script)
        .env("THUAN_WASM_OPT", project.node_tool("wasm-opt"));
    if let Some(python) = python {
        command.env("THUAN_PYTHON", python);
    }
    process::openly(&mut command)
}
