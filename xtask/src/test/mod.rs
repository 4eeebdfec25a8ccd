//! `cargo xtask test`: everything that can go wrong, in the order in which it is cheapest to find out.

mod count;
mod load;
mod postgres;
mod sections;

use std::{
    ffi::OsString,
    process::ExitCode,
    str::FromStr,
    time::{Duration, Instant},
};

use anyhow::{Context, Error, Result, bail};

use crate::{console, process, project::Project, setup};

use count::Count;
pub use load::measure;
pub use postgres::Servers;
pub use sections::{environment, of_backend, of_chance, oracles, release};

/// `cargo xtask postgres COMMAND…`: runs a command beside a server that is there for it alone.
pub fn with_postgres(project: &Project, command: &[OsString]) -> Result<ExitCode> {
    let servers = Servers::start(project)?;
    let (program, arguments) = command
        .split_first()
        .context("which command? such as `cargo test -p thuan-backend`")?;
    let mut command = project.command(program);
    command.args(arguments).envs(servers.variables()?);
    Ok(match process::openly(&mut command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::failure(&error);
            ExitCode::FAILURE
        }
    })
}

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Formatting, clippy, rustdoc.
    Lint,
    /// Tests of every crate on this machine.
    Native,
    /// The widget's tests inside a browser.
    Web,
    /// Other people's libraries judge the project's vectors.
    Foreign,
    /// The whole product: release, backend, browser.
    Journey,
    /// Its main road in browsers of three engines.
    Engines,
}

impl Section {
    /// All of them, in the order they run.
    const ALL: [Self; 6] = [
        Self::Lint,
        Self::Native,
        Self::Web,
        Self::Foreign,
        Self::Journey,
        Self::Engines,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Web => "web",
            Self::Foreign => "foreign",
            Self::Journey => "journey",
            Self::Engines => "engines",
        }
    }
}

impl FromStr for Section {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match Self::ALL.iter().find(|section| section.name() == text) {
            Some(section) => Ok(*section),
            None => bail!(
                "there is no section `{text}`: {}",
                Self::ALL.map(Self::name).join(", ")
            ),
        }
    }
}

/// What came of a section.
struct Outcome {
    section: Section,
    count: Count,
    took: Duration,
    error: Option<Error>,
}

impl Outcome {
    fn failed(&self) -> bool {
        self.error.is_some() || self.count.failed > 0
    }
}

/// `cargo xtask test`. The last line of what it prints is the count, alone.
pub fn command(project: &Project, wanted: &[Section]) -> Result<ExitCode> {
    let start = Instant::now();
    console::heading("setup");
    setup::build_tools(project)?;
    let wants = |section| wanted.is_empty() || wanted.contains(&section);
    let needs_browser = [Section::Web, Section::Journey, Section::Engines];
    let mut tools = if needs_browser.into_iter().any(wants) {
        Some(setup::test_tools(project)?)
    } else {
        None
    };

    if wants(Section::Foreign) || wants(Section::Journey) {
        setup::foreign_tools(project)?;
    }
    if let Some(tools) = &mut tools
        && wants(Section::Engines)
    {
        tools.engines = Some(setup::engines(project)?);
    }

    let mut outcomes = Vec::new();
    for section in Section::ALL {
        if !wants(section) {
            continue;
        }
        console::heading(section.name());
        let start = Instant::now();
        let mut count = Count::default();
        let result = sections::run(project, section, tools.as_ref(), &mut count);
        let outcome = Outcome {
            section,
            count,
            took: start.elapsed(),
            error: result.err(),
        };
        let failed = outcome.failed();
        outcomes.push(outcome);
        if failed {
            break;
        }
    }
    Ok(conclude(&outcomes, start.elapsed()))
}

fn conclude(outcomes: &[Outcome], took: Duration) -> ExitCode {
    let mut total = Count::default();
    console::heading("result");
    println!(
        "{:<10} {:>7} {:>7} {:>8}  time",
        "", "passed", "failed", "skipped"
    );
    for outcome in outcomes {
        let Count {
            passed,
            failed,
            skipped,
        } = outcome.count;
        println!(
            "{:<10} {passed:>7} {failed:>7} {skipped:>8}  {}{}",
            outcome.section.name(),
            console::seconds(outcome.took),
            if outcome.failed() { "  FAILED" } else { "" },
        );
        total.add(outcome.count);
    }
    println!("{:<36}{}", "", console::seconds(took));
    for outcome in outcomes {
        if let Some(error) = &outcome.error {
            println!("\nsection {}: {error:#}", outcome.section.name());
            // What fails without being a test, a lint or a build, must not read as "0 failed".
            if outcome.count.failed == 0 {
                total.failed += 1;
            }
        }
    }
    if let Some(last) = outcomes.last()
        && last.failed()
        && Some(&last.section) != Section::ALL.last()
    {
        println!(
            "\nThe sections after `{}` were not run.",
            last.section.name()
        );
    }
    println!("\n{total}");
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
