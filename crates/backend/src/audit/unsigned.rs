//! Unsigned registrations: whether each is still what was kept. That it is what somebody sent, nothing can show.

use thuan_consent::registration::Registration;

use super::record::read_registration;
use crate::store::StoredUnsigned;
use crate::unsigned::Unsigned;

/// What an unsigned registration says, as far as it can be read, and what is wrong with it: a code and a sentence each.
pub struct AuditedUnsigned {
    /// What was kept beside the personal data.
    pub unsigned: Option<Unsigned>,
    /// The personal data.
    pub registration: Option<Registration>,
    /// What is wrong.
    pub faults: Vec<(&'static str, &'static str)>,
}

/// Looks at one.
#[must_use]
pub fn audit_unsigned(stored: &StoredUnsigned) -> AuditedUnsigned {
    let mut faults = Vec::new();
    let unsigned = parse(stored);
    match &unsigned {
        None => faults.push(("unsigned_unreadable", "it cannot be read")),
        Some(unsigned) => {
            let hash = unsigned.sha256();
            if hash.is_ok_and(|hash| hash.as_str() != stored.content_sha256) {
                faults.push((
                    "unsigned_changed",
                    "it is not what it was: it has another hash",
                ));
            }
        }
    }
    let kept = stored.registration.as_ref();
    let registration = kept.and_then(read_registration);
    match (kept, &registration) {
        (Some(_), None) => faults.push((
            "registration_unreadable",
            "the registration kept with it cannot be read",
        )),
        (Some(_), Some(registration))
            if registration.sha256().as_str() != stored.registration_sha256 =>
        {
            faults.push((
                "registration_sha256",
                "its registration is not what it was: it has another hash",
            ));
        }
        _ => {}
    }
    match (kept.is_some(), stored.forgotten.is_some()) {
        (false, false) => faults.push((
            "registration_missing",
            "its registration is gone, and no note says when and why",
        )),
        (true, true) => faults.push((
            "registration_kept",
            "its registration is noted as deleted, and is there",
        )),
        _ => {}
    }
    AuditedUnsigned {
        unsigned,
        registration,
        faults,
    }
}

fn parse(stored: &StoredUnsigned) -> Option<Unsigned> {
    Some(Unsigned {
        registration_id: stored.registration_id.parse().ok()?,
        received_at: stored.received_at.parse().ok()?,
        form_id: stored.form_id.clone(),
        form_sha256: stored.form_sha256.parse().ok()?,
        notice_sha256: stored.notice_sha256.parse().ok()?,
        language: stored.language.parse().ok()?,
        acknowledged: stored.acknowledged.clone(),
        decisions: serde_json::from_str(&stored.decisions).ok()?,
        registration_sha256: stored.registration_sha256.parse().ok()?,
    })
}
