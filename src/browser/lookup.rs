//! Looking a company up by its tax code, when the person asks for it.

use std::cell::{Cell, RefCell};

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use thuan_consent::form::FieldKind;
use thuan_consent::json;
use wasm_bindgen::JsCast as _;
use web_sys::{AbortController, HtmlElement};

use super::answers::value_of;
use super::events::set_value;
use super::{element_near, net};
use crate::state::{App, Lookup};

/// How long the service has, in milliseconds.
const PATIENCE_MS: u64 = 5_000;

/// Longest text that is taken over, in characters: more is no name and no address.
const LONGEST: usize = 500;

/// Asks, or stops asking.
pub(crate) fn look_up(app: &App, event: &Event) {
    if app.lookup.get_untracked() == Lookup::Busy {
        stop(app, Lookup::Idle);
        return;
    }
    let button = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let company = app.readings.with_untracked(|all| {
        all.iter()
            .find(|(kind, _)| *kind == FieldKind::TaxCode)
            .and_then(|(_, reading)| reading.company())
    });
    let (Some(button), Some(company), Some(lookup)) = (button, company, &app.setup.form.lookup)
    else {
        return;
    };
    let Ok(controller) = AbortController::new() else {
        return;
    };
    let (url, signal) = (lookup.url_for(company.as_str()), controller.signal());
    app.lookup.set(Lookup::Busy);
    app.lookup_turn.set(begin(controller));
    let (app, timed) = (app.clone(), app.clone());
    let answered = signal.clone();
    let timeout = set_timeout_with_handle(
        move || stop(&timed, Lookup::Failed),
        core::time::Duration::from_millis(PATIENCE_MS),
    );
    spawn_local(async move {
        let found = ask(&url, &signal).await;
        if let Ok(timeout) = timeout {
            timeout.clear();
        }
        if answered.aborted() {
            return;
        }
        drop(end(&app));
        app.lookup.set(match found {
            Ok(Some(found)) => Lookup::Filled(fill(&app, &button, &found)),
            Ok(None) => Lookup::NotFound,
            Err(()) => Lookup::Failed,
        });
    });
}

thread_local! {
    /// The look-ups of this page that are under way, by their turn. What aborts them belongs to the page's one thread,
    /// so a form's state has only the number.
    static UNDER_WAY: RefCell<Vec<(u32, AbortController)>> = const { RefCell::new(Vec::new()) };
    static TURN: Cell<u32> = const { Cell::new(0) };
}

fn begin(controller: AbortController) -> u32 {
    let turn = TURN.get().wrapping_add(1);
    TURN.set(turn);
    UNDER_WAY.with_borrow_mut(|all| all.push((turn, controller)));
    turn
}

/// Takes the form's look-up off the list, if it is under way.
fn end(app: &App) -> Option<AbortController> {
    let turn = app.lookup_turn.get_untracked();
    UNDER_WAY.with_borrow_mut(|all| {
        let at = all.iter().position(|(other, _)| *other == turn)?;
        Some(all.swap_remove(at).1)
    })
}

fn stop(app: &App, phase: Lookup) {
    if let Some(controller) = end(app) {
        controller.abort();
        app.lookup.set(phase);
    }
}

struct Found {
    name: Option<String>,
    address: Option<String>,
}

async fn ask(url: &str, signal: &web_sys::AbortSignal) -> Result<Option<Found>, ()> {
    let response = net::get(url, net::NOTHING, Some(signal)).await;
    match response.status() {
        200 => {}
        404 => return Ok(None),
        _ => return Err(()),
    }
    let answer = json::read(&response.body().ok_or(())?).map_err(|_| ())?;
    let text = |member: &str| {
        let text = answer.get(member)?.as_str()?.trim();
        // Byte by byte, those that begin a character: the standard library's counting is made for longer texts.
        let characters = text.bytes().filter(|byte| byte & 0xc0 != 0x80).count();
        (!text.is_empty() && characters <= LONGEST).then(|| text.to_owned())
    };
    Ok(Some(Found {
        name: text("name"),
        address: text("address"),
    }))
}

/// Fills the fields that are still empty; what a person typed is theirs.
fn fill(app: &App, near: &HtmlElement, found: &Found) -> usize {
    let fields = [
        (FieldKind::CompanyName, &found.name),
        (FieldKind::Address, &found.address),
    ];
    let mut filled = 0;
    for (kind, text) in fields {
        let (Some(text), Some(element)) = (text, element_near(near, kind.name())) else {
            continue;
        };
        if value_of(&element).is_some_and(|typed| typed.trim().is_empty()) {
            set_value(app, kind, &element, text);
            filled += 1;
        }
    }
    filled
}
