//! `cargo xtask bench` and `cargo xtask soak`: the field parsers against others, and against noise.

use anyhow::{Context, Result, bail};

use crate::{console, files, process, process::find, project::Project, setup, site};

/// Where the comparison with other libraries lives.
const BENCH: &str = "crates/fields/bench";
/// Where the fuzz targets live.
const FUZZ: &str = "crates/fields/fuzz";

/// `cargo xtask bench fields`.
pub fn fields(project: &Project, what: &str) -> Result<()> {
    if what != "fields" {
        bail!("there is no benchmark `{what}`: only `fields`");
    }
    let script = project.path(BENCH).join("run.mjs");
    if !script.is_file() {
        bail!("there is no {BENCH}/run.mjs");
    }
    let python = setup::bench_tools(project, BENCH)?;
    let mut command = project.command(site::node());
    command.arg(script);
    if let Some(python) = python {
        command.env("THUAN_PYTHON", python);
    }
    process::openly(&mut command)
}

/// `cargo xtask soak`.
pub fn soak(project: &Project, seconds: u32) -> Result<()> {
    let targets = files::walk(&project.path(FUZZ).join("fuzz_targets"), |path| {
        files::has_extension(path, "rs")
    })?;
    if targets.is_empty() {
        bail!("there are no fuzz targets in {FUZZ}/fuzz_targets");
    }
    let rustup = find("rustup").context("fuzzing needs rustup, for its nightly toolchain")?;
    if find("cargo-fuzz").is_none() {
        bail!(
            "fuzzing needs cargo-fuzz\n\nWhat to do: cargo install cargo-fuzz --locked, and rustup toolchain install nightly"
        );
    }
    for target in targets {
        let name = target.file_stem().unwrap_or_default();
        console::step(&format!("{} for {seconds} s", name.display()), || {
            process::openly(
                project
                    .command(&rustup)
                    .args(["run", "nightly", "cargo", "fuzz", "run"])
                    .arg(name)
                    .args(["--", &format!("-max_total_time={seconds}")])
                    .current_dir(project.path("crates/fields"))
                    // Said by the stable toolchain this program was started with.
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .env_remove("CARGO"),
            )
        })?;
    }
    Ok(())
}
