//! Whether what is decided on can be seen, by way of `sight.js`. A page can lay something over a form, or make a frame
//! with one invisible above something else; the record says what the browser knows of it, and nobody is stopped.

use thuan_consent::record::Visibility;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, ShadowRoot};

use crate::state::Ticks;

#[wasm_bindgen(module = "/src/browser/sight.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = watch)]
    fn watch_boxes(root: &ShadowRoot) -> Result<(), JsValue>;

    #[wasm_bindgen(catch)]
    fn seen(element: &Element) -> Result<u32, JsValue>;

    #[wasm_bindgen(catch, js_name = seenSince)]
    fn seen_since(element: &Element) -> Result<u32, JsValue>;
}

/// Watches the boxes of a shadow root, now and later.
pub(crate) fn watch(root: &ShadowRoot) {
    // Not to know is one of the answers.
    let _ = watch_boxes(root);
}

/// What is known of a box, with its words, as it is used.
pub(crate) fn of(element: &Element) -> Visibility {
    visibility(seen(element))
}

/// Completes what is known of boxes from what was seen since they were used; `find` gives a box by its name.
pub(crate) fn complete(ticks: &mut Ticks, find: impl Fn(&str) -> Option<HtmlElement>) {
    ticks.complete(|name| match find(name) {
        Some(element) => visibility(seen_since(&element)),
        None => Visibility::Unknown,
    });
}

fn visibility(seen: Result<u32, JsValue>) -> Visibility {
    match seen {
        Ok(1) => Visibility::Visible,
        Ok(2) => Visibility::Hidden,
        _ => Visibility::Unknown,
    }
}
