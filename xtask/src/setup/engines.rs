//! Browsers of other engines than Chromium's: Firefox, and WebKit in the browser that its makers test it with.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{process::find, project::Project};

use super::{
    cargo::{self, Program},
    system::{self, System},
};

/// Between Firefox and whoever drives it. No Debian has a package of it.
const GECKODRIVER: Program = Program {
    name: "geckodriver",
    version: "0.36.0",
    arguments: &[],
    takes: "about two minutes",
};

/// Where below a folder of `/usr/lib` systems keep WebKit's own browser, which is on no `PATH`.
const MINIBROWSERS: [&str; 3] = [
    "webkit2gtk-4.1/MiniBrowser",
    "webkitgtk-6.0/MiniBrowser",
    "webkit2gtk-4.0/MiniBrowser",
];

const ADVICE: &str = "install them (Debian: `apt-get install firefox-esr webkit2gtk-driver xvfb`), or name them by the \
     environment variables THUAN_FIREFOX, THUAN_WEBKITDRIVER, THUAN_MINIBROWSER and THUAN_XVFB; or leave this section \
     out: `cargo xtask test lint native web foreign journey`";

/// The browsers, and what drives them.
pub struct Engines {
    /// Firefox.
    pub firefox: PathBuf,
    /// Its WebDriver server.
    pub geckodriver: PathBuf,
    /// WebKitGTK's own browser.
    pub minibrowser: PathBuf,
    /// Its WebDriver server.
    pub webkitdriver: PathBuf,
    /// The screen it draws on: it has no headless mode.
    pub xvfb: PathBuf,
}

/// Finds the browsers and their drivers, or installs them where that is possible without asking.
pub fn install(project: &Project) -> Result<Engines> {
    if let Err(name) = of_the_system() {
        let packages = packages().with_context(|| missing(name))?;
        system::apt(
            project,
            "Firefox and WebKit",
            packages,
            &missing(name),
            ADVICE,
        )?;
    }
    let [firefox, webkitdriver, minibrowser, xvfb] =
        of_the_system().map_err(|name| anyhow::anyhow!(missing(name)))?;
    Ok(Engines {
        firefox,
        geckodriver: cargo::install(project, &GECKODRIVER)?,
        minibrowser,
        webkitdriver,
        xvfb,
    })
}

/// What the system has, or the name of the first that it has not.
fn of_the_system() -> Result<[PathBuf; 4], &'static str> {
    let given = |variable: &str| {
        let path = PathBuf::from(env::var_os(variable)?);
        path.is_file().then_some(path)
    };
    let is_there = |name, variable, otherwise: fn() -> Option<PathBuf>| {
        given(variable).or_else(otherwise).ok_or(name)
    };
    Ok([
        is_there("Firefox", "THUAN_FIREFOX", || {
            ["firefox-esr", "firefox"].into_iter().find_map(find)
        })?,
        is_there("WebKitWebDriver", "THUAN_WEBKITDRIVER", || {
            find("WebKitWebDriver")
        })?,
        is_there("WebKit's MiniBrowser", "THUAN_MINIBROWSER", minibrowser)?,
        is_there("Xvfb", "THUAN_XVFB", || find("Xvfb"))?,
    ])
}

fn minibrowser() -> Option<PathBuf> {
    // The folder between has the name of the machine's architecture.
    let folders: Vec<PathBuf> = fs::read_dir(Path::new("/usr/lib"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    MINIBROWSERS.into_iter().find_map(|name| {
        let mut paths = folders.iter().map(|folder| folder.join(name));
        paths.find(|path| path.is_file())
    })
}

/// What the packages are called here, if this is a system whose packages are known.
fn packages() -> Option<&'static [&'static str]> {
    Some(match system::system()? {
        System::Debian => &["firefox-esr", "webkit2gtk-driver", "xvfb"],
        System::Ubuntu => &["firefox", "webkit2gtk-driver", "xvfb"],
    })
}

fn missing(name: &str) -> String {
    format!(
        "the tests drive browsers of three engines, and there is no {name}\n\nWhat to do: {ADVICE}"
    )
}
