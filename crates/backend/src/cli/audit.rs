//! `thuan audit`

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use super::terminal::harmless;
use super::{CommandError, Database, block_on};
use crate::audit::store::AuditError;
use crate::audit::{Finding, Noted, Summary, audit_store};
use crate::store::Absent;

#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// An end of the chain that an earlier audit gave, SEQUENCE:SHA256: whether it is still part of it.
    #[arg(long, value_name = "HEAD", value_parser = noted)]
    head: Option<Noted>,
    /// One JSON object a line: what is wrong, then a summary.
    #[arg(long)]
    json: bool,
}

fn noted(text: &str) -> Result<Noted, String> {
    let parts = text.split_once(':').and_then(|(sequence, sha256)| {
        Some(Noted {
            sequence: sequence.parse().ok()?,
            sha256: sha256.parse().ok()?,
        })
    });
    parts.ok_or_else(|| "a number, a colon and a SHA-256 in lower-case hexadecimal".to_owned())
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    block_on(audit(options))
}

async fn audit(options: &Options) -> Result<ExitCode, CommandError> {
    let store = options.database.open(Absent::Refuse).await?;
    let mut snapshot = store.snapshot().await?;
    let mut out = BufWriter::new(io::stdout().lock());
    let report = |finding: &Finding| {
        if options.json {
            serde_json::to_writer(&mut out, finding)?;
            out.write_all(b"\n")
        } else {
            write_finding(&mut out, finding)
        }
    };
    let summary = match audit_store(&mut snapshot, options.head.as_ref(), report).await {
        Ok(summary) => summary,
        Err(AuditError::Store(error)) => return Err(error.into()),
        Err(AuditError::Report(error)) => return Err(error.into()),
    };
    snapshot.end().await?;
    store.close().await;
    if options.json {
        serde_json::to_writer(&mut out, &summary).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        write_summary(&mut out, &summary)?;
    }
    out.flush()?;
    Ok(if summary.findings == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn write_finding(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let place = match (&finding.receipt, &finding.record_id) {
        (Some(sequence), Some(id)) => format!("receipt {sequence} of record {id}"),
        (Some(sequence), None) => format!("receipt {sequence}"),
        (None, Some(id)) => format!("record {id}"),
        (None, None) => match &finding.registration_id {
            Some(id) => format!("unsigned registration {id}"),
            None => "store".to_owned(),
        },
    };
    let (place, detail) = (harmless(&place), harmless(&finding.detail));
    writeln!(out, "{place}: {detail} ({})", finding.code)
}

fn write_summary(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    let counted = |count: u64, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let mut parts = vec![
        counted(summary.records, "record", "records"),
        counted(summary.receipts, "receipt", "receipts"),
    ];
    if summary.unsigned > 0 {
        let (one, many) = ("unsigned registration", "unsigned registrations");
        parts.push(counted(summary.unsigned, one, many));
    }
    if summary.before_receipts > 0 {
        let count = summary.before_receipts;
        parts.push(format!("{count} without one, stored before receipts"));
    }
    if summary.forgotten > 0 {
        let registrations = counted(summary.forgotten, "registration", "registrations");
        parts.push(format!("{registrations} deleted"));
    }
    let verdict = match summary.findings {
        0 => "nothing is wrong".to_owned(),
        1 => "1 THING IS WRONG".to_owned(),
        count => format!("{count} THINGS ARE WRONG"),
    };
    writeln!(out, "{}; {verdict}", parts.join(", "))?;
    if let (Some(sequence), Some(sha256)) = (summary.head_sequence, &summary.head_sha256) {
        writeln!(out, "the chain of receipts ends with {sequence}:{sha256}")?;
        writeln!(
            out,
            "note that down elsewhere: `thuan audit --head {sequence}:{sha256}` says whether it is still part of it"
        )?;
    }
    Ok(())
}
