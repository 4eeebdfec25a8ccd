//! A record that changes another, and the records before it.

use serde_json::Value;

use super::{Finding, receipt};
use crate::envelope::{Verified, verify_record};
use crate::evidence::Earlier;
use crate::problem::Fault;
use crate::receipt::{KeyContinuity, Receipt};
use crate::record::change;

/// The earlier records of a file, as far as they hold.
pub(super) struct Chain {
    /// Oldest first.
    pub(super) verified: Vec<Verified>,
    receipts: Vec<Option<Receipt>>,
    faults: Vec<Finding>,
}

/// Checks each of the earlier records by itself.
pub(super) fn judge(previous: &[Earlier], jwks: Option<&Value>) -> Chain {
    let mut chain = Chain {
        verified: Vec::new(),
        receipts: Vec::new(),
        faults: Vec::new(),
    };
    for (index, earlier) in previous.iter().enumerate() {
        let place = index + 1;
        match verify_record(&earlier.consent) {
            Ok(verified) => {
                let receipt = earlier.receipt.as_ref();
                let (finding, receipt) = receipt::judge(&verified, receipt, jwks);
                if finding.outcome() == super::Outcome::Fails {
                    chain.faults.push(Finding::ChainReceiptFails { place });
                }
                chain.receipts.push(receipt.map(|(receipt, _)| receipt));
                chain.verified.push(verified);
            }
            Err(refusal) => {
                let fault = |fault| Finding::ChainRecordFails { place, fault };
                chain.faults.extend(refusal.0.into_iter().map(fault));
                // What follows cannot be tied to what does not hold.
                return chain;
            }
        }
    }
    chain
}

impl Chain {
    /// Checks how the records hang together, the newest last.
    pub(super) fn findings(&self, newest: &Verified, receipt: Option<&Receipt>) -> Vec<Finding> {
        if !self.faults.is_empty() {
            return self.faults.clone();
        }
        let records: Vec<&Verified> = self.verified.iter().chain([newest]).collect();
        let mut findings = Vec::new();
        for (index, pair) in records.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let place = index + 2;
            if after.record.previous_record_sha256.as_ref() != Some(&before.record_sha256) {
                findings.push(Finding::ChainBroken { place });
                continue;
            }
            let fault = |fault: Fault| Finding::ChangeFails { place, fault };
            let faults =
                change::faults_by_themselves(&before.record, &before.record_sha256, &after.record);
            findings.extend(faults.into_iter().map(fault));
        }
        let oldest = records.first().unwrap_or(&newest);
        let begins = oldest.record.previous_record_sha256.is_none();
        if !begins && !self.verified.is_empty() {
            findings.push(Finding::ChainBroken { place: 1 });
        }
        if !self.receipts_are_in_order(receipt) {
            findings.push(Finding::ChainReceiptOrder);
        }
        if !findings.is_empty() {
            return findings;
        }
        match self.verified.last() {
            Some(before) => {
                findings.push(Finding::ChainHolds {
                    earlier: self.verified.len(),
                });
                findings.push(key(before, newest, receipt));
            }
            None if !begins => findings.push(Finding::ChainAbsent),
            None => {}
        }
        findings
    }

    /// A backend gives receipts in the order in which records arrive.
    fn receipts_are_in_order(&self, newest: Option<&Receipt>) -> bool {
        let sequence = |receipt: &Receipt| receipt.sequence.parse::<u64>().unwrap_or(0);
        let all: Vec<u64> = self
            .receipts
            .iter()
            .flatten()
            .chain(newest)
            .map(sequence)
            .collect();
        all.is_sorted_by(|before, after| before < after)
    }
}

fn key(before: &Verified, after: &Verified, receipt: Option<&Receipt>) -> Finding {
    let continued = before.record.pii_principal_id == after.record.pii_principal_id;
    let said = receipt.and_then(|receipt| receipt.key_continuity);
    match (continued, said) {
        (true, Some(KeyContinuity::NotContinued)) | (false, Some(KeyContinuity::Continued)) => {
            Finding::KeyContinuityDiffers
        }
        (true, _) => Finding::KeyContinued,
        (false, _) => Finding::KeyNotContinued,
    }
}
