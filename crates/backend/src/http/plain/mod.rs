//! `POST /api/registrations/plain`: a form comes in as plain HTML, from a browser that cannot sign, and a page goes out:
//! the form again with what is to be mended, or a confirmation.
//!
//! It is a navigation, so every answer is a page, in the person's language; there is no CORS and no idempotency key. A
//! reload or a second press posts the same again: what says the same within a day is the same registration.
//!
//! | answer | when |
//! |---|---|
//! | 200 | kept, now or before |
//! | 400 | not UTF-8; something twice; something that the form does not ask for |
//! | 403 | sent from a page of a website that may not |
//! | 404 | there is no such form, or it takes no plain posts |
//! | 405 | the address was opened |
//! | 408 | broke off, or took too long |
//! | 409 | form, policy or the words beside the boxes have changed since |
//! | 413 | larger than the limit |
//! | 415 | not announced as a form |
//! | 422 | something is wrong in it; or it came from a page that was drawn before, and is to be sent once more: [`waiting`] |
//! | 429 | too many came, from one address or altogether: `Retry-After` |
//! | 503 | the database is busy or full: `Retry-After` |
//!
//! The answer that shows the form again holds what was typed and the ticks as they were made. Where the words beside the
//! boxes may be others than were agreed to, or another website may have ticked them, no box is ticked.

mod page;
mod posted;
mod waiting;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{Method, Response};
use thuan::plain::{Refusal, Registered};
use thuan::state::{ACKNOWLEDGED, App as Drawn, Input, Trouble, box_name};
use thuan::view::plain::choices_sha256;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::{FieldDefinition, NONCE, TRAP};
use thuan_consent::language::Language;
use thuan_consent::policy::Purpose;
use thuan_consent::record::{Decision as Tick, EventState, Visibility};
use thuan_consent::registration::{PHONE_EXTENSION, Registration, Salt, parse_answer, parse_text};
use thuan_consent::time::Timestamp;

use super::cors::AllowedOrigins;
use super::problem::Kind;
use super::{App, body, registrations};
use crate::limits::TooOften;
use crate::store::KeptUnsigned;
use crate::unsigned::{Decision, Unsigned};
use crate::{clock, drawn, random};
use page::Answer;
use posted::Posted;

/// From this route to the site's root, for browsers; also where the site is served below a path.
const UP: &str = "../../";

/// How long a post may take: less than other requests, whose end is no page.
const PATIENCE: Duration = Duration::from_secs(25);

/// How many are written at the same time. They cost their sender nothing, neither a challenge nor a signature, and each
/// waits for the disk by itself: more of them would keep those that are signed from it.
pub const AT_ONCE: usize = 8;

/// Posts that say the same within this time are one registration.
const SAME_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// Takes a posted form.
pub async fn post(app: Arc<App>, origins: Arc<AllowedOrigins>, request: Request) -> Response<Body> {
    let wishes = request.headers().get(ACCEPT_LANGUAGE);
    let wishes = wishes.and_then(|wishes| wishes.to_str().ok());
    let Some(language) = page::language(wishes.unwrap_or_default(), &app.catalogue) else {
        return super::problem::refuse(Kind::Internal);
    };
    let taken = tokio::time::timeout(PATIENCE, take(&app, &origins, &language, request)).await;
    let (answer, kept) = match taken {
        Ok(Ok((answer, kept))) => (answer, Ok(kept)),
        Ok(Err(refused)) => (refused.answer, Err(refused.too_often)),
        Err(_) => (Answer::Told(language, Refusal::Incomplete), Err(None)),
    };
    let mut response = page::respond(&app, &answer).await;
    match kept {
        Ok(kept) => drop(response.extensions_mut().insert(kept)),
        Err(Some(too_often)) => page::say_too_often(&mut response, too_often),
        Err(None) => {}
    }
    response
}

/// An answer that is no confirmation.
struct Refused {
    answer: Answer,
    too_often: Option<TooOften>,
}

impl From<Answer> for Box<Refused> {
    fn from(answer: Answer) -> Self {
        let too_often = None;
        Self::new(Refused { answer, too_often })
    }
}

/// To a person it is the same whether the backend has too much to do or was asked too often.
fn too_often(answer: Answer, too_often: TooOften) -> Box<Refused> {
    let too_often = Some(too_often);
    Box::new(Refused { answer, too_often })
}

