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
use thuan_consent::receipt::{Receipt, SCHEMA_VERSION};
use tokio::sync::{mpsc, oneshot};

use super::against::against;
use super::receipts::{self, Head};
use super::sql::{Connection, Transaction, parts, query, rows};
use super::{Kept, NewRecord, Outcome, Store, StoreError, StoredReceipt, keys, requests};
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
    /// Nothing is written, unless the disk was full when something last was.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: why not.
    pub async fn is_ready(&self) -> Result<(), StoreError> {
        let mut transaction = self.store.writer.begin().await?;
        let now = clock::now().map_err(|_| StoreError::Clock)?;
        keys::signing(&mut transaction.connection(), &self.source, &now).await?;
        receipts::head(&mut transaction.connection()).await?;
        transaction.rollback().await?;
        self.store.has_room().await
    }

    /// Whether the database can be reached, where it is not ready.
    pub async fn is_reachable(&self) -> bool {
        self.store.is_reachable().await
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
    for run in records.chunk_by(|one, next| is_first(one) && is_first(next)) {
        if run.iter().all(is_first)
            && let Ok(kept) =
                attempt(&mut transaction, &key, &mut head, run, Judging::Indexes).await?
        {
            outcomes.extend(kept.into_iter().map(Ok));
            continue;
        }
        for record in run {
            let one = std::slice::from_ref(record);
            match attempt(&mut transaction, &key, &mut head, one, Judging::Before).await? {
                Ok(kept) => outcomes.extend(kept.into_iter().map(Ok)),
                Err(error) => outcomes.push(Err(error)),
            }
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

/// Who finds out whether anything stands against a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judging {
    /// The indexes. Records were judged before they came here, so hardly ever is there anything; and then it is asked.
    Indexes,
    /// It is asked, and the answer says what it is.
    Before,
}

/// Whether it changes none.
fn is_first(new: &NewRecord) -> bool {
    new.verified.record.previous_record_sha256.is_none()
}

/// Keeps records, all of them or, which is the inner error, none: when one of the statements fails for what it says, they
/// are undone, and what was kept before in the transaction stays.
async fn attempt(
    transaction: &mut Transaction<'_>,
    key: &SigningKey,
    head: &mut Head,
    records: &[NewRecord],
    judging: Judging,
) -> Result<Result<Vec<Outcome>, StoreError>, StoreError> {
    let mut savepoint = transaction.begin().await?;
    match keep(&mut savepoint.connection(), key, head, records, judging).await {
        Ok((outcomes, next)) => {
            savepoint.commit().await?;
            *head = next;
            Ok(Ok(outcomes))
        }
        Err(error) if error.is_of_one_statement() => {
            savepoint.rollback().await?;
            Ok(Err(error))
        }
        // The database may have ended the transaction by itself. Nothing of it may stay.
        Err(error) => Err(error),
    }
}

async fn keep(
    connection: &mut Connection<'_>,
    key: &SigningKey,
    head: &Head,
    records: &[NewRecord],
    judging: Judging,
) -> Result<(Vec<Outcome>, Head), StoreError> {
    if let [record] = records
        && judging == Judging::Before
        && let Some(outcome) = against(connection, record).await?
    {
        return Ok((vec![outcome], head.clone()));
    }
    insert(connection, records).await?;
    let mut deadlines = Vec::with_capacity(records.len());
    for new in records {
        deadlines.push(match &new.change {
            Some(change) if !change.withdraws.is_empty() => {
                let deadlines = Deadlines::of(&new.received_at);
                requests::insert_withdrawal(connection, new, &change.withdraws, &deadlines).await?;
                Some(deadlines)
            }
            _ => None,
        });
    }
    let (signed, next) = receipts(key, head, records).await?;
    receipts::insert(connection, &signed).await?;
    let kept = records.iter().zip(signed).zip(deadlines);
    let outcomes = kept.map(|((new, receipt), deadlines)| {
        let (acknowledge_by, complete_by) = deadlines
            .map(|deadlines| (deadlines.acknowledge_by, deadlines.complete_by))
            .unzip();
        Outcome::New(Kept {
            record_id: new.verified.record.record_id.to_string(),
            record_sha256: receipt.record_sha256,
            received_at: new.received_at.to_string(),
            receipt: Some(receipt.jws),
            acknowledge_by: acknowledge_by.map(|day| day.to_string()),
            complete_by: complete_by.map(|day| day.to_string()),
        })
    });
    Ok((outcomes.collect(), next))
}

/// The receipts of records that follow each other, and the end of the chain after them.
async fn receipts(
    key: &SigningKey,
    head: &Head,
    records: &[NewRecord],
) -> Result<(Vec<StoredReceipt>, Head), StoreError> {
    let mut head = head.clone();
    let mut receipts = Vec::with_capacity(records.len());
    for new in records {
        let receipt = receipt(new, &head)?;
        head = Head {
            sequence: head.sequence + 1,
            sha256: Some(Sha256Hex::of(&receipt.canonical())),
        };
        receipts.push(receipt);
    }
    let signed = key.sign_all(&receipts).await?;
    let stored = receipts.iter().zip(signed);
    let stored = stored.map(|(receipt, jws)| {
        Ok(StoredReceipt {
            sequence: receipt
                .sequence
                .parse()
                .map_err(|_| StoreError::Corrupt("number"))?,
            record_sha256: receipt.record_sha256.to_string(),
            jws,
        })
    });
    Ok((stored.collect::<Result<_, StoreError>>()?, head))
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

/// Writes proofs and registrations, many by one statement.
async fn insert(connection: &mut Connection<'_>, records: &[NewRecord]) -> Result<(), StoreError> {
    for part in parts(records) {
        let statement = rows(
            "INSERT INTO proofs (record_sha256, record_id, protected, payload, signature, received_at, challenge,
                                 previous_record_sha256)",
            part.len(),
            8,
        );
        let mut insert = query(&statement);
        for new in part {
            let record = &new.verified.record;
            insert = insert
                .bind(new.verified.record_sha256.as_str())
                .bind(record.record_id.as_str())
                .bind(&new.consent.protected)
                .bind(&new.consent.payload)
                .bind(&new.consent.signature)
                .bind(new.received_at.as_str())
                .bind(&record.challenge)
                .bind(
                    record
                        .previous_record_sha256
                        .as_ref()
                        .map(Sha256Hex::as_str),
                );
        }
        insert.execute(&mut *connection).await?;
    }
    let with_data = records
        .iter()
        .filter_map(|new| Some((new, new.registration.as_ref()?)));
    for part in parts(&Vec::from_iter(with_data)) {
        let into = "INSERT INTO registrations (record_id, salt, fields)";
        let statement = rows(into, part.len(), 3);
        let mut insert = query(&statement);
        for (new, registration) in part {
            let fields = serde_json::to_string(&registration.fields)
                .map_err(|_| StoreError::Corrupt("registration"))?;
            insert = insert
                .bind(new.verified.record.record_id.as_str())
                .bind(String::from(registration.salt.clone()))
                .bind(fields);
        }
        insert.execute(&mut *connection).await?;
    }
    Ok(())
}
