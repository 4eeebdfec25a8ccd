//! Registrations that nobody signed, in the list: never to be taken for records.

use std::io::{self, Write};

use serde::Serialize;

use super::super::CommandError;
use super::super::terminal::{column, harmless};
use super::{PAGE, masked, received};
use crate::audit::audit_unsigned;
use crate::store::{Store, StoredUnsigned};

/// Writes them all. Gives how many there are, and how many are not what was kept.
pub async fn list(
    store: &Store,
    json: bool,
    out: &mut impl Write,
) -> Result<(u64, u64), CommandError> {
    let (mut after, mut count, mut altered) = (0, 0, 0);
    loop {
        let page = store.unsigned_page(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for stored in &page {
            let line = Line::new(stored);
            count += 1;
            altered += u64::from(!line.faults.is_empty());
            if json {
                serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
                writeln!(out)?;
            } else {
                line.write_text(out)?;
            }
        }
    }
    Ok((count, altered))
}

/// Says how many there are, where there are any.
pub fn write_count(count: u64, altered: u64, out: &mut impl Write) -> io::Result<()> {
    let registrations = if count == 1 {
        "unsigned registration, which proves"
    } else {
        "unsigned registrations, which prove"
    };
    match (count, altered) {
        (0, _) => Ok(()),
        (_, 0) => writeln!(out, "{count} {registrations} nothing"),
        _ => writeln!(
            out,
            "{count} {registrations} nothing; {altered} of them changed since"
        ),
    }
}

#[derive(Serialize)]
struct Line<'a> {
    received_at: &'a str,
    signed: bool,
    registration_id: &'a str,
    /// `None` once the registration was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<String>,
    /// A person's number masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_code: Option<String>,
    registration: &'static str,
    given: usize,
    refused: usize,
    form_id: &'a str,
    /// Nothing can be verified about it.
    verified: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<&'static str>,
}

impl<'a> Line<'a> {
    fn new(stored: &'a StoredUnsigned) -> Self {
        let audited = audit_unsigned(stored);
        let decisions = audited.unsigned.map(|unsigned| unsigned.decisions);
        let decisions = decisions.unwrap_or_default();
        let given = decisions
            .iter()
            .filter(|decision| decision.event_state.is_agreed())
            .count();
        let fields = audited.registration.map(|registration| registration.fields);
        let field = |name: &str| fields.as_ref()?.get(name).cloned();
        Self {
            received_at: &stored.received_at,
            signed: false,
            registration_id: &stored.registration_id,
            company_name: field("company_name"),
            tax_code: field("tax_code").map(|code| masked(&code)),
            registration: if stored.registration.is_some() {
                "kept"
            } else {
                "deleted"
            },
            given,
            refused: decisions.len() - given,
            form_id: &stored.form_id,
            verified: false,
            faults: audited.faults.iter().map(|(_, detail)| *detail).collect(),
        }
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let company = self.company_name.as_deref().unwrap_or("(deleted)");
        writeln!(
            out,
            "{}  {}  {}  {:>3}  {:>2}  --  unsigned",
            received(self.received_at),
            column(self.registration_id, 36),
            column(company, 16),
            self.given,
            self.refused,
        )?;
        self.faults
            .iter()
            .try_for_each(|fault| writeln!(out, "    changed: {}", harmless(fault)))
    }
}
