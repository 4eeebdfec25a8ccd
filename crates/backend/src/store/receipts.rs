//! The chain of receipts.

use thuan_consent::encoding::{Sha256Hex, base64url_decode};
use thuan_consent::jws::FlattenedJws;

use super::StoreError;
use super::sql::{Connection, Row, parts, query, query_as, rows};

/// A receipt as the database has it, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReceipt {
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// The hash of the record it is kept for.
    pub record_sha256: String,
    /// The receipt.
    pub jws: FlattenedJws,
}

/// The end of the chain: what the next receipt joins on to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    /// The newest receipt's number; 0 where there is none.
    pub(super) sequence: i64,
    /// The hash of its payload.
    pub(super) sha256: Option<Sha256Hex>,
}

/// Where the chain ends. Only inside the transaction that writes the next receipt is this more than a guess.
pub(super) async fn head(connection: &mut Connection<'_>) -> Result<Head, StoreError> {
    let row: Option<(i64, String)> =
        query_as("SELECT sequence, payload FROM receipts ORDER BY sequence DESC LIMIT 1")
            .fetch_optional(connection)
            .await?;
    let Some((sequence, payload)) = row else {
        return Ok(Head::default());
    };
    let payload = base64url_decode(&payload).map_err(|_| StoreError::Corrupt("receipt"))?;
    Ok(Head {
        sequence,
        sha256: Some(Sha256Hex::of(&payload)),
    })
}

pub(super) async fn insert(
    connection: &mut Connection<'_>,
    receipts: &[StoredReceipt],
) -> Result<(), StoreError> {
    for part in parts(receipts) {
        let into = "INSERT INTO receipts (sequence, record_sha256, protected, payload, signature)";
        let statement = rows(into, part.len(), 5);
        let mut insert = query(&statement);
        for receipt in part {
            insert = insert
                .bind(receipt.sequence)
                .bind(&receipt.record_sha256)
                .bind(&receipt.jws.protected)
                .bind(&receipt.jws.payload)
                .bind(&receipt.jws.signature);
        }
        insert.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn page(
    connection: &mut Connection<'_>,
    after: i64,
    limit: u32,
) -> Result<Vec<StoredReceipt>, StoreError> {
    let rows = query("SELECT * FROM receipts WHERE sequence > $1 ORDER BY sequence LIMIT $2")
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &Row) -> Result<StoredReceipt, StoreError> {
    Ok(StoredReceipt {
        sequence: row.get("sequence")?,
        record_sha256: row.get("record_sha256")?,
        jws: FlattenedJws {
            protected: row.get("protected")?,
            payload: row.get("payload")?,
            signature: row.get("signature")?,
        },
    })
}
