//! The modules that browsers load: compiled, given their JavaScript glue, made small.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{
    console, files, process,
    project::{BROWSER_FEATURE, Project, RECORD_FEATURE, WASM_TARGET, WIDGET, WIDGET_PROFILE},
    setup,
    stamp::{Inputs, Stamp},
};

use super::shrink;

/// A module, which is a binary of the widget's package.
///
/// Each is a cargo invocation of its own: in one, cargo would give both the features of both.
#[derive(Clone, Copy)]
pub struct Module {
    /// The binary, after which everything made from it is named.
    pub binary: &'static str,
    /// What makes the package this module.
    feature: &'static str,
    /// What the scripts import from its glue, beside [`PARTS`].
    door: [&'static str; 2],
}

/// The two parts of the glue that the loader starts a module with: what it imports, and what there is to do once it is
/// there. wasm-bindgen's own start knows many more ways than one.
const PARTS: [&str; 2] = ["__wbg_get_imports", "__wbg_finalize_init"];

/// The form: what a page loads.
pub const FORM: Module = Module {
    binary: "thuan_widget",
    feature: BROWSER_FEATURE,
    door: ["Options", "mount"],
};

/// What one does with a record afterwards: loaded when asked for, and inline in `verify.html`.
pub const RECORD: Module = Module {
    binary: "thuan_record",
    feature: RECORD_FEATURE,
    door: ["RecordOptions", "open"],
};

/// The standard library is compiled with the release's own settings instead of taken as it comes, which is made for
/// speed.
const OWN_LIBRARY: [&str; 2] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];

/// A panic stops the module and says nothing: nothing in a browser would show what it says, and the code that puts the
/// words together is a share of the download.
const STOP_AT_ONCE: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/// The glue is one ES module; its declarations are for the tests of the loader's types.
const BINDGEN: [&str; 2] = ["--target", "web"];

impl Module {
    /// Everything that the scripts import from the glue.
    pub fn wanted(self) -> impl Iterator<Item = &'static str> {
        self.door.into_iter().chain(PARTS)
    }

    /// The name the glue has for the scripts that import it.
    pub fn glue(self) -> String {
        format!("{}.js", self.binary)
    }

    /// The WebAssembly file as wasm-bindgen names it, which the glue would look for by itself.
    pub fn glue_wasm(self) -> String {
        format!("{}_bg.wasm", self.binary)
    }
}

/// A module, ready to be bundled.
pub struct Built {
    /// The folder of the glue and what it imports.
    pub glue: PathBuf,
    /// The final WebAssembly file.
    pub wasm: PathBuf,
}

/// Builds a module, or finds that the last build is still good.
pub fn build(project: &Project, module: Module, debug: bool) -> Result<Built> {
    let compiled = compile(project, module, debug)?;
    let kind = if debug { "debug" } else { "release" };
    let folder = project.work().join(format!("{}-{kind}", module.binary));
    let glue = folder.join("glue");
    let wasm = if debug {
        glue.join(module.glue_wasm())
    } else {
        folder.join(format!("{}.wasm", module.binary))
    };
    let built = Built { glue, wasm };

    let stamp = Stamp::new(folder.join("stamp"), inputs(project, &compiled));
    if stamp.matches() && built.wasm.is_file() {
        return Ok(built);
    }
    files::fresh_folder(&built.glue)?;
    console::step("wasm-bindgen", || {
        bindgen(project, module, &compiled, &built.glue, &["--no-demangle"])
    })?;
    if debug {
        open_glue(&built.glue.join(module.glue()))?;
    } else {
        console::step("wasm-opt", || {
            shrink::module(project, module, &built.glue, &built.wasm)
        })?;
    }
    stamp.set()?;
    Ok(built)
}

/// Builds a module once more, the same but with the functions' names in it, for `cargo xtask size`.
pub fn build_with_names(project: &Project, module: Module) -> Result<PathBuf> {
    let compiled = compile(project, module, false)?;
    let folder = project.work().join(format!("{}-names", module.binary));
    let wasm = folder.join(format!("{}.wasm", module.binary));
    let stamp = Stamp::new(folder.join("stamp"), inputs(project, &compiled));
    if stamp.matches() && wasm.is_file() {
        return Ok(wasm);
    }
    files::fresh_folder(&folder)?;
    console::step("the same with names", || {
        bindgen(
            project,
            module,
            &compiled,
            &folder,
            &["--no-demangle", "--keep-debug"],
        )?;
        shrink::with_names(project, module, &folder, &wasm)
    })?;
    stamp.set()?;
    Ok(wasm)
}

/// Exports the [`PARTS`] from glue that is as wasm-bindgen made it.
pub fn open_glue(glue: &Path) -> Result<()> {
    let mut text = files::read(glue)?;
    text.push_str(&format!("\nexport {{ {} }};\n", PARTS.join(", ")));
    files::write(glue, text)
}

/// Compiles, and says where cargo put the result.
fn compile(project: &Project, module: Module, debug: bool) -> Result<PathBuf> {
    let (profile, folder) = if debug {
        ("dev", "debug")
    } else {
        (WIDGET_PROFILE, WIDGET_PROFILE)
    };
    let mut command = project.cargo([
        "build",
        "--package",
        WIDGET,
        "--bin",
        module.binary,
        "--target",
        WASM_TARGET,
        "--features",
        module.feature,
        "--profile",
        profile,
    ]);
    if !debug {
        let flags = [
            &STOP_AT_ONCE.map(str::to_owned)[..],
            &without_paths(project)?,
        ]
        .concat();
        command
            .args(OWN_LIBRARY)
            // What the two need is unstable. The toolchain is pinned, so it cannot change under the release.
            .env("RUSTC_BOOTSTRAP", "1")
            // Cargo's own separator, so that a path may hold spaces.
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    }
    let step = format!("{} (profile {profile})", module.binary);
    console::step(&step, || process::openly(&mut command))?;
    Ok(project
        .target
        .join(WASM_TARGET)
        .join(folder)
        .join(format!("{}.wasm", module.binary)))
}

/// Flags that keep the paths of this machine out of the release: nobody should download them, and the same sources make
/// the same bytes, and so the same hash in the records, wherever they are built.
fn without_paths(project: &Project) -> Result<Vec<String>> {
    let mut prefixes = vec![
        (project.root.clone(), "thuan"),
        (setup::library_source(project)?, "rust"),
    ];
    let registries = setup::cargo_home()
        .map(|home| home.join("registry/src"))
        .filter(|folder| folder.is_dir());
    if let Some(registries) = registries {
        for registry in fs::read_dir(registries)? {
            prefixes.push((registry?.path(), "crates"));
        }
    }
    Ok(prefixes
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect())
}

fn inputs(project: &Project, compiled: &Path) -> Inputs {
    Inputs::default()
        .file(compiled)
        .file(&project.path("xtask/package-lock.json"))
        .program(&project.debug_binary("wasm-bindgen"))
        .file(&project.path(shrink::GLUE_TOOL))
        .value(&BINDGEN.join(" "))
        .value(&shrink::settings())
}

fn bindgen(
    project: &Project,
    module: Module,
    compiled: &Path,
    out: &Path,
    more: &[&str],
) -> Result<()> {
    process::quietly(
        project
            .command(project.debug_binary("wasm-bindgen"))
            .args(BINDGEN)
            .args(["--out-name", module.binary])
            .arg("--out-dir")
            .arg(out)
            .args(more)
            .arg(compiled),
        "the versions of wasm-bindgen in the root's and in xtask/tools' Cargo.toml must be the same",
    )
}
