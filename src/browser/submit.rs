//! From what stands in the inputs to a stored record.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::envelope::Outgoing;
use thuan_consent::evidence::{self, PolicyText};
use thuan_consent::form::{FieldKind, Section};
use thuan_consent::jws::{RECORD_TYPE, Unsigned};
use thuan_consent::map::Map;
use thuan_consent::problem::Problem;
use thuan_consent::record::{Decision, Draft, EventState, Evidence, Surroundings};
use thuan_consent::registration::{self, Filled, PHONE_EXTENSION, Salt};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, HtmlInputElement, ShadowRoot};

use super::events::{is_sending, read_again, value_of};
use super::keys::{KeyError, SigningKey, signing_key};
use super::post::{Refusal, post};
use super::{crypto, element_near, nfc, now};
use crate::i18n::Failure;
use crate::outbox::{Said, Signed};
use crate::state::{ACKNOWLEDGED, App, Done, Input, Phase, Trouble, box_name};
use crate::view::{DONE_HEADING, SUMMARY};

/// Checks everything, then signs and sends; or says what to mend.
pub(super) fn submit(app: &App, form: HtmlElement) {
    if is_sending(app) {
        return;
    }
    let said = match read(app, &form) {
        Ok(said) => said,
        Err(troubles) => {
            app.troubles.set(troubles);
            app.phase.set(Phase::Editing);
            focus_later(form, SUMMARY);
            return;
        }
    };
    app.troubles.set(Vec::new());
    app.phase.set(Phase::Sending);
    if !boxes_are_as_left(app, &form) {
        fail(app, &form, Failure::Tampered);
        return;
    }
    let app = app.clone();
    spawn_local(async move {
        match deliver(&app, said).await {
            Ok(done) => {
                announce(
                    &form,
                    "thuan:submitted",
                    &done.record_id,
                    &done.record_sha256,
                );
                app.phase.set(Phase::Done(done));
                focus_later(form, DONE_HEADING);
            }
            Err(Refusal::Failure(failure)) => fail(&app, &form, failure),
            Err(Refusal::Problem(problem)) => show_problem(&app, form, &problem),
        }
    });
}

fn fail(app: &App, form: &HtmlElement, failure: Failure) {
    announce_error(form, failure.code());
    app.phase.set(Phase::Failed(failure));
}

/// Reads every input and parses it.
#[inline(never)]
fn read(app: &App, form: &HtmlElement) -> Result<Said, Vec<(Input, Trouble)>> {
    let mut troubles = Vec::new();
    let mut fields = Map::default();
    for definition in &app.setup.form.fields {
        let kind = definition.name;
        let typed = typed(form, kind);
        read_again(app, kind, &typed);
        if !definition.required && typed.trim().is_empty() {
            continue;
        }
        match registration::parse(kind, &typed, nfc) {
            Ok(parsed) => {
                fields.insert(kind.name().to_owned(), parsed.value);
                if let Some(extension) = parsed.extension {
                    fields.insert(PHONE_EXTENSION.to_owned(), extension);
                }
            }
            Err(error) => troubles.push((Input::Field(kind), Trouble::Field(error))),
        }
    }
    let ticks = app.ticks.get_untracked();
    if !ticks.is_ticked(ACKNOWLEDGED) {
        troubles.push((Input::Acknowledged, Trouble::NotAcknowledged));
    }
    if !troubles.is_empty() {
        return Err(in_page_order(troubles));
    }
    Ok(Said {
        fields,
        ticks,
        language: app.language.get_untracked(),
    })
}

/// The company's fields stand before the contact's whatever order the definition lists them in.
fn in_page_order(troubles: Vec<(Input, Trouble)>) -> Vec<(Input, Trouble)> {
    let mut in_order = Vec::with_capacity(troubles.len());
    for section in [Some(Section::Company), Some(Section::Contact), None] {
        for (input, trouble) in &troubles {
            let stands_in = match input {
                Input::Field(kind) => Some(kind.section()),
                Input::Acknowledged => None,
            };
            if stands_in == section {
                in_order.push((*input, *trouble));
            }
        }
    }
    in_order
}

/// Whether every box shows what the person decided. Those that do not are put back: a script of the page has moved
/// them, and nobody should sign what they did not see.
#[inline(never)]
fn boxes_are_as_left(app: &App, form: &HtmlElement) -> bool {
    let mut as_left = is_as_left(app, form, ACKNOWLEDGED);
    for purpose in app.setup.policy.choices() {
        as_left &= is_as_left(app, form, &box_name(&purpose.id));
    }
    as_left
}

fn is_as_left(app: &App, form: &HtmlElement, name: &str) -> bool {
    let ticked = app.ticks.with_untracked(|ticks| ticks.is_ticked(name));
    let element =
        element_near(form, name).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    let moved = element.filter(|checkbox| checkbox.checked() != ticked);
    if let Some(checkbox) = &moved {
        checkbox.set_checked(ticked);
    }
    moved.is_none()
}

fn typed(form: &HtmlElement, kind: FieldKind) -> String {
    element_near(form, kind.name())
        .and_then(|element| value_of(&element))
        .unwrap_or_default()
}

