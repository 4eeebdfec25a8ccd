//! Chromium and the chromedriver that belongs to it.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};

use crate::{process::find, project::Project};

use super::system::{self, System};

/// Names under which systems install the browser.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Names under which systems install the driver.
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

const ADVICE: &str = "install both (Debian: `apt-get install chromium chromium-driver`; macOS: \
     `brew install --cask chromium chromedriver`; elsewhere: https://googlechromelabs.github.io/chrome-for-testing/), or \
     name them by the environment variables THUAN_CHROMIUM and CHROMEDRIVER";

/// Finds the browser and its driver, or installs them where that is possible without asking.
pub fn install(project: &Project) -> Result<(PathBuf, PathBuf)> {
    if let Some(found) = both() {
        return found;
    }
    let packages = packages().with_context(missing)?;
    system::apt(
        project,
        "Chromium and chromedriver",
        packages,
        &missing(),
        ADVICE,
    )?;
    both().with_context(missing)?
}

/// The pair, if both are there; an error if what the environment names is not.
fn both() -> Option<Result<(PathBuf, PathBuf)>> {
    let chromium = named("THUAN_CHROMIUM").or_else(|| first_of(&BROWSERS).map(Ok))?;
    let driver = named("CHROMEDRIVER").or_else(|| first_of(&DRIVERS).map(Ok))?;
    Some(chromium.and_then(|chromium| Ok((chromium, driver?))))
}

/// What the environment names, if it does; an error if that is not there.
pub fn named(variable: &str) -> Option<Result<PathBuf>> {
    let path = PathBuf::from(env::var_os(variable)?);
    if path.is_file() {
        return Some(Ok(path));
    }
    Some(Err(anyhow::anyhow!(
        "{variable} names {}, and there is no such file",
        path.display()
    )))
}

fn first_of(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| find(name))
}

/// What the packages are called here, if this is a system whose packages are known.
fn packages() -> Option<&'static [&'static str]> {
    Some(match system::system()? {
        System::Debian => &["chromium", "chromium-driver", "fonts-liberation"],
        System::Ubuntu => &["chromium-browser", "chromium-chromedriver"],
    })
}

fn missing() -> String {
    format!(
        "the tests need Chromium and its chromedriver, of the same version, and they are not on PATH \
         (names tried: {}; {})\n\nWhat to do: {ADVICE}",
        BROWSERS.join(", "),
        DRIVERS.join(", ")
    )
}
