//! The form definitions and policy packs that the widget loads.

use std::path::Path;

use anyhow::Result;

use crate::{files, process, project::Project};

/// Writes `forms/<id>.json` and `policy/<id>.json`. `thuan` is a built backend binary: it knows what a policy pack is.
pub fn write(project: &Project, thuan: &Path, site: &Path) -> Result<()> {
    for form in files::walk(&project.path("forms"), |path| {
        files::has_extension(path, "json")
    })? {
        files::copy(&form, &site.join("forms").join(files::name(&form)))?;
    }
    process::quietly(
        project
            .command(thuan)
            .args(["policy", "build", "--policies", "policy", "--out"])
            .arg(site.join("policy")),
        "mend the policy pack it names; `cargo xtask policy lint` says more",
    )?;
    // What the packs lack is no failure, and nobody should have to ask for it.
    process::openly(project.command(thuan).args(["policy", "lint", "--summary"]))
}
