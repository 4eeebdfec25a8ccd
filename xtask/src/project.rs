//! Where things are, and what they are called.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// The package compiled to WebAssembly.
pub const WIDGET: &str = "thuan";
/// The package of the backend and its command line.
pub const BACKEND: &str = "thuan-backend";
/// The binary of [`BACKEND`].
pub const BACKEND_BINARY: &str = "thuan";
/// The package that wraps wasm-bindgen.
pub const TOOLS: &str = "thuan-tools";
/// The feature of [`WIDGET`] that makes it run in a browser.
pub const BROWSER_FEATURE: &str = "csr";
/// The feature of [`WIDGET`] that makes it the record module.
pub const RECORD_FEATURE: &str = "record";
/// The feature of [`WIDGET`], as the workspace sees it, that makes it draw itself natively.
pub const NATIVE_FEATURE: &str = "thuan/ssr";
/// The cargo profile of the released widget.
pub const WIDGET_PROFILE: &str = "widget";
/// Where WebAssembly for browsers is compiled.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The version of the release; every package shares it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The checkout this command works on.
pub struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
}

impl Project {
    /// Finds the checkout from where cargo says this package is, and the target directory from where this program runs.
    pub fn locate() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .filter(|path| Path::new(path).ends_with("xtask"))
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("xtask/ has no parent folder")?
            .to_path_buf();
        // `target/debug/xtask`: asking cargo instead would cost a fifth of a second each time.
        let program = env::current_exe().context("cannot tell where this program is")?;
        let target = program
            .ancestors()
            .nth(2)
            .map_or_else(|| root.join("target"), Path::to_path_buf);
        Ok(Self { root, target })
    }

    /// A path below the root.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The released site.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Where this command keeps what it makes on the way, and its stamps.
    pub fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Where tools go that must not be seen outside this project.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A binary that cargo built in the development profile.
    pub fn debug_binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(executable(name))
    }

    /// A binary that cargo built in the release profile.
    pub fn release_binary(&self, name: &str) -> PathBuf {
        self.target.join("release").join(executable(name))
    }

    /// The program of an npm package that `xtask/package.json` pins.
    pub fn node_tool(&self, name: &str) -> PathBuf {
        let name = if cfg!(windows) {
            format!("{name}.cmd")
        } else {
            name.to_owned()
        };
        self.path("xtask/node_modules/.bin").join(name)
    }

    /// Cargo, in the root, with the target directory this program itself was built in.
    pub fn cargo<I>(&self, arguments: I) -> Command
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(cargo);
        command
            .args(arguments)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Any program, in the root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }
}

/// The file name of a program on this system.
pub fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}
