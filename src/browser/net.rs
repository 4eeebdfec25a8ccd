//! Asking an address for something, by way of `net.js`.

use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, CustomEvent, Event, EventTarget, ShadowRoot};

use crate::state::Wait;

/// Where a request to the form's own backend says that it comes from.
pub(crate) const ORIGIN: &str = "strict-origin-when-cross-origin";
/// For what is no backend of ours, and need not know.
pub(crate) const NOTHING: &str = "no-referrer";

#[wasm_bindgen(module = "/src/browser/net.js")]
extern "C" {
    /// What came back.
    pub(crate) type Answer;

    /// The status; 0 where nothing came, 999 where nothing was sent for want of what it has to bring, 408 where nothing came in time, 499 where nobody waits any more.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn status(this: &Answer) -> u16;

    /// The media type, in lower case and without parameters; empty where there is none.
    #[wasm_bindgen(method, getter, js_name = mediaType)]
    pub(crate) fn media_type(this: &Answer) -> String;

    /// The body; nothing came otherwise.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn body(this: &Answer) -> Option<Vec<u8>>;

    async fn ask(url: &str, referrer_policy: &str, signal: Option<&AbortSignal>) -> JsValue;

    #[wasm_bindgen(js_name = insist)]
    async fn insist_js(
        near: Option<&EventTarget>,
        url: &str,
        body: Option<&str>,
        idempotency_key: Option<&str>,
    ) -> JsValue;
}

#[wasm_bindgen(module = "/src/browser/net.js")]
extern "C" {
    /// What carries the records of the form in this root, if its definition says more than where to.
    #[wasm_bindgen(catch)]
    pub(crate) fn carry(root: &ShadowRoot, carrier: &JsValue) -> Result<(), JsValue>;

    /// A record has arrived, and the person has their copy.
    #[cfg(feature = "csr")]
    #[wasm_bindgen(catch, js_name = letGo)]
    pub(crate) fn let_go(near: &EventTarget, key: &str) -> Result<(), JsValue>;

    /// A record is not sent now: with 0 it stays with whoever keeps it, which says so; with 499 it does not.
    #[cfg(feature = "csr")]
    #[wasm_bindgen(catch)]
    pub(crate) fn rest(near: &EventTarget, key: &str, status: u16) -> Result<(), JsValue>;
}

/// What is waited for, in a `thuan-wait` event.
pub(crate) fn wait_of(event: &Event) -> Option<Wait> {
    let detail = event.dyn_ref::<CustomEvent>()?.detail().as_f64()?;
    match detail {
        0.0 => Some(Wait::Answer),
        1.0 => Some(Wait::Backend),
        2.0 => Some(Wait::Network),
        _ => None,
    }
}

/// The event by which one stops waiting for what is posted.
pub(crate) const STOP: &str = "thuan-stop";

/// Asks an address; it may take half a minute, or until the signal says otherwise.
pub(crate) async fn get(url: &str, referrer_policy: &str, signal: Option<&AbortSignal>) -> Answer {
    // It never rejects: what goes wrong is an answer too.
    ask(url, referrer_policy, signal).await.unchecked_into()
}

/// Asks the form's own backend, or posts JSON to it under a name by which it knows the same again; tries again while it
/// may yet be taken. Who waits is told by `thuan-wait` events there, and stops it by a [`STOP`] event; where nobody is, a
/// network is not waited for.
pub(crate) async fn insist(
    near: Option<&EventTarget>,
    url: &str,
    posted: Option<(&str, &str)>,
) -> Answer {
    let (body, idempotency_key) = posted.unzip();
    insist_js(near, url, body, idempotency_key)
        .await
        .unchecked_into()
}
