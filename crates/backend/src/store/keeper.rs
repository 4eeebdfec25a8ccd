//! Keeping records, by group commit.
//!
//! Waiting for the disk is most of what keeping a record costs, and one wait serves many. A single task takes whatever
//! is waiting, writes the records and their receipts in one transaction, and answers all of them: while it waits for
//! the disk, the next batch gathers.
//!
//! The chain's end is read inside the transaction, which holds the database's only write lock from its beginning. So the
//! chain has no fork and no gap, whatever number of processes write to it, and a batch is on the disk as a whole
//! or not at all.

use std::time::Instant;

use thuan_consent::deadline::Deadlines;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::Verified;
use thuan_consent::receipt::{Receipt, SCHEMA_VERSION};
use tokio::sync::{mpsc, oneshot};

use super::receipts::{self, Head};
use super::sql::{Connection, query, query_scalar};
use super::{Kept, NewRecord, Outcome, Store, StoreError, StoredReceipt, keys, records, requests};
use crate::keys::{SigningKey, Source};
use crate::{clock, random};

/// Records in one transaction. More would make the first of them wait for the last.
const BATCH: usize = 256;
/// Records that may wait for the next transaction. More senders than this wait for a place.
const QUEUE: usize = 1024;

/// Keeps records. Clones are the same.
#[derive(Debug, Clone)]
pub struct Keeper {
    queue: mpsc::Sender<Waiting>,
    store: Store,
    source: Source,
}

#[derive(Debug)]
struct Waiting {
    record: NewRecord,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

impl Keeper {
    /// Starts the task that writes, on the current runtime. It ends with the last clone of this.
    #[must_use]
    pub fn start(store: Store, source: Source) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(run(store.clone(), source.clone(), waiting));
        Self {
            queue,
            store,
            source,
        }
    }

    /// Whether a record could be kept now: the lock can be had, the chain's end is read, and there is a key that signs.
    /// Nothing is written.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: why not.
    pub async fn is_ready(&self) -> Result<(), StoreError> {
        let mut transaction = self.store.writer.begin().await?;
        let now = clock::now().map_err(|_| StoreError::Clock)?;
        keys::signing(&mut transaction.connection(), &self.source, &now).await?;
        receipts::head(&mut transaction.connection()).await?;
        transaction.rollback().await
    }

    /// How many records wait for the next transaction.
    #[must_use]
    pub fn queue(&self) -> usize {
        self.queue
            .max_capacity()
            .saturating_sub(self.queue.capacity())
    }

    /// Keeps a record, unless it or another of its name is kept already.
    ///
    /// When this returns [`Outcome::New`], proof, registration and receipt are on the disk, all of them. Once a record
    /// has its place in the queue it is kept even if the caller is gone.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing is kept then.
    pub async fn keep(&self, record: NewRecord) -> Result<Outcome, StoreError> {
        let (answer, outcome) = oneshot::channel();
        let waiting = Waiting { record, answer };
        self.queue
            .send(waiting)
            .await
            .map_err(|_| StoreError::Interrupted)?;
        outcome.await.map_err(|_| StoreError::Interrupted)?
    }
}

async fn run(store: Store, source: Source, mut queue: mpsc::Receiver<Waiting>) {
    loop {
        let mut batch = Vec::new();
        if queue.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let (store, source) = (store.clone(), source.clone());
        // In a task of its own: should it panic, its senders are told, and the next batch is written all the same.
        let _ = tokio::spawn(async move { keep_and_answer(&store, &source, batch).await }).await;
    }
}

async fn keep_and_answer(store: &Store, source: &Source, batch: Vec<Waiting>) {
    let (records, answers): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|waiting| (waiting.record, waiting.answer))
        .unzip();
    let outcomes = match keep_all(store, source, &records).await {
        Ok(outcomes) => outcomes,
        Err(error) => records.iter().map(|_| Err(error.for_another())).collect(),
    };
    for (answer, outcome) in answers.into_iter().zip(outcomes) {
        store.measured.became(&outcome);
        // Whoever is gone asks again.
        let _ = answer.send(outcome);
    }
}

type Outcomes = Vec<Result<Outcome, StoreError>>;

