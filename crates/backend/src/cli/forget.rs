//! `thuan forget`

use std::io::{self, Write as _};
use std::process::ExitCode;

use thuan_consent::encoding::RecordId;

use super::terminal::harmless;
use super::{CommandError, Database, block_on};
use crate::clock;
use crate::store::{Absent, Forgot, StoreError, Wiped};

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The record's name, or that of a record that changes it; or an unsigned registration's.
    record_id: RecordId,
    /// Why: what was asked for, or what period has ended. It is kept; write no personal data into it.
    #[arg(long, value_parser = reason)]
    reason: String,
    #[command(flatten)]
    database: Database,
}

fn reason(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say why".to_owned()),
        reason => Ok(reason.to_owned()),
    }
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let forgot = block_on(forget(options))?;
    write(options.record_id.as_str(), &forgot)?;
    Ok(match forgot.wiped {
        Wiped::Gone | Wiped::ByServer => ExitCode::SUCCESS,
        Wiped::LogInUse | Wiped::NotOwner => ExitCode::FAILURE,
    })
}

async fn forget(options: &Options) -> Result<Forgot, CommandError> {
    let store = options.database.open(Absent::Refuse).await?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let (id, reason) = (&options.record_id, options.reason.as_str());
    let forgot = match store.forget(id, reason, &now).await {
        Ok(None) => store.forget_unsigned(id, reason, &now).await,
        done => done,
    };
    store.close().await;
    forgot?.ok_or_else(|| CommandError::Message(format!("there is no record {id}")))
}

fn write(asked: &str, forgot: &Forgot) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let first = &forgot.first_record_id;
    match &forgot.before {
        Some(before) => writeln!(
            out,
            "the registration of {first} was deleted before, on {}: {}",
            before.forgotten_at,
            harmless(&before.reason)
        )?,
        None => writeln!(
            out,
            "deleted: the registration of {first} (names, addresses, numbers, and the salt)"
        )?,
    }
    if asked != first {
        writeln!(
            out,
            "  {asked} changes that record; registrations belong to the first of a chain"
        )?;
    }
    if forgot.requests > 0 {
        writeln!(
            out,
            "deleted: contact and words of {} closed request{} of the same person",
            forgot.requests,
            if forgot.requests == 1 { "" } else { "s" }
        )?;
    }
    for id in &forgot.open_requests {
        writeln!(
            out,
            "still there: the contact and the words in request {id}, which is open; close it (`thuan withdrawals`), then \
             run this again"
        )?;
    }
    let kept = if forgot.is_signed {
        "kept: the signed records and receipts, which hold what was agreed and a salted hash of the registration. The \
         hash says nothing without the salt; the proof shows what was agreed, and names a browser's key and no person"
    } else {
        "kept: what was agreed, which nobody signed, and a salted hash of the registration. The hash says nothing \
         without the salt"
    };
    writeln!(out, "{kept}")?;
    match forgot.wiped {
        Wiped::Gone if forgot.open_requests.is_empty() => writeln!(
            out,
            "no bytes of it are left in the database or in the log beside it"
        )?,
        Wiped::Gone => writeln!(
            out,
            "no bytes of what was deleted are left in the database or in the log beside it; what is said above to be still \
             there stays, until the request is closed and this is run again"
        )?,
        Wiped::LogInUse => writeln!(
            out,
            "the log beside the database may still hold bytes of it, because another process was reading all the time; \
             run this again"
        )?,
        Wiped::NotOwner => writeln!(
            out,
            "PostgreSQL may not have given up its room, since this role does not own the tables: have their owner run \
             `VACUUM registrations, requests, unsigned_registrations`"
        )?,
        Wiped::ByServer => writeln!(
            out,
            "PostgreSQL was told to give up its room, and overwrites it in its own time; the write-ahead log, its archive \
             and standbys hold bytes of it until they are discarded there"
        )?,
    }
    writeln!(
        out,
        "backups and exports are elsewhere: delete it there as well"
    )
}
