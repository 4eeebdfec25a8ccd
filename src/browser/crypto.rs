//! WebCrypto, as far as it is needed: P-256 keys that cannot leave the browser, and signatures by them.

use js_sys::{Array, Object, Reflect, Uint8Array};
use thuan_consent::jwk::PublicKey;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, CryptoKeyPair, SubtleCrypto};

/// WebCrypto's functions; `None` outside a secure context, where browsers leave them out.
pub(super) fn subtle() -> Option<SubtleCrypto> {
    let crypto = crypto()?;
    // web-sys promises that `subtle` is always there; in an insecure context it is undefined.
    let subtle = Reflect::get(&crypto, &JsValue::from_str("subtle")).ok()?;
    subtle.is_object().then(|| subtle.unchecked_into())
}

fn crypto() -> Option<Crypto> {
    web_sys::window()?.crypto().ok()
}

/// `N` random bytes.
pub(super) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// A random name for a record.
pub(super) fn random_uuid() -> Option<String> {
    Some(crypto()?.random_uuid())
}

fn algorithm(name: &str, member: &str, value: &str) -> Result<Object, JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &name.into())?;
    Reflect::set(&algorithm, &member.into(), &value.into())?;
    Ok(algorithm)
}

/// A new key pair whose private half no script can read.
pub(super) async fn generate(subtle: &SubtleCrypto) -> Result<CryptoKeyPair, JsValue> {
    let usages = Array::of2(&"sign".into(), &"verify".into());
    let algorithm = algorithm("ECDSA", "namedCurve", "P-256")?;
    let pair = JsFuture::from(subtle.generate_key_with_object(&algorithm, false, &usages)?).await?;
    Ok(pair.unchecked_into())
}

/// A half of a key pair. Reading it by name works for pairs that come back from storage, too.
fn half(pair: &CryptoKeyPair, name: &str) -> Result<CryptoKey, JsValue> {
    // WebCrypto refuses what is no key, so it need not be asked here.
    Ok(Reflect::get(pair, &name.into())?.unchecked_into())
}

/// The public half of a key pair.
pub(super) async fn public_key(
    subtle: &SubtleCrypto,
    pair: &CryptoKeyPair,
) -> Result<PublicKey, JsValue> {
    let raw = JsFuture::from(subtle.export_key("raw", &half(pair, "publicKey")?)?).await?;
    let point = Uint8Array::new(&raw).to_vec();
    PublicKey::from_uncompressed_p256(&point).map_err(|_| JsValue::NULL)
}

/// An ES256 signature: r ‖ s, 64 bytes.
pub(super) async fn sign(
    subtle: &SubtleCrypto,
    pair: &CryptoKeyPair,
    data: &[u8],
) -> Result<[u8; 64], JsValue> {
    let algorithm = algorithm("ECDSA", "hash", "SHA-256")?;
    let promise =
        subtle.sign_with_object_and_u8_array(&algorithm, &half(pair, "privateKey")?, data)?;
    let signature = JsFuture::from(promise).await?;
    Uint8Array::new(&signature)
        .to_vec()
        .try_into()
        .map_err(|_| JsValue::NULL)
}
