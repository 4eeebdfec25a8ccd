//! What must be installed before anything else works.
//!
//! Each step asks first whether there is anything to do, is pinned to one version, and can be interrupted and repeated.
//! A file of this folder is a tool.

mod browser;
mod cargo;
mod engines;
mod faketime;
mod fonts;
mod foreign;
mod npm;
mod postgres;
mod python;
mod rust;
mod system;
mod trunk;

use std::{path::PathBuf, time::Instant};

use anyhow::Result;

use crate::{console, files, project::Project};

pub use engines::Engines;
pub use rust::{library_source, locked_wasm_bindgen};
pub use trunk::cargo_home;

/// What the tests need besides the build tools.
pub struct TestTools {
    /// The browser.
    pub chromium: PathBuf,
    /// The WebDriver server that belongs to it.
    pub chromedriver: PathBuf,
    /// The Python of the virtual environment, if the tests ask for packages.
    pub python: Option<PathBuf>,
    /// Trunk at the pinned version.
    pub trunk: PathBuf,
    /// The other browsers, where somebody asked for them.
    pub engines: Option<Engines>,
}

/// What building and serving the site needs.
pub fn build_tools(project: &Project) -> Result<()> {
    summed_up("build tools", || {
        rust::wasm_target(project)?;
        rust::standard_library(project)?;
        rust::wasm_bindgen(project)?;
        node_packages(project)
    })
}

/// wasm-opt and the bundler, which are npm packages.
pub fn node_packages(project: &Project) -> Result<()> {
    npm::packages(project, "xtask")
}

/// What `trunk serve` needs: trunk itself, and wasm-bindgen where trunk looks for it.
pub fn trunk(project: &Project) -> Result<PathBuf> {
    summed_up("trunk", || {
        let path = trunk::install(project)?;
        trunk::offer_wasm_bindgen(project)?;
        Ok(path)
    })
}

/// What the tests need.
pub fn test_tools(project: &Project) -> Result<TestTools> {
    let trunk = trunk(project)?;
    summed_up("test tools", || {
        let (chromium, chromedriver) = browser::install(project)?;
        fonts::install(project)?;
        if has_packages(project, "tests") {
            npm::packages(project, "tests")?;
        }
        Ok(TestTools {
            chromium,
            chromedriver,
            python: python::environment(project)?,
            trunk,
            engines: None,
        })
    })
}

/// The browsers besides Chromium, and their drivers.
pub fn engines(project: &Project) -> Result<Engines> {
    summed_up("other browsers", || engines::install(project))
}

/// What the foreign verifiers and the small backends need: their languages, and the packages of Node and Python that the
/// tests name.
pub fn foreign_tools(project: &Project) -> Result<()> {
    summed_up("other languages", || {
        foreign::install(project)?;
        npm::packages(project, "tests")?;
        python::environment(project).map(drop)
    })
}

/// The folder of PostgreSQL's programs, which the backend's tests need.
pub fn postgres(project: &Project) -> Result<PathBuf> {
    postgres::install(project)
}

/// What sets the clock of a single process, which the backend's tests of faults need.
pub fn faketime(project: &Project) -> Result<()> {
    faketime::install(project)
}

/// The Python that has the packages the tests name; none if they name none.
pub fn test_python(project: &Project) -> Result<Option<PathBuf>> {
    python::environment(project)
}

/// What `cargo xtask bench` needs; the Python of the virtual environment is the answer.
pub fn bench_tools(project: &Project, folder: &str) -> Result<Option<PathBuf>> {
    // For wasm-opt: what is not optimised cannot be compared with the release.
    npm::packages(project, "xtask")?;
    if has_packages(project, folder) {
        npm::packages(project, folder)?;
    }
    python::environment(project)
}

/// The Python of the virtual environment, made even where no tests ask for it.
pub fn bare_python(project: &Project) -> Result<PathBuf> {
    python::bare(project)
}

/// Everything, for `cargo xtask setup`.
pub fn everything(project: &Project) -> Result<()> {
    build_tools(project)?;
    let tools = test_tools(project)?;
    foreign_tools(project)?;
    postgres(project)?;
    faketime(project)?;
    engines(project)?;
    println!("\nReady. Trunk is {}.", tools.trunk.display());
    Ok(())
}

fn has_packages(project: &Project, folder: &str) -> bool {
    project.path(folder).join("package.json").is_file()
}

/// Steps that have nothing to do say nothing; one line says that they were looked at.
fn summed_up<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let value = work()?;
    println!("  {name} ready: {}", console::seconds(start.elapsed()));
    Ok(value)
}

/// The digest of a file, to be kept in a stamp.
fn digest_of(path: &std::path::Path) -> Result<String> {
    Ok(files::sha256(&files::bytes(path)?))
}
