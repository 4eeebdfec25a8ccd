//! From what wasm-bindgen makes to what is worth downloading: `docs/size.md` has what each step saves.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{files, process, project::Project};

use super::{node, wasm::Module};

/// What knows how wasm-bindgen writes its glue.
pub const GLUE_TOOL: &str = "xtask/glue.mjs";

/// Larger functions put into their one caller make the file smaller and what is downloaded, compressed, larger; so does
/// what `local-cse` finds and what `merge-similar-functions` merges.
/// Never `--traps-never-happen`: a panic is a trap, and what comes after one must not be reached.
/// Which features of WebAssembly may be used, wasm-opt reads from the file; that is why the profile must not strip it.
const OPTIMISE: [&str; 7] = [
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=20",
    // Rust puts the stack first, so what is below 1024 is its very end and no address of anything.
    "--low-memory-unused",
    "--skip-pass=local-cse",
    "--skip-pass=merge-similar-functions",
    "--strip-producers",
];

/// Short names for what module and glue have from each other, which wasm-opt prints. On its own and last: it would
/// give other names each time it runs, and which features a module uses says nothing to browsers.
const RENAME: [&str; 2] = [
    "--minify-imports-and-exports-and-modules",
    "--strip-target-features",
];

/// Everything that decides what comes out, for stamps.
pub fn settings() -> String {
    [OPTIMISE.join(" "), RENAME.join(" ")].join(" ")
}

/// Makes a module small, and its glue with it: what neither scripts nor module reach is gone from both, and what they
/// have from each other has short names.
pub fn module(project: &Project, module: Module, folder: &Path, out: &Path) -> Result<()> {
    let reached = reached(project, module, folder, &[])?;
    let small = folder.join("small.wasm");
    optimise(project, &reached, &small, &[])?;
    let names = folder.join("names.json");
    let printed = process::output(
        project
            .command(project.node_tool("wasm-opt"))
            .arg(&small)
            .args(RENAME)
            .arg("--output")
            .arg(out),
    )?;
    files::write(&names, printed)?;
    process::quietly(
        project
            .command(node())
            .arg(project.path(GLUE_TOOL))
            .arg("trim")
            .arg(folder.join(module.glue()))
            .arg(names)
            .args(module.wanted()),
        ADVICE,
    )
}

/// The same module with the functions' names in it, and all names as they were.
pub fn with_names(project: &Project, module: Module, folder: &Path, out: &Path) -> Result<()> {
    let reached = reached(project, module, folder, &["--debuginfo"])?;
    optimise(project, &reached, out, &["--debuginfo", "--strip-dwarf"])
}

const ADVICE: &str =
    "after an update of wasm-bindgen, see whether xtask/glue.mjs still knows how its glue looks";

/// The module without what the scripts do not reach.
fn reached(project: &Project, module: Module, folder: &Path, more: &[&str]) -> Result<PathBuf> {
    let graph = folder.join("graph.json");
    let printed = process::output(
        project
            .command(node())
            .arg(project.path(GLUE_TOOL))
            .arg("graph")
            .arg(folder.join(module.glue()))
            .args(module.wanted()),
    )?;
    files::write(&graph, printed)?;

    let reached = folder.join("reached.wasm");
    process::quietly(
        project
            .command(project.node_tool("wasm-metadce"))
            .arg(folder.join(module.glue_wasm()))
            .arg("--graph-file")
            .arg(graph)
            .args(more)
            .arg("--output")
            .arg(&reached),
        ADVICE,
    )?;
    Ok(reached)
}

fn optimise(project: &Project, from: &Path, to: &Path, more: &[&str]) -> Result<()> {
    process::quietly(
        project
            .command(project.node_tool("wasm-opt"))
            .arg(from)
            .args(OPTIMISE)
            .args(more)
            .arg("--output")
            .arg(to),
        "if it speaks of features, the widget's profile must not strip the `target_features` section",
    )
}