async fn take(
    app: &App,
    origins: &AllowedOrigins,
    wish: &Language,
    request: Request,
) -> Result<(Answer, KeptUnsigned), Box<Refused>> {
    let told = |refusal| Answer::Told(wish.clone(), refusal);
    let client = app.limits.client(&request);
    let (parts, body) = request.into_parts();
    let posted = read(app, &parts, body).await.map_err(told)?;
    let asked = app.limits.ask(client);
    asked.map_err(|wait| too_often(told(Refusal::Busy), wait))?;
    let now = clock::now().map_err(|_| told(Refusal::Internal))?;
    let drawn = draw(app, &posted, wish)?;
    drawn.set_typed(posted.typed(&drawn.setup.form));

    let again = |refusal| Answer::Again(drawn.clone(), refusal);
    if is_changed(&drawn, &posted) {
        return Err(again(Refusal::Changed).into());
    }
    if is_from_elsewhere(&parts, origins) {
        return Err(again(Refusal::Elsewhere).into());
    }
    tick(&drawn, &posted, &now);
    let (form, policy) = (&drawn.setup.form, &drawn.setup.policy);
    posted.check(form, policy).map_err(again)?;
    let fields = parse(&drawn, &posted).map_err(|troubles| {
        drawn.troubles.set(troubles);
        again(Refusal::Faults)
    })?;
    if posted.get(TRAP).is_some_and(|text| !text.is_empty()) {
        return Err(again(Refusal::Trapped).into());
    }
    waiting::end(app, form, posted.get(NONCE), &now)
        .await
        .map_err(again)?;
    let (unsigned, registration) =
        unsigned(&drawn, fields, &now).ok_or_else(|| again(Refusal::Internal))?;
    let since = clock::earlier(&now, SAME_WITHIN);
    let written = app.limits.write(client);
    written.map_err(|wait| too_often(again(Refusal::Busy), wait))?;
    let Ok(_permit) = app.unsigned.try_acquire() else {
        return Err(again(Refusal::Busy).into());
    };
    let kept = app
        .store
        .keep_unsigned(&unsigned, &registration, &since)
        .await
        .map_err(|error| match registrations::stored(error) {
            Kind::Busy => again(Refusal::Busy),
            _ => again(Refusal::Internal),
        })?;
    Ok((confirmation(drawn, unsigned, &kept), kept))
}

/// Reads the body, whole before anything is judged: a client that is still sending would see a broken connection.
async fn read(app: &App, parts: &Parts, body: Body) -> Result<Posted, Refusal> {
    let bytes = body::read(&parts.headers, body, app.body_limit)
        .await
        .map_err(|kind| match kind {
            Kind::TooLarge(_) => Refusal::TooLarge,
            // No browser sends such a body.
            Kind::Malformed => Refusal::Unexpected,
            _ => Refusal::Incomplete,
        })?;
    if parts.method != Method::POST {
        return Err(Refusal::Opened);
    }
    if !posted::is_form(&parts.headers) {
        return Err(Refusal::NotAForm);
    }
    Posted::parse(&bytes)
}

/// The form that was posted, empty, in its language or else the reader's.
fn draw(app: &App, posted: &Posted, wish: &Language) -> Result<Drawn, Box<Refused>> {
    let asked: Option<Language> = posted
        .get(posted::LANGUAGE)
        .and_then(|tag| tag.parse().ok());
    let form = posted
        .get(posted::FORM_ID)
        .and_then(|id| app.catalogue.form(id))
        .filter(|form| form.value.plain_endpoint.is_some());
    let told = |refusal| Answer::Told(asked.clone().unwrap_or(wish.clone()), refusal);
    let form = form.ok_or_else(|| told(Refusal::UnknownForm))?;
    let pack = app.catalogue.pack(&form.value.policy);
    let pack = pack.ok_or_else(|| told(Refusal::Internal))?;
    let offered = &form.value.languages;
    let language = [asked.as_ref(), Some(wish), offered.first()]
        .into_iter()
        .flatten()
        .find(|language| offered.contains(language))
        .ok_or_else(|| told(Refusal::Internal))?;
    let form_url = format!("{UP}forms/{}.json", form.value.id);
    drawn::form(
        form.value.clone(),
        &form.file.bytes,
        pack.value.clone(),
        language,
        &form_url,
    )
    .map_err(|_| told(Refusal::Internal).into())
}

/// Whether anything that was shown is another now: then nobody has agreed to what would be kept.
fn is_changed(drawn: &Drawn, posted: &Posted) -> bool {
    let language = drawn.language.get_untracked();
    let policy = &drawn.setup.policy;
    let text = policy.text(&language).unwrap_or_default();
    let shown = [
        (posted::LANGUAGE, language.as_str()),
        (posted::FORM_SHA256, drawn.setup.form_sha256.as_str()),
        (
            posted::NOTICE_SHA256,
            Sha256Hex::of(text.as_bytes()).as_str(),
        ),
        (
            posted::CHOICES_SHA256,
            choices_sha256(policy, &language).as_str(),
        ),
    ]
    .map(|(name, now)| posted.get(name) == Some(now));
    shown.contains(&false)
}

