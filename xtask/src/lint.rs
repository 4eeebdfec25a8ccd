//! `cargo xtask lint`: formatting, clippy and rustdoc, warnings as errors; the JSON Schemas.

use std::process::Command;

use anyhow::Result;

use crate::{
    console, process,
    project::{
        BROWSER_FEATURE, NATIVE_FEATURE, Project, RECORD_FEATURE, TOOLS, WASM_TARGET, WIDGET,
    },
    schemas, setup,
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
    for feature in [BROWSER_FEATURE, RECORD_FEATURE] {
        console::step(&format!("clippy for browsers ({feature})"), || {
            process::openly(&mut clippy_for_browsers(project, feature))
        })?;
    }
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
    })?;
    console::step("schemas", || schemas::command(project, false))
}

/// The widget as one of its modules; only the form has tests that run inside a browser.
fn clippy_for_browsers(project: &Project, feature: &str) -> Command {
    let mut command = project.cargo([
        "clippy",
        "--package",
        WIDGET,
        "--target",
        WASM_TARGET,
        "--features",
        feature,
        "--lib",
        "--bins",
    ]);
    if feature == BROWSER_FEATURE {
        command.arg("--tests");
    }
    command.args(["--", "--deny", "warnings"]);
    command
}
