//! The command line: one file a command.
//!
//! Exit status: 0 when done, 1 when something does not hold or went wrong, 2 when the command was not understood.

mod audit;
mod check;
mod config;
mod export;
mod findings;
mod forget;
mod keys;
mod mail;
mod migrate;
mod policy;
mod prerender;
mod records;
mod serve;
mod terminal;
mod verify;
mod webhooks;
mod withdrawals;

use std::fmt;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use thiserror::Error;

use crate::catalogue::CatalogueError;
use crate::keys::file::KeyFileError;
use crate::outbox;
use crate::store::{Absent, Address, Store, StoreError};

/// Registrations with consent that can be checked: takes them, keeps them, checks them.
#[derive(Debug, Parser)]
#[command(name = "thuan", version)]
struct Cli {
    /// A file of settings (TOML): a line for each option of `serve`, named as the option is, with `_` for `-`. Flags and
    /// the environment come before it.
    #[arg(long, env = "THUAN_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the built site and take registrations.
    Serve(Box<serve::Options>),
    /// List what is stored, checking every proof again.
    Records(records::Options),
    /// Check everything that is stored: every signature, hash and link, and that nothing is missing.
    Audit(audit::Options),
    /// List withdrawals and requests with the days by which they must be answered, and note what was done.
    Withdrawals(withdrawals::Options),
    /// List the endpoints that are told of what happens, add one, try one, or send again what was given up.
    Webhooks(webhooks::Options),
    /// Delete the personal data of a registration. The proof stays.
    Forget(forget::Options),
    /// List the keys that sign receipts, or make a new one.
    Keys(keys::Options),
    /// Check an evidence file, a posted registration or a signed record.
    Verify(verify::Options),
    /// Write a stored record as a file: evidence, or another format.
    Export(export::Options),
    /// Check JSON strings from standard input, one a line, and answer a JSON object a line.
    Check(check::Options),
    /// Write a form as HTML, to stand in its element before anything runs.
    Prerender(prerender::Options),
    /// Make the tables of a database, or bring them up to date, as `serve` does when it starts.
    Migrate(migrate::Options),
    /// Try the settings of mail, list what was given up, or send it again.
    #[command(subcommand)]
    Mail(mail::Command),
    /// Look at the settings.
    #[command(subcommand)]
    Config(config::Task),
    /// Work with policy packs.
    #[command(subcommand)]
    Policy(policy::Command),
}

/// Where the records are.
#[derive(Debug, clap::Args)]
struct Database {
    /// The database: sqlite:// and a file, or postgres://user@host/database.
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://thuan.db",
        hide_env_values = true
    )]
    database: Unread,
}

impl Database {
    async fn open(&self, absent: Absent) -> Result<Store, CommandError> {
        Ok(Store::open(&self.address()?, absent).await?)
    }

    fn address(&self) -> Result<Address, StoreError> {
        self.database.0.parse()
    }
}

/// A setting that is not read yet: what reads the command line repeats what it cannot read, and there may be a password in
/// it.
#[derive(Clone)]
struct Unread(String);

impl From<String> for Unread {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Unread {
    fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why a command did not get to its end.
#[derive(Debug, Error)]
enum CommandError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    #[error("{}: {error}", .path.display())]
    File { path: PathBuf, error: io::Error },
    /// Standard input or output.
    #[error(transparent)]
    Stream(#[from] io::Error),
    #[error("{0}")]
    Message(String),
    /// A setting was not understood.
    #[error("{0}")]
    Config(String),
}

/// Reads the command line, does what it says, and gives the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let done = config::read().and_then(|(cli, sources)| obey(&cli.command, &sources));
    match done {
        Ok(code) => code,
        // `thuan records | head` is no failure.
        Err(CommandError::Stream(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Where even standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "thuan: {error}");
            match error {
                CommandError::Config(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn obey(command: &Command, sources: &config::Sources) -> Result<ExitCode, CommandError> {
    match command {
        Command::Serve(options) => serve::run(options),
        Command::Records(options) => records::run(options),
        Command::Audit(options) => audit::run(options),
        Command::Withdrawals(options) => withdrawals::run(options),
        Command::Webhooks(options) => webhooks::run(options),
        Command::Forget(options) => forget::run(options),
        Command::Keys(options) => keys::run(options),
        Command::Verify(options) => verify::run(options),
        Command::Export(options) => export::run(options),
        Command::Check(options) => check::run(options),
        Command::Prerender(options) => prerender::run(options),
        Command::Migrate(options) => migrate::run(options),
        Command::Mail(command) => mail::run(command),
        Command::Config(task) => config::run(task, sources),
        Command::Policy(command) => policy::run(command),
    }
}

/// Reads a length of time that is not negative: `10m`, `1h 30m`, `2 days`.
fn duration(text: &str) -> Result<Duration, String> {
    // A calendar's units would need a calendar; a day of 24 hours is what is meant here.
    let span: jiff::Span = text
        .parse()
        .map_err(|_| "must be a length of time, such as 10m, 1h or 2d".to_owned())?;
    span.to_duration(jiff::SpanRelativeTo::days_are_24_hours())
        .ok()
        .and_then(|length| Duration::try_from(length).ok())
        .ok_or_else(|| "not a length of time from zero upwards in days or smaller units".to_owned())
}

/// Reads how long an attempt to tell somebody may take.
fn patience(text: &str) -> Result<Duration, String> {
    let length = duration(text)?;
    if (Duration::from_secs(1)..=outbox::LONGEST).contains(&length) {
        Ok(length)
    } else {
        Err("must be from 1s to 1m".to_owned())
    }
}

/// Runs a command that waits for the database.
fn block_on<T>(work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(work);
    // Names are looked up in threads that nothing stops, for as long as the system's resolver has patience.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn a_thread_that_cannot_be_stopped_is_not_waited_for() {
        let ended = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&ended);
        let done = block_on(async {
            let begun = Arc::new(tokio::sync::Notify::new());
            let begins = Arc::clone(&begun);
            tokio::task::spawn_blocking(move || {
                begins.notify_one();
                thread::sleep(Duration::from_secs(30));
                noted.store(true, Ordering::Relaxed);
            });
            begun.notified().await;
            Ok(())
        });
        assert!(done.is_ok());
        assert!(!ended.load(Ordering::Relaxed));
    }
}
