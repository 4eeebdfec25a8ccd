//! From what a person said to a signed record.

use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::envelope::Outgoing;
use thuan_consent::jws::{RECORD_TYPE, Unsigned};
use thuan_consent::record::{Decision, Draft, EventState, Evidence, Surroundings};
use thuan_consent::registration::{Filled, Salt};

use web_sys::EventTarget;

use super::keys::{KeyError, SigningKey, signing_key};
use super::{challenge, clock, crypto, now};
use crate::i18n::Failure;
use crate::outbox::{Said, Signed};
use crate::state::{ACKNOWLEDGED, App, box_name};

/// Makes the record, under a name it has already or a new one, and signs it.
pub(super) async fn sign(
    app: &App,
    near: &EventTarget,
    said: Said,
    name: Option<RecordId>,
) -> Result<Signed, Failure> {
    let key = signing_key(&app.setup.policy.id)
        .await
        .map_err(|error| match error {
            KeyError::InsecureContext => Failure::InsecureContext,
            KeyError::Refused => Failure::Key,
        })?;
    let notice = notice(app, &said).ok_or(Failure::Definition)?;
    let challenge = challenge::nonce(app, near, &said.language, &notice).await?;
    let challenged = challenge.is_some();
    let ready = prepare(app, &said, &key, challenge, name)?;
    let signature = key
        .sign(&ready.unsigned.signing_input())
        .await
        .map_err(|_| Failure::Key)?;
    Ok(Signed {
        said,
        record_id: ready.record_id,
        record_sha256: ready.record_sha256.as_str().to_owned(),
        decisions: ready.decisions,
        challenged,
        kept_as: (ready.event_time, notice.as_str().to_owned()),
        outgoing: Outgoing {
            registration: Some(ready.registration),
            consent: ready.unsigned.finish(&signature),
            previous: None,
        },
    })
}

/// The hash of the text on the screen.
fn notice(app: &App, said: &Said) -> Option<Sha256Hex> {
    let text = app.setup.policy.text(&said.language)?;
    Some(Sha256Hex::of(text.as_bytes()))
}

/// Everything but the signature. What waits for something else is kept small: it is moved about, and every way out of
/// waiting has to let go of it.
struct Ready {
    registration: Filled,
    unsigned: Unsigned,
    record_id: String,
    record_sha256: Sha256Hex,
    event_time: String,
    decisions: Vec<(String, bool)>,
}

#[inline(never)]
fn prepare(
    app: &App,
    said: &Said,
    key: &SigningKey,
    challenge: Option<String>,
    name: Option<RecordId>,
) -> Result<Ready, Failure> {
    let registration = Filled {
        salt: Salt::from_random(&crypto::random().ok_or(Failure::Key)?),
        fields: said.fields.clone(),
    };
    let Decision::Ticked(acknowledged_at) = said.ticks.decision(ACKNOWLEDGED) else {
        return Err(Failure::Definition);
    };
    let draft = Draft {
        policy: &app.setup.policy,
        language: &said.language,
        acknowledged_at,
        registration_sha256: registration.sha256(),
    };
    let surroundings = surroundings(app, said, key, challenge, name).ok_or(Failure::Key)?;
    let record = draft
        .record(surroundings, |purpose| {
            said.ticks.decision(&box_name(purpose))
        })
        .map_err(|_| Failure::Definition)?;
    let payload = record.canonical();
    let mut decisions = Vec::new();
    for purpose in record.purposes {
        decisions.push((purpose.label, purpose.event_state == EventState::Given));
    }
    Ok(Ready {
        registration,
        unsigned: Unsigned::new(RECORD_TYPE, &key.public, &payload)
            .map_err(|_| Failure::Definition)?,
        record_id: record.record_id.as_str().to_owned(),
        record_sha256: Sha256Hex::of(&payload),
        event_time: record.event_time.as_str().to_owned(),
        decisions,
    })
}

#[inline(never)]
fn surroundings(
    app: &App,
    said: &Said,
    key: &SigningKey,
    challenge: Option<String>,
    name: Option<RecordId>,
) -> Option<Surroundings> {
    let setup = &app.setup;
    let record_id = match name {
        Some(name) => name,
        None => crypto::random_uuid()?.parse().ok()?,
    };
    let page_origin = web_sys::window()?.location().origin().ok()?;
    Some(Surroundings {
        record_id,
        event_time: now(),
        key: key.public.thumbprint(),
        audience: setup.endpoint.clone(),
        challenge,
        partner: setup.partner.clone(),
        withdrawal_page: setup.withdrawal_page.clone(),
        evidence: Evidence {
            page_origin,
            embedder_origin: setup.embedder_origin.clone(),
            form_id: setup.form.id.clone(),
            form_sha256: setup.form_sha256.clone(),
            widget_version: env!("CARGO_PKG_VERSION").to_owned(),
            widget_sha256: setup.widget_sha256.clone(),
            key_storage: key.storage,
            clock: clock::ran(setup.opened),
            controls: said.ticks.controls(),
        },
    })
}
