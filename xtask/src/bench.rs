//! `cargo xtask bench`: the field parsers against others, the load of a page, a proof of work, and how fast the backend is.

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
pub fn command(project: &Project, what: &str, options: Options) -> Result<()> {
    let Options { write, records } = options;
    match (what, write, records) {
        ("fields", false, None) => fields(project),
        ("work", false, None) => work(project),
        ("page", write, None) => page(project, write),
        ("backend", false, records) => backend(project, records),
        _ => bail!(
            "there is no benchmark `{what}`: `fields`, `work`, `page` (which takes --write), `backend` (which takes --records)"
        ),
    }
}

/// What a benchmark can be told.
#[derive(Clone, Copy)]
pub struct Options {
    /// Keep what was measured in `docs/`.
    pub write: bool,
    /// Registrations for the figures about memory.
    pub records: Option<u32>,
}

/// How fast the backend takes registrations, and how much memory that needs, on both databases.
fn backend(project: &Project, records: Option<u32>) -> Result<()> {
    let mut options = Vec::new();
    if let Some(records) = records {
        options.extend(["--records".to_owned(), records.to_string()]);
    }
    test::measure(project, &options)
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
