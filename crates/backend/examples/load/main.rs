//! How fast the backend takes registrations, beside what holds it up: `cargo xtask bench backend` runs this.
//!
//! A real `thuan serve` of the release profile takes really signed registrations over loopback, in a closed loop: each
//! connection sends its next registration when it has the answer to the last. What is sent is made before the clock
//! starts, each with a key and a challenge of its own. Every answer must be a 201 with a receipt that holds, and at the
//! end `thuan audit` must find as many records as were sent and nothing wrong.
//!
//! Beside it stand the limits: how often one core verifies an ES256 signature, by the very call that the backend makes;
//! and how many such registrations the same database takes, with the same settings, from bytes that are ready.
//!
//! * [`people`]: what is sent
//! * [`backend`]: the program under test, started, watched and audited
//! * [`posting`]: sending, and reading the answers
//! * [`bare`]: the limits
//! * [`database`]: a file, or a database on a server
//! * [`process`]: processor time, memory and cores, from `/proc`
//! * [`report`]: the tables

#![allow(
    clippy::print_stdout,
    reason = "a command line speaks through standard output"
)]

mod backend;
mod bare;
mod database;
mod people;
mod posting;
mod process;
mod report;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser as _;

use backend::Backend;
use bare::Signatures;
use database::{Database, Kind};
use people::Form;
use process::Cores;
use report::{Load, Memory};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[derive(Debug, clap::Parser)]
struct Options {
    /// The program under test.
    #[arg(long)]
    thuan: PathBuf,
    /// The checkout, for the form and the policy.
    #[arg(long)]
    project: PathBuf,
    /// Where everything is written: on the disk that is to be measured.
    #[arg(long)]
    folder: PathBuf,
    /// A PostgreSQL server (postgres://administrator:password@host:port) to measure as well.
    #[arg(long, env = "THUAN_TEST_POSTGRES", hide_env_values = true)]
    server: Option<String>,
    /// Registrations for each figure. With one connection it is a tenth.
    #[arg(long, default_value_t = 20_000)]
    each: usize,
    /// Registrations for the figures about memory; 0 for none.
    #[arg(long, default_value_t = 200_000)]
    records: usize,
    /// Connections at once.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 128])]
    connections: Vec<usize>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&options))
}

async fn run(options: &Options) -> Result<()> {
    std::fs::create_dir_all(&options.folder)?;
    let site = backend::site(options)?;
    let form = Form::read(&site)?;
    report::machine()?;
    let alone = bare::signatures(&form, options.each.min(5_000))?;
    report::signatures(alone);
    let server = options.server.as_deref();
    let kinds = [Some(Kind::File), server.map(Kind::Server)];
    for kind in kinds.into_iter().flatten() {
        measure(options, &site, &form, kind, alone).await?;
    }
    Ok(())
}

/// All figures of one database.
async fn measure(
    options: &Options,
    site: &std::path::Path,
    form: &Form,
    kind: Kind<'_>,
    alone: Signatures,
) -> Result<()> {
    let database = Database::new(&options.folder, kind).await?;
    report::heading(&database.settings(&options.thuan).await?);
    let limits = bare::inserts(&database, form, options.each).await?;
    report::inserts(limits);

    report::loads();
    for cores in [Cores::OneEach, Cores::Shared] {
        let database = Database::new(&options.folder, kind).await?;
        let backend = Backend::start(options, site, &database, cores).await?;
        let mut sent = 0;
        for &connections in &options.connections {
            let many = connections > 1;
            if cores == Cores::Shared && !many {
                continue;
            }
            let count = if many {
                options.each
            } else {
                options.each.div_ceil(10)
            };
            // Before the clock starts, until everything has its size.
            let warm = backend.registrations(form, count.div_ceil(10)).await?;
            posting::measure(&backend, &warm, connections).await?;
            let registrations = backend.registrations(form, count).await?;
            let load = posting::measure(&backend, &registrations, connections).await?;
            report::load(cores, &load, alone, limits);
            sent += warm.len() + count;
        }
        backend.end_with(sent).await?;
    }
    if options.records > 0 {
        memory(options, site, form, kind).await?;
    }
    Ok(())
}

/// Registrations in one round of the figures about memory, at most: what this program can hold ready without getting in
/// the way.
const ROUND: usize = 20_000;

/// What a backend holds in memory, again and again, while it takes many registrations.
async fn memory(
    options: &Options,
    site: &std::path::Path,
    form: &Form,
    kind: Kind<'_>,
) -> Result<()> {
    let database = Database::new(&options.folder, kind).await?;
    let backend = Backend::start(options, site, &database, Cores::Shared).await?;
    let connections = options.connections.iter().copied().max().unwrap_or(1);
    let round = options.records.div_ceil(10).min(ROUND);
    let mut memory = Memory::default();
    let mut sent = 0;
    while sent < options.records {
        let count = round.min(options.records - sent);
        let registrations = backend.registrations(form, count).await?;
        let load = posting::measure(&backend, &registrations, connections).await?;
        sent += count;
        memory.note(sent, backend.resident()?, load.seconds);
    }
    report::memory(&memory, connections, database.size().await?);
    backend.end_with(sent).await
}
