//! `cargo xtask lint`: formatting, clippy and rustdoc, warnings as errors.

use anyhow::Result;

use crate::{
    console, process,
    project::{BROWSER_FEATURE, NATIVE_FEATURE, Project, TOOLS, WASM_TARGET, WIDGET},
    setup,
};

/// `cargo xtask lint`.
pub fn command(project: &Project) -> Result<()> {
    setup::build_tools(project)?;
    all(project)
}

/// Every check, stopping at the first that fails.
pub fn all(project: &Project) -> Result<()> {
    console::step("rustfmt", || {
        process::openly(&mut project.cargo(["fmt", "--all", "--check"]))
    })?;
    console::step("clippy", || {
        process::openly(&mut project.cargo([
            "clippy",
            "--workspace",
            "--exclude",
            TOOLS,
            "--features",
            NATIVE_FEATURE,
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    console::step("clippy for browsers", || {
        process::openly(&mut project.cargo([
            "clippy",
            "--package",
            WIDGET,
            "--target",
            WASM_TARGET,
            "--features",
            BROWSER_FEATURE,
            "--lib",
            "--tests",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    console::step("rustdoc", || {
        process::openly(
            project
                .cargo([
                    "doc",
                    "--no-deps",
                    "--package",
                    "thuan-fields",
                    "--package",
                    "thuan-consent",
                ])
                .env("RUSTDOCFLAGS", "--deny warnings"),
        )
    })
}
