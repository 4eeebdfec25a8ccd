//! The widget: compiled, given its JavaScript glue, made small.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{
    console, files, process,
    project::{BROWSER_FEATURE, Project, WASM_TARGET, WIDGET, WIDGET_PROFILE},
    setup,
    stamp::{Inputs, Stamp},
};

/// The name the glue has for the loader that imports it.
pub const GLUE: &str = "thuan_widget.js";
/// The WebAssembly file as wasm-bindgen names it, which the glue would look for by itself.
pub const GLUE_WASM: &str = "thuan_widget_bg.wasm";
/// Both of the above without their endings.
const OUT_NAME: &str = "thuan_widget";

/// Larger functions put into their one caller make the file smaller and what is downloaded, compressed, larger; so does
/// what `local-cse` finds: `docs/size.md` has the figures. What the passes at the end take out tells browsers nothing.
/// Which features of WebAssembly may be used, wasm-opt reads from the file; that is why the profile must not strip it.
const OPTIMISE: [&str; 6] = [
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=20",
    "--skip-pass=local-cse",
    "--strip-producers",
    "--strip-target-features",
];

/// The widget, ready to be bundled.
pub struct Widget {
    /// The folder of the glue and what it imports.
    pub glue: PathBuf,
    /// The final WebAssembly file.
    pub wasm: PathBuf,
}

/// Builds the widget, or finds that the last build is still good.
pub fn build(project: &Project, debug: bool) -> Result<Widget> {
    let compiled = compile(project, debug)?;
    let folder = project
        .work()
        .join(if debug { "widget-debug" } else { "widget" });
    let glue = folder.join("glue");
    let wasm = if debug {
        glue.join(GLUE_WASM)
    } else {
        folder.join("thuan_widget.wasm")
    };
    let widget = Widget { glue, wasm };

    let stamp = Stamp::new(folder.join("stamp"), inputs(project, &compiled));
    if stamp.matches() && widget.wasm.is_file() {
        return Ok(widget);
    }
    files::fresh_folder(&widget.glue)?;
    console::step("wasm-bindgen", || {
        bindgen(project, &compiled, &widget.glue, &[])
    })?;
    if !debug {
        console::step("wasm-opt", || {
            optimise(project, &widget.glue.join(GLUE_WASM), &widget.wasm, &[])
        })?;
    }
    stamp.set()?;
    Ok(widget)
}

/// Builds the widget once more, the same but with the functions' names in it, for `cargo xtask size`.
pub fn build_with_names(project: &Project) -> Result<PathBuf> {
    let compiled = compile(project, false)?;
    let folder = project.work().join("widget-names");
    let wasm = folder.join("thuan_widget.wasm");
    let stamp = Stamp::new(folder.join("stamp"), inputs(project, &compiled));
    if stamp.matches() && wasm.is_file() {
        return Ok(wasm);
    }
    files::fresh_folder(&folder)?;
    console::step("the same with names", || {
        bindgen(
            project,
            &compiled,
            &folder,
            &["--no-demangle", "--keep-debug"],
        )?;
        optimise(
            project,
            &folder.join(GLUE_WASM),
            &wasm,
            &["--debuginfo", "--strip-dwarf"],
        )
    })?;
    stamp.set()?;
    Ok(wasm)
}

/// Compiles, and says where cargo put the result.
fn compile(project: &Project, debug: bool) -> Result<PathBuf> {
    let (profile, folder) = if debug {
        ("dev", "debug")
    } else {
        (WIDGET_PROFILE, WIDGET_PROFILE)
    };
    let mut command = project.cargo([
        "build",
        "--package",
        WIDGET,
        "--lib",
        "--target",
        WASM_TARGET,
        "--features",
        BROWSER_FEATURE,
        "--profile",
        profile,
    ]);
    if !debug {
        command.env("CARGO_ENCODED_RUSTFLAGS", without_paths(project)?);
    }
    console::step(&format!("widget (profile {profile})"), || {
        process::openly(&mut command)
    })?;
    Ok(project
        .target
        .join(WASM_TARGET)
        .join(folder)
        .join(format!("{}.wasm", WIDGET.replace('-', "_"))))
}

/// Flags that keep the paths of this machine out of the release: nobody should download them, and the same sources make
/// the same bytes, and so the same hash in the records, wherever they are built.
fn without_paths(project: &Project) -> Result<String> {
    let mut prefixes = vec![(project.root.clone(), "thuan")];
    let registries = setup::cargo_home()
        .map(|home| home.join("registry/src"))
        .filter(|folder| folder.is_dir());
    if let Some(registries) = registries {
        for registry in fs::read_dir(registries)? {
            prefixes.push((registry?.path(), "crates"));
        }
    }
    let flags: Vec<String> = prefixes
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    // Cargo's own separator, so that a path may hold spaces.
    Ok(flags.join("\u{1f}"))
}

fn inputs(project: &Project, compiled: &Path) -> Inputs {
    Inputs::default()
        .file(compiled)
        .file(&project.path("xtask/package-lock.json"))
        .program(&project.debug_binary("wasm-bindgen"))
        .value(&OPTIMISE.join(" "))
}

fn bindgen(project: &Project, compiled: &Path, out: &Path, more: &[&str]) -> Result<()> {
    process::quietly(
        project
            .command(project.debug_binary("wasm-bindgen"))
            .args(["--target", "web", "--no-typescript"])
            .args(["--out-name", OUT_NAME])
            .arg("--out-dir")
            .arg(out)
            .args(more)
            .arg(compiled),
        "the versions of wasm-bindgen in the root's and in xtask/tools' Cargo.toml must be the same",
    )
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
