//! What there is of SQLite alone: its file, how it is opened, and its older versions.

use serde_json::json;
use thuan_backend::store::{Absent, Address, Durability, StoreError};

use crate::receipts::{of, read};
use crate::support::{Database, Folder, Submission, block_on};

#[test]
fn every_pooled_connection_waits_for_the_disk() {
    let folder = Folder::with(Database::file);
    let connections = block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        let connections = store.durability().await.expect("read");
        store.close().await;
        connections
    });
    let Durability::File(connections) = connections else {
        panic!("{connections:?}")
    };
    assert_eq!(connections.len(), 5);
    for connection in connections {
        assert_eq!(connection.journal_mode, "wal");
        assert_eq!(
            connection.synchronous, 2,
            "2 is FULL: with less, a power cut takes back a 201"
        );
        assert!(connection.foreign_keys);
        assert!(connection.secure_delete);
        assert!(connection.busy_timeout >= 1000);
    }
}

#[test]
fn a_database_in_memory_is_refused() {
    for address in [
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite://x?mode=memory",
    ] {
        let parsed = address.parse::<Address>();
        assert!(matches!(parsed, Err(StoreError::InMemory)), "{address}");
    }
}

#[cfg(unix)]
#[test]
fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::with(Database::file);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    for name in ["thuan.db", "thuan.db-wal", "thuan.db-shm"] {
        let mode = std::fs::metadata(folder.path(name))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_database_that_cannot_be_made_is_named() {
    let error = Folder::with(Database::file)
        .fails_to_serve(&["--database", "sqlite://no/such/folder/thuan.db"]);
    assert!(error.contains("no/such/folder/thuan.db: "), "{error}");
}

#[test]
fn records_from_before_receipts_stay_and_have_none() {
    let folder = Folder::with(Database::file);
    let backend = folder.serve(&[]);
    let [old, new] = [(), ()].map(|()| Submission::new(&folder));
    assert_eq!(backend.post(&old).status, 201);
    backend.stop();
    // The database as the version before receipts left it.
    folder.sql(
        "DROP TABLE receipts; DROP TABLE signing_keys; DROP TABLE secrets; DROP TABLE policy_packs;
         DROP TABLE forgotten; DROP TABLE requests; DROP TABLE unsigned_registrations; DROP TABLE deliveries;
         DROP TABLE webhook_endpoints; DROP INDEX proofs_challenge; DROP INDEX proofs_previous;
         ALTER TABLE proofs DROP COLUMN challenge; ALTER TABLE proofs DROP COLUMN previous_record_sha256;
         ALTER TABLE proofs DROP COLUMN before_receipts;
         DELETE FROM _sqlx_migrations WHERE version > 1;",
    );
    let backend = folder.serve(&[]);
    let again = backend.post(&old);
    assert_eq!(again.status, 200);
    // As it was answered then.
    assert_eq!(again.json().as_object().expect("an object").len(), 3);
    let answer = backend.post(&new);
    assert_eq!(answer.status, 201);
    assert_eq!(
        read(&backend, &of(&answer), &new.record_sha256()).sequence,
        "1"
    );
    let summary = folder.audits_clean();
    assert_eq!(
        (&summary["records"], &summary["before_receipts"]),
        (&json!(2), &json!(1))
    );
    let text = crate::support::stdout(&folder.run(&["audit"]));
    assert!(
        text.contains(
            "2 records, 1 receipt, 1 without one, stored before receipts; nothing is wrong"
        ),
        "{text}"
    );
}
