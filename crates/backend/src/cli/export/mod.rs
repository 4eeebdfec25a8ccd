//! `thuan export`: stored records as files for others.

mod format;
mod table;
pub mod unsigned;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thuan_consent::encoding::RecordId;
use thuan_consent::export::{dpv, kantara};

use super::{CommandError, Database, block_on};
use crate::audit::audit;
use crate::evidence;
use crate::private;
use crate::store::{Absent, Store, StoredRecord};
use format::{Format, Place, json};

/// Records read at once: enough to be quick, few enough to hold.
const PAGE: u32 = 500;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The record's name, as `thuan records` shows it; or an unsigned registration's.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    record_id: Option<String>,
    /// Every record, in the order in which they arrived, one a line.
    #[arg(long)]
    all: bool,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Evidence)]
    format: Format,
    /// Where the policy can be read: an address for `kantara`, which has none in the record; left out, the policy is
    /// named by its hash.
    #[arg(long, value_name = "URL")]
    policy_url: Option<String>,
    #[command(flatten)]
    database: Database,
    /// Where to write; standard output when left out. A file that is made is its owner's alone: it holds personal data.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    if options.policy_url.is_some() && options.format != Format::Kantara {
        let text = "--policy-url is for --format kantara";
        return Err(CommandError::Message(text.to_owned()));
    }
    if options.format.table().is_some() && !options.all {
        let text = "--format csv and jsonl are tables, for --all";
        return Err(CommandError::Message(text.to_owned()));
    }
    block_on(export(options))
}

async fn export(options: &Options) -> Result<ExitCode, CommandError> {
    let store = options.database.open(Absent::Refuse).await?;
    let code = match &options.record_id {
        Some(name) => one(&store, options, name).await?,
        None => all(&store, options).await?,
    };
    store.close().await;
    Ok(code)
}

async fn one(store: &Store, options: &Options, name: &str) -> Result<ExitCode, CommandError> {
    let record_id: RecordId = name
        .parse()
        .map_err(|error| CommandError::Message(format!("the record's name: {error}")))?;
    let document = match store.get(&record_id).await? {
        Some(stored) => document(store, options, &stored, Place::File).await?,
        None => unsigned::document(store, options.format, &record_id).await?,
    };
    let mut out = output(options.output.as_deref())?;
    out.write_all(&document)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Every record that can be exported. One that cannot is named, and the exit status says that there was one.
async fn all(store: &Store, options: &Options) -> Result<ExitCode, CommandError> {
    let mut out = output(options.output.as_deref())?;
    let code = match options.format.table() {
        Some(shape) => table::write(store, shape, &mut out).await?,
        None => documents(store, options, &mut out).await?,
    };
    out.flush()?;
    let unsigned = store.unsigned_count().await?;
    if unsigned > 0 {
        let text = "registrations that nobody signed are no records and were left out; export each by its name";
        warn(&unsigned.to_string(), text);
    }
    Ok(code)
}

async fn documents(
    store: &Store,
    options: &Options,
    out: &mut impl Write,
) -> Result<ExitCode, CommandError> {
    let (mut after, mut code) = (0, ExitCode::SUCCESS);
    loop {
        let page = store.page(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for stored in &page {
            match document(store, options, stored, Place::Line).await {
                Ok(document) => {
                    out.write_all(&document)?;
                    out.write_all(b"\n")?;
                }
                Err(CommandError::Message(text)) => {
                    warn(&stored.record_id, &text);
                    code = ExitCode::FAILURE;
                }
                Err(other) => return Err(other),
            }
        }
    }
    Ok(code)
}

async fn document(
    store: &Store,
    options: &Options,
    stored: &StoredRecord,
    place: Place,
) -> Result<Vec<u8>, CommandError> {
    let audited = audit(stored);
    let Some(verified) = &audited.verified else {
        return Err(CommandError::Message(format!(
            "the record does not verify: {}",
            audited.sentences().join("; ")
        )));
    };
    for fault in &audited.sentences() {
        warn(&stored.record_id, fault);
    }
    let record = &verified.record;
    Ok(match options.format {
        Format::Evidence => {
            let collected = evidence::collect(store, stored, &audited, verified).await?;
            for what in &collected.missing {
                let text = format!("{what} is not kept any more; the file is written without it");
                warn(&stored.record_id, &text);
            }
            match place {
                Place::File => collected.bytes(),
                Place::Line => json(&collected.file, place)?,
            }
        }
        // Canonical JSON has no line breaks: these bytes are a line as they are.
        Format::Record => verified.payload.clone(),
        Format::Dpv => json(&dpv::document(record), place)?,
        Format::Kantara => {
            let receipt = kantara::receipt(record, options.policy_url.as_deref());
            json(&receipt, place)?
        }
        Format::Csv | Format::Jsonl => {
            let text = "a table has registrations, and no record by itself";
            return Err(CommandError::Message(text.to_owned()));
        }
    })
}

fn output(path: Option<&Path>) -> Result<BufWriter<Box<dyn Write>>, CommandError> {
    Ok(BufWriter::new(match path {
        None => Box::new(io::stdout().lock()),
        Some(path) => {
            let mut options = private::file();
            let file = options.create(true).truncate(true).open(path);
            Box::new(file.map_err(|error| CommandError::File {
                path: path.to_owned(),
                error,
            })?)
        }
    }))
}

/// Says something on standard error, where it does not get into the file.
fn warn(record_id: &str, text: &str) {
    // Where even standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "thuan: {record_id}: {text}");
}
