//! Where a record comes from: a first record from a policy that was served, a later one from the record it changes.

use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::policy::Pack;
use thuan_consent::problem::Fault;
use thuan_consent::receipt::KeyContinuity;
use thuan_consent::record::change;

use super::{Finding, describe};
use crate::store::{Change, Snapshot, StoreError, StoredRecord};

/// What was found out about a record's origin.
#[derive(Debug, Default)]
pub struct Lineage {
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// What its receipt must say about the key, that is nothing for a first record; `None` where that cannot be told.
    pub key_continuity: Option<Option<KeyContinuity>>,
}

/// Looks at a record's origin.
///
/// # Errors
///
/// [`StoreError`].
pub async fn lineage(
    snapshot: &mut Snapshot,
    packs: &[Pack],
    stored: &StoredRecord,
    verified: &Verified,
) -> Result<Lineage, StoreError> {
    let id = stored.record_id.as_str();
    let record = &verified.record;
    // Several may have the same text: a pack's labels can change without it.
    let in_force: Vec<&Pack> = packs
        .iter()
        .filter(|pack| pack.notice(&record.language).as_ref() == Some(&record.privacy_notice))
        .collect();
    let Some(previous_sha256) = &record.previous_record_sha256 else {
        let differences: Vec<Vec<Fault>> = in_force
            .iter()
            .map(|pack| record.policy_faults(pack))
            .collect();
        let mut findings = each_differs(id, "policy", &differences);
        // Packs are kept since there are receipts.
        if in_force.is_empty() && !stored.before_receipts {
            let detail = "no policy pack is kept that has the text it names";
            findings.push(Finding::of_record(id, "pack_missing", detail));
        }
        return Ok(Lineage {
            findings,
            key_continuity: Some(None),
        });
    };
    let previous = snapshot.record_by_hash(previous_sha256.as_str()).await?;
    let Some(kept) = previous else {
        let detail = "the record it changes is not kept";
        return Ok(Lineage {
            findings: vec![Finding::of_record(id, "previous_missing", detail)],
            key_continuity: None,
        });
    };
    // One that does not verify is told of in its own place.
    let Ok(previous) = verify_record(&kept.consent) else {
        return Ok(Lineage::default());
    };
    let differences: Vec<Vec<Fault>> = [None]
        .into_iter()
        .chain(in_force.into_iter().map(Some))
        .map(|pack| change::faults(&previous.record, previous_sha256, record, pack))
        .collect();
    let mut findings = each_differs(id, "change", &differences);
    if kept.sequence >= stored.sequence {
        let detail = "it changes a record that came after it";
        findings.push(Finding::of_record(id, "order", detail));
    }
    let change = Change::between(&previous.record, record);
    if !stored.withdrawal && !change.withdraws.is_empty() {
        let detail = "it withdraws a consent, and is not listed among the withdrawals";
        findings.push(Finding::of_record(id, "withdrawal_unlisted", detail));
    }
    Ok(Lineage {
        findings,
        key_continuity: Some(Some(change.key_continuity)),
    })
}

/// Nothing, where one of several comparisons finds no difference; else what the last one found.
fn each_differs(id: &str, code: &'static str, differences: &[Vec<Fault>]) -> Vec<Finding> {
    match differences.last() {
        Some(last) if differences.iter().all(|faults| !faults.is_empty()) => last
            .iter()
            .map(|fault| Finding::of_record(id, code, describe(fault)))
            .collect(),
        _ => Vec::new(),
    }
}