async fn keep_all(
    store: &Store,
    source: &Source,
    records: &[NewRecord],
) -> Result<Outcomes, StoreError> {
    let started = Instant::now();
    let mut transaction = store.writer.begin().await?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let key = keys::signing(&mut transaction.connection(), source, &now).await?;
    let mut head = receipts::head(&mut transaction.connection()).await?;
    let before = head.sequence;
    let mut outcomes = Vec::with_capacity(records.len());
    for record in records {
        let mut savepoint = transaction.begin().await?;
        match keep_one(&mut savepoint.connection(), &key, &head, record).await {
            Ok((outcome, next)) => {
                savepoint.commit().await?;
                head = next.unwrap_or(head);
                outcomes.push(Ok(outcome));
            }
            Err(error) if error.is_of_one_statement() => {
                savepoint.rollback().await?;
                outcomes.push(Err(error));
            }
            // The database may have ended the transaction by itself. Nothing of it may stay.
            Err(error) => return Err(error),
        }
    }
    let kept = records.iter().zip(&outcomes);
    let happened: Vec<_> = kept
        .filter(|(_, outcome)| matches!(outcome, Ok(Outcome::New(_))))
        .map(|(record, _)| record.happened())
        .collect();
    let told = store
        .note(&mut transaction.connection(), &happened, &now)
        .await?;
    transaction.commit().await?;
    store.tell(told);
    if head.sequence != before {
        store.measured.committed(records.len(), started.elapsed());
    }
    Ok(outcomes)
}

async fn keep_one(
    connection: &mut Connection<'_>,
    key: &SigningKey,
    head: &Head,
    new: &NewRecord,
) -> Result<(Outcome, Option<Head>), StoreError> {
    let Verified {
        record,
        record_sha256,
        ..
    } = &new.verified;
    if let Some(earlier) = records::find(connection, &record.record_id, record_sha256).await? {
        return Ok((earlier, None));
    }
    if let Some(challenge) = &record.challenge
        && is_used(connection, challenge).await?
    {
        return Ok((Outcome::ChallengeUsed, None));
    }
    if let Some(previous) = &record.previous_record_sha256 {
        let newest_record_sha256 = newest(connection, previous.as_str()).await?;
        if newest_record_sha256 != previous.as_str() {
            let outcome = Outcome::NotTheNewest {
                newest_record_sha256,
            };
            return Ok((outcome, None));
        }
    }
    insert(connection, new).await?;
    let deadlines = match &new.change {
        Some(change) if !change.withdraws.is_empty() => {
            let deadlines = Deadlines::of(&new.received_at);
            requests::insert_withdrawal(connection, new, &change.withdraws, &deadlines).await?;
            Some(deadlines)
        }
        _ => None,
    };
    let receipt = receipt(new, head)?;
    let next = Head {
        sequence: head.sequence + 1,
        sha256: Some(Sha256Hex::of(&receipt.canonical())),
    };
    let stored = StoredReceipt {
        sequence: next.sequence,
        record_sha256: record_sha256.to_string(),
        jws: key
            .sign(&receipt)
            .map_err(|_| StoreError::Corrupt("receipt"))?,
    };
    receipts::insert(connection, &stored).await?;
    let (acknowledge_by, complete_by) = deadlines
        .map(|deadlines| (deadlines.acknowledge_by, deadlines.complete_by))
        .unzip();
    let kept = Kept {
        record_id: record.record_id.to_string(),
        record_sha256: record_sha256.to_string(),
        received_at: new.received_at.to_string(),
        receipt: Some(stored.jws),
        acknowledge_by: acknowledge_by.map(|day| day.to_string()),
        complete_by: complete_by.map(|day| day.to_string()),
    };
    Ok((Outcome::New(kept), Some(next)))
}

fn receipt(new: &NewRecord, head: &Head) -> Result<Receipt, StoreError> {
    let record = &new.verified.record;
    Ok(Receipt {
        schema_version: SCHEMA_VERSION.to_owned(),
        receipt_id: random::uuid().map_err(|_| StoreError::Random)?,
        record_id: record.record_id.clone(),
        record_sha256: new.verified.record_sha256.clone(),
        received_at: new.received_at.clone(),
        sequence: (head.sequence + 1).to_string(),
        previous_receipt_sha256: head.sha256.clone(),
        audience: record.audience.clone(),
        key_continuity: new.change.as_ref().map(|change| change.key_continuity),
    })
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

async fn insert(connection: &mut Connection<'_>, new: &NewRecord) -> Result<(), StoreError> {
    let Verified {
        record,
        record_sha256,
        ..
    } = &new.verified;
    let previous = record.previous_record_sha256.as_ref();
    query(
        "INSERT INTO proofs (record_sha256, record_id, protected, payload, signature, received_at, challenge,
                             previous_record_sha256)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(record_sha256.as_str())
    .bind(record.record_id.as_str())
    .bind(&new.consent.protected)
    .bind(&new.consent.payload)
    .bind(&new.consent.signature)
    .bind(new.received_at.as_str())
    .bind(&record.challenge)
    .bind(previous.map(Sha256Hex::as_str))
    .execute(&mut *connection)
    .await?;
    let Some(registration) = &new.registration else {
        return Ok(());
    };
    let fields = serde_json::to_string(&registration.fields)
        .map_err(|_| StoreError::Corrupt("registration"))?;
    query("INSERT INTO registrations (record_id, salt, fields) VALUES ($1, $2, $3)")
        .bind(record.record_id.as_str())
        .bind(String::from(registration.salt.clone()))
        .bind(fields)
        .execute(connection)
        .await?;
    Ok(())
}
