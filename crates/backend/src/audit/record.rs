//! One record, and what is kept with it.

use std::collections::BTreeMap;

use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::json;
use thuan_consent::registration::{Registration, Salt};

use super::describe;
use crate::store::{StoredRecord, StoredRegistration};

/// What a kept record turned out to be.
#[derive(Debug)]
pub struct Audited {
    /// The record, where its signature holds.
    pub verified: Option<Verified>,
    /// The registration, where there is one and it can be read.
    pub registration: Option<Registration>,
    /// Everything that does not hold, a code and a sentence each; empty for a sound record.
    pub faults: Vec<(&'static str, String)>,
}

impl Audited {
    /// Whether the proof holds, and all that is kept with it belongs to it.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults' sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        self.faults
            .iter()
            .map(|(_, detail)| detail.clone())
            .collect()
    }
}

/// Checks the signature, that the record is kept under its own name, hash, challenge and earlier record, and that the
/// registration, unless it was deleted, is the one that was signed over.
#[must_use]
pub fn audit(stored: &StoredRecord) -> Audited {
    let mut faults = Vec::new();
    let verified = match verify_record(&stored.consent) {
        Ok(verified) => Some(verified),
        Err(refusal) => {
            faults.extend(refusal.0.iter().map(|fault| ("record", describe(fault))));
            None
        }
    };
    let registration = stored.registration.as_ref().and_then(read_registration);
    let mut unless = |fine: bool, code, detail: &str| {
        if !fine {
            faults.push((code, detail.to_owned()));
        }
    };
    unless(
        registration.is_some() || stored.registration.is_none(),
        "registration_unreadable",
        "the registration kept with it cannot be read",
    );
    if let Some(verified) = &verified {
        let record = &verified.record;
        unless(
            verified.record_sha256.as_str() == stored.record_sha256,
            "record_sha256",
            "it is kept under another hash than its own",
        );
        unless(
            record.record_id.as_str() == stored.record_id,
            "record_id",
            "it is kept under another record_id than its own",
        );
        unless(
            record.challenge == stored.challenge,
            "challenge",
            "it is kept under another challenge than its own",
        );
        let previous = record.previous_record_sha256.as_ref();
        unless(
            previous.map(|sha256| sha256.as_str()) == stored.previous_record_sha256.as_deref(),
            "previous_record_sha256",
            "it is kept as a change of another record than it says",
        );
        let signed_over = registration.as_ref().map(Registration::sha256);
        unless(
            signed_over.is_none() || signed_over == record.registration_sha256,
            "registration_sha256",
            "the registration kept with it is not the one it was signed over",
        );
    }
    Audited {
        verified,
        registration,
        faults,
    }
}

pub(super) fn read_registration(stored: &StoredRegistration) -> Option<Registration> {
    let fields: BTreeMap<String, String> = json::parse_as(stored.fields.as_bytes()).ok()?;
    let salt = Salt::try_from(stored.salt.clone()).ok()?;
    Some(Registration { salt, fields })
}
