//! PostgreSQL's programs, for a server of the tests' own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    process::{self, find},
    project::{Project, executable},
};

use super::system;

/// Where Debian and Ubuntu keep them, a folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The oldest version that is still looked after by its makers.
const OLDEST: u32 = 15;

const ADVICE: &str = "install PostgreSQL, 15 or newer (Debian and Ubuntu: `apt-get install postgresql`; macOS: \
     `brew install postgresql@17`), or put the folder of `initdb`, `postgres` and `pg_dump` on PATH";

/// The folder of `initdb`, `postgres`, `psql` and `pg_dump`; installed where that is possible without asking.
pub fn install(project: &Project) -> Result<PathBuf> {
    if let Some(found) = programs() {
        return Ok(found);
    }
    // `postgresql` starts a server of its own, which nothing here needs and nothing here touches.
    system::apt(project, "PostgreSQL", &["postgresql"], &missing(), ADVICE)?;
    programs().with_context(missing)
}

fn programs() -> Option<PathBuf> {
    let on_path = find("initdb").and_then(|path| Some(path.parent()?.to_path_buf()));
    let installed = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = installed.map(|entry| entry.path().join("bin")).collect();
    folders.sort_by_key(|folder| version(folder));
    on_path
        .into_iter()
        .chain(folders.into_iter().rev())
        .find(|folder| {
            let all = ["initdb", "postgres", "psql", "pg_dump"];
            all.iter()
                .all(|name| folder.join(executable(name)).is_file())
                && version(folder).is_some_and(|version| version >= OLDEST)
        })
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → 15.
fn version(folder: &Path) -> Option<u32> {
    let text = process::version(&folder.join(executable("postgres")))?;
    let number = text.split(' ').nth(2)?;
    number.split('.').next()?.parse().ok()
}

fn missing() -> String {
    format!(
        "the backend's tests need PostgreSQL, {OLDEST} or newer, and it is neither on PATH nor in {DEBIAN}\n\n\
         What to do: {ADVICE}"
    )
}
