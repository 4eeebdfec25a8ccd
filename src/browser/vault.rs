//! Keys and records of this browser, by way of `vault.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/vault.js")]
extern "C" {
    /// A key pair that is ready to sign.
    #[derive(Clone)]
    pub(crate) type Key;

    /// The public half: an uncompressed point.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn point(this: &Key) -> Vec<u8>;

    /// Whether the private half is in IndexedDB.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn stored(this: &Key) -> bool;

    /// Signs with ES256: r ‖ s, 64 bytes.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn sign(this: &Key, data: &[u8]) -> Result<JsValue, JsValue>;

    /// The key for a controller; a [`Key`].
    #[wasm_bindgen(catch, js_name = signingKey)]
    pub(crate) async fn signing_key(controller: &str) -> Result<JsValue, JsValue>;

    /// Whether a signature holds.
    #[wasm_bindgen(catch)]
    pub(crate) async fn verify(
        point: &[u8],
        signature: &[u8],
        data: &[u8],
    ) -> Result<JsValue, JsValue>;

    /// The newest record of a form, as a text.
    #[wasm_bindgen(catch)]
    pub(crate) async fn newest(form_id: &str) -> Result<JsValue, JsValue>;

    /// Keeps a record under its name.
    #[wasm_bindgen(catch)]
    pub(crate) async fn keep(name: &str, text: &str) -> Result<JsValue, JsValue>;
}

#[cfg(feature = "record")]
#[wasm_bindgen(module = "/src/browser/vault.js")]
extern "C" {
    /// Every record, as texts.
    #[wasm_bindgen(catch)]
    pub(crate) async fn records() -> Result<JsValue, JsValue>;

    /// Lets go of a record.
    // Under its own name it would hide the prelude's `drop` from what the macro writes.
    #[wasm_bindgen(catch, js_name = drop)]
    pub(crate) async fn let_go(name: &str) -> Result<JsValue, JsValue>;

    /// Forgets every key and every record.
    #[wasm_bindgen(catch)]
    pub(crate) async fn forget() -> Result<JsValue, JsValue>;
}
