//! The store without the server around it.

use thuan_backend::keys::Source;
use thuan_backend::store::{Absent, Durability, Keeper, NewRecord, Store};
use thuan_consent::envelope::verify_record;

use super::{Folder, Submission};

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(work)
}

/// What writes to a store, with a key made if there is none.
pub async fn keeper(store: &Store) -> Keeper {
    let now = "2026-07-01T00:00:00.000Z".parse().expect("a time");
    store.ensure_key(&now).await.expect("a key");
    Keeper::start(store.clone(), Source::Database)
}

pub fn new_record(submission: &Submission) -> NewRecord {
    let consent = submission.consent();
    NewRecord {
        verified: verify_record(&consent).expect("verified"),
        consent,
        registration: Some(submission.registration()),
        received_at: "2026-07-01T08:00:00.000Z".parse().expect("a time"),
        change: None,
    }
}

impl Folder {
    /// Asserts that what is confirmed on this database is on the disk: nothing else that is tested means anything without.
    #[track_caller]
    pub fn is_durable(&self) {
        let durability = block_on(async {
            let store = self.store(Absent::Create).await?;
            let durability = store.durability().await;
            store.close().await;
            durability
        });
        match durability.expect("it says how it is set") {
            Durability::File(connections) => {
                for connection in connections {
                    // 2 is FULL.
                    assert_eq!(
                        (connection.journal_mode.as_str(), connection.synchronous),
                        ("wal", 2)
                    );
                }
            }
            Durability::Server(connections) => {
                for connection in connections {
                    assert_eq!(
                        (
                            connection.fsync.as_str(),
                            connection.synchronous_commit.as_str()
                        ),
                        ("on", "on")
                    );
                }
            }
        }
    }
}
