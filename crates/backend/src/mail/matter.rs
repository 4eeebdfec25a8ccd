//! What a message is about, as the store has it when the message is sent.

use thuan_consent::encoding::RecordId;
use thuan_consent::envelope::Verified;
use thuan_consent::policy::Pack;
use thuan_consent::record::Controller;
use thuan_consent::registration::Registration;

use super::{Impossible, NoDraft};
use crate::audit::{Audited, audit, audit_unsigned};
use crate::catalogue::Catalogue;
use crate::store::{Store, StoredRecord, StoredRequest};
use crate::unsigned::Unsigned;

/// A signed record and what belongs to it.
pub struct Signed {
    /// As it is kept.
    pub stored: StoredRecord,
    /// Looked at again.
    pub audited: Audited,
    /// The record itself.
    pub verified: Verified,
    /// The records that it changes, the oldest first.
    pub earlier: Vec<StoredRecord>,
    /// What was entered when the first of them was sent, unless it was deleted.
    pub registration: Option<Registration>,
    /// Where it is a withdrawal: its deadlines.
    pub withdrawal: Option<StoredRequest>,
}

/// A registration that nobody signed.
pub struct Plain {
    /// What is kept of it.
    pub unsigned: Unsigned,
    /// What was entered, unless it was deleted.
    pub registration: Option<Registration>,
    /// The policy pack whose company it is.
    pub pack: Pack,
}

/// Reads a signed record. What does not hold is told to nobody.
pub async fn signed(store: &Store, id: &RecordId) -> Result<Signed, NoDraft> {
    let stored = store.get(id).await?.ok_or(Impossible::Unknown)?;
    let audited = audit(&stored);
    let Some(verified) = audited.verified.clone().filter(|_| audited.is_sound()) else {
        return Err(Impossible::Unsound.into());
    };
    let earlier = match stored.previous_record_sha256 {
        None => Vec::new(),
        Some(_) => store.earlier(id).await?,
    };
    let registration = match earlier.first() {
        None => audited.registration.clone(),
        Some(first) => match audit(first) {
            first if first.is_sound() => first.registration,
            _ => return Err(Impossible::Unsound.into()),
        },
    };
    let withdrawal = match stored.withdrawal {
        true => store.request(&stored.record_id).await?,
        false => None,
    };
    Ok(Signed {
        stored,
        audited,
        verified,
        earlier,
        registration,
        withdrawal,
    })
}

/// A form as it was served once, perhaps by another version: under which policy it asked.
#[derive(serde::Deserialize)]
struct Under {
    policy: String,
}

/// Reads a registration that nobody signed.
pub async fn plain(store: &Store, catalogue: &Catalogue, id: &RecordId) -> Result<Plain, NoDraft> {
    let stored = store.unsigned(id).await?.ok_or(Impossible::Unknown)?;
    let audited = audit_unsigned(&stored);
    let Some(unsigned) = audited.unsigned.filter(|_| audited.faults.is_empty()) else {
        return Err(Impossible::Unsound.into());
    };
    let form = store.form(&unsigned.form_sha256).await?;
    let form = form.and_then(|bytes| serde_json::from_slice::<Under>(&bytes).ok());
    let pack = form.and_then(|form| catalogue.pack(&form.policy));
    let pack = pack.ok_or(Impossible::NoPolicy)?.value.clone();
    Ok(Plain {
        unsigned,
        registration: audited.registration,
        pack,
    })
}

/// The company as a record names it, and how to reach it, in a line.
#[must_use]
pub fn reached_at(controller: &Controller) -> String {
    in_a_line(&controller.name, &controller.email, &controller.phone)
}

/// The same of a policy pack.
#[must_use]
pub fn reached_by(pack: &Pack) -> String {
    let controller = &pack.controller;
    in_a_line(&controller.name, &controller.email, &controller.phone)
}

fn in_a_line(name: &str, email: &Option<String>, phone: &Option<String>) -> String {
    let ways = [email, phone].into_iter().flatten();
    let ways: Vec<&str> = ways.map(String::as_str).collect();
    match ways.as_slice() {
        [] => name.to_owned(),
        ways => format!("{name} ({})", ways.join(", ")),
    }
}
