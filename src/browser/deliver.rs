//! From what a person said to a record that has arrived, and the copies of it that stay here.

use std::sync::Arc;

use thuan_consent::envelope::Outgoing;
use thuan_consent::evidence::{self, Countersigned, PolicyText};
use thuan_consent::problem::Problem;
use thuan_consent::receipt::Received;
use web_sys::HtmlElement;

use super::post::{Refusal, post};
use super::records::{self, Kept};
use super::sign::sign;
use super::{countersign, net};
use crate::i18n::Failure;
use crate::outbox::{Said, Signed};
use crate::state::{App, Done, Proof};

/// Signs, unless that has been done already and only the answer is missing; posts; and keeps what comes back.
pub(super) async fn deliver(
    app: &App,
    form: &HtmlElement,
    said: Said,
) -> Result<Arc<Done>, Refusal> {
    let unanswered = app
        .unanswered
        .with_untracked(|kept| kept.clone().filter(|signed| signed.said.means(&said)));
    let mut signed = match unanswered {
        Some(signed) => signed,
        None => {
            // What was said before is not what is meant now.
            if let Some(old) = app.unanswered.get_untracked() {
                let _ = net::let_go(form, &old.record_id);
            }
            Arc::new(sign(app, form, said, None).await?)
        }
    };
    let mut sent = send(app, form, &signed).await;
    if matches!(&sent, Err(Refusal::Problem(problem)) if is_about_challenge(problem)) {
        // It ran out while a person was offline, say. What they said is signed again over a fresh one, once, and under
        // the same name: should the first have arrived all the same, the second cannot register them twice.
        let first = Arc::clone(&signed);
        // Until there is another, that is what the next press sends.
        app.unanswered.set(Some(Arc::clone(&first)));
        let name = first.record_id.parse().ok();
        match sign(app, form, first.said.clone(), name).await {
            Ok(again) => {
                signed = Arc::new(again);
                sent = send(app, form, &signed).await;
                if matches!(&sent, Err(Refusal::Failure(Failure::Conflict))) {
                    let known = send(app, form, &first).await;
                    if known.is_ok() {
                        (signed, sent) = (first, known);
                    }
                }
            }
            Err(failure) => sent = Err(failure.into()),
        }
    }
    let receipt = match sent {
        Ok(receipt) => receipt,
        Err(refusal) => {
            if app.unanswered.with_untracked(Option::is_none) {
                let _ = net::let_go(form, &signed.record_id);
            } else if let Refusal::Failure(failure) = &refusal {
                rest(form, &signed, failure);
            }
            return Err(refusal);
        }
    };
    let (proof, countersigned) =
        countersign::judge(app.setup.jwks.as_deref(), received(app, &signed), receipt).await;
    let proof = proof.unwrap_or(if signed.challenged {
        Proof::Challenged
    } else {
        Proof::Received
    });
    let done = done(app, &signed, proof, countersigned.as_ref()).await;
    let _ = net::let_go(form, &signed.record_id);
    done
}

/// What was signed waits for the next press, or for the next page where the form has an outbox; if it was stopped, or what
/// was agreed to is in force no longer, for no other page.
fn rest(form: &HtmlElement, signed: &Signed, failure: &Failure) {
    let status = match failure {
        Failure::Stopped | Failure::Changed => 499,
        _ => 0,
    };
    let _ = net::rest(form, &signed.record_id, status);
}

fn received<'a>(app: &'a App, signed: &'a Signed) -> Received<'a> {
    Received {
        record_id: &signed.record_id,
        record_sha256: &signed.record_sha256,
        audience: &app.setup.endpoint,
    }
}

type Sent = Result<Option<thuan_consent::jws::FlattenedJws>, Refusal>;

async fn send(app: &App, form: &HtmlElement, signed: &Arc<Signed>) -> Sent {
    app.unanswered.set(Some(Arc::clone(signed)));
    let sent = post(
        Some(form),
        &app.setup.endpoint,
        &signed.record_id,
        &signed.record_sha256,
        signed.outgoing.body(),
    )
    .await;
    let keep = match &sent {
        Ok(_) => false,
        // These answers are final: the same bytes would meet with the same refusal.
        Err(Refusal::Problem(_) | Refusal::Failure(Failure::Conflict | Failure::Refused(_))) => {
            false
        }
        Err(Refusal::Failure(_)) => true,
    };
    if !keep {
        app.unanswered.set(None);
    }
    sent
}

fn is_about_challenge(problem: &Problem) -> bool {
    let about = |code: &str| code.starts_with("challenge_");
    problem.errors.iter().any(|fault| about(&fault.code))
}

/// What is shown, what the person takes along, and what this browser keeps: the same but for what was typed.
async fn done(
    app: &App,
    signed: &Signed,
    proof: Proof,
    countersigned: Option<&Countersigned>,
) -> Result<Arc<Done>, Refusal> {
    let language = &signed.said.language;
    let text = app.setup.policy.text(language).ok_or(Failure::Definition)?;
    let policy = PolicyText {
        language: language.clone(),
        text: text.to_owned(),
    };
    let copy = |outgoing: &Outgoing| {
        evidence::own_copy(outgoing, countersigned, &policy, &app.setup.form_text)
    };
    let evidence = copy(&signed.outgoing);
    let (event_time, notice_sha256) = signed.kept_as.clone();
    let kept = Kept {
        form_id: app.setup.form.id.clone(),
        record_id: signed.record_id.clone(),
        event_time,
        notice_sha256,
        evidence: copy(&Outgoing {
            registration: None,
            ..signed.outgoing.clone()
        }),
    };
    let stored = records::keep(&kept).await;
    Ok(Arc::new(Done {
        record_id: kept.record_id,
        record_sha256: signed.record_sha256.clone(),
        decisions: signed.decisions.clone(),
        proof,
        stored,
        evidence,
    }))
}
