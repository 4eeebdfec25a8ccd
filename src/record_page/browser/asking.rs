//! The request of someone who has neither key nor file: it proves nothing, and says so.

use std::sync::Arc;

use leptos::ev::Event;
use leptos::task::spawn_local;
use thuan_consent::deadline::Deadlines;
use thuan_consent::json::{self, Json};
use thuan_consent::problem::Problem;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use super::{Place, texts};
use crate::browser::post::failure_of;
use crate::browser::{crypto, net, tell};
use crate::record_page::state::{Asked, Failure, Page, Phase, Requested, Screen, Service, Wish};
use crate::record_page::view::{CONTACT, HEADING, MESSAGE, PURPOSE, REFERENCE, STATUS};

/// Sends the request.
pub(in crate::record_page) fn request(page: &Page, event: &Event) {
    let idle = !page.phase.with_untracked(Phase::is_on_its_way);
    let (Some(place), true) = (Place::of(event), idle && event.is_trusted()) else {
        return;
    };
    let Some(service) = &page.setup.service else {
        return;
    };
    let posted = match asked(page, &place, service) {
        Ok(posted) => posted,
        Err(failure) => {
            fail(page, &place, failure);
            return;
        }
    };
    page.asked.set(Some(posted.clone()));
    page.phase.set(Phase::Sending);
    let address = texts::requests(service);
    let page = page.clone();
    spawn_local(async move {
        let outcome = post(&place, &address, &posted).await;
        // Who has gone elsewhere meanwhile is not fetched back.
        let waits = page.phase.with_untracked(Phase::is_on_its_way);
        if !outcome.as_ref().is_err_and(Failure::may_have_arrived) {
            page.asked.set(None);
        }
        match outcome {
            Ok(requested) if waits => {
                page.phase.set(Phase::Choosing);
                page.screen.set(Screen::Requested(Arc::new(requested)));
                place.focus(HEADING);
            }
            Err(failure) if waits => fail(&page, &place, failure),
            _ => {}
        }
    });
}

/// What is asked. The same again, because nobody knows whether it arrived, goes under the same name and counts once, be
/// it in another language.
fn asked(page: &Page, place: &Place, service: &Service) -> Result<Asked, Failure> {
    let members = members(page, place, service)?;
    let wish = text(members.clone())?;
    let known = page.asked.get_untracked();
    if let Some(known) = known.filter(|known| known.wish == wish) {
        return Ok(known);
    }
    let tag = page
        .language
        .with_untracked(|language| crate::i18n::texts(language).tag);
    let language = ("language".to_owned(), Json::Text(tag.to_owned()));
    let name = crypto::random_uuid().ok_or(Failure::Key)?;
    let body = text(members.into_iter().chain([language]).collect())?;
    Ok(Asked { wish, body, name })
}

fn text(members: Vec<(String, Json)>) -> Result<String, Failure> {
    let text = Json::Object(members).canonical();
    text.map_err(|_| Failure::Refused("json".to_owned()))
}

fn fail(page: &Page, place: &Place, failure: Failure) {
    if failure.is_told() {
        tell::page(&place.0, "thuan:error", &[("code", failure.code())]);
    }
    let to = match failure {
        Failure::ContactMissing | Failure::Contact => CONTACT,
        Failure::Reference => REFERENCE,
        _ => STATUS,
    };
    page.phase.set(Phase::Failed(failure));
    place.focus(to);
}

fn members(page: &Page, place: &Place, service: &Service) -> Result<Vec<(String, Json)>, Failure> {
    let contact = typed(place, CONTACT);
    if contact.is_empty() {
        return Err(Failure::ContactMissing);
    }
    let reference = typed(place, REFERENCE).to_ascii_lowercase();
    let eight = reference.len() == 8 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !reference.is_empty() && !eight {
        return Err(Failure::Reference);
    }
    let text = |name: &str, value: &str| (name.to_owned(), Json::Text(value.to_owned()));
    let wish = page.wish.get_untracked();
    let mut members = vec![text("kind", wish.name()), text("contact", &contact)];
    if !reference.is_empty() {
        members.push(text("reference", &reference));
    }
    let message = typed(place, MESSAGE);
    if !message.is_empty() {
        members.push(text("message", &message));
    }
    let ticked: Vec<Json> = service
        .policy
        .choices()
        .filter(|purpose| wish == Wish::Withdraw && is_ticked(place, &purpose.id))
        .map(|purpose| Json::Text(purpose.id.clone()))
        .collect();
    if !ticked.is_empty() {
        members.push(("purposes".to_owned(), Json::List(ticked)));
    }
    Ok(members)
}

fn is_ticked(place: &Place, purpose: &str) -> bool {
    place
        .find(&[PURPOSE, purpose].concat())
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok())
        .is_some_and(|input| input.checked())
}

fn typed(place: &Place, id: &str) -> String {
    let Some(element) = place.find(id) else {
        return String::new();
    };
    let text = match element.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.value(),
        Err(element) => element
            .dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default(),
    };
    text.trim().to_owned()
}

async fn post(place: &Place, address: &str, posted: &Asked) -> Result<Requested, Failure> {
    let near = place.waiting();
    let Asked { body, name, .. } = posted;
    let answer = net::insist(near.as_ref(), address, Some((body, name))).await;
    let bytes = answer.body().unwrap_or_default();
    match answer.status() {
        200..=299 => received(&bytes).ok_or(Failure::Answer),
        422 => Err(refused(&bytes)),
        status => Err(failure_of(status).into()),
    }
}

fn received(bytes: &[u8]) -> Option<Requested> {
    let answer = json::read(bytes).ok()?;
    let text = |name: &str| answer.get(name).and_then(Json::as_str);
    Some(Requested {
        request_id: text("request_id")?.to_owned(),
        deadlines: Deadlines {
            acknowledge_by: text("acknowledge_by")?.parse().ok()?,
            complete_by: text("complete_by")?.parse().ok()?,
        },
    })
}

fn refused(bytes: &[u8]) -> Failure {
    let faults = Problem::parse(bytes).map(|problem| problem.errors);
    match faults.unwrap_or_default().first() {
        Some(fault) if fault.pointer == "#/contact" => Failure::Contact,
        Some(fault) if fault.pointer == "#/reference" => Failure::Reference,
        Some(fault) if !fault.code.is_empty() => Failure::Refused(fault.code.to_string()),
        _ => Failure::Refused("422".to_owned()),
    }
}
