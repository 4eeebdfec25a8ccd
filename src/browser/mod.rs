//! The part that runs in a browser: events, key, signing, sending, and the door the loader calls.
//!
//! The form's module and the record page's share what has no form in it.

#[cfg(feature = "csr")]
mod answers;
#[cfg(feature = "csr")]
mod challenge;
pub(crate) mod clock;
pub(crate) mod countersign;
pub(crate) mod crypto;
#[cfg(feature = "csr")]
mod deliver;
#[cfg(feature = "csr")]
mod door;
#[cfg(feature = "csr")]
pub(crate) mod events;
pub(crate) mod fetch;
pub(crate) mod keys;
#[cfg(feature = "csr")]
pub(crate) mod lookup;
pub(crate) mod net;
pub(crate) mod post;
pub(crate) mod records;
pub(crate) mod sight;
#[cfg(feature = "csr")]
mod sign;
#[cfg(feature = "csr")]
mod submit;
pub(crate) mod tell;
pub(crate) mod vault;

#[cfg(feature = "csr")]
pub use door::{Handle, Options, mount};

use js_sys::{Date, JsString};
use thuan_consent::time::Timestamp;
use wasm_bindgen::JsCast as _;

/// Now, by the browser's clock.
pub(crate) fn now() -> Timestamp {
    instant(Date::now())
}

/// A time of the browser's clock, in milliseconds.
pub(crate) fn instant(at: f64) -> Timestamp {
    let text = String::from(Date::new(&at.into()).to_iso_string());
    // `toISOString` writes years beyond 9999 differently; a clock that far off is as good as none.
    text.parse().unwrap_or_else(|_| Timestamp::epoch())
}

/// Unicode normalisation form C, by the browser.
fn nfc(text: &str) -> String {
    String::from(JsString::from(text).normalize("NFC"))
}

/// An element by its id within the shadow root (or document) that an event's element lives in.
pub(crate) fn element_near(near: &web_sys::Node, id: &str) -> Option<web_sys::HtmlElement> {
    let root = near.get_root_node();
    let found = match root.dyn_ref::<web_sys::ShadowRoot>() {
        Some(shadow) => shadow.get_element_by_id(id),
        None => root.dyn_ref::<web_sys::Document>()?.get_element_by_id(id),
    };
    found?.dyn_into().ok()
}
