//! The signing key of this browser, for this controller.

use std::cell::RefCell;

use thuan_consent::jwk::PublicKey;
use thuan_consent::record::KeyStorage;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CryptoKeyPair, SubtleCrypto};

use super::{crypto, idb};

/// A key that is ready to sign, and where it lives.
#[derive(Clone)]
pub(super) struct SigningKey {
    subtle: SubtleCrypto,
    pair: CryptoKeyPair,
    /// The public half.
    pub(super) public: PublicKey,
    /// Where the private half is.
    pub(super) storage: KeyStorage,
}

/// Why there is no key.
pub(super) enum KeyError {
    /// No secure context, so no WebCrypto.
    InsecureContext,
    /// WebCrypto refused.
    Refused,
}

thread_local! {
    /// The keys of this page for controllers whose key could not be stored, so that all its forms use the same one.
    static SESSION: RefCell<Vec<(String, CryptoKeyPair)>> = const { RefCell::new(Vec::new()) };
}

/// The key for a controller: the one this browser has, or a new one.
///
/// Where IndexedDB is denied, or what comes back from it is not a key, the key lives as long as the page does. Losing
/// it is harmless: a record carries its public key.
pub(super) async fn signing_key(controller: &str) -> Result<SigningKey, KeyError> {
    let subtle = crypto::subtle().ok_or(KeyError::InsecureContext)?;
    if let Some(key) = stored(&subtle, controller).await {
        return Ok(key);
    }
    let held = SESSION.with_borrow(|all| {
        all.iter()
            .find(|(name, _)| name == controller)
            .map(|(_, pair)| pair.clone())
    });
    let pair = match held {
        Some(pair) => pair,
        None => {
            let pair = crypto::generate(&subtle)
                .await
                .map_err(|_| KeyError::Refused)?;
            SESSION.with_borrow_mut(|all| all.push((controller.to_owned(), pair.clone())));
            pair
        }
    };
    let public = crypto::public_key(&subtle, &pair)
        .await
        .map_err(|_| KeyError::Refused)?;
    Ok(SigningKey {
        subtle,
        pair,
        public,
        storage: KeyStorage::Session,
    })
}

async fn stored(subtle: &SubtleCrypto, controller: &str) -> Option<SigningKey> {
    let mut pair = idb::get(controller).await.ok()?;
    if pair.is_undefined() {
        let fresh = crypto::generate(subtle).await.ok()?;
        // Read back, so that what the record says of the key's storage is what the storage really gave.
        pair = idb::add_or_get(controller, &fresh).await.ok()?;
    }
    let pair: CryptoKeyPair = pair.is_object().then(|| pair.unchecked_into())?;
    let public = crypto::public_key(subtle, &pair).await.ok()?;
    Some(SigningKey {
        subtle: subtle.clone(),
        pair,
        public,
        storage: KeyStorage::Indexeddb,
    })
}

impl SigningKey {
    /// Signs with ES256.
    pub(super) async fn sign(&self, data: &[u8]) -> Result<[u8; 64], JsValue> {
        crypto::sign(&self.subtle, &self.pair, data).await
    }
}
