//! Level L2: the backend's receipt, checked against its keys.

use thuan_consent::evidence::Countersigned;
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::FlattenedJws;
use thuan_consent::receipt::{self, Received, Unproven};

use super::{fetch, net, vault};
use crate::state::Proof;

/// What a receipt proves, and what of it goes into the evidence file.
///
/// `keys` is the address of the backend's key set, where receipts are expected; without one nothing is said of a proof.
///
/// A receipt that does not hold is left out: the record beside it does, and a file must not be spoilt by what its
/// receiver sent. One that cannot be checked now is kept.
pub(crate) async fn judge(
    keys: Option<&str>,
    record: Received<'_>,
    receipt: Option<FlattenedJws>,
) -> (Option<Proof>, Option<Countersigned>) {
    let Some(address) = keys else {
        let kept = receipt.map(|receipt| Countersigned {
            receipt,
            jwks: None,
        });
        return (None, kept);
    };
    let Some(receipt) = receipt else {
        return (Some(Proof::ReceiptMissing), None);
    };
    // Once only: the registration has arrived, and whoever sent it should know.
    let answer = net::get(address, net::ORIGIN, None).await;
    let Ok(jwks) = fetch::json(&answer) else {
        let kept = Countersigned {
            receipt,
            jwks: None,
        };
        return (Some(Proof::ReceiptUnproven), Some(kept));
    };
    let proved = match receipt::check(&receipt, &jwks, record) {
        Ok(unproven) => holds(&unproven).await,
        Err(_) => false,
    };
    if !proved {
        return (Some(Proof::ReceiptWrong), None);
    }
    let kept = Countersigned {
        receipt,
        jwks: Some(jwks),
    };
    (Some(Proof::Receipted), Some(kept))
}

async fn holds(receipt: &Unproven) -> bool {
    let point = match &receipt.key {
        PublicKey::P256 { x, y } => [&[4], x.as_slice(), y.as_slice()].concat(),
        PublicKey::Ed25519 { x } => x.to_vec(),
    };
    let verified = vault::verify(&point, &receipt.signature, &receipt.signing_input).await;
    verified.is_ok_and(|holds| holds.is_truthy())
}
