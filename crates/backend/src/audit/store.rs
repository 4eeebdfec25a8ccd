//! The whole store: every record, every receipt, and how they hang together. It is read a page at a time, so memory
//! stays flat however much there is.

use std::io;

use serde::Serialize;
use thiserror::Error;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::policy::Pack;
use thuan_consent::record::ConsentRecord;

use super::definitions::Definitions;
use super::lineage::lineage;
use super::receipt::{Chain, Keys, faults_with};
use super::{Finding, audit, audit_unsigned};
use crate::store::{Snapshot, StoreError, StoredRecord};

/// Records or receipts read at once: enough to be quick, few enough to hold.
const PAGE: u32 = 500;

/// An end of the chain that was noted elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The receipt's number.
    pub sequence: i64,
    /// The hash of its payload.
    pub sha256: Sha256Hex,
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Records.
    pub records: u64,
    /// Receipts.
    pub receipts: u64,
    /// Registrations that nobody signed.
    pub unsigned: u64,
    /// Records that were kept before there were receipts, and so have none.
    pub before_receipts: u64,
    /// Registrations that were deleted, with a note when and why.
    pub forgotten: u64,
    /// How much is wrong.
    pub findings: u64,
    /// The newest receipt's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_sequence: Option<i64>,
    /// The hash of its payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_sha256: Option<String>,
}

/// The audit could not get to its end.
#[derive(Debug, Error)]
pub enum AuditError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The one who is told.
    #[error(transparent)]
    Report(#[from] io::Error),
}

/// Looks at everything, and tells `report` what is wrong as it is found.
///
/// # Errors
///
/// [`AuditError`]. What is wrong with the store is no error.
pub async fn audit_store(
    snapshot: &mut Snapshot,
    noted: Option<&Noted>,
    report: impl FnMut(&Finding) -> io::Result<()>,
) -> Result<Summary, AuditError> {
    let mut audit = Audit {
        snapshot,
        report,
        summary: Summary::default(),
        packs: Vec::new(),
        definitions: Definitions::default(),
    };
    audit.file().await?;
    audit.chain(noted).await?;
    audit.packs().await?;
    audit.records().await?;
    audit.unsigned().await?;
    audit.together().await?;
    Ok(audit.summary)
}

struct Audit<'a, R> {
    snapshot: &'a mut Snapshot,
    report: R,
    summary: Summary,
    packs: Vec<Pack>,
    definitions: Definitions,
}