/// Whether another website sent it (Fetch Metadata, section 2.3), which may have ticked the boxes by itself. Browsers
/// that do not say where it comes from are believed: they are those that this is for.
fn is_from_elsewhere(parts: &Parts, origins: &AllowedOrigins) -> bool {
    let site = parts.headers.get("sec-fetch-site");
    let elsewhere = site.is_some_and(|site| site == "cross-site" || site == "same-site");
    let origin = parts.headers.get(ORIGIN);
    elsewhere && !origin.is_some_and(|origin| origins.include(origin))
}

/// Ticks the boxes that were ticked.
fn tick(drawn: &Drawn, posted: &Posted, now: &Timestamp) {
    let choices = drawn.setup.policy.choices();
    let names = choices
        .map(|purpose| box_name(&purpose.id))
        .chain([ACKNOWLEDGED.to_owned()]);
    drawn.ticks.update(|ticks| {
        for name in names.filter(|name| posted.is_ticked(name)) {
            // Nothing was there that could have looked.
            ticks.set(name, Tick::Ticked(now.clone()), Visibility::Unknown);
        }
    });
}

/// The fields in their normal form, or everything that is wrong, in the order of the page.
fn parse(
    drawn: &Drawn,
    posted: &Posted,
) -> Result<BTreeMap<String, String>, Vec<(Input, Trouble)>> {
    let (mut fields, mut troubles) = (BTreeMap::new(), Vec::new());
    for (at, field) in drawn.setup.form.in_page_order() {
        let input = Input::of(at, field);
        let typed = posted.get(field.name()).unwrap_or_default();
        let left_out = !field.required() && typed.trim().is_empty();
        if left_out || drawn.is_hidden(input) {
            continue;
        }
        let parsed = match field {
            FieldDefinition::Known(known) => parse_text(known.name, typed).map_err(Trouble::Field),
            FieldDefinition::Own(own) => parse_answer(own, typed).map_err(Trouble::Answer),
        };
        match parsed {
            Ok(parsed) => {
                fields.insert(field.name().to_owned(), parsed.value);
                if let Some(extension) = parsed.extension {
                    fields.insert(PHONE_EXTENSION.to_owned(), extension);
                }
            }
            Err(trouble) => troubles.push((input, trouble)),
        }
    }
    if !posted.is_ticked(ACKNOWLEDGED) {
        troubles.push((Input::Acknowledged, Trouble::NotAcknowledged));
    }
    if troubles.is_empty() {
        Ok(fields)
    } else {
        Err(troubles)
    }
}

/// What is kept of it. `None` where the system gives no random bytes, or the policy lacks words that were shown.
fn unsigned(
    drawn: &Drawn,
    fields: BTreeMap<String, String>,
    now: &Timestamp,
) -> Option<(Unsigned, Registration)> {
    let language = drawn.language.get_untracked();
    let (form, policy) = (&drawn.setup.form, &drawn.setup.policy);
    let registration = Registration {
        salt: Salt::from_random(&random::bytes().ok()?),
        fields,
    };
    let ticks = drawn.ticks.get_untracked();
    let decision = |purpose: &Purpose| {
        Some(Decision {
            id: purpose.id.clone(),
            label: purpose.words(&language)?,
            event_state: if ticks.is_ticked(&box_name(&purpose.id)) {
                EventState::Given
            } else {
                EventState::Refused
            },
        })
    };
    let unsigned = Unsigned {
        registration_id: random::uuid().ok()?,
        received_at: now.clone(),
        form_id: form.id.clone(),
        form_sha256: drawn.setup.form_sha256.clone(),
        notice_sha256: Sha256Hex::of(policy.text(&language)?.as_bytes()),
        acknowledged: policy.acknowledgement.get(&language)?.to_owned(),
        decisions: policy.choices().map(decision).collect::<Option<_>>()?,
        registration_sha256: registration.sha256(),
        language,
    };
    Some((unsigned, registration))
}

fn confirmation(drawn: Drawn, unsigned: Unsigned, kept: &KeptUnsigned) -> Answer {
    // Of two posts that say the same the first counts, with its time.
    let received_at = kept.received_at.parse().unwrap_or(unsigned.received_at);
    let decisions = unsigned.decisions.into_iter();
    let registered = Registered {
        registration_id: kept.registration_id.clone(),
        received: clock::in_vietnam(&received_at),
        acknowledged: unsigned.acknowledged,
        decisions: decisions
            .map(|decision| (decision.label, decision.event_state.is_agreed()))
            .collect(),
    };
    Answer::Kept(drawn, registered)
}
