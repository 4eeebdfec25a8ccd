//! Asking an address for something, by way of `net.js`.

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// Where a request to the form's own backend says that it comes from.
pub(crate) const ORIGIN: &str = "strict-origin-when-cross-origin";
/// For what is no backend of ours, and need not know.
pub(crate) const NOTHING: &str = "no-referrer";

#[wasm_bindgen(module = "/src/browser/net.js")]
extern "C" {
    /// What came back.
    pub(crate) type Answer;

    /// The status; 0 where nothing came, 408 where nothing came in time.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn status(this: &Answer) -> u16;

    /// The media type, in lower case and without parameters; empty where there is none.
    #[wasm_bindgen(method, getter, js_name = mediaType)]
    pub(crate) fn media_type(this: &Answer) -> String;

    /// The body, unless it broke off.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn body(this: &Answer) -> Option<Vec<u8>>;

    #[wasm_bindgen(js_name = ask)]
    async fn ask_js(
        url: &str,
        referrer_policy: &str,
        signal: Option<&AbortSignal>,
        body: Option<&str>,
        idempotency_key: Option<&str>,
    ) -> JsValue;
}

/// Asks an address; it may take half a minute, or until the signal says otherwise.
pub(crate) async fn get(url: &str, referrer_policy: &str, signal: Option<&AbortSignal>) -> Answer {
    // It never rejects: what goes wrong is an answer too.
    ask_js(url, referrer_policy, signal, None, None)
        .await
        .unchecked_into()
}

/// Posts JSON to a backend under a name by which it knows the same again.
pub(crate) async fn post(url: &str, body: &str, idempotency_key: &str) -> Answer {
    ask_js(url, ORIGIN, None, Some(body), Some(idempotency_key))
        .await
        .unchecked_into()
}
