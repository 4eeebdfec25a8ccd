//! Who sends which row, and what came of it.
//!
//! A row is had by lease: until its end no other backend sends it. Whoever dies with a row in hand loses it when the
//! lease ends, and another sends it; so a row may be sent twice, and never not at all.

use std::time::Duration;

use thuan_consent::time::Timestamp;

use super::{Channel, Delivery, Event};
use crate::clock;
use crate::store::sql::{Connection, query, query_as};
use crate::store::{Store, StoreError};

/// How many rows to one target may be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// How it is sent.
    pub channel: Channel,
    /// Whom to.
    pub target: String,
    /// How many.
    pub rows: u32,
}

/// What becomes of a row that was in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// It was taken.
    Delivered,
    /// It is sent again, not before this time.
    Again(Timestamp),
    /// It is given up, and kept for a human to look at.
    Dead,
    /// It was not sent after all: as if it had never been in hand.
    Released,
}

/// A row that was in hand, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The row's name.
    pub delivery_id: String,
    /// Its [`Delivery::attempts`]: of two that had it, the second counts.
    pub attempts: i64,
    /// What came of the attempt: a status of HTTP or a word of this program.
    pub outcome: String,
    /// What becomes of it.
    pub settlement: Settlement,
}

/// The furthest that an attempt is put off: a day and a tenth, and something for clocks that differ.
const FURTHEST_ATTEMPT: Duration = Duration::from_hours(27);
/// The furthest that a lease ends, of any version, however clocks differ.
const FURTHEST_LEASE: Duration = Duration::from_mins(10);

/// That nobody has a row in hand: `$1` is now, `$2` is [`Ahead::lease`].
const FREE: &str = "(lease_until IS NULL OR lease_until <= $1 OR lease_until > $2)";

/// Times that nothing can stand in beyond, unless it was written while a clock stood in the future. It would wait until
/// then, and is due instead.
struct Ahead {
    lease: Timestamp,
    attempt: Timestamp,
}

impl Ahead {
    fn of(now: &Timestamp) -> Result<Self, StoreError> {
        let later = |by| clock::later(now, by).map_err(|_| StoreError::Clock);
        Ok(Self {
            lease: later(FURTHEST_LEASE)?,
            attempt: later(FURTHEST_ATTEMPT)?,
        })
    }
}

impl Store {
    /// The targets that a row is due for, which nobody has in hand. Nothing is written.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn due(&self, now: &Timestamp) -> Result<Vec<(Channel, String)>, StoreError> {
        let ahead = Ahead::of(now)?;
        // Joined to nothing, so that SQLite looks at what is due alone and not at all that waits.
        let events = known_events();
        let due = |when: &str| {
            format!(
                "SELECT DISTINCT channel || '', target || '' FROM deliveries
                 WHERE state = 'pending' AND {when} AND {FREE} AND event IN ({events})"
            )
        };
        let statement = format!(
            "{} UNION {}",
            due("next_attempt_at <= $1"),
            due("next_attempt_at > $3")
        );
        let due: Vec<(String, String)> = query_as(&statement)
            .bind(now.as_str())
            .bind(ahead.lease.as_str())
            .bind(ahead.attempt.as_str())
            .fetch_all(&self.readers)
            .await?;
        let known = due
            .into_iter()
            .filter_map(|(channel, target)| Some((Channel::parse(&channel)?, target)));
        Ok(known.collect())
    }

    /// Notes what became of rows, and takes others into hand until `lease_until`, in one transaction: the wait for the
    /// disk is one for all of them. Gives those that were taken, the oldest first.
    ///
    /// The lock that records are written under is had for as long as that takes, and by SQLite alone; nothing is sent
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing is noted or taken then.
    pub async fn turn(
        &self,
        settled: &[Settled],
        rooms: &[Room],
        now: &Timestamp,
        lease_until: &Timestamp,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut transaction = self.writer.begin_beside().await?;
        for one in settled {
            settle(&mut transaction.connection(), one, now).await?;
        }
        let ahead = Ahead::of(now)?;
        let mut taken = Vec::new();
        for room in rooms {
            taken.extend(
                take(
                    &mut transaction.connection(),
                    room,
                    now,
                    &ahead,
                    lease_until,
                )
                .await?,
            );
        }
        transaction.commit().await?;
        // In which order rows come back is nobody's promise.
        taken.sort_by_key(|delivery| delivery.sequence);
        Ok(taken)
    }
}

/// The names of the events that this version knows. A newer one on the same database may know more, and sends them.
fn known_events() -> String {
    Event::ALL
        .map(|event| format!("'{}'", event.name()))
        .join(", ")
}

async fn settle(
    connection: &mut Connection<'_>,
    settled: &Settled,
    now: &Timestamp,
) -> Result<(), StoreError> {
    let attempts = settled.attempts;
    let (state, attempts_left, next, finished) = match &settled.settlement {
        Settlement::Delivered => ("delivered", attempts, None, Some(now.as_str())),
        Settlement::Dead => ("dead", attempts, None, Some(now.as_str())),
        Settlement::Again(at) => ("pending", attempts, Some(at.as_str()), None),
        Settlement::Released => ("pending", attempts - 1, None, None),
    };
    let outcome = match settled.settlement {
        Settlement::Released => None,
        _ => Some(settled.outcome.as_str()),
    };
    query(
        "UPDATE deliveries
         SET state = $1, attempts = $2, next_attempt_at = coalesce($3, next_attempt_at), finished_at = $4,
             last_outcome = coalesce($5, last_outcome), lease_until = NULL
         WHERE delivery_id = $6 AND attempts = $7 AND state = 'pending' AND lease_until IS NOT NULL",
    )
    .bind(state)
    .bind(attempts_left)
    .bind(next)
    .bind(finished)
    .bind(outcome)
    .bind(&settled.delivery_id)
    .bind(attempts)
    .execute(connection)
    .await?;
    Ok(())
}

async fn take(
    connection: &mut Connection<'_>,
    room: &Room,
    now: &Timestamp,
    ahead: &Ahead,
    lease_until: &Timestamp,
) -> Result<Vec<Delivery>, StoreError> {
    // What was written in the future is as old as is known of it, so that its age is measured.
    let statement = format!(
        "WITH mine AS (
             SELECT delivery_id FROM deliveries
             WHERE state = 'pending' AND channel = $4 AND target = $5
               AND (next_attempt_at <= $1 OR next_attempt_at > $3) AND {FREE} AND event IN ({})
             ORDER BY next_attempt_at, sequence LIMIT $6 {}
         )
         UPDATE deliveries SET attempts = attempts + 1, lease_until = $7,
                               created_at = CASE WHEN created_at > $2 THEN $1 ELSE created_at END
         WHERE delivery_id IN (SELECT delivery_id FROM mine) RETURNING *",
        known_events(),
        connection.skip_locked()
    );
    let taken = query_as(&statement)
        .bind(now.as_str())
        .bind(ahead.lease.as_str())
        .bind(ahead.attempt.as_str())
        .bind(room.channel.name())
        .bind(&room.target)
        .bind(room.rows)
        .bind(lease_until.as_str())
        .fetch_all(connection)
        .await?;
    Ok(taken)
}
