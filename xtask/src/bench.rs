//! `cargo xtask bench` and `cargo xtask soak`: the field parsers against others, the load of a page, how fast the backend
//! is, and what reads people's text against noise.

use std::fs;

use anyhow::{Result, bail};

use crate::{
    backend::{self, Profile},
    console, files, process,
    project::Project,
    setup, site, test,
};

/// Where the comparison with other libraries lives.
const BENCH: &str = "crates/fields/bench";
/// Where fuzz targets live.
const FUZZ: [&str; 2] = ["crates/fields/fuzz", "crates/consent/fuzz"];

/// Where the load of a page is measured.
const PAGE: &str = "tests/bench/page.mjs";
/// The picture of a load, for the documentation.
const STRIP: &str = "docs/load.png";

/// `cargo xtask bench`.
pub fn command(project: &Project, what: &str, options: Options) -> Result<()> {
    match (what, options) {
        (
            "fields",
            Options {
                write: false,
                records: None,
            },
        ) => fields(project),
        (
            "page",
            Options {
                write,
                records: None,
            },
        ) => page(project, write),
        (
            "backend",
            Options {
                write: false,
                records,
            },
        ) => backend(project, records),
        _ => bail!(
            "there is no benchmark `{what}`: `fields`, `page` (which takes --write), `backend` (which takes --records)"
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

/// `cargo xtask soak`.
pub fn soak(project: &Project, seconds: u32) -> Result<()> {
    FUZZ.iter()
        .try_for_each(|folder| soak_folder(project, folder, seconds))
}

fn soak_folder(project: &Project, folder: &str, seconds: u32) -> Result<()> {
    let targets = files::walk(&project.path(folder).join("fuzz_targets"), |path| {
        files::has_extension(path, "rs")
    })?;
    if targets.is_empty() {
        bail!("there are no fuzz targets in {folder}/fuzz_targets");
    }
    for target in targets {
        let name = target.file_stem().unwrap_or_default();
        // Inputs that reached something new are kept from one soak to the next.
        let corpus = project.target.join("fuzz/corpus").join(name);
        // Inputs that broke something, one file each.
        let findings = project.target.join("fuzz/findings").join(name);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&findings)?;
        console::step(&format!("{} for {seconds} s", name.display()), || {
            process::openly(
                project
                    .cargo(["run", "--release", "--bin"])
                    .arg(name)
                    .args(["--", &format!("-max_total_time={seconds}")])
                    .arg(format!("-artifact_prefix={}/", findings.display()))
                    .arg(&corpus)
                    // A workspace of its own, whose configuration adds the counters.
                    .current_dir(project.path(folder))
                    .env("CARGO_TARGET_DIR", project.target.join("fuzz")),
            )
        })?;
    }
    Ok(())
}
