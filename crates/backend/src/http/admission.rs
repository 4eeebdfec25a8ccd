//! Whether a verified first record fits what this backend serves: meant for it, by a form and under a policy it has,
//! with fields that parse.

use thuan_consent::problem::Fault;
use thuan_consent::record::ConsentRecord;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;

use super::audience::Audiences;
use super::{App, REGISTRATIONS};
use crate::keys::challenge::{ChallengeSecret, NotTaken};

const PAYLOAD: &str = "#/consent/payload";

/// A fault of a member of the record.
pub(super) fn fault(member: &str, code: &'static str, detail: impl ToString) -> Fault {
    Fault::new(format!("{PAYLOAD}/{member}"), code, detail)
}

/// Everything that stands against taking a first record: all of it at once, so that a person mends a form once.
///
/// The list is empty when there is nothing.
#[must_use]
pub fn faults(
    record: &ConsentRecord,
    registration: &Registration,
    app: &App,
    now: &Timestamp,
) -> Vec<Fault> {
    let form = app.catalogue.form(&record.evidence.form_id);
    let mut faults = Vec::from_iter(audience(record, &app.audiences));
    let needed = form.is_some_and(|form| form.value.challenge);
    faults.extend(challenge(record, needed, &app.challenges, now));
    faults.extend(match form {
        None => Some(fault(
            "evidence/form_id",
            "unknown_form",
            "this backend has no form of that name",
        )),
        Some(form) if form.file.sha256 != record.evidence.form_sha256 => Some(fault(
            "evidence/form_sha256",
            "form_changed",
            "the form has changed since it was loaded; load it again",
        )),
        Some(form) if form.value.policy != record.privacy_notice.id => Some(fault(
            "privacy_notice/id",
            "other_policy",
            "the form asks under another policy than the record names",
        )),
        Some(form) if !form.value.languages.contains(&record.language) => Some(fault(
            "language",
            "language",
            "the form is not offered in this language",
        )),
        Some(_) => None,
    });
    match app.catalogue.pack(&record.privacy_notice.id) {
        None => faults.push(fault(
            "privacy_notice/id",
            "unknown_policy",
            "this backend has no policy of that name",
        )),
        Some(pack) => faults.extend(record.policy_faults(&pack.value)),
    }
    if let Some(form) = form {
        faults.extend(registration.faults(&form.value));
    }
    faults
}

/// Whether the record was signed for this backend.
pub(super) fn audience(record: &ConsentRecord, audiences: &Audiences) -> Option<Fault> {
    if audiences.include(&record.audience) {
        return None;
    }
    let detail = format!(
        "signed for another address than this backend's; where it is reached under https://example.vn, start it \
         with --public-url https://example.vn, and records are signed for https://example.vn{REGISTRATIONS}"
    );
    Some(fault("audience", "audience", detail))
}

/// Whether the record's challenge is one of this backend's, and there where it is `needed`. Whether it was used before
/// is found out when the record is kept.
pub(super) fn challenge(
    record: &ConsentRecord,
    needed: bool,
    challenges: &ChallengeSecret,
    now: &Timestamp,
) -> Option<Fault> {
    let (code, detail) = match &record.challenge {
        None if needed => (
            "challenge_missing",
            "this form's records need a challenge; fetch one and sign again",
        ),
        None => return None,
        Some(nonce) => match challenges.check(nonce, now) {
            Ok(()) => return None,
            Err(NotTaken::Unknown) => (
                "challenge_unknown",
                "this backend gave no such challenge; fetch one and sign again",
            ),
            Err(NotTaken::Expired) => (
                "challenge_expired",
                "the challenge has run out; fetch another and sign again",
            ),
        },
    };
    Some(fault("challenge", code, detail))
}
