//! Whether a verified record fits what this backend serves: meant for it, by a form and under a policy it has, with
//! fields that parse.

use thuan_consent::problem::Fault;
use thuan_consent::record::ConsentRecord;
use thuan_consent::registration::Registration;

use super::REGISTRATIONS;
use super::audience::Audiences;
use crate::catalogue::Catalogue;

const PAYLOAD: &str = "#/consent/payload";

/// Everything that stands against taking a first record: all of it at once, so that a person mends a form once.
///
/// The list is empty when there is nothing.
#[must_use]
pub fn faults(
    record: &ConsentRecord,
    registration: &Registration,
    catalogue: &Catalogue,
    audiences: &Audiences,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |member: &str, code, detail: &str| {
        faults.push(Fault::new(format!("{PAYLOAD}/{member}"), code, detail));
    };
    if !audiences.include(&record.audience) {
        let detail = format!(
            "signed for another address than this backend's; where it is reached under https://example.vn, start it \
             with --public-url https://example.vn, and records are signed for https://example.vn{REGISTRATIONS}"
        );
        add("audience", "audience", &detail);
    }
    if record.challenge.is_some() {
        add(
            "challenge",
            "unknown_challenge",
            "this backend gave no challenge; leave it out",
        );
    }
    if record.previous_record_sha256.is_some() {
        add(
            "previous_record_sha256",
            "change",
            "this address takes first records; changes are not taken yet",
        );
    }
    let form = catalogue.form(&record.evidence.form_id);
    match form {
        None => add(
            "evidence/form_id",
            "unknown_form",
            "this backend has no form of that name",
        ),
        Some(form) if form.file.sha256 != record.evidence.form_sha256 => {
            add(
                "evidence/form_sha256",
                "form_changed",
                "the form has changed since it was loaded; load it again",
            );
        }
        Some(form) if form.value.policy != record.privacy_notice.id => {
            add(
                "privacy_notice/id",
                "other_policy",
                "the form asks under another policy than the record names",
            );
        }
        Some(form) if !form.value.languages.contains(&record.language) => {
            add(
                "language",
                "language",
                "the form is not offered in this language",
            );
        }
        Some(_) => {}
    }
    match catalogue.pack(&record.privacy_notice.id) {
        None => add(
            "privacy_notice/id",
            "unknown_policy",
            "this backend has no policy of that name",
        ),
        Some(pack) => faults.extend(record.policy_faults(&pack.value)),
    }
    if let Some(form) = form {
        faults.extend(registration.faults(&form.value));
    }
    faults
}
