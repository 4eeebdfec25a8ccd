//! Sending a change, and what becomes of the answer.

use std::sync::Arc;

use leptos::ev::Event;
use leptos::task::spawn_local;
use thuan_consent::deadline::Deadlines;
use thuan_consent::evidence::{Countersigned, Earlier, Evidence, FORMAT, PolicyText};
use thuan_consent::jws::FlattenedJws;
use thuan_consent::receipt::Received;
use thuan_consent::record::{Decision, Visibility};

use super::sign::sign;
use super::{Place, boxes};
use crate::browser::post::{Refusal, post};
use crate::browser::{countersign, now, records, sight, tell, vault};
use crate::i18n;
use crate::record_page::choices::{Choices, Plan, language_of, withdraw_box};
use crate::record_page::state::{Done, Failure, Opened, Page, Phase, Service, Signed};
use crate::record_page::view::{HEADING, STATUS};
use crate::state::{Proof, Ticks};

/// Signs and sends what was ticked.
pub(in crate::record_page) fn send(
    page: &Page,
    opened: &Arc<Opened>,
    choices: &Arc<Choices>,
    event: &Event,
) {
    let Some(place) = begin(page, event) else {
        return;
    };
    if !boxes::are_as_left(page, &place, choices) {
        fail(page, &place, Failure::Tampered);
        return;
    }
    page.ticks
        .update(|ticks| sight::complete(ticks, |name| place.find(name)));
    let ticks = page.ticks.get_untracked();
    match choices.plan(&ticks) {
        Ok(plan) => go(page, opened, plan, ticks, place),
        Err(failure) => fail(page, &place, failure),
    }
}

/// Withdraws everything that can be withdrawn. Withdrawing must be as easy as agreeing; there is nothing like it for
/// agreeing, where each purpose is a decision of its own.
pub(in crate::record_page) fn withdraw_all(
    page: &Page,
    opened: &Arc<Opened>,
    choices: &Arc<Choices>,
    event: &Event,
) {
    let Some(place) = begin(page, event) else {
        return;
    };
    let mut ticks = Ticks::default();
    // One moment for all, and the same in a second try, which must send the same bytes.
    let known = page.unanswered.with_untracked(|signed| {
        let signed = signed.as_ref()?;
        let all = choices.withdrawable();
        all.iter()
            .all(|id| signed.ticks.is_ticked(&withdraw_box(id)))
            .then(|| signed.ticks.clone())
    });
    if let Some(known) = known {
        ticks = known;
    } else {
        for id in choices.withdrawable() {
            // By one button for all of them, which is not watched.
            ticks.set(
                withdraw_box(&id),
                Decision::Ticked(now()),
                Visibility::Unknown,
            );
        }
    }
    page.ticks.set(ticks.clone());
    match choices.plan(&ticks) {
        Ok(plan) => go(page, opened, plan, ticks, place),
        Err(failure) => fail(page, &place, failure),
    }
}

/// Nothing is signed that no person asked for, or while something is on its way.
fn begin(page: &Page, event: &Event) -> Option<Place> {
    let idle = !page.phase.with_untracked(Phase::is_on_its_way);
    Place::of(event).filter(|_| idle && event.is_trusted())
}

fn fail(page: &Page, place: &Place, failure: Failure) {
    if failure.is_told() {
        tell::page(&place.0, "thuan:error", &[("code", failure.code())]);
    }
    page.phase.set(Phase::Failed(failure));
    place.focus(STATUS);
}

fn go(page: &Page, opened: &Arc<Opened>, plan: Plan, ticks: Ticks, place: Place) {
    page.phase.set(Phase::Sending);
    let (page, opened) = (page.clone(), Arc::clone(opened));
    spawn_local(async move {
        let Some(service) = &page.setup.service else {
            return;
        };
        let outcome = deliver(&page, &place, &opened, service, &plan, ticks).await;
        // Who has gone elsewhere meanwhile is not fetched back; what arrived is kept and told all the same.
        let waits = page.phase.with_untracked(Phase::is_on_its_way);
        match outcome {
            Ok((signed, shown)) => {
                announce(&place, &signed);
                keep(&opened, &shown, service).await;
                if waits {
                    page.show(shown);
                    place.focus(HEADING);
                }
            }
            Err(failure) if waits => fail(&page, &place, failure),
            Err(_) => {}
        }
    });
}

async fn deliver(
    page: &Page,
    place: &Place,
    opened: &Opened,
    service: &Service,
    plan: &Plan,
    ticks: Ticks,
) -> Result<(Arc<Signed>, Opened), Failure> {
    let hash = opened
        .verified()
        .map(|verified| verified.record_sha256.as_str().to_owned());
    let known = page.unanswered.get_untracked().filter(|signed| {
        Some(&signed.previous_record_sha256) == hash.as_ref() && signed.ticks == ticks
    });
    let signed = match known {
        Some(signed) => signed,
        None => Arc::new(sign(page, opened, service, plan, ticks).await?),
    };
    page.unanswered.set(Some(Arc::clone(&signed)));
    let near = place.waiting();
    let sent = post(
        near.as_ref(),
        &service.endpoint,
        &signed.record_id,
        &signed.record_sha256,
        signed.body.clone(),
    )
    .await;
    let receipt = match sent {
        Ok(receipt) => receipt,
        Err(refusal) => {
            let failure = Failure::from(refusal);
            if !failure.may_have_arrived() {
                page.unanswered.set(None);
            }
            return Err(failure);
        }
    };
    let keys = super::texts::key_set(service);
    let (proof, countersigned) =
        countersign::judge(keys.as_deref(), received(service, &signed), receipt).await;
    let old_text = page.old_text.get_untracked();
    let file = evidence(opened, service, &signed, countersigned, old_text);
    let mut shown = Opened::read(&file.to_text()).map_err(|_| Failure::Answer)?;
    // The time of the receipt is the company's own; without one, this clock has to do.
    let received_at = match &shown.verdict.receipt {
        Some(receipt) => receipt.received_at.clone(),
        None => now(),
    };
    shown.done = Some(Done {
        withdrew: signed.withdraws,
        deadlines: Deadlines::of(&received_at),
        receipt_is_wrong: proof == Some(Proof::ReceiptWrong),
    });
    Ok((signed, shown))
}