async fn deliver(app: &App, said: Said) -> Result<Arc<Done>, Refusal> {
    let unanswered = app
        .unanswered
        .with_untracked(|kept| kept.clone().filter(|signed| signed.said == said));
    let signed = match unanswered {
        Some(signed) => signed,
        None => Arc::new(sign(app, said).await?),
    };
    app.unanswered.set(Some(Arc::clone(&signed)));
    let Done {
        record_id,
        record_sha256,
        ..
    } = &*signed.done;
    let sent = post(
        &app.setup.endpoint,
        record_id,
        record_sha256,
        signed.body.clone(),
    )
    .await;
    let keep = match &sent {
        Ok(()) => false,
        // These answers are final: the same bytes would meet with the same refusal.
        Err(Refusal::Problem(_) | Refusal::Failure(Failure::Conflict | Failure::Refused(_))) => {
            false
        }
        Err(Refusal::Failure(_)) => true,
    };
    if !keep {
        app.unanswered.set(None);
    }
    sent?;
    Ok(Arc::clone(&signed.done))
}

/// Makes the record and signs it.
async fn sign(app: &App, said: Said) -> Result<Signed, Failure> {
    let key = signing_key(&app.setup.policy.id)
        .await
        .map_err(|error| match error {
            KeyError::InsecureContext => Failure::InsecureContext,
            KeyError::Refused => Failure::Key,
        })?;
    let ready = prepare(app, &said, &key)?;
    let signature = key
        .sign(&ready.unsigned.signing_input())
        .await
        .map_err(|_| Failure::Key)?;
    finish(app, said, ready, &signature)
}

/// Everything but the signature. What waits for something else is kept small: it is moved about, and every way out of
/// waiting has to let go of it.
struct Ready {
    registration: Filled,
    unsigned: Unsigned,
    record_id: String,
    record_sha256: Sha256Hex,
    decisions: Vec<(String, bool)>,
}

#[inline(never)]
fn prepare(app: &App, said: &Said, key: &SigningKey) -> Result<Ready, Failure> {
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
    let surroundings = surroundings(app, key).ok_or(Failure::Key)?;
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
        decisions,
    })
}

/// The body to post, and what is shown and kept once it has arrived.
#[inline(never)]
fn finish(app: &App, said: Said, ready: Ready, signature: &[u8; 64]) -> Result<Signed, Failure> {
    let outgoing = Outgoing {
        registration: Some(ready.registration),
        consent: ready.unsigned.finish(signature),
        previous: None,
    };
    let text = app
        .setup
        .policy
        .text(&said.language)
        .ok_or(Failure::Definition)?;
    let policy = PolicyText {
        language: said.language.clone(),
        text: text.to_owned(),
    };
    let done = Done {
        record_id: ready.record_id,
        record_sha256: ready.record_sha256.as_str().to_owned(),
        decisions: ready.decisions,
        evidence: evidence::own_copy(&outgoing, None, &policy, &app.setup.form_text),
    };
    Ok(Signed {
        said,
        body: outgoing.body(),
        done: Arc::new(done),
    })
}

#[inline(never)]
fn surroundings(app: &App, key: &SigningKey) -> Option<Surroundings> {
    let setup = &app.setup;
    let record_id: RecordId = crypto::random_uuid()?.parse().ok()?;
    let page_origin = web_sys::window()?.location().origin().ok()?;
    Some(Surroundings {
        record_id,
        event_time: now(),
        key: key.public.thumbprint(),
        audience: setup.endpoint.clone(),
        challenge: None,
        partner: setup.partner.clone(),
        evidence: Evidence {
            page_origin,
            embedder_origin: None,
            form_id: setup.form.id.clone(),
            form_sha256: setup.form_sha256.clone(),
            widget_version: env!("CARGO_PKG_VERSION").to_owned(),
            widget_sha256: setup.widget_sha256.clone(),
            key_storage: key.storage,
            clock: None,
        },
    })
}

/// Puts each of the backend's faults where it belongs.
#[inline(never)]
fn show_problem(app: &App, form: HtmlElement, problem: &Problem) {
    let fault_of = |kind: &FieldKind| {
        problem
            .errors
            .iter()
            .any(|fault| fault.field_name() == Some(kind.name()))
    };
    let fields: Vec<_> = FieldKind::ALL.into_iter().filter(fault_of).collect();
    if fields.is_empty() {
        let changed = problem
            .errors
            .iter()
            .any(|fault| matches!(&*fault.code, "notice_changed" | "form_changed"));
        fail(
            app,
            &form,
            if changed {
                Failure::Changed
            } else {
                Failure::Refused(problem.status)
            },
        );
        return;
    }
    app.troubles.set(in_page_order(
        fields
            .into_iter()
            .map(|kind| (Input::Field(kind), Trouble::RefusedByBackend))
            .collect(),
    ));
    app.phase.set(Phase::Editing);
    announce_error(&form, "refused");
    focus_later(form, SUMMARY);
}

/// Focuses an element that the change just made shows: after the view has followed the signals.
fn focus_later(form: HtmlElement, id: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = element_near(&form, id) {
            let _ = element.focus();
        }
    });
}

fn announce(form: &HtmlElement, name: &str, record_id: &str, record_sha256: &str) {
    dispatch(
        form,
        name,
        &[("record_id", record_id), ("record_sha256", record_sha256)],
    );
}

fn announce_error(form: &HtmlElement, code: &str) {
    dispatch(form, "thuan:error", &[("code", code)]);
}

/// Tells the page, from the element itself: identifiers and hashes, never a value.
fn dispatch(form: &HtmlElement, name: &str, detail: &[(&str, &str)]) {
    let root = form.get_root_node();
    let target: web_sys::EventTarget = match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.host().into(),
        None => form.clone().into(),
    };
    let members = js_sys::Object::new();
    for (member, value) in detail {
        let _ = js_sys::Reflect::set(
            &members,
            &JsValue::from_str(member),
            &JsValue::from_str(value),
        );
    }
    let options = CustomEventInit::new();
    options.set_bubbles(true);
    options.set_composed(true);
    options.set_detail(&members);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &options) {
        let _ = target.dispatch_event(&event);
    }
}
