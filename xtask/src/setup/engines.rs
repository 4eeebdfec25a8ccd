//! Browsers of other engines than Chromium's: Firefox, and WebKit in the browser that its makers test it with.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{process::find, project::Project};

use super::{
    browser,
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

/// What of it the system has, in the order of [`NAMES`].
type Found = [Option<PathBuf>; 4];

const NAMES: [&str; 4] = ["Firefox", "WebKitWebDriver", "WebKit's MiniBrowser", "Xvfb"];

/// Finds the browsers and their drivers, or installs them where that is possible without asking.
pub fn install(project: &Project) -> Result<Engines> {
    if let Some(name) = first_missing(&of_the_system()?) {
        let missing = missing(name);
        let packages = packages().with_context(|| missing.clone())?;
        system::apt(project, "Firefox and WebKit", packages, &missing, ADVICE)?;
    }
    let found = of_the_system()?;
    let lacks = first_missing(&found);
    let [
        Some(firefox),
        Some(webkitdriver),
        Some(minibrowser),
        Some(xvfb),
    ] = found
    else {
        bail!(missing(lacks.unwrap_or_default()));
    };
    Ok(Engines {
        firefox,
        geckodriver: cargo::install(project, &GECKODRIVER)?,
        minibrowser,
        webkitdriver,
        xvfb,
    })
}

/// An error if what the environment names is not there.
fn of_the_system() -> Result<Found> {
    Ok([
        named_or("THUAN_FIREFOX", || {
            ["firefox-esr", "firefox"].into_iter().find_map(find)
        })?,
        named_or("THUAN_WEBKITDRIVER", || find("WebKitWebDriver"))?,
        named_or("THUAN_MINIBROWSER", minibrowser)?,
        named_or("THUAN_XVFB", || find("Xvfb"))?,
    ])
}

fn named_or(
    variable: &str,
    otherwise: impl FnOnce() -> Option<PathBuf>,
) -> Result<Option<PathBuf>> {
    match browser::named(variable) {
        Some(found) => found.map(Some),
        None => Ok(otherwise()),
    }
}

fn first_missing(found: &Found) -> Option<&'static str> {
    let missing = found.iter().zip(NAMES).find(|(path, _)| path.is_none());
    missing.map(|(_, name)| name)
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
