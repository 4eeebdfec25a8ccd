//! Sending what others are to be told, from the rows that were written with it (`store::outbox`).
//!
//! One task takes rows whose turn it is, as many as there is room for, and hands each to whoever sends on its channel
//! ([`Carrier`]); what came of them is noted in the transaction that takes the next ones. It looks when something was
//! written, when something came back, and every second, since other processes write as well and time passes.
//!
//! Every row is sent at least once. It is sent again when nobody knows whether it arrived, so those who are told must
//! mind the row's name.
//!
//! * `places`: who gets the places that are free
//! * `schedule`: when it is tried again

mod measured;
mod places;
mod schedule;

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thuan_consent::time::Timestamp;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinHandle, JoinSet};

pub use measured::Sent;

use places::{Target, hand_out};

use crate::store::{Channel, Delivery, Room, Settled, Settlement, Store, StoreError};
use crate::{clock, random};

/// How long a row is had: longer than any attempt takes, and by as much as clocks of several backends may differ.
const LEASE: Duration = Duration::from_mins(2);
/// The longest that an attempt may take.
pub const LONGEST: Duration = Duration::from_mins(1);
/// How often it is looked for rows that nobody here wrote, or whose time has come.
const LOOK: Duration = Duration::from_secs(1);
/// Attempts under way to one target, so that one that is slow does not keep the others waiting.
const AT_ONCE_EACH: u32 = 4;
/// Attempts under way altogether.
const AT_ONCE: usize = 32;
/// How long attempts under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long it is kept what was delivered.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// How often it is looked for what was kept long enough.
const SWEEP: Duration = Duration::from_hours(1);

/// What is said of an attempt: a status, or a word of this program; never anybody else's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered with this status (HTTP, or a reply code of SMTP).
    Status(u16),
    /// Why it was not answered.
    Word(&'static str),
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// What is said of it.
    pub outcome: Outcome,
    /// What is to be done.
    pub verdict: Verdict,
}

/// What is to be done after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: it was taken, or there is nothing to be sent.
    Done,
    /// It is tried again; not before this time has passed, where the other side asked for it.
    Again(Option<Duration>),
    /// It will never be taken.
    GiveUp,
}

/// An attempt under way.
pub type Carrying<'a> = Pin<Box<dyn Future<Output = Attempt> + Send + 'a>>;

/// Whoever sends on a channel.
pub trait Carrier: std::fmt::Debug + Send + Sync {
    /// The channel.
    fn channel(&self) -> Channel;

    /// Tries once to send what a row names, made from what the store has now. It must end within [`LONGEST`], and may
    /// be dropped at any point.
    fn carry<'a>(&'a self, delivery: &'a Delivery) -> Carrying<'a>;
}

