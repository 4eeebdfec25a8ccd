//! Checking a kept record again, as if it had come from a stranger: whoever can write to the database could have
//! changed it.

use std::collections::BTreeMap;

use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::json;
use thuan_consent::problem::Fault;
use thuan_consent::registration::{Registration, Salt};

use crate::store::{StoredRecord, StoredRegistration};

/// What a kept record turned out to be.
#[derive(Debug)]
pub struct Audited {
    /// The record, where its signature holds.
    pub verified: Option<Verified>,
    /// The registration, where there is one and it can be read.
    pub registration: Option<Registration>,
    /// Everything that does not hold; empty for a sound record.
    pub faults: Vec<String>,
}

impl Audited {
    /// Whether the proof holds, and all that is kept with it belongs to it.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks the signature, that the record is kept under its own name and hash, and that the registration, unless it
/// was deleted, is the one that was signed over.
#[must_use]
pub fn audit(stored: &StoredRecord) -> Audited {
    let mut faults = Vec::new();
    let verified = match verify_record(&stored.consent) {
        Ok(verified) => Some(verified),
        Err(refusal) => {
            faults.extend(refusal.0.iter().map(describe));
            None
        }
    };
    let registration = stored.registration.as_ref().and_then(|stored| {
        let registration = read_registration(stored);
        if registration.is_none() {
            faults.push("the registration kept with it cannot be read".to_owned());
        }
        registration
    });
    if let Some(verified) = &verified {
        let record = &verified.record;
        if verified.record_sha256.as_str() != stored.record_sha256 {
            faults.push("it is kept under another hash than its own".to_owned());
        }
        if record.record_id.as_str() != stored.record_id {
            faults.push("it is kept under another record_id than its own".to_owned());
        }
        let signed_over = registration.as_ref().map(Registration::sha256);
        if signed_over.is_some() && signed_over != record.registration_sha256 {
            faults
                .push("the registration kept with it is not the one it was signed over".to_owned());
        }
    }
    Audited {
        verified,
        registration,
        faults,
    }
}

fn read_registration(stored: &StoredRegistration) -> Option<Registration> {
    let fields: BTreeMap<String, String> = json::parse_as(stored.fields.as_bytes()).ok()?;
    let salt = Salt::try_from(stored.salt.clone()).ok()?;
    Some(Registration { salt, fields })
}

/// A fault in one line.
#[must_use]
pub fn describe(fault: &Fault) -> String {
    format!("{} (at {})", fault.detail, fault.pointer)
}
