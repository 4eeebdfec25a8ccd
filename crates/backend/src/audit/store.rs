//! The whole store: every record, every receipt, and how they hang together. It is read a page at a time, so memory
//! stays flat however much there is.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use thiserror::Error;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::policy::Pack;
use thuan_consent::problem::Fault;
use thuan_consent::receipt::KeyContinuity;
use thuan_consent::record::{ConsentRecord, EventState, change};

use super::receipt::{Chain, Keys, faults_with};
use super::{Finding, audit, describe};
use crate::store::{Snapshot, StoreError, StoredRecord};

/// Records or receipts read at once: enough to be quick, few enough to hold.
const PAGE: u32 = 500;
/// Texts and forms whose state is remembered.
const REMEMBERED: usize = 1000;

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
        kept: BTreeMap::new(),
    };
    audit.file().await?;
    audit.chain(noted).await?;
    audit.packs().await?;
    audit.records().await?;
    audit.together().await?;
    Ok(audit.summary)
}

struct Audit<'a, R> {
    snapshot: &'a mut Snapshot,
    report: R,
    summary: Summary,
    packs: Vec<Pack>,
    /// What is known about texts and forms by their kind and hash.
    kept: BTreeMap<(Kind, Sha256Hex), Keeping>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeping {
    AsItWas,
    Changed,
    Missing,
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
            let detail = format!(
                "receipt {} is not there with the hash that was noted: the chain is another than it was",
                noted.sequence
            );
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
        findings.extend(self.definitions(id, &verified.record).await?);
        let (more, key_continuity) = self.policy_or_change(stored, verified).await?;
        findings.extend(more);
        if let Some(receipt) = &stored.receipt {
            let received_at = &stored.received_at;
            findings.extend(faults_with(receipt, verified, received_at, key_continuity));
        }
        Ok(findings)
    }

    /// Whether the texts and the form that a record refers to are still there, and still what they were.
    async fn definitions(
        &mut self,
        id: &str,
        record: &ConsentRecord,
    ) -> Result<Vec<Finding>, AuditError> {
        let notice = &record.privacy_notice;
        let mut texts = vec![&notice.sha256];
        if notice.authoritative.sha256 != notice.sha256 {
            texts.push(&notice.authoritative.sha256);
        }
        let mut findings = Vec::new();
        for sha256 in texts {
            let (code, what) = match self.keeping(Kind::Text, sha256).await? {
                Keeping::AsItWas => continue,
                Keeping::Changed => ("text_changed", "is not what it was"),
                Keeping::Missing => ("text_missing", "is not kept"),
            };
            let detail = format!("the policy text {sha256} that it names {what}");
            findings.push(Finding::of_record(id, code, detail));
        }
        let sha256 = &record.evidence.form_sha256;
        let (code, what) = match self.keeping(Kind::Form, sha256).await? {
            Keeping::AsItWas => return Ok(findings),
            Keeping::Changed => ("form_changed", "is not what it was"),
            Keeping::Missing => ("form_missing", "is not kept"),
        };
        let detail = format!("the form definition {sha256} that it names {what}");
        findings.push(Finding::of_record(id, code, detail));
        Ok(findings)
    }

    async fn keeping(&mut self, kind: Kind, sha256: &Sha256Hex) -> Result<Keeping, AuditError> {
        let key = (kind, sha256.clone());
        if let Some(known) = self.kept.get(&key) {
            return Ok(*known);
        }
        let bytes = match kind {
            Kind::Text => self.snapshot.text(sha256).await?,
            Kind::Form => self.snapshot.form(sha256).await?,
        };
        let keeping = match bytes {
            None => Keeping::Missing,
            Some(bytes) if Sha256Hex::of(&bytes) == *sha256 => Keeping::AsItWas,
            Some(_) => Keeping::Changed,
        };
        if self.kept.len() >= REMEMBERED {
            self.kept.clear();
        }
        self.kept.insert(key, keeping);
        Ok(keeping)
    }

    /// Whether a first record has the words of a policy that was served, or a later one follows the record it changes;
    /// and for that, whether the same key signed both.
    async fn policy_or_change(
        &mut self,
        stored: &StoredRecord,
        verified: &Verified,
    ) -> Result<(Vec<Finding>, Option<KeyContinuity>), AuditError> {
        let id = stored.record_id.as_str();
        let record = &verified.record;
        let in_force: Vec<&Pack> = self
            .packs
            .iter()
            .filter(|pack| pack.notice(&record.language).as_ref() == Some(&record.privacy_notice))
            .collect();
        let Some(previous_sha256) = &record.previous_record_sha256 else {
            let differences: Vec<Vec<Fault>> = in_force
                .iter()
                .map(|pack| record.policy_faults(pack))
                .collect();
            let mut findings = not_one(id, "policy", &differences);
            // Packs are kept since there are receipts.
            if in_force.is_empty() && !stored.before_receipts {
                let detail = "no policy pack is kept that has the text it names";
                findings.push(Finding::of_record(id, "pack_missing", detail));
            }
            return Ok((findings, None));
        };
        let kept = self
            .snapshot
            .record_by_hash(previous_sha256.as_str())
            .await?;
        let Some(kept) = kept else {
            let detail = "the record it changes is not kept";
            let finding = Finding::of_record(id, "previous_missing", detail);
            return Ok((vec![finding], None));
        };
        // One that does not verify is told of in its own place.
        let Ok(previous) = verify_record(&kept.consent) else {
            return Ok((Vec::new(), None));
        };
        let none: [Option<&Pack>; 1] = [None];
        let differences: Vec<Vec<Fault>> = none
            .into_iter()
            .chain(in_force.into_iter().map(Some))
            .map(|pack| change::faults(&previous.record, previous_sha256, record, pack))
            .collect();
        let mut findings = not_one(id, "change", &differences);
        if kept.sequence >= stored.sequence {
            let detail = "it changes a record that came after it";
            findings.push(Finding::of_record(id, "order", detail));
        }
        if !stored.withdrawal && withdraws(&previous.record, record) {
            let detail = "it withdraws a consent, and is not listed among the withdrawals";
            findings.push(Finding::of_record(id, "withdrawal_unlisted", detail));
        }
        let same_key = record.pii_principal_id == previous.record.pii_principal_id;
        let key_continuity = if same_key {
            KeyContinuity::Continued
        } else {
            KeyContinuity::NotContinued
        };
        Ok((findings, Some(key_continuity)))
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

/// Nothing, where one of several comparisons finds no difference; else what the last one found.
fn not_one(id: &str, code: &'static str, differences: &[Vec<Fault>]) -> Vec<Finding> {
    match differences.last() {
        Some(last) if differences.iter().all(|faults| !faults.is_empty()) => last
            .iter()
            .map(|fault| Finding::of_record(id, code, describe(fault)))
            .collect(),
        _ => Vec::new(),
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

fn withdraws(previous: &ConsentRecord, record: &ConsentRecord) -> bool {
    record.purposes.iter().any(|purpose| {
        purpose.event_state == EventState::Withdrawn
            && previous
                .purposes
                .iter()
                .any(|before| before.id == purpose.id && before.event_state.is_agreed())
    })
}
