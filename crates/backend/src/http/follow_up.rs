//! Whether a record that changes another may do so: it follows the record it names, keeps to what can be changed, and
//! comes from somebody who is entitled.
//!
//! Entitled is who signs with the same key, or who shows the record itself: its bytes are held by the person and the
//! company alone. The receipt says which of the two it was.

use serde::Deserialize;
use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::jws::FlattenedJws;
use thuan_consent::problem::Fault;
use thuan_consent::receipt::KeyContinuity;
use thuan_consent::record::{ConsentRecord, change};
use thuan_consent::time::Timestamp;

use super::App;
use super::admission::{audience, challenge, fault, partner, withdrawal_page};
use super::problem::Kind;
use super::registrations::stored;
use crate::store::Change;

/// Judges a record that changes another. `shown` is the earlier record, where the sender shows it.
///
/// Whether it is the newest of its chain that is changed is found out when the record is kept.
///
/// # Errors
///
/// What stands against it.
pub async fn judge(
    app: &App,
    verified: &Verified,
    shown: Option<&FlattenedJws>,
    now: &Timestamp,
) -> Result<Change, Kind> {
    let record = &verified.record;
    let previous = match &record.previous_record_sha256 {
        Some(sha256) => app.store.get_by_hash(sha256).await.map_err(stored)?,
        None => None,
    };
    let Some(previous) = previous else {
        return Err(refused(fault(
            "previous_record_sha256",
            "unknown_previous",
            "this backend keeps no record of that hash",
        )));
    };
    // It verified when it was taken.
    let previous = verify_record(&previous.consent).map_err(|_| Kind::Internal)?;
    let change = Change::between(&previous.record, record);
    entitlement(&change, &previous, shown).map_err(refused)?;

    let mut faults = Vec::from_iter(audience(record, &app.audiences));
    faults.extend(challenge(record, false, &app.challenges, now));
    faults.extend(partner(record));
    if record.withdrawal_method != previous.record.withdrawal_method {
        faults.extend(withdrawal_page(record, app));
    }
    faults.extend(form(record, &previous.record, app).await?);
    if record.privacy_notice.id == previous.record.privacy_notice.id {
        let in_force = app.catalogue.pack(&record.privacy_notice.id);
        let in_force = in_force.map(|pack| &pack.value);
        let (before, sha256) = (&previous.record, &previous.record_sha256);
        faults.extend(change::faults(before, sha256, record, in_force));
    } else {
        faults.push(fault(
            "privacy_notice/id",
            "other_policy",
            "the record it changes was signed under another policy",
        ));
    }
    if !faults.is_empty() {
        return Err(Kind::RegistrationRefused(faults));
    }
    Ok(change)
}

/// A form as it was served once, perhaps by another version that asked less or more of forms: its name is all that is asked
/// here. Consent can be taken back for as long as there is a record of it.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Whether the form that the record names is one that was ever served here, under the name it has: the company is told
/// that name.
async fn form(
    record: &ConsentRecord,
    previous: &ConsentRecord,
    app: &App,
) -> Result<Option<Fault>, Kind> {
    let (now, before) = (&record.evidence, &previous.evidence);
    let name = if now.form_sha256 == before.form_sha256 {
        before.form_id.clone()
    } else {
        let bytes = app.store.form(&now.form_sha256).await.map_err(stored)?;
        let form = bytes.and_then(|bytes| serde_json::from_slice::<Named>(&bytes).ok());
        let Some(form) = form else {
            return Ok(Some(fault(
                "evidence/form_sha256",
                "unknown_form",
                "this backend never had a form of that hash",
            )));
        };
        form.id
    };
    let detail = "not the name of the form whose hash the record has";
    Ok((name != now.form_id).then(|| fault("evidence/form_id", "unknown_form", detail)))
}

fn refused(fault: Fault) -> Kind {
    Kind::RegistrationRefused(vec![fault])
}

/// Whether the sender may speak for the record that is changed.
fn entitlement(
    change: &Change,
    previous: &Verified,
    shown: Option<&FlattenedJws>,
) -> Result<(), Fault> {
    let shows_it = shown.map(|shown| {
        verify_record(shown).is_ok_and(|shown| shown.record_sha256 == previous.record_sha256)
    });
    match (change.key_continuity, shows_it) {
        (_, Some(false)) => Err(Fault::new(
            "#/previous",
            "previous_mismatch",
            "not the record whose hash is in previous_record_sha256",
        )),
        (KeyContinuity::Continued, _) | (KeyContinuity::NotContinued, Some(true)) => Ok(()),
        (KeyContinuity::NotContinued, None) => Err(Fault::new(
            "#/previous",
            "previous_missing",
            "signed by another key than the record it changes; send that record along as `previous`",
        )),
    }
}
