//! What stands against keeping a record, as the database has it at this moment.

use thuan_consent::envelope::Verified;

use super::sql::{Connection, query_scalar};
use super::{NewRecord, Outcome, StoreError, records};

/// Why a record is not to be kept, if it is not: it is there already, or another has what only one can have.
pub(super) async fn against(
    connection: &mut Connection<'_>,
    new: &NewRecord,
) -> Result<Option<Outcome>, StoreError> {
    let Verified {
        record,
        record_sha256,
        ..
    } = &new.verified;
    if let Some(earlier) = records::find(connection, &record.record_id, record_sha256).await? {
        return Ok(Some(earlier));
    }
    // A withdrawal is listed by its name among the requests, and who asks unsigned has chosen what theirs is made from.
    if new.withdraws() && is_asked(connection, record.record_id.as_str()).await? {
        return Ok(Some(Outcome::Clash {
            stored_record_sha256: None,
        }));
    }
    if let Some(challenge) = &record.challenge
        && is_used(connection, challenge).await?
    {
        return Ok(Some(Outcome::ChallengeUsed));
    }
    if let Some(previous) = &record.previous_record_sha256 {
        let newest_record_sha256 = newest(connection, previous.as_str()).await?;
        if newest_record_sha256 != previous.as_str() {
            return Ok(Some(Outcome::NotTheNewest {
                newest_record_sha256,
            }));
        }
    }
    Ok(None)
}

async fn is_asked(connection: &mut Connection<'_>, request_id: &str) -> Result<bool, StoreError> {
    let asked = query_scalar("SELECT EXISTS (SELECT 1 FROM requests WHERE request_id = $1)")
        .bind(request_id)
        .fetch_one(connection)
        .await?;
    Ok(asked)
}

async fn is_used(connection: &mut Connection<'_>, challenge: &str) -> Result<bool, StoreError> {
    let used = query_scalar("SELECT EXISTS (SELECT 1 FROM proofs WHERE challenge = $1)")
        .bind(challenge)
        .fetch_one(connection)
        .await?;
    Ok(used)
}

/// The hash of the newest record of the chain that a record is in.
async fn newest(
    connection: &mut Connection<'_>,
    record_sha256: &str,
) -> Result<String, StoreError> {
    let newest: Option<String> = query_scalar(
        "WITH RECURSIVE chain (record_sha256) AS (
             SELECT record_sha256 FROM proofs WHERE record_sha256 = $1
             UNION SELECT p.record_sha256 FROM proofs p JOIN chain ON p.previous_record_sha256 = chain.record_sha256
         )
         SELECT record_sha256 FROM chain
         WHERE NOT EXISTS (SELECT 1 FROM proofs p WHERE p.previous_record_sha256 = chain.record_sha256)",
    )
    .bind(record_sha256)
    .fetch_optional(connection)
    .await?;
    newest.ok_or(StoreError::Corrupt("chain with an end"))
}
