//! `thuan records`

mod unsigned;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;
use thuan_consent::encoding::base64url_decode;
use thuan_consent::json;
use thuan_consent::receipt::{KeyContinuity, Receipt};
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
            "RECEIVED (UTC)       {:36}  {:16}  YES  NO  LV  PROOF",
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
    let (unsigned, altered) = unsigned::list(&store, options.json, &mut out).await?;
    store.close().await;
    if !options.json {
        let records = if count == 1 { "record" } else { "records" };
        match unsound {
            0 => writeln!(out, "{count} {records}; every proof holds")?,
            _ => writeln!(out, "{count} {records}; {unsound} of them not verified")?,
        }
        unsigned::write_count(unsigned, altered, &mut out)?;
    }
    out.flush()?;
    Ok(if unsound + altered == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is told about a record.
#[derive(Debug, Serialize)]
struct Line<'a> {
    received_at: &'a str,
    signed: bool,
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
    /// The record that this one changes, by name and by hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_record_sha256: Option<&'a str>,
    /// For a record that changes another, what its receipt says: `continued` or `not_continued`.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_continuity: Option<&'static str>,
    /// L0: kept. L1: signed over a challenge. L2: countersigned.
    level: &'static str,
    /// The receipt's number. Whether it holds is for `thuan audit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<i64>,
    verified: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<String>,
}

impl<'a> Line<'a> {
    fn new(stored: &'a StoredRecord, audited: &Audited) -> Self {
        let purposes = audited
            .verified
            .as_ref()
            .map(|verified| verified.record.purposes.as_slice());
        let purposes = purposes.unwrap_or_default();
        let given = purposes
            .iter()
            .filter(|purpose| purpose.event_state.is_agreed())
            .count();
        let field = |name: &str| audited.registration.as_ref()?.fields.get(name).cloned();
        Self {
            received_at: &stored.received_at,
            signed: true,
            record_id: &stored.record_id,
            record_sha256: &stored.record_sha256,
            company_name: field("company_name"),
            tax_code: field("tax_code").map(|code| masked(&code)),
            registration: match (&stored.registration, &stored.previous_record_sha256) {
                (Some(_), _) => "kept",
                (None, Some(_)) => "none",
                (None, None) => "deleted",
            },
            given,
            refused: purposes.len().saturating_sub(given),
            changes: stored.previous_record_id.as_deref(),
            previous_record_sha256: stored.previous_record_sha256.as_deref(),
            key_continuity: key_continuity(stored).map(KeyContinuity::name),
            level: match (&stored.receipt, &stored.challenge) {
                (Some(_), _) => "L2",
                (None, Some(_)) => "L1",
                (None, None) => "L0",
            },
            receipt: stored.receipt.as_ref().map(|receipt| receipt.sequence),
            verified: audited.is_sound(),
            faults: audited.sentences(),
        }
    }

    fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let company = match (&self.company_name, self.changes, self.registration) {
            (Some(name), _, _) => name.clone(),
            // As much of the name as people read out.
            (None, Some(changed), _) => {
                format!("changes {}", column(changed, 9).trim_end_matches('…'))
            }
            (None, None, "deleted") => "(deleted)".to_owned(),
            (None, None, _) => String::new(),
        };
        writeln!(
            out,
            "{}  {}  {}  {:>3}  {:>2}  {}  {}",
            received(self.received_at),
            column(self.record_id, 36),
            column(&company, 16),
            self.given,
            self.refused,
            self.level,
            if self.verified { "verified" } else { "FAILS" },
        )?;
        if self.key_continuity == Some(KeyContinuity::NotContinued.name()) {
            writeln!(
                out,
                "    key not continued: signed by another key, of someone who showed the record it changes"
            )?;
        }
        self.faults
            .iter()
            .try_for_each(|fault| writeln!(out, "    does not verify: {}", harmless(fault)))
    }
}

/// To the second, without the letters: it fits, and sorts as before.
fn received(at: &str) -> String {
    let seconds: String = at.replace('T', " ").chars().take(19).collect();
    column(&seconds, 19)
}

/// What the receipt says about the key.
fn key_continuity(stored: &StoredRecord) -> Option<KeyContinuity> {
    let payload = base64url_decode(&stored.receipt.as_ref()?.jws.payload).ok()?;
    json::parse_as::<Receipt>(&payload).ok()?.key_continuity
}

/// A tax code that may be shown: a person's is that person's identification number.
fn masked(code: &str) -> String {
    TaxCode::parse(code).map_or_else(|_| "(unreadable)".to_owned(), |code| code.masked())
}