/// The new file: it holds the records before this one too, and takes their file's place.
fn evidence(
    opened: &Opened,
    service: &Service,
    signed: &Signed,
    countersigned: Option<Countersigned>,
    old_text: Option<String>,
) -> Evidence {
    let old = &opened.verdict.file;
    let mut previous = old.previous.clone();
    previous.push(Earlier {
        consent: old.consent.clone(),
        receipt: old.receipt.clone(),
    });
    let (receipt, jwks): (Option<FlattenedJws>, _) = match countersigned {
        Some(given) => (Some(given.receipt), given.jwks),
        None => (None, None),
    };
    let jwks = jwks.and_then(|jwks| jwks.try_into().ok());
    Evidence {
        format: FORMAT.to_owned(),
        consent: signed.consent.clone(),
        receipt,
        previous,
        registration: old.registration.clone(),
        policy: policy(opened, service, signed.renews, old_text),
        form: Some(service.form_text.clone()),
        // Keys stay listed for ever, so the set of today has those of the earlier receipts too.
        jwks: jwks.or_else(|| old.jwks.clone()),
    }
}

/// The text that the follow-up is under.
fn policy(
    opened: &Opened,
    service: &Service,
    renews: bool,
    old_text: Option<String>,
) -> Option<PolicyText> {
    let record = opened.record()?;
    if renews {
        let language = language_of(record, &service.policy);
        return Some(PolicyText {
            language: language.clone(),
            text: service.policy.text(language)?.to_owned(),
        });
    }
    Some(PolicyText {
        language: record.privacy_notice.language.clone(),
        text: old_text?,
    })
}

/// Tells the page: names and hashes, never a value.
fn announce(place: &Place, signed: &Signed) {
    let name = if signed.withdraws {
        "thuan:withdrawn"
    } else {
        "thuan:submitted"
    };
    let detail = [
        ("record_id", signed.record_id.as_str()),
        ("record_sha256", &signed.record_sha256),
        ("previous_record_sha256", &signed.previous_record_sha256),
    ];
    tell::page(&place.0, name, &detail);
}

/// Keeps the proof in this browser, without what was typed, in the place of the record it changes.
async fn keep(old: &Opened, new: &Opened, service: &Service) {
    let Some(record) = new.record() else { return };
    let without = Evidence {
        registration: None,
        ..new.verdict.file.clone()
    };
    let kept = records::Kept {
        form_id: service.form.id.clone(),
        record_id: record.record_id.as_str().to_owned(),
        event_time: record.event_time.as_str().to_owned(),
        notice_sha256: record.privacy_notice.sha256.as_str().to_owned(),
        evidence: without.to_text(),
    };
    if records::keep(&kept).await
        && let Some(record) = old.record()
    {
        let _ = vault::let_go(record.record_id.as_str()).await;
    }
}

fn received<'a>(service: &'a Service, signed: &'a Signed) -> Received<'a> {
    Received {
        record_id: &signed.record_id,
        record_sha256: &signed.record_sha256,
        audience: &service.endpoint,
    }
}

impl Failure {
    /// Whether the backend may have it all the same: then a second try has to send the same bytes.
    pub(super) fn may_have_arrived(&self) -> bool {
        matches!(
            self,
            Self::Network
                | Self::Timeout
                | Self::Stopped
                | Self::Server
                | Self::Busy
                | Self::Answer
        )
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Failure(failure) => failure.into(),
            Refusal::Problem(problem) => {
                let codes = || problem.errors.iter().map(|fault| &*fault.code);
                if codes().any(|code| code == "not_the_newest") {
                    Self::NotTheNewest
                } else if codes().any(|code| code == "unknown_previous") {
                    Self::UnknownRecord
                } else if codes().any(|code| matches!(code, "notice_changed" | "form_changed")) {
                    Self::PolicyChanged
                } else {
                    let code = codes().next().map(str::to_owned);
                    Self::Refused(code.unwrap_or_else(|| problem.status.to_string()))
                }
            }
        }
    }
}

impl From<i18n::Failure> for Failure {
    fn from(failure: i18n::Failure) -> Self {
        use i18n::Failure as Known;
        match failure {
            Known::InsecureContext => Self::InsecureContext,
            Known::Key => Self::Key,
            Known::Unreachable => Self::Unreachable,
            Known::Network => Self::Network,
            Known::Timeout => Self::Timeout,
            Known::Unproved => Self::Unproved,
            Known::Stopped => Self::Stopped,
            Known::Server => Self::Server,
            Known::Busy => Self::Busy,
            Known::Answer => Self::Answer,
            Known::Refused(status) => Self::Refused(status.to_string()),
            other => Self::Refused(other.code().to_owned()),
        }
    }
}
