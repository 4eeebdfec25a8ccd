//! The signing key of this browser, for this controller.

use js_sys::Uint8Array;
use thuan_consent::jwk::PublicKey;
use thuan_consent::record::KeyStorage;
use wasm_bindgen::JsCast as _;

use super::{crypto, vault};

/// A key that is ready to sign, and where it lives.
pub(crate) struct SigningKey {
    key: vault::Key,
    /// The public half.
    pub(crate) public: PublicKey,
    /// Where the private half is.
    pub(crate) storage: KeyStorage,
}

/// Why there is no key, or no signature by it.
pub(crate) enum KeyError {
    /// No secure context, so no WebCrypto.
    InsecureContext,
    /// WebCrypto refused.
    Refused,
}

/// The key for a controller: the one this browser has, or a new one.
///
/// Where IndexedDB is denied, or what comes back from it is not a key, the key lives as long as the page does. Losing
/// it is harmless: a record carries its public key.
pub(crate) async fn signing_key(controller: &str) -> Result<SigningKey, KeyError> {
    if crypto::subtle().is_none() {
        return Err(KeyError::InsecureContext);
    }
    let key = vault::signing_key(controller).await;
    let key: vault::Key = key.map_err(|_| KeyError::Refused)?.unchecked_into();
    let public = PublicKey::from_uncompressed_p256(&key.point()).map_err(|_| KeyError::Refused)?;
    let storage = if key.stored() {
        KeyStorage::Indexeddb
    } else {
        KeyStorage::Session
    };
    Ok(SigningKey {
        key,
        public,
        storage,
    })
}

impl SigningKey {
    /// Signs with ES256: r ‖ s.
    pub(crate) async fn sign(&self, data: &[u8]) -> Result<[u8; 64], KeyError> {
        let signature = self.key.sign(data).await.map_err(|_| KeyError::Refused)?;
        let bytes = Uint8Array::new(&signature).to_vec();
        bytes.try_into().map_err(|_| KeyError::Refused)
    }
}
