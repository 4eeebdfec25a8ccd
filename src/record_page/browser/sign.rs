//! From ticks to a signed follow-up.

use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::envelope::{Outgoing, Verified};
use thuan_consent::jws::{RECORD_TYPE, Unsigned};
use thuan_consent::record::change::{Change, Renewal};
use thuan_consent::record::{Evidence, Surroundings};

use super::texts;
use crate::browser::keys::{KeyError, SigningKey, signing_key};
use crate::browser::{clock, crypto, now};
use crate::record_page::choices::{Plan, language_of};
use crate::record_page::state::{Failure, Opened, Page, Service, Signed};
use crate::state::Ticks;

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::InsecureContext => Self::InsecureContext,
            KeyError::Refused => Self::Key,
        }
    }
}

/// Makes the follow-up and signs it: with the key of this browser, which is that of the record it changes, or not.
pub(super) async fn sign(
    page: &Page,
    opened: &Opened,
    service: &Service,
    plan: &Plan,
    ticks: Ticks,
) -> Result<Signed, Failure> {
    let key = signing_key(&service.policy.id).await?;
    let previous = opened.verified().ok_or(Failure::UnknownRecord)?;
    let (record_id, payload) = follow_up(page, previous, service, plan, &ticks, &key)?;
    let unsigned = Unsigned::new(RECORD_TYPE, &key.public, &payload).map_err(|_| Failure::Key)?;
    let signature = key.sign(&unsigned.signing_input()).await?;
    let consent = unsigned.finish(&signature);
    let continued = key.public.thumbprint() == previous.record.pii_principal_id;
    let outgoing = Outgoing {
        registration: None,
        consent: consent.clone(),
        // Whoever cannot sign with the key of the record shows the record itself.
        previous: (!continued).then(|| opened.verdict.file.consent.clone()),
    };
    Ok(Signed {
        previous_record_sha256: previous.record_sha256.as_str().to_owned(),
        ticks,
        record_id: record_id.as_str().to_owned(),
        record_sha256: Sha256Hex::of(&payload).as_str().to_owned(),
        body: outgoing.body(),
        withdraws: plan.withdraws,
        consent,
        renews: renews(plan),
    })
}

/// Whether the change is made under the policy in force: agreeing is, withdrawing alone is not.
fn renews(plan: &Plan) -> bool {
    plan.agrees || plan.acknowledged_at.is_some()
}

fn follow_up(
    page: &Page,
    previous: &Verified,
    service: &Service,
    plan: &Plan,
    ticks: &Ticks,
    key: &SigningKey,
) -> Result<(RecordId, Vec<u8>), Failure> {
    let record = &previous.record;
    let record_id: RecordId = crypto::random_uuid()
        .and_then(|text| text.parse().ok())
        .ok_or(Failure::Key)?;
    let page_origin = web_sys::window()
        .and_then(|window| window.location().origin().ok())
        .ok_or(Failure::Key)?;
    let surroundings = Surroundings {
        record_id: record_id.clone(),
        event_time: now(),
        key: key.public.thumbprint(),
        audience: record.audience.clone(),
        challenge: None,
        partner: page.setup.partner.clone(),
        withdrawal_page: texts::withdrawal_page(service),
        evidence: Evidence {
            page_origin,
            embedder_origin: page.setup.embedder_origin.clone(),
            form_id: service.form.id.clone(),
            form_sha256: service.form_sha256.clone(),
            widget_version: env!("CARGO_PKG_VERSION").to_owned(),
            widget_sha256: page.setup.widget_sha256.clone(),
            key_storage: key.storage,
            clock: clock::ran(page.setup.opened),
            controls: ticks.controls(),
        },
    };
    let renewal = renews(plan).then(|| Renewal {
        policy: &service.policy,
        language: language_of(record, &service.policy),
        // Under the same words the tick that was made stands.
        acknowledged_at: plan
            .acknowledged_at
            .clone()
            .unwrap_or_else(|| record.acknowledged.decided_at.clone()),
    });
    let change = Change {
        previous: record,
        previous_sha256: &previous.record_sha256,
        renewal,
    };
    let made = change
        .record(surroundings, |id| plan.act(id))
        .map_err(|_| Failure::PolicyChanged)?;
    Ok((record_id, made.canonical()))
}
