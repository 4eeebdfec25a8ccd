//! What a record refers to by its hash, and the file has beside it.

use super::Finding;
use crate::encoding::Sha256Hex;
use crate::envelope::Verified;
use crate::evidence::PolicyText;
use crate::record::PrivacyNotice;
use crate::registration::Registration;

/// `verified` is the oldest record of the file.
pub(super) fn registration(verified: &Verified, registration: Option<&Registration>) -> Finding {
    match (
        registration.map(Registration::sha256),
        &verified.record.registration_sha256,
    ) {
        (None, Some(_)) => Finding::RegistrationAbsent,
        (None, None) => Finding::RegistrationNone,
        (Some(have), Some(want)) if have == *want => Finding::RegistrationHolds,
        (Some(_), None) if verified.record.previous_record_sha256.is_some() => {
            Finding::RegistrationWithoutFirst
        }
        (Some(_), _) => Finding::RegistrationDiffers,
    }
}

pub(super) fn policy(verified: &Verified, policy: Option<&PolicyText>) -> Finding {
    let notice = &verified.record.privacy_notice;
    match policy {
        None => Finding::PolicyAbsent,
        Some(policy) if Sha256Hex::of(policy.text.as_bytes()) != notice.sha256 => {
            Finding::PolicyDiffers
        }
        Some(policy) if policy.language != notice.language => Finding::PolicyOtherLanguage,
        Some(_) => Finding::PolicyHolds,
    }
}

pub(super) fn policy_file(notice: &PrivacyNotice, file: &[u8]) -> Finding {
    let hash = Sha256Hex::of(file);
    if hash == notice.sha256 {
        Finding::PolicyFileHolds
    } else if hash == notice.authoritative.sha256 {
        Finding::PolicyFileAuthoritative
    } else {
        Finding::PolicyFileDiffers
    }
}

pub(super) fn form(verified: &Verified, form: Option<&str>) -> Finding {
    match form {
        None => Finding::FormAbsent,
        Some(form) if Sha256Hex::of(form.as_bytes()) == verified.record.evidence.form_sha256 => {
            Finding::FormHolds
        }
        Some(_) => Finding::FormDiffers,
    }
}
