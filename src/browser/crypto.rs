//! WebCrypto, as far as it is not waited for. Keys and signatures are in `vault`.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Crypto, SubtleCrypto};

/// WebCrypto's functions; `None` outside a secure context, where browsers leave them out.
pub(crate) fn subtle() -> Option<SubtleCrypto> {
    let crypto = crypto()?;
    // web-sys promises that `subtle` is always there; in an insecure context it is undefined.
    let subtle = Reflect::get(&crypto, &JsValue::from_str("subtle")).ok()?;
    subtle.is_object().then(|| subtle.unchecked_into())
}

fn crypto() -> Option<Crypto> {
    web_sys::window()?.crypto().ok()
}

/// `N` random bytes.
pub(crate) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// A random name for a record.
pub(crate) fn random_uuid() -> Option<String> {
    Some(crypto()?.random_uuid())
}
