//! What can be said about a file that somebody brings along, with nothing but the file.
//!
//! Whoever reads a verdict trusts neither the company nor the person. So nothing is looked up: every check compares
//! what the file has with what the signed record says, and what the file does not have is said to be missing.

mod chain;
mod finding;
mod parts;
mod read;
mod receipt;

use thiserror::Error;

pub use finding::{Check, Finding, Limit, Outcome};

use crate::encoding::Thumbprint;
use crate::envelope::{Verified, verify_record};
use crate::evidence::{self, Evidence};
use crate::receipt::Receipt;

/// What kind of file it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An evidence file: the record with what it refers to.
    EvidenceFile,
    /// What is posted: the record and the registration.
    Envelope,
    /// The signed record alone.
    SignedRecord,
}

/// How much stands behind a record (design, levels of proof).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The person's browser signed; nothing of the backend is in the file.
    Signed,
    /// The record holds a challenge of the backend, so it was signed after the backend was asked.
    Challenged,
    /// A receipt is signed by a key of the key set in the file. Whose that is, the file alone cannot say.
    Receipted,
}

/// Everything that can be said.
#[derive(Debug)]
pub struct Verdict {
    /// What the file was.
    pub subject: Subject,
    /// What is in it. Whether its parts belong together is among the findings.
    pub file: Evidence,
    /// The record, where its signature holds.
    pub verified: Option<Verified>,
    /// The backend's receipt, where it is one, for this record, and its signature holds.
    pub receipt: Option<Receipt>,
    /// The name (RFC 7638) of the key that signed that receipt, for comparing with the list that the backend publishes.
    pub receipt_key: Option<Thumbprint>,
    /// The earlier records, oldest first, as far as they hold.
    pub previous: Vec<Verified>,
    /// Each finding, in the order in which they build on each other.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Whether the signature holds and nothing that is in the file contradicts it.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.verified.is_some()
            && self
                .findings
                .iter()
                .all(|finding| finding.outcome() != Outcome::Fails)
    }

    /// How much stands behind the record, as far as the file shows it.
    #[must_use]
    pub fn level(&self) -> Level {
        let challenge = self
            .verified
            .as_ref()
            .and_then(|verified| verified.record.challenge.as_ref());
        // A receipt by a key that nothing else names could be anybody's.
        let receipted = self.findings.contains(&Finding::ReceiptHolds);
        match (receipted, challenge) {
            (true, _) => Level::Receipted,
            (false, Some(_)) => Level::Challenged,
            (false, None) => Level::Signed,
        }
    }

    /// Compares a policy text that was brought along: the bytes of the company's `vi.md`, for example.
    ///
    /// Nothing is found where the record does not verify: then there is nothing to compare with.
    #[must_use]
    pub fn compare_policy(&self, file: &[u8]) -> Option<Finding> {
        let notice = &self.verified.as_ref()?.record.privacy_notice;
        Some(parts::policy_file(notice, file))
    }
}

/// The file is none of the three kinds.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// Not JSON, or a member twice.
    #[error("not JSON with each member once: {0}")]
    Json(String),
    /// Another shape.
    #[error(
        "neither an evidence file (format {format}), nor what is posted (consent, registration), nor a signed record \
         (protected, payload, signature): {0}",
        format = evidence::FORMAT
    )]
    Shape(String),
}

/// Judges a file's bytes.
///
/// # Errors
///
/// [`Unreadable`] where there is nothing to judge. A record that does not hold is no error: the verdict says so.
pub fn judge(bytes: &[u8]) -> Result<Verdict, Unreadable> {
    let (subject, file) = read::read(bytes)?;
    let verdict = |verified, findings| Verdict {
        subject,
        file: file.clone(),
        verified,
        receipt: None,
        receipt_key: None,
        previous: Vec::new(),
        findings,
    };
    let verified = match verify_record(&file.consent) {
        Ok(verified) => verified,
        Err(refusal) => {
            let findings = refusal.0.into_iter().map(Finding::SignatureFails);
            return Ok(verdict(None, findings.collect()));
        }
    };
    let chain = chain::judge(&file.previous, file.jwks.as_ref());
    // The details are those of the first record: one that changes it is signed without any.
    let first = chain.verified.first().unwrap_or(&verified);
    let (receipted, signed) = receipt::judge(&verified, file.receipt.as_ref(), file.jwks.as_ref());
    let (receipt, receipt_key) = signed.unzip();
    let mut findings = vec![
        Finding::SignatureHolds,
        parts::registration(first, file.registration.as_ref()),
        parts::policy(&verified, file.policy.as_ref()),
        parts::form(&verified, file.form.as_deref()),
        receipted,
    ];
    findings.extend(chain.findings(&verified, receipt.as_ref()));
    Ok(Verdict {
        receipt,
        receipt_key,
        previous: chain.verified,
        ..verdict(Some(verified), findings)
    })
}
