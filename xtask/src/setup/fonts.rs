//! The font of the tests' browser, which has every Vietnamese letter: pictures of pages are compared pixel by pixel.

use std::path::Path;

use anyhow::Result;

use crate::project::Project;

use super::system;

/// Where Debian's packages have it, which is where `tests/support/fonts.conf` looks.
const FONT: &str = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";

const PACKAGES: &[&str] = &["fonts-noto-core", "fonts-liberation"];

const ADVICE: &str = "install it (Debian: `apt-get install fonts-noto-core fonts-liberation`)";

/// Installs the font where that is possible without asking.
pub fn install(project: &Project) -> Result<()> {
    if Path::new(FONT).is_file() {
        return Ok(());
    }
    let missing = format!("the tests need the font {FONT}\n\nWhat to do: {ADVICE}");
    if system::system().is_none() {
        anyhow::bail!("{missing}");
    }
    system::apt(project, "the tests' font", PACKAGES, &missing, ADVICE)
}
