//! What is typed, chosen and ticked in the fields: read where it stands, and parsed.

use js_sys::Reflect;
use thuan_consent::answer;
use thuan_consent::form::OwnField;
use thuan_consent::registration::{self, ParsedField};
use wasm_bindgen::JsValue;
use web_sys::Node;

use super::{element_near, nfc};
use crate::state::{App, Input, Trouble, control_id};

/// Something was chosen, now or before anyone could see it: other answers may be asked for since, or no more. What
/// stands in fields that are not shown stays there.
pub(super) fn answered(app: &App, near: &Node) {
    let hidden = app.setup.form.hidden(&mut |other| answer(near, other));
    app.troubles.update(|all| {
        all.retain(|(input, _)| hidden.iter().all(|at| *input != Input::Own(*at)));
    });
    app.hidden.set(hidden);
}

/// What stands in the input of a field, wherever the form is.
#[inline(never)]
pub(super) fn typed(app: &App, input: Input, near: &Node) -> String {
    match input {
        Input::Own(at) => app
            .setup
            .form
            .own(at)
            .map_or_else(String::new, |own| answer(near, own)),
        _ => element_near(near, app.name(input))
            .and_then(|element| value_of(&element))
            .unwrap_or_default(),
    }
}

/// What is answered to a field of the form's own.
fn answer(near: &Node, own: &OwnField) -> String {
    let mut at = 0;
    while let Some(element) = element_near(near, &control_id(&own.name, at)) {
        if !own.kind.is_ticked() || is(&element, "checked") {
            // A date that is not whole has no value, and is no empty field.
            let half =
                Reflect::get(&element, &"validity".into()).is_ok_and(|it| is(&it, "badInput"));
            return if half {
                HALF.to_owned()
            } else {
                value_of(&element).unwrap_or_default()
            };
        }
        at += 1;
    }
    String::new()
}

/// Stands for what a browser shows and does not tell.
const HALF: &str = "?";

fn is(target: &JsValue, what: &str) -> bool {
    Reflect::get(target, &what.into()).is_ok_and(|flag| flag.is_truthy())
}

/// Parses what is typed into a field of either kind; nothing where it may be left out and is.
#[inline(never)]
pub(super) fn judge(app: &App, input: Input, text: &str) -> Result<Option<ParsedField>, Trouble> {
    let mut fields = app.setup.form.fields.iter().enumerate();
    let optional = fields.any(|(at, field)| Input::of(at, field) == input && !field.required());
    if optional && text.trim().is_empty() {
        return Ok(None);
    }
    match input {
        Input::Field(kind) => registration::parse(kind, text, nfc)
            .map(Some)
            .map_err(Trouble::Field),
        Input::Own(at) => {
            let Some(own) = app.setup.form.own(at) else {
                return Ok(None);
            };
            let value = answer::parse(own, text, nfc).map_err(Trouble::Answer)?;
            let extension = None;
            Ok(Some(ParsedField { value, extension }))
        }
        Input::Acknowledged => Ok(None),
    }
}

/// The one name for it that inputs of one line and of several share.
pub(super) const VALUE: &str = "value";

/// What stands in an input.
pub(super) fn value_of(target: &JsValue) -> Option<String> {
    Reflect::get(target, &VALUE.into()).ok()?.as_string()
}
