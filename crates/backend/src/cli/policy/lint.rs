//! `thuan policy lint`, and the warnings that `thuan serve` gives at its start.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use thuan_consent::policy::Pack;
use thuan_consent::policy::lint::{Finding, Severity, against_form, lint_pack};

use super::CommandError;
use super::folder::{Folder, packs};
use crate::catalogue::Catalogue;
use crate::cli::terminal::harmless;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The packs, or folders with packs in them.
    #[arg(default_value = "policy", value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// One JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// End with status 1 on warnings too.
    #[arg(long)]
    strict: bool,
    /// One line a pack.
    #[arg(long, conflicts_with = "json")]
    summary: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let mut linted = Vec::new();
    for path in &options.folders {
        for folder in packs(path)? {
            linted.push((folder.lint(), folder));
        }
    }
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &report(&linted)).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        for (findings, folder) in &linted {
            if !options.summary {
                for finding in findings {
                    write_finding(&mut out, &folder.path, finding)?;
                }
            }
            let path = folder.path.display();
            let more = if options.summary && !findings.is_empty() {
                format!("; `thuan policy lint {path}` says what and where")
            } else {
                String::new()
            };
            writeln!(out, "{path}: {}{more}", Count::of(findings))?;
        }
    }
    let failed = linted.iter().any(|(findings, _)| {
        let count = Count::of(findings);
        count.errors > 0 || (options.strict && count.warnings > 0)
    });
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn report(linted: &[(Vec<Finding>, Folder)]) -> serde_json::Value {
    let all = Count::of(linted.iter().flat_map(|(findings, _)| findings));
    let packs: Vec<_> = linted
        .iter()
        .map(|(findings, folder)| json!({ "folder": folder.path, "findings": findings }))
        .collect();
    json!({
        "packs": packs,
        "errors": all.errors,
        "warnings": all.warnings,
        "advice": all.advice,
    })
}

/// Writes a finding for people: where, what, why, what to do.
pub fn write_finding(out: &mut impl Write, folder: &Path, finding: &Finding) -> io::Result<()> {
    let file = folder.join(&finding.file);
    let line = finding
        .line
        .map_or_else(String::new, |line| format!(":{line}"));
    writeln!(
        out,
        "{}{line}: {} [{}]: {}",
        file.display(),
        finding.severity.name(),
        finding.rule,
        harmless(&finding.what)
    )?;
    writeln!(out, "    asked by  {}", finding.source)?;
    writeln!(out, "    to do     {}", finding.todo)
}

/// Logs what a pack that is served lacks.
pub fn warn<'a>(packs: impl Iterator<Item = &'a Pack>) {
    for pack in packs {
        for finding in lint_pack(pack) {
            if finding.severity == Severity::Advice {
                continue;
            }
            tracing::warn!(
                event = "policy",
                policy = pack.id,
                rule = finding.rule,
                file = finding.file,
                line = finding.line,
                item = finding.item,
                "{}",
                harmless(&finding.what)
            );
        }
    }
}

/// Logs where a form that is served and its policy do not speak of the same data.
pub fn warn_of_forms(catalogue: &Catalogue) {
    for (id, form) in catalogue.forms() {
        let Some(pack) = catalogue.pack(&form.value.policy) else {
            continue;
        };
        for mismatch in against_form(&pack.value, &form.value) {
            tracing::warn!(
                event = "form",
                form = id,
                policy = pack.value.id,
                "{}",
                harmless(&mismatch.to_string())
            );
        }
    }
}

/// How many findings there are of each weight.
#[derive(Debug, Default, Clone, Copy)]
pub struct Count {
    pub errors: usize,
    pub warnings: usize,
    pub advice: usize,
}

impl Count {
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut count = Self::default();
        for finding in findings {
            *match finding.severity {
                Severity::Error => &mut count.errors,
                Severity::Warning => &mut count.warnings,
                Severity::Advice => &mut count.advice,
            } += 1;
        }
        count
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = [
            (self.errors, "error", "errors"),
            (self.warnings, "warning", "warnings"),
            (self.advice, "piece of advice", "pieces of advice"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
        if parts.is_empty() {
            return f.write_str("nothing found");
        }
        f.write_str(&parts.join(", "))
    }
}