impl<R: FnMut(&Finding) -> io::Result<()>> Audit<'_, R> {
    fn tell(&mut self, finding: &Finding) -> Result<(), AuditError> {
        self.summary.findings += 1;
        Ok((self.report)(finding)?)
    }

    async fn file(&mut self) -> Result<(), AuditError> {
        for fault in self.snapshot.file_faults().await? {
            self.tell(&Finding::of_store(
                "file",
                format!("the database file: {fault}"),
            ))?;
        }
        Ok(())
    }

    /// Every receipt, in the chain's order.
    async fn chain(&mut self, noted: Option<&Noted>) -> Result<(), AuditError> {
        let known = self.snapshot.keys().await?;
        let keys = Keys::new(known);
        let mut chain = Chain::default();
        let mut after = 0;
        let mut noted_is_there = false;
        loop {
            let page = self.snapshot.receipts(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.sequence;
            for stored in &page {
                for finding in chain.next(stored, &keys) {
                    self.tell(&finding)?;
                }
                noted_is_there |=
                    noted.is_some_and(|noted| chain.end() == Some((noted.sequence, &noted.sha256)));
            }
        }
        self.summary.receipts = chain.count;
        if let Some((sequence, sha256)) = chain.end() {
            self.summary.head_sequence = Some(sequence);
            self.summary.head_sha256 = Some(sha256.to_string());
        }
        let (records, receipts) = self.snapshot.highest().await?;
        let seen = self.summary.head_sequence.unwrap_or(after);
        if receipts > seen {
            let first = seen + 1;
            let detail = format!("the end is missing: receipts {first} to {receipts} were given");
            self.tell(&Finding::of_store("receipts_missing", detail))?;
        }
        if let (Some(noted), false) = (noted, noted_is_there) {
            let asked = noted.sequence;
            let detail = match self.summary.head_sequence {
                Some(last) if asked <= last => format!(
                    "receipt {asked} is not there with the hash that was noted: the chain is another than it was"
                ),
                Some(last) => format!(
                    "receipt {asked} was noted, and the chain ends with {last}: its end is missing, or this is a database \
                     from before, or another one"
                ),
                None => format!(
                    "receipt {asked} was noted, and there are no receipts: this is a database from before, or another one"
                ),
            };
            self.tell(&Finding::of_store("head", detail))?;
        }
        self.highest_record(records).await
    }

    async fn highest_record(&mut self, highest: i64) -> Result<(), AuditError> {
        let there = self.snapshot.records(highest - 1, 1).await?;
        if highest > 0 && there.is_empty() {
            let detail =
                format!("the newest record is missing, number {highest} in order of arrival");
            self.tell(&Finding::of_store("records_missing", detail))?;
        }
        Ok(())
    }

    async fn packs(&mut self) -> Result<(), AuditError> {
        for kept in self.snapshot.packs().await? {
            if Sha256Hex::of(&kept.bytes).as_str() != kept.kept_under {
                let detail = format!(
                    "the policy pack {} is not what it was: its bytes have another hash",
                    kept.kept_under
                );
                self.tell(&Finding::of_store("pack_changed", detail))?;
            } else if let Ok(pack) = Pack::parse(&kept.bytes) {
                self.packs.push(pack);
            }
            // One that an older version could read and this one cannot is kept all the same.
        }
        Ok(())
    }

    /// Every record, in order of arrival.
    async fn records(&mut self) -> Result<(), AuditError> {
        let mut after = 0;
        let mut receipts_began = false;
        loop {
            let page = self.snapshot.records(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.sequence;
            for stored in &page {
                for finding in self.record(stored, receipts_began).await? {
                    self.tell(&finding)?;
                }
                receipts_began |= !stored.before_receipts;
            }
        }
        Ok(())
    }

    async fn record(
        &mut self,
        stored: &StoredRecord,
        receipts_began: bool,
    ) -> Result<Vec<Finding>, AuditError> {
        self.summary.records += 1;
        self.summary.before_receipts += u64::from(stored.before_receipts);
        self.summary.forgotten += u64::from(stored.forgotten.is_some());
        let id = stored.record_id.as_str();
        let of_record = |code, detail: &str| Finding::of_record(id, code, detail);
        let audited = audit(stored);
        let mut findings: Vec<Finding> = audited
            .faults
            .iter()
            .map(|(code, detail)| Finding::of_record(id, code, detail.clone()))
            .collect();
        match (&stored.receipt, stored.before_receipts) {
            (None, false) => findings.push(of_record("receipt_missing", "it has no receipt")),
            (_, true) if receipts_began => findings.push(of_record(
                "before_receipts",
                "it is said to be from before there were receipts, and came after one that has a receipt",
            )),
            _ => {}
        }
        let Some(verified) = &audited.verified else {
            return Ok(findings);
        };
        findings.extend(registration_findings(stored, &verified.record));
        let missing = self
            .definitions
            .findings(self.snapshot, id, &verified.record)
            .await?;
        findings.extend(missing);
        let origin = lineage(self.snapshot, &self.packs, stored, verified).await?;
        findings.extend(origin.findings);
        if let Some(receipt) = &stored.receipt {
            findings.extend(faults_with(
                receipt,
                verified,
                &stored.received_at,
                origin.key_continuity,
            ));
        }
        Ok(findings)
    }

    /// Every unsigned registration, in order of arrival: none is ever taken away, so the numbers have no gap.
    async fn unsigned(&mut self) -> Result<(), AuditError> {
        let mut after = 0;
        loop {
            let page = self.snapshot.unsigned(after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for stored in &page {
                self.unsigned_missing(after, stored.sequence)?;
                after = stored.sequence;
                self.summary.unsigned += 1;
                self.summary.forgotten += u64::from(stored.forgotten.is_some());
                let audited = audit_unsigned(stored);
                for (code, detail) in &audited.faults {
                    let id = &stored.registration_id;
                    self.tell(&Finding::of_unsigned(id, code, *detail))?;
                }
                if let Some(unsigned) = &audited.unsigned {
                    let missing = self
                        .definitions
                        .unsigned_findings(self.snapshot, unsigned)
                        .await?;
                    for finding in &missing {
                        self.tell(finding)?;
                    }
                }
            }
        }
        let highest = self.snapshot.highest_unsigned().await?;
        self.unsigned_missing(after, highest + 1)
    }

    fn unsigned_missing(&mut self, before: i64, after: i64) -> Result<(), AuditError> {
        let missing = after - before - 1;
        if missing <= 0 {
            return Ok(());
        }
        let detail = format!(
            "unsigned registrations are missing, in order of arrival from number {}: {missing}",
            before + 1
        );
        self.tell(&Finding::of_store("unsigned_missing", detail))
    }

    /// What no record shows by itself.
    async fn together(&mut self) -> Result<(), AuditError> {
        for (record_id, challenge) in self.snapshot.repeated_challenges().await? {
            let detail = format!("another record has the same challenge, {challenge}");
            self.tell(&Finding::of_record(&record_id, "challenge_used", detail))?;
        }
        for (record_id, previous) in self.snapshot.forks().await? {
            let detail = format!("another record changes the same record, {previous}");
            self.tell(&Finding::of_record(&record_id, "fork", detail))?;
        }
        for (what, record_id) in self.snapshot.orphans().await? {
            let detail = format!("a {what} is kept for it, and it is not kept itself");
            self.tell(&Finding::of_record(&record_id, "orphan", detail))?;
        }
        for (sequence, record_sha256) in self.snapshot.receipts_without_record().await? {
            let detail = format!("the record it is for, {record_sha256}, is not kept");
            self.tell(&Finding::of_receipt(sequence, "record_missing", detail))?;
        }
        Ok(())
    }
}

fn registration_findings(stored: &StoredRecord, record: &ConsentRecord) -> Option<Finding> {
    let is_first = record.previous_record_sha256.is_none();
    let (code, detail) = match (
        is_first,
        stored.registration.is_some(),
        stored.forgotten.is_some(),
    ) {
        (true, false, false) => (
            "registration_missing",
            "its registration is gone, and no note says when and why",
        ),
        (true, true, true) => (
            "registration_kept",
            "its registration is noted as deleted, and is there",
        ),
        (false, true, _) => (
            "registration_unexpected",
            "it changes another record, and has a registration all the same",
        ),
        _ => return None,
    };
    Some(Finding::of_record(&stored.record_id, code, detail))
}
