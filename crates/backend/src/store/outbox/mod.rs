//! What others are to be told: rows that are written in the transaction that keeps what they tell of, and sent
//! afterwards ([`crate::outbox`]). So nothing is kept that nobody is told of, and nobody is told of what is not kept.
//!
//! A row names what happened and holds nothing of it. What is sent is read from the store at that time; what was
//! forgotten meanwhile is not sent.
//!
//! * `turn`: who sends which row, and what came of it
//! * `dealt`: rows that are done with, or given up

mod dealt;
mod turn;

use std::collections::BTreeSet;

use thuan_consent::time::Timestamp;

pub use dealt::{Backlog, DeadDelivery};
pub use turn::{Room, Settled, Settlement};

use super::sql::{Connection, FromRow, Row, query};
use super::{Store, StoreError, webhooks};
use crate::random;

/// Rows in one statement: with seven values each, far below what either database takes.
const ROWS: usize = 500;

/// How something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// By HTTP, to an endpoint of the database ([`crate::webhooks`]).
    Webhook,
    /// By mail, to an address of the company ([`crate::mail`]).
    MailNotice,
    /// By mail, to the address in the registration.
    MailCopy,
}

impl Channel {
    const ALL: [Self; 3] = [Self::Webhook, Self::MailNotice, Self::MailCopy];

    /// Its name, in the database and in metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::MailNotice => "mail_notice",
            Self::MailCopy => "mail_copy",
        }
    }

    /// What the log calls it when something is given up.
    #[must_use]
    pub fn dead(self) -> &'static str {
        match self {
            Self::Webhook => "webhook_dead",
            Self::MailNotice | Self::MailCopy => "mail_dead",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A registration was kept with its record.
    RegistrationCreated,
    /// A registration was kept that nobody signed.
    RegistrationUnsigned,
    /// A record was kept that changes another and takes nothing back.
    ConsentChanged,
    /// A record was kept that takes consent back, for one purpose at least.
    ConsentWithdrawn,
    /// Somebody asked for something without a signature.
    RequestReceived,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::RegistrationCreated,
        Self::RegistrationUnsigned,
        Self::ConsentChanged,
        Self::ConsentWithdrawn,
        Self::RequestReceived,
    ];

    /// Its name, in the database and to those who are told.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RegistrationCreated => "registration.created",
            Self::RegistrationUnsigned => "registration.unsigned",
            Self::ConsentChanged => "consent.changed",
            Self::ConsentWithdrawn => "consent.withdrawn",
            Self::RequestReceived => "request.received",
        }
    }

    /// The event of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// The events that somebody is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Events {
    /// Every one, those of later versions too.
    All,
    /// These.
    These(BTreeSet<Event>),
}

impl Events {
    /// Whether it is among them.
    #[must_use]
    pub fn include(&self, event: Event) -> bool {
        match self {
            Self::All => true,
            Self::These(events) => events.contains(&event),
        }
    }
}

/// Somebody who is told of what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// How.
    pub channel: Channel,
    /// Where: a name that whoever sends on that channel understands, no address of a person.
    pub target: String,
    /// Of what.
    pub events: Events,
}

/// Something that was kept just now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happened<'a> {
    pub(super) event: Event,
    /// The name of the record, unsigned registration or request.
    pub(super) about: &'a str,
}

/// A row whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What the receiver knows it by, the same in every attempt.
    pub delivery_id: String,
    /// How it is sent.
    pub channel: Channel,
    /// Whom to.
    pub target: String,
    /// What happened.
    pub event: Event,
    /// The name of the record, unsigned registration or request.
    pub about: String,
    /// When it was written.
    pub created_at: String,
    /// How often sending was begun, this time included.
    pub attempts: i64,
    sequence: i64,
}

impl FromRow for Delivery {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let channel: String = row.get("channel")?;
        let event: String = row.get("event")?;
        let unknown = || sqlx::Error::Decode("a name that this version does not know".into());
        Ok(Self {
            delivery_id: row.get("delivery_id")?,
            channel: Channel::parse(&channel).ok_or_else(unknown)?,
            target: row.get("target")?,
            event: Event::parse(&event).ok_or_else(unknown)?,
            about: row.get("about")?,
            created_at: row.get("created_at")?,
            attempts: row.get("attempts")?,
            sequence: row.get("sequence")?,
        })
    }
}

impl Store {
    /// The same store, where these are told of what happens as well: those whom the settings name and not the database.
    /// To be said before anything is kept.
    #[must_use]
    pub fn telling(mut self, subscribers: Vec<Subscriber>) -> Self {
        self.subscribers = subscribers.into();
        self
    }

    /// Resolves when something was written by this process that is to be sent; at once if that was since the last time.
    pub async fn told(&self) {
        self.outbox.notified().await;
    }

    /// Has whoever waits at [`Store::told`] look.
    pub(super) fn tell(&self, rows: usize) {
        if rows > 0 {
            self.outbox.notify_one();
        }
    }

    /// Writes a row for everybody who is told of what happened, in the transaction that keeps it, and gives how many.
    /// With nobody to tell that is one look at an empty table, however much happened.
    pub(super) async fn note(
        &self,
        connection: &mut Connection<'_>,
        happened: &[Happened<'_>],
        now: &Timestamp,
    ) -> Result<usize, StoreError> {
        if happened.is_empty() {
            return Ok(0);
        }
        let mut subscribers = webhooks::subscribers(connection).await?;
        subscribers.extend_from_slice(&self.subscribers);
        let mut rows = Vec::new();
        for what in happened {
            let told = subscribers
                .iter()
                .filter(|who| who.events.include(what.event));
            rows.extend(told.map(|who| (what, who)));
        }
        for rows in rows.chunks(ROWS) {
            insert(connection, rows, now).await?;
        }
        Ok(rows.len())
    }
}

async fn insert(
    connection: &mut Connection<'_>,
    rows: &[(&Happened<'_>, &Subscriber)],
    now: &Timestamp,
) -> Result<(), StoreError> {
    let mut statement = "INSERT INTO deliveries
         (created_at, next_attempt_at, delivery_id, channel, target, event, about) VALUES "
        .to_owned();
    for row in 0..rows.len() {
        let [id, channel, target, event, about] = [2, 3, 4, 5, 6].map(|value| value + row * 5);
        let comma = if row == 0 { "" } else { ", " };
        statement += &format!("{comma}($1, $1, ${id}, ${channel}, ${target}, ${event}, ${about})");
    }
    let mut insert = query(&statement).bind(now.as_str());
    for (what, who) in rows {
        let delivery_id = random::uuid().map_err(|_| StoreError::Random)?;
        insert = insert
            .bind(delivery_id.to_string())
            .bind(who.channel.name())
            .bind(&who.target)
            .bind(what.event.name())
            .bind(what.about);
    }
    insert.execute(connection).await?;
    Ok(())
}