/// The task that sends.
#[derive(Debug)]
pub struct Courier {
    end: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Courier {
    /// Starts it on the current runtime.
    #[must_use]
    pub fn start(store: Store, carriers: Vec<Arc<dyn Carrier>>, sent: Sent) -> Self {
        let (end, ending) = watch::channel(false);
        let carriers = carriers.into_iter().map(|one| (one.channel(), one));
        let round = Round {
            store,
            carriers: carriers.collect(),
            sent,
            under_way: HashMap::new(),
            last: None,
            settled: Vec::new(),
            failing: false,
        };
        let task = tokio::spawn(round.run(ending));
        Self { end, task }
    }

    /// Ends it: nothing more is taken, attempts under way are waited for a little, and rows that are still in hand then
    /// are given back.
    pub async fn end(self) {
        let _ = self.end.send(true);
        let _ = self.task.await;
    }
}

/// An attempt that is over, by the task that made it.
type Finished = Result<(Id, Attempt), JoinError>;

struct Round {
    store: Store,
    carriers: BTreeMap<Channel, Arc<dyn Carrier>>,
    sent: Sent,
    under_way: HashMap<Id, (Delivery, Instant)>,
    /// Who was given a place last.
    last: Option<Target>,
    settled: Vec<Settled>,
    /// Whether the last turn failed, which is said once.
    failing: bool,
}

impl Round {
    async fn run(mut self, mut ending: watch::Receiver<bool>) {
        let mut attempts = JoinSet::new();
        let mut swept: Option<Instant> = None;
        loop {
            if swept.is_none_or(|at| at.elapsed() > SWEEP) {
                swept = Some(Instant::now());
                let done = self.sweep().await;
                self.say(done);
            }
            let turn = self.turn(&mut attempts).await;
            self.say(turn);
            tokio::select! {
                _ = ending.wait_for(|ending| *ending) => break,
                Some(finished) = attempts.join_next_with_id() => self.finished(finished),
                () = self.store.told() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
            // Whatever else is back by now is noted along with it.
            while let Some(finished) = attempts.try_join_next_with_id() {
                self.finished(finished);
            }
        }
        let all = async {
            while let Some(finished) = attempts.join_next_with_id().await {
                self.finished(finished);
            }
        };
        let _ = tokio::time::timeout(PATIENCE, all).await;
        attempts.abort_all();
        let in_hand = self.under_way.drain();
        self.settled
            .extend(in_hand.map(|(_, (delivery, _))| Settled {
                delivery_id: delivery.delivery_id,
                attempts: delivery.attempts,
                outcome: String::new(),
                settlement: Settlement::Released,
            }));
        let settled = self.settle_last().await;
        self.say(settled);
    }

    /// Notes what came back, takes what there is room for, and begins to send it.
    async fn turn(&mut self, attempts: &mut JoinSet<Attempt>) -> Result<(), StoreError> {
        let now = clock::now().map_err(|_| StoreError::Clock)?;
        let lease_until = clock::later(&now, LEASE).map_err(|_| StoreError::Clock)?;
        let due = self.store.due(&now).await?;
        let rooms = self.rooms(due);
        if self.settled.is_empty() && rooms.is_empty() {
            return Ok(());
        }
        let taken = self.store.turn(&self.settled, &rooms, &now, &lease_until);
        let taken = taken.await?;
        self.settled.clear();
        for delivery in taken {
            let Some(carrier) = self.carriers.get(&delivery.channel).map(Arc::clone) else {
                continue;
            };
            let row = delivery.clone();
            let attempt = attempts.spawn(async move { carrier.carry(&row).await });
            self.under_way
                .insert(attempt.id(), (delivery, Instant::now()));
        }
        Ok(())
    }

    /// How many rows may be taken, of those targets that something is due for.
    fn rooms(&mut self, due: Vec<Target>) -> Vec<Room> {
        let mut under_way = BTreeMap::new();
        for (row, _) in self.under_way.values() {
            *under_way
                .entry((row.channel, row.target.clone()))
                .or_default() += 1;
        }
        let free = AT_ONCE.saturating_sub(self.under_way.len());
        let due = due
            .into_iter()
            .filter(|(channel, _)| self.carriers.contains_key(channel));
        hand_out(due, &under_way, free, &mut self.last)
    }

    /// Judges an attempt that is over.
    fn finished(&mut self, finished: Finished) {
        let (id, attempt) = match finished {
            Ok(finished) => finished,
            // The log has said where.
            Err(error) => {
                let outcome = Outcome::Word("panic");
                let verdict = Verdict::Again(None);
                (error.id(), Attempt { outcome, verdict })
            }
        };
        let Some((delivery, begun)) = self.under_way.remove(&id) else {
            return;
        };
        let settlement = settlement(&delivery, attempt.verdict);
        let outcome = attempt.outcome.to_string();
        self.sent.count(delivery.channel, attempt.outcome);
        tracing::info!(
            event = "delivery",
            channel = delivery.channel.name(),
            delivery_id = delivery.delivery_id,
            to = delivery.target,
            of = delivery.event.name(),
            attempt = delivery.attempts,
            outcome,
            duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        );
        if settlement == Settlement::Dead {
            tracing::warn!(
                event = delivery.channel.dead(),
                delivery_id = delivery.delivery_id,
                to = delivery.target,
                of = delivery.event.name(),
                attempts = delivery.attempts,
                outcome,
            );
        }
        self.settled.push(Settled {
            delivery_id: delivery.delivery_id,
            attempts: delivery.attempts,
            outcome,
            settlement,
        });
    }

    async fn settle_last(&self) -> Result<(), StoreError> {
        if self.settled.is_empty() {
            return Ok(());
        }
        let now = clock::now().map_err(|_| StoreError::Clock)?;
        self.store.turn(&self.settled, &[], &now, &now).await?;
        Ok(())
    }

    async fn sweep(&self) -> Result<(), StoreError> {
        let now = clock::now().map_err(|_| StoreError::Clock)?;
        self.store.sweep(&clock::earlier(&now, KEPT)).await?;
        Ok(())
    }

    /// Says that the database failed, unless it did the last time as well: it is asked every second.
    fn say(&mut self, done: Result<(), StoreError>) {
        if let Err(error) = &done
            && !self.failing
        {
            tracing::error!(event = "outbox_failed", error = %error);
        }
        self.failing = done.is_err();
    }
}

fn settlement(delivery: &Delivery, verdict: Verdict) -> Settlement {
    match verdict {
        Verdict::Done => Settlement::Delivered,
        Verdict::GiveUp => Settlement::Dead,
        Verdict::Again(asked) => {
            again(delivery.attempts, asked).map_or(Settlement::Dead, Settlement::Again)
        }
    }
}

/// When the next attempt is due; `None` where the last one was made.
fn again(attempts: i64, asked: Option<Duration>) -> Option<Timestamp> {
    // Without randomness all wait equally long.
    let chance = random::bytes().map_or(0, u32::from_be_bytes);
    let wait = schedule::wait(attempts, asked, chance)?;
    clock::later(&clock::now().ok()?, wait).ok()
}
