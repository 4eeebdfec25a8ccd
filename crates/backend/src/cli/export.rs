//! `thuan export`

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use thuan_consent::encoding::RecordId;
use thuan_consent::evidence::{self, Evidence};

use super::{CommandError, Database, block_on};
use crate::audit::audit;
use crate::store::Absent;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// The record's name, as `thuan records` shows it.
    record_id: String,
    #[command(flatten)]
    database: Database,
    /// Where to write; standard output when left out.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let evidence = block_on(collect(options))?;
    let mut text = serde_json::to_string_pretty(&evidence).map_err(io::Error::from)?;
    text.push('\n');
    match &options.output {
        Some(path) => {
            fs::write(path, text).map_err(|error| CommandError::File {
                path: path.clone(),
                error,
            })?;
        }
        None => io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn collect(options: &Options) -> Result<Evidence, CommandError> {
    let message = |text: String| CommandError::Message(text);
    let record_id: RecordId = options
        .record_id
        .parse()
        .map_err(|error| message(format!("the record's name: {error}")))?;
    let store = options.database.open(Absent::Refuse).await?;
    let stored = store.get(&record_id).await?;
    let stored = stored.ok_or_else(|| message(format!("there is no record {record_id}")))?;
    let audited = audit(&stored);
    let Some(verified) = &audited.verified else {
        return Err(message(format!(
            "the record does not verify: {}",
            audited.faults.join("; ")
        )));
    };
    let record = &verified.record;
    let form = store.form(&record.evidence.form_sha256).await?;
    let evidence = Evidence {
        format: evidence::FORMAT.to_owned(),
        consent: stored.consent.clone(),
        receipt: None,
        previous: Vec::new(),
        policy: store.policy_text(&record.privacy_notice.sha256).await?,
        form: form.and_then(|bytes| String::from_utf8(bytes).ok()),
        registration: audited.registration.clone(),
        jwks: None,
    };
    store.close().await;
    let missing = [
        (evidence.policy.is_none(), "the policy text"),
        (evidence.form.is_none(), "the form definition"),
        (evidence.registration.is_none(), "the registration"),
    ];
    for (_, what) in missing.iter().filter(|(missing, _)| *missing) {
        let _ = writeln!(
            io::stderr(),
            "thuan: {what} is not kept any more; the file is written without it"
        );
    }
    for fault in &audited.faults {
        let _ = writeln!(io::stderr(), "thuan: {fault}");
    }
    Ok(evidence)
}
