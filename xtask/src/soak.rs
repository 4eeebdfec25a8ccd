//! `cargo xtask soak`: what the tests do in short, for as long as one likes, with counts at the end.
//!
//! What reads people's text is held against noise and against the reference libraries, the backend against faults and
//! hostile clients, and its addresses against whoever reads their description.

use std::{
    fs,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Error, Result, bail};

use crate::{
    console, files, process,
    project::Project,
    setup, site,
    test::{self, Servers},
};

/// Where fuzz targets live.
const FUZZ: [&str; 2] = ["crates/fields/fuzz", "crates/consent/fuzz"];

/// What asks the backend for what its description says.
const API: &str = "tests/api/openapi.test.mjs";
/// How many examples of each question, unless `THUAN_API_EXAMPLES` says another number: a few minutes.
const API_EXAMPLES: &str = "300";

/// How often the tests with generated inputs run, and how many inputs the reference libraries judge each time.
const ROUNDS: u64 = 5;
const INPUTS: u64 = 1_000_000;

/// What begins a line with counts.
const COUNTS: &str = "soak: ";

/// What is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The parsers of fields and policies, against noise.
    Fuzz,
    /// What is tried with generated inputs, with others and more of them: the parsers against the reference libraries, and
    /// whatever is said of all inputs. The tests have the same inputs in each run.
    Chance,
    /// The backend, against kills, full disks, clocks, networks.
    Faults,
    /// The backend, against bodies and addresses that nobody sends who means well.
    Hostile,
    /// The backend, against the description of its addresses.
    Api,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Fuzz,
        Self::Chance,
        Self::Faults,
        Self::Hostile,
        Self::Api,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Fuzz => "fuzz",
            Self::Chance => "chance",
            Self::Faults => "faults",
            Self::Hostile => "hostile",
            Self::Api => "api",
        }
    }
}

impl FromStr for Part {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match Self::ALL.iter().find(|part| part.name() == text) {
            Some(part) => Ok(*part),
            None => bail!("soak what? {}, all", Self::ALL.map(Self::name).join(", ")),
        }
    }
}

/// What is tried, and how.
pub struct Options {
    /// What is tried.
    pub parts: Vec<Part>,
    /// How long each fuzz target runs.
    pub seconds: u32,
    /// What all chance comes from; another number each time where there is none.
    pub seed: Option<u64>,
}

/// `cargo xtask soak`.
pub fn command(project: &Project, options: &Options) -> Result<()> {
    let seed = match options.seed {
        Some(seed) => seed,
        None => u64::from(SystemTime::now().duration_since(UNIX_EPOCH)?.subsec_nanos()),
    };
    let mut counts = Vec::new();
    let outcome = options.parts.iter().try_for_each(|part| match part {
        Part::Fuzz => FUZZ
            .iter()
            .try_for_each(|folder| fuzz(project, folder, options.seconds)),
        Part::Chance => chance(project, seed, &mut counts),
        Part::Faults | Part::Hostile => backend(project, *part, seed, &mut counts),
        Part::Api => api(project, &mut counts),
    });
    if !counts.is_empty() {
        console::heading("counts");
        println!("seed {seed}: `--seed {seed}` has the same chance again");
        for line in &counts {
            println!("{line}");
        }
    }
    outcome
}

/// The tests of the parsers and of records, with other chance than they have in each run.
fn chance(project: &Project, seed: u64, counts: &mut Vec<String>) -> Result<()> {
    let python = setup::test_python(project)?;
    for round in 0..ROUNDS {
        let seed = seed.wrapping_add(round);
        let mut command = test::of_chance(project, seed);
        command
            .envs(test::oracles(python.clone()))
            .env("THUAN_SEED", seed.to_string())
            .env("THUAN_INPUTS", INPUTS.to_string());
        counted(
            &mut command,
            counts,
            &format!("{} with seed {seed}", Part::Chance.name()),
        )?;
    }
    counts.push(format!(
        "{ROUNDS} rounds of generated inputs, {INPUTS} each against the reference libraries"
    ));
    Ok(())
}

/// The long form of the backend's tests of this name, on SQLite and on PostgreSQL.
fn backend(project: &Project, part: Part, seed: u64, counts: &mut Vec<String>) -> Result<()> {
    setup::faketime(project)?;
    let servers = Servers::start(project)?;
    for database in ["sqlite", "postgres"] {
        let mut command = test::of_backend(project, database);
        command.args([
            &format!("{}::", part.name()),
            "--nocapture",
            // One after the other: what they count should not depend on each other's load.
            "--test-threads=1",
        ]);
        command
            .envs(servers.variables()?)
            .env("THUAN_SOAK", "1")
            .env("THUAN_SEED", seed.to_string());
        counted(
            &mut command,
            counts,
            &format!("{} on {database}", part.name()),
        )?;
    }
    Ok(())
}

/// The tests of the description, with more examples.
fn api(project: &Project, counts: &mut Vec<String>) -> Result<()> {
    setup::build_tools(project)?;
    let tools = setup::test_tools(project)?;
    setup::foreign_tools(project)?;
    let thuan = test::release(project)?;
    let examples = std::env::var_os("THUAN_API_EXAMPLES").unwrap_or_else(|| API_EXAMPLES.into());
    let mut command = project.command(site::node());
    command
        .arg("--test")
        .arg(project.path(API))
        .envs(test::environment(project, &tools, &thuan))
        .env("THUAN_API_EXAMPLES", examples);
    counted(&mut command, counts, Part::Api.name())
}

/// Runs tests and gathers what they have counted.
fn counted(
    command: &mut std::process::Command,
    counts: &mut Vec<String>,
    what: &str,
) -> Result<()> {
    let passed = process::watched(command, |line| {
        if let Some((_, line)) = line.split_once(COUNTS) {
            counts.push(line.to_owned());
        }
    })?;
    if !passed {
        bail!("{what} failed: see above");
    }
    Ok(())
}

fn fuzz(project: &Project, folder: &str, seconds: u32) -> Result<()> {
    let targets = files::walk(&project.path(folder).join("fuzz_targets"), |path| {
        files::has_extension(path, "rs")
    })?;
    if targets.is_empty() {
        bail!("there are no fuzz targets in {folder}/fuzz_targets");
    }
    for target in targets {
        let name = target.file_stem().unwrap_or_default();
        // Inputs that reached something new are kept from one soak to the next.
        let corpus = project.target.join("fuzz/corpus").join(name);
        // Inputs that broke something, one file each.
        let findings = project.target.join("fuzz/findings").join(name);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&findings)?;
        console::step(&format!("{} for {seconds} s", name.display()), || {
            process::openly(
                project
                    .cargo(["run", "--release", "--bin"])
                    .arg(name)
                    .args(["--", &format!("-max_total_time={seconds}")])
                    .arg(format!("-artifact_prefix={}/", findings.display()))
                    .arg(&corpus)
                    // A workspace of its own, whose configuration adds the counters.
                    .current_dir(project.path(folder))
                    .env("CARGO_TARGET_DIR", project.target.join("fuzz")),
            )
        })?;
    }
    Ok(())
}
