//! What is kept, and the promise behind it: [`Keeper::keep`] returns once record and receipt are on the disk.
//!
//! The proof and the registration are kept apart and written together. Texts and forms that records refer to by hash
//! are kept as well, so that a record can be exported with them long after they changed.
//!
//! * `records`: proofs and registrations, one by one or page by page
//! * `receipts`: the chain
//! * `incoming`: what is handed in, and what can become of it
//! * `against`: what stands against keeping a record
//! * `keeper`: how records and receipts are written, many in one transaction
//! * `keys`: signing keys and secrets
//! * `measured`: numbers about all that
//! * `definitions`: policy texts, packs and forms, by hash
//! * `requests`, `request_steps`: withdrawals and what people ask for, with deadlines, and what is done about them
//! * `room`: whether there is room on the disk
//! * `unsigned`: registrations from browsers that cannot sign
//! * `outbox`: what others are to be told, written together with what happened
//! * `webhooks`: whom, by HTTP
//! * `erasure`: deleting a registration
//! * `snapshot`: all of it as it was at one moment, for the audit
//! * `connection`: the database underneath, an SQLite file or a PostgreSQL server: opening it, and how it is set
//! * `sql`: statements that both understand

mod against;
mod connection;
mod definitions;
mod erasure;
mod error;
mod incoming;
mod keeper;
mod keys;
mod measured;
mod outbox;
mod receipts;
mod records;
mod request_steps;
mod requests;
mod room;
mod snapshot;
mod sql;
mod unsigned;
mod webhooks;

use std::sync::Arc;

use tokio::sync::Notify;

pub use connection::{
    Absent, Address, Durability, FileDurability, Probe, ServerDurability, Tables,
};
pub use erasure::{Forgot, Wiped};
pub use error::StoreError;
pub use incoming::{Change, NewRecord, Outcome};
pub use keeper::Keeper;
pub use keys::{KnownKey, PrivateKeys};
pub use measured::{Connections, Measured, RecordOutcome};
pub use outbox::{
    Backlog, Channel, DeadDelivery, Delivery, Event, Events, Room, Settled, Settlement, Subscriber,
};
pub use receipts::StoredReceipt;
pub use records::{Forgotten, Kept, StoredRecord, StoredRegistration};
pub use request_steps::{Decision, Stage};
pub use requests::{NewRequest, RequestKind, StoredRequest};
pub use snapshot::{KeptBytes, Snapshot};
pub use unsigned::{KeptUnsigned, StoredUnsigned};

/// A place where records are kept: an SQLite file or a database of PostgreSQL. Clones are the same place.
///
/// There is one writer at a time, since there is one chain. With one writing connection, requests queue in memory and in
/// order; with several they would contend for the lock and starve each other.
#[derive(Debug, Clone)]
pub struct Store {
    writer: sql::Pool,
    readers: sql::Pool,
    measured: Arc<Measured>,
    /// Who is told of what happens, beside the endpoints in the database.
    subscribers: Arc<[Subscriber]>,
    /// Wakes up whoever sends.
    outbox: Arc<Notify>,
}

impl Store {
    /// How many transactions of records this process has written: fewer than records, when many come at once.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.measured.commits()
    }

    /// Numbers about the records that this process has written.
    #[must_use]
    pub fn measured(&self) -> &Measured {
        &self.measured
    }

    /// How the writing connection and those that read stand.
    #[must_use]
    pub fn connections(&self) -> [Connections; 2] {
        [&self.writer, &self.readers].map(sql::Pool::connections)
    }
}
