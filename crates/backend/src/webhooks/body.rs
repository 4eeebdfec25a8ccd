//! What is told: made from what the store has at the time of sending, so that what was deleted meanwhile is not in it.
//!
//! The same store gives the same bytes, however often a webhook is sent.

use thuan_consent::encoding::RecordId;
use thuan_consent::record::{ConsentRecord, PurposeDecision};
use thuan_consent::time::Timestamp;
use thuan_consent::webhook::{
    Decided, RecordNotice, RequestNotice, Said, UnsignedNotice, Webhook, Withdrawal,
};

use super::endpoint::Data;
use crate::audit::{audit, audit_unsigned};
use crate::store::{Event, Forgotten, Store, StoreError, StoredRequest};

/// Why there is nothing to be told.
#[derive(Debug)]
pub enum BodyError {
    /// The store could not be read.
    Store(StoreError),
    /// What is to be told of is not there, or is not what was kept: nobody is told of what does not hold.
    Unsound,
}

impl From<StoreError> for BodyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Puts an event into words: JSON.
///
/// # Errors
///
/// [`BodyError`].
pub async fn make(
    store: &Store,
    event: Event,
    about: &str,
    data: Data,
) -> Result<Vec<u8>, BodyError> {
    let webhook = match event {
        Event::RegistrationCreated => {
            let (timestamp, data) = record(store, &parse(about)?, data).await?;
            Webhook::RegistrationCreated { timestamp, data }
        }
        Event::ConsentChanged => {
            let (timestamp, data) = record(store, &parse(about)?, data).await?;
            Webhook::ConsentChanged { timestamp, data }
        }
        Event::ConsentWithdrawn => {
            let (timestamp, data) = record(store, &parse(about)?, data).await?;
            Webhook::ConsentWithdrawn { timestamp, data }
        }
        Event::RegistrationUnsigned => {
            let (timestamp, data) = unsigned(store, &parse(about)?, data).await?;
            Webhook::RegistrationUnsigned { timestamp, data }
        }
        Event::RequestReceived => {
            let stored = store.request(about).await?.ok_or(BodyError::Unsound)?;
            let (timestamp, data) = request(stored, data)?;
            Webhook::RequestReceived { timestamp, data }
        }
    };
    serde_json::to_vec(&webhook).map_err(|_| BodyError::Unsound)
}

async fn record(
    store: &Store,
    id: &RecordId,
    data: Data,
) -> Result<(Timestamp, RecordNotice), BodyError> {
    let stored = store.get(id).await?.ok_or(BodyError::Unsound)?;
    let audited = audit(&stored);
    let verified = match audited.verified {
        Some(verified) if audited.faults.is_empty() => verified,
        _ => return Err(BodyError::Unsound),
    };
    let earlier = match verified.record.previous_record_sha256 {
        None => Vec::new(),
        Some(_) => store.earlier(id).await?,
    };
    let withdrawal = match stored.withdrawal {
        true => store.request(id.as_str()).await?,
        false => None,
    };
    // The details belong to the first record of a chain.
    let first = earlier.first().unwrap_or(&stored);
    let registration = match data {
        Data::Identifiers => None,
        Data::Registration => match audit(first) {
            first if first.is_sound() => first.registration,
            _ => return Err(BodyError::Unsound),
        },
    };
    let ConsentRecord {
        language,
        privacy_notice,
        partner,
        purposes,
        evidence,
        ..
    } = verified.record;
    let notice = RecordNotice {
        record_id: id.clone(),
        record_sha256: verified.record_sha256,
        first_record_id: parse(&first.record_id)?,
        previous_record_id: stored
            .previous_record_id
            .as_deref()
            .map(parse)
            .transpose()?,
        form_id: evidence.form_id,
        language,
        notice_sha256: privacy_notice.sha256,
        partner,
        purposes: purposes.into_iter().map(decided).collect(),
        withdrawal: withdrawal.map(withdrawn).transpose()?,
        receipt: stored.receipt.as_ref().map(|receipt| receipt.jws.clone()),
        registration,
        deleted_at: deleted_at(first.forgotten.as_ref())?,
    };
    Ok((parse(&stored.received_at)?, notice))
}

fn decided(decision: PurposeDecision) -> Decided {
    Decided {
        id: decision.id,
        event_state: decision.event_state,
        decided_at: Some(decision.decided_at),
    }
}

fn withdrawn(request: StoredRequest) -> Result<Withdrawal, BodyError> {
    Ok(Withdrawal {
        purposes: names(request.purposes.as_deref())?,
        acknowledge_by: parse(&request.acknowledge_by)?,
        complete_by: parse(&request.complete_by)?,
    })
}

async fn unsigned(
    store: &Store,
    id: &RecordId,
    data: Data,
) -> Result<(Timestamp, UnsignedNotice), BodyError> {
    let stored = store.unsigned(id).await?.ok_or(BodyError::Unsound)?;
    let audited = audit_unsigned(&stored);
    let unsigned = match audited.unsigned {
        Some(unsigned) if audited.faults.is_empty() => unsigned,
        _ => return Err(BodyError::Unsound),
    };
    let decided = unsigned.decisions.into_iter().map(|decision| Decided {
        id: decision.id,
        event_state: decision.event_state,
        decided_at: None,
    });
    let notice = UnsignedNotice {
        registration_id: unsigned.registration_id,
        form_id: unsigned.form_id,
        language: unsigned.language,
        notice_sha256: unsigned.notice_sha256,
        purposes: decided.collect(),
        registration: match data {
            Data::Identifiers => None,
            Data::Registration => audited.registration,
        },
        deleted_at: deleted_at(stored.forgotten.as_ref())?,
    };
    Ok((unsigned.received_at, notice))
}

fn request(stored: StoredRequest, data: Data) -> Result<(Timestamp, RequestNotice), BodyError> {
    let said = match (data, stored.contact) {
        (Data::Registration, Some(contact)) => Some(Said {
            contact,
            reference: stored.reference,
            message: stored.message,
        }),
        _ => None,
    };
    let language = stored.language.as_deref().ok_or(BodyError::Unsound)?;
    let kind = serde_json::from_value(stored.kind.into()).map_err(|_| BodyError::Unsound)?;
    let notice = RequestNotice {
        request_id: parse(&stored.request_id)?,
        kind,
        purposes: names(stored.purposes.as_deref())?,
        language: parse(language)?,
        acknowledge_by: parse(&stored.acknowledge_by)?,
        complete_by: parse(&stored.complete_by)?,
        said,
    };
    Ok((parse(&stored.received_at)?, notice))
}

fn deleted_at(forgotten: Option<&Forgotten>) -> Result<Option<Timestamp>, BodyError> {
    forgotten.map(|note| parse(&note.forgotten_at)).transpose()
}

/// Names from their column.
fn names(column: Option<&str>) -> Result<Vec<String>, BodyError> {
    let names = column.map(serde_json::from_str).transpose();
    Ok(names.map_err(|_| BodyError::Unsound)?.unwrap_or_default())
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, BodyError> {
    text.parse().map_err(|_| BodyError::Unsound)
}
