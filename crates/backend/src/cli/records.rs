//! `thuan records`

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;
use thuan_consent::record::EventState;
use thuan_fields::TaxCode;

use super::terminal::{column, harmless};
use super::{CommandError, Database, block_on};
use crate::audit::{Audited, audit};
use crate::store::{Absent, StoredRecord};

/// Records read at once: enough to be quick, few enough to hold.
const PAGE: u32 = 500;

#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    block_on(list(options))
}

async fn list(options: &Options) -> Result<ExitCode, CommandError> {
    let store = options.database.open(Absent::Refuse).await?;
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut after, mut count, mut unsound) = (0, 0_u64, 0_u64);
    if !options.json {
        writeln!(
            out,
            "RECEIVED (UTC)       {:36}  {:20}  YES  NO  PROOF",
            "RECORD", "COMPANY"
        )?;
    }
    loop {
        let page = store.page(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for stored in &page {
            let audited = audit(stored);
            let line = Line::new(stored, &audited);
            count += 1;
            unsound += u64::from(!audited.is_sound());
            if options.json {
                line.write_json(&mut out)?
            } else {
                line.write_text(&mut out)?
            }
        }
    }
    store.close().await;
    if !options.json {
        let records = if count == 1 { "record" } else { "records" };
        match unsound {
            0 => writeln!(out, "{count} {records}; every proof holds")?,
            _ => writeln!(out, "{count} {records}; {unsound} of them not verified")?,
        }
    }
    out.flush()?;
    Ok(if unsound == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is told about a record.
#[derive(Debug, Serialize)]
struct Line<'a> {
    received_at: &'a str,
    record_id: &'a str,
    record_sha256: &'a str,
    /// `None` once the registration was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<String>,
    /// A person's number masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_code: Option<String>,
    registration: &'static str,
    given: usize,
    refused: usize,
    verified: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<String>,
}

impl<'a> Line<'a> {
    fn new(stored: &'a StoredRecord, audited: &Audited) -> Self {
        let agreed = |state| matches!(state, EventState::Given | EventState::Renewed);
        let purposes = audited
            .verified
            .as_ref()
            .map(|verified| verified.record.purposes.as_slice());
        let purposes = purposes.unwrap_or_default();
        let given = purposes
            .iter()
            .filter(|purpose| agreed(purpose.event_state))
            .count();
        let field = |name: &str| audited.registration.as_ref()?.fields.get(name).cloned();
        Self {
            received_at: &stored.received_at,
            record_id: &stored.record_id,
            record_sha256: &stored.record_sha256,
            company_name: field("company_name"),
            tax_code: field("tax_code").map(|code| masked(&code)),
            registration: if stored.registration.is_some() {
                "kept"
            } else {
                "deleted"
            },
            given,
            refused: purposes.len().saturating_sub(given),
            verified: audited.is_sound(),
            faults: audited.faults.clone(),
        }
    }

    fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let company = match (&self.company_name, self.registration) {
            (Some(name), _) => name,
            (None, "deleted") => "(deleted)",
            (None, _) => "",
        };
        // To the second, without the letters: it fits, and sorts as before.
        let received = self
            .received_at
            .replace('T', " ")
            .chars()
            .take(19)
            .collect::<String>();
        writeln!(
            out,
            "{}  {}  {}  {:>3}  {:>2}  {}",
            column(&received, 19),
            column(self.record_id, 36),
            column(company, 20),
            self.given,
            self.refused,
            if self.verified { "verified" } else { "FAILS" },
        )?;
        self.faults
            .iter()
            .try_for_each(|fault| writeln!(out, "    does not verify: {}", harmless(fault)))
    }
}

/// A tax code that may be shown: a person's is that person's identification number.
fn masked(code: &str) -> String {
    TaxCode::parse(code).map_or_else(|_| "(unreadable)".to_owned(), |code| code.masked())
}
