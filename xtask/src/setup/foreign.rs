//! What other people's verifiers and backends are written in: the recipes and the small backends of docs/backends.md,
//! run by the tests; and what reads printed codes.

use anyhow::{Context, Result, bail};

use crate::{process, project::Project};

use super::system;

/// A language or tool, by a command that succeeds when all of it is there.
const PROBES: [&[&str]; 11] = [
    &["jose", "alg"],
    &["jq", "--version"],
    &["openssl", "version"],
    &["uconv", "--version"],
    &["ruby", "-e", "require 'jwt'"],
    &["perl", "-MCrypt::JWT", "-MJSON::PP", "-e", "1"],
    &["php", "-r", "exit(extension_loaded('sodium') ? 0 : 1);"],
    &["php", "-r", "exit(class_exists('Normalizer') ? 0 : 1);"],
    &["php", "-r", "exit(extension_loaded('pdo_sqlite') ? 0 : 1);"],
    &["ruby", "-e", "require 'webrick'"],
    // Reads the code that is printed.
    &["zbarimg", "--version"],
];

/// The packages that bring them, by the names they have in Debian and Ubuntu.
const PACKAGES: [&str; 12] = [
    "jose",
    "jq",
    "openssl",
    "icu-devtools",
    "ruby",
    "ruby-jwt",
    "ruby-webrick",
    "libcrypt-jwt-perl",
    "php-cli",
    "php-intl",
    "php-sqlite3",
    "zbar-tools",
];

const ADVICE: &str = "install what these packages of Debian hold: jose, jq, openssl, icu-devtools, ruby, ruby-jwt, \
     ruby-webrick, libcrypt-jwt-perl, php-cli, php-intl, php-sqlite3, zbar-tools";

/// Installs what is missing, where that is possible without asking.
pub fn install(project: &Project) -> Result<()> {
    let Some(probe) = first_missing(project) else {
        return Ok(());
    };
    let missing = missing(probe);
    system::system().with_context(|| missing.clone())?;
    let what = "other languages with their libraries";
    system::apt(project, what, &PACKAGES, &missing, ADVICE)?;
    match first_missing(project) {
        None => Ok(()),
        Some(probe) => bail!(self::missing(probe)),
    }
}

fn first_missing(project: &Project) -> Option<&'static [&'static str]> {
    PROBES.into_iter().find(|probe| {
        let (program, arguments) = probe.split_first().unwrap_or((&"", &[]));
        process::output(project.command(program).args(arguments)).is_err()
    })
}

fn missing(probe: &[&str]) -> String {
    format!(
        "the tests run verifiers and backends in other languages, and `{}` does not run\n\nWhat to do: {ADVICE}",
        probe.join(" ")
    )
}
