//! `cargo xtask`: what a developer types.
//!
//! It installs the tools the project needs (at pinned versions), builds the release, serves it, and runs every test.
//! It knows the project's folders and the command lines of its tools; it knows nothing about forms, consent or HTTP.
//!
//! - [`project`]: where things are, and the names of packages, profiles and features.
//! - [`console`], [`process`], [`files`], [`stamp`]: printing, running commands, files, "has this changed?".
//! - [`setup`]: what must be installed, one file a tool; each step is quick when there is nothing to do.
//! - [`site`]: the release, from `cargo build` to `dist/`; [`stage`]: the same for `trunk serve`.
//! - [`serve`], [`lint`], [`test`], [`size`], [`bench`], [`soak`], [`looks`], [`metadata`], [`schemas`], [`messages`]: the other
//!   commands.

// A command line speaks through standard output and standard error.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod backend;
mod bench;
mod console;
mod files;
mod lint;
mod looks;
mod messages;
mod metadata;
mod process;
mod project;
mod schemas;
mod serve;
mod setup;
mod site;
mod size;
mod soak;
mod stage;
mod stamp;
mod test;

use std::process::ExitCode;

use args::Task;
use project::Project;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            console::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let task = args::parse()?;
    let project = Project::locate()?;
    match task {
        Task::Help => print!("{}", args::HELP),
        Task::Setup => setup::everything(&project)?,
        Task::Build(options) => site::command(&project, options)?,
        Task::Serve(options) => return serve::command(&project, &options),
        Task::Announce { address } => serve::announce(&address)?,
        Task::Stage => stage::command(&project)?,
        Task::Looks { write } => looks::command(&project, write)?,
        Task::Lint => lint::command(&project)?,
        Task::Test { sections } => return test::command(&project, &sections),
        Task::Size => size::command(&project)?,
        Task::Bench { what, options } => bench::command(&project, &what, options)?,
        Task::Soak(options) => soak::command(&project, &options)?,
        Task::MetadataCheck { write } => metadata::command(&project, write)?,
        Task::Schemas { write } => schemas::command(&project, write)?,
        Task::Messages { write } => messages::command(&project, write)?,
        Task::Postgres(command) => return test::with_postgres(&project, &command),
        Task::Backend(arguments) => return backend::pass_on(&project, &arguments),
    }
    Ok(ExitCode::SUCCESS)
}
