//! Randomness, from the operating system.

use thuan_consent::encoding::RecordId;
use zeroize::Zeroizing;

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct RandomError;

/// `N` random bytes.
///
/// # Errors
///
/// [`RandomError`].
pub fn bytes<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| RandomError)?;
    Ok(bytes)
}

/// `N` random bytes that are wiped from memory when they are dropped.
///
/// # Errors
///
/// [`RandomError`].
pub fn secret<const N: usize>() -> Result<Zeroizing<[u8; N]>, RandomError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| RandomError)?;
    Ok(bytes)
}

/// A random UUID (RFC 9562 section 5.4).
///
/// # Errors
///
/// [`RandomError`].
pub fn uuid() -> Result<RecordId, RandomError> {
    uuid_of(bytes()?)
}

/// The UUID that has these random bytes, but for the six bits that say its version and variant.
///
/// # Errors
///
/// [`RandomError`]; never, since every such text is a UUID.
pub fn uuid_of(bytes: [u8; 16]) -> Result<RecordId, RandomError> {
    let mut number = u128::from_be_bytes(bytes);
    number &= !(0xf << 76 | 0x3 << 62);
    number |= 0x4 << 76 | 0x2 << 62;
    let hex = format!("{number:032x}");
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    let text = [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-");
    text.parse().map_err(|_| RandomError)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_uuid_is_a_new_one_of_version_4() {
        let all: BTreeSet<_> = (0..1000).map(|_| uuid().expect("a UUID")).collect();
        assert_eq!(all.len(), 1000);
    }

    #[test]
    fn every_random_bit_is_used() {
        let mut seen = [BTreeSet::new(), BTreeSet::new()];
        for _ in 0..1000 {
            let text = uuid().expect("a UUID").to_string();
            seen[0].insert(text[19..20].to_owned());
            seen[1].insert(text[0..1].to_owned());
        }
        assert_eq!(
            seen[0],
            BTreeSet::from(["8", "9", "a", "b"].map(str::to_owned))
        );
        assert_eq!(seen[1].len(), 16);
    }
}
