//! `thuan withdrawals`

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;
use thuan_consent::deadline::day_in_vietnam;
use thuan_consent::time::Timestamp;

use super::terminal::{column, harmless};
use super::{CommandError, Database, block_on};
use crate::clock;
use crate::store::{Absent, Decision, Stage, StoreError, StoredRequest};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// Only what is still to be answered.
    #[arg(long)]
    due: bool,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Note that the person was told that it has arrived.
    Acknowledge {
        /// The withdrawal's or request's name.
        id: String,
        #[command(flatten)]
        database: Database,
    },
    /// Note that it was carried out.
    Complete {
        /// The withdrawal's or request's name.
        id: String,
        /// What was done.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        database: Database,
    },
    /// Note what was decided about a request without a signature.
    Decide(Decide),
}

#[derive(Debug, clap::Args)]
struct Decide {
    /// The request's name.
    id: String,
    /// Grant it: now it has to be carried out.
    #[arg(long, required_unless_present = "refuse", conflicts_with = "refuse")]
    accept: bool,
    /// Do not: with that it is closed.
    #[arg(long)]
    refuse: bool,
    /// Why: how the person was identified, or what was told them.
    #[arg(long)]
    note: String,
    #[command(flatten)]
    database: Database,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    match &options.command {
        None => block_on(list(options)),
        Some(command) => block_on(step(command)),
    }
}

async fn step(command: &Command) -> Result<ExitCode, CommandError> {
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let (Command::Acknowledge { id, database }
    | Command::Complete { id, database, .. }
    | Command::Decide(Decide { id, database, .. })) = command;
    let store = database.open(Absent::Refuse).await?;
    let (stage, done) = match command {
        Command::Acknowledge { .. } => (store.acknowledge(id, &now).await?, "acknowledged"),
        Command::Complete { note, .. } => {
            let stage = store.complete(id, note.as_deref(), &now).await?;
            (stage, "completed")
        }
        Command::Decide(options) => {
            let (decision, done) = if options.accept {
                (
                    Decision::Accepted,
                    "accepted: now carry it out, then complete it",
                )
            } else {
                (Decision::Refused, "refused and closed")
            };
            (store.decide(id, decision, &options.note, &now).await?, done)
        }
    };
    store.close().await;
    let refused = |why: &str| Err(CommandError::Message(format!("{id}: {why}")));
    match stage {
        Stage::Done => {
            writeln!(io::stdout().lock(), "{id}: {done}")?;
            Ok(ExitCode::SUCCESS)
        }
        Stage::Already => refused("that was done before; nothing changed"),
        Stage::Unknown => refused("there is no withdrawal or request of that name"),
        Stage::Signed => {
            refused("it is signed, so there is nothing to decide; carry it out, then complete it")
        }
        Stage::Undecided => {
            refused("it is not signed: decide it first (`thuan withdrawals decide`)")
        }
    }
}

async fn list(options: &Options) -> Result<ExitCode, CommandError> {
    let store = options.database.open(Absent::Refuse).await?;
    let requests = store.requests(options.due).await?;
    store.close().await;
    let today = day_in_vietnam(&clock::now().map_err(|_| StoreError::Clock)?);
    let mut out = BufWriter::new(io::stdout().lock());
    if !options.json {
        writeln!(
            out,
            "{:11}  {:36}  {:8}  {:8}  RECEIVED    STATE",
            "DUE", "WITHDRAWAL OR REQUEST", "KIND", "PROOF"
        )?;
    }
    for request in &requests {
        let line = Line::new(request, today.as_str());
        if options.json {
            serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            line.write_text(&mut out)?;
        }
    }
    if !options.json {
        let open = requests.iter().filter(|request| request.is_open()).count();
        let overdue = requests
            .iter()
            .filter(|request| is_overdue(request, today.as_str()))
            .count();
        writeln!(
            out,
            "{open} open, {overdue} of them overdue (public holidays are not taken into account)"
        )?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn is_overdue(request: &StoredRequest, today: &str) -> bool {
    request.due().is_some_and(|due| due < today)
}

/// What is told about a withdrawal or request.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    kind: &'a str,
    /// Whether it was signed and verified. If not, anybody may have written it.
    verified: bool,
    state: &'static str,
    overdue: bool,
    received_at: &'a str,
    acknowledge_by: &'a str,
    complete_by: &'a str,
    /// The nearer of the two that is still to be met.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    purposes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn new(request: &'a StoredRequest, today: &str) -> Self {
        let state = match (request.completed_at.is_some(), request.decision.as_deref()) {
            (true, Some("refused")) => "refused",
            (true, _) => "completed",
            (false, Some(_)) => "accepted",
            (false, None) if request.acknowledged_at.is_some() => "acknowledged",
            (false, None) => "open",
        };
        let purposes = request.purposes.as_deref().unwrap_or_default();
        Self {
            id: &request.request_id,
            kind: &request.kind,
            verified: request.is_signed(),
            state,
            overdue: is_overdue(request, today),
            received_at: &request.received_at,
            acknowledge_by: &request.acknowledge_by,
            complete_by: &request.complete_by,
            due: request.due(),
            acknowledged_at: request.acknowledged_at.as_deref(),
            decided_at: request.decided_at.as_deref(),
            completed_at: request.completed_at.as_deref(),
            purposes: serde_json::from_str(purposes).unwrap_or_default(),
            language: request.language.as_deref(),
            reference: request.reference.as_deref(),
            contact: request.contact.as_deref(),
            message: request.message.as_deref(),
            note: request.note.as_deref(),
        }
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let due = match (self.due, self.overdue) {
            (None, _) => "-".to_owned(),
            (Some(day), false) => day.to_owned(),
            (Some(day), true) => format!("{day}!"),
        };
        // The day in Vietnam, as the deadlines are.
        let received = self
            .received_at
            .parse::<Timestamp>()
            .map(|at| day_in_vietnam(&at).to_string())
            .unwrap_or_default();
        writeln!(
            out,
            "{}  {}  {}  {}  {}  {}{}",
            column(&due, 11),
            column(self.id, 36),
            column(self.kind, 8),
            if self.verified {
                "signed  "
            } else {
                "unsigned"
            },
            column(&received, 10),
            self.state,
            if self.overdue { ", OVERDUE" } else { "" },
        )?;
        let purposes = self.purposes.join(", ");
        for (name, value) in [
            (
                "purposes",
                Some(purposes.as_str()).filter(|text| !text.is_empty()),
            ),
            ("reference", self.reference),
            ("contact", self.contact),
            ("message", self.message),
            ("note", self.note),
        ] {
            if let Some(value) = value {
                writeln!(out, "             {name}: {}", harmless(value))?;
            }
        }
        Ok(())
    }
}
