//! `thuan policy`

mod build;
mod checks;
mod diff;
mod folder;
mod lint;

use std::process::ExitCode;

pub use checks::warn_of_checks;
pub use lint::{warn, warn_of_forms};

use super::CommandError;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Say what the law asks for and the packs do not have.
    Lint(lint::Options),
    /// Make the JSON that the widget and the backend read, one file a pack.
    Build(build::Options),
    /// Say what changed between two versions of a pack.
    Diff(diff::Options),
}

pub fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Lint(options) => lint::run(options),
        Command::Build(options) => build::run(options),
        Command::Diff(options) => diff::run(options),
    }
}
