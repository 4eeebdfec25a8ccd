//! `thuan keys`

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use thuan_consent::time::Timestamp;

use super::{CommandError, Database, block_on};
use crate::clock;
use crate::keys::{Scheduled, SigningKey, file};
use crate::store::{Absent, KnownKey, StoreError};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a new key. It is made known at once and signs after a while; the old ones stay known for ever.
    Rotate(Rotate),
}

#[derive(Debug, clap::Args)]
struct Rotate {
    #[command(flatten)]
    database: Database,
    /// After what time the new key signs: longer than anybody keeps a copy of the key set (which is asked to be kept for
    /// five minutes). 0s when the old key is known to others, and for the first key of a file or a database: until one
    /// signs, registrations are refused.
    #[arg(long, value_parser = super::duration, default_value = "1h")]
    activate_after: Duration,
    /// Put the key into this file instead of the database, and make the file if there is none. Backends read it when
    /// they start: restart them before the key's time has come.
    #[arg(long, env = "THUAN_SIGNING_KEYS", value_name = "FILE")]
    signing_keys: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    match &options.command {
        None => block_on(list(&options.database))?,
        Some(Command::Rotate(options)) => match &options.signing_keys {
            None => block_on(rotate(options))?,
            Some(path) => {
                let (key, _, active_from) = fresh(options)?;
                file::add(path, &key, &active_from)?;
                tell(&key, &active_from)?;
                let mut out = io::stdout().lock();
                writeln!(
                    out,
                    "it is in {}; restart the backends that read it",
                    path.display()
                )?;
            }
        },
    }
    Ok(ExitCode::SUCCESS)
}

/// A new key, the time now, and the time from which the key signs.
fn fresh(options: &Rotate) -> Result<(SigningKey, Timestamp, Timestamp), CommandError> {
    let key = SigningKey::generate().map_err(|_| StoreError::Random)?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let active_from = clock::later(&now, options.activate_after).map_err(|_| StoreError::Clock)?;
    Ok((key, now, active_from))
}

async fn rotate(options: &Rotate) -> Result<(), CommandError> {
    let store = options.database.open(Absent::Refuse).await?;
    let (key, now, active_from) = fresh(options)?;
    let scheduled = Scheduled { key, active_from };
    store.add_key(&scheduled, &now).await?;
    store.close().await;
    tell(&scheduled.key, &scheduled.active_from)?;
    Ok(())
}

fn tell(key: &SigningKey, active_from: &Timestamp) -> io::Result<()> {
    writeln!(
        io::stdout().lock(),
        "new key {}, signs from {active_from}",
        key.kid()
    )
}

async fn list(database: &Database) -> Result<(), CommandError> {
    let store = database.open(Absent::Refuse).await?;
    let keys = store.keys().await?;
    store.close().await;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:43}  SIGNS FROM                STATE    KEPT IN",
        "KEY"
    )?;
    for key in &keys {
        let place = if key.in_database { "database" } else { "file" };
        let state = state(key, &keys, &now);
        writeln!(
            out,
            "{:43}  {}  {state:7}  {place}",
            key.kid, key.active_from
        )?;
    }
    Ok(())
}

/// Keys in a file and in the database are separate: a backend signs with the one or the other.
fn state(key: &KnownKey, all: &[KnownKey], now: &Timestamp) -> &'static str {
    let begun = |key: &KnownKey| key.active_from.as_str() <= now.as_str();
    let later = |other: &&KnownKey| {
        other.in_database == key.in_database
            && begun(other)
            && (&other.active_from, &other.kid) > (&key.active_from, &key.kid)
    };
    if !begun(key) {
        "waiting"
    } else if all.iter().any(|other| later(&other)) {
        "retired"
    } else {
        "signs"
    }
}
