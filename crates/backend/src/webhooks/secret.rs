//! What webhooks are signed with: HMAC-SHA256 (RFC 2104) by a secret that both sides have, as the Standard Webhooks
//! have it ("Signature scheme").

use std::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

/// The shortest and longest secret, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret. It shows itself to nobody, but for [`Secret::reveal`].
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A new one, of 32 bytes.
    ///
    /// # Errors
    ///
    /// [`RandomError`].
    pub fn generate() -> Result<Self, RandomError> {
        let bytes = random::secret::<32>()?;
        Ok(Self(Zeroizing::new(bytes.to_vec())))
    }

    /// One that was kept; `None` if it is shorter or longer than any.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let bytes = Zeroizing::new(bytes);
        LENGTHS.contains(&bytes.len()).then_some(Self(bytes))
    }

    /// The bytes, to be kept.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As it is handed to the receiver: `whsec_` and base64.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        let text = Zeroizing::new(Base64::encode_string(&self.0));
        Zeroizing::new(["whsec_", text.as_str()].concat())
    }

    /// The signature over a body that is sent under this name at this time (seconds since 1970): `v1,` and base64.
    #[must_use]
    pub fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return String::new();
        };
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_enough_and_another_each_time() {
        let [one, other] = [(), ()].map(|()| Secret::generate().expect("a secret"));
        assert_ne!(one.bytes(), other.bytes());
        assert!(one.reveal().starts_with("whsec_"));
        assert_eq!(one.reveal().len(), "whsec_".len() + 44);
        assert_eq!(format!("{one:?}"), "***");
        for (length, fine) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
            assert_eq!(
                Secret::from_bytes(vec![7; length]).is_some(),
                fine,
                "{length}"
            );
        }
    }
}
