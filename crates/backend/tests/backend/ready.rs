//! `/healthz` says that the process answers, `/readyz` that a registration could be kept.

use std::time::Duration;

use serde_json::json;

use crate::support::{Folder, Submission, block_on};

#[test]
fn a_backend_that_can_keep_a_record_is_ready() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    for _ in 0..2 {
        let answer = backend.get("/readyz", &[]);
        assert_eq!(
            (answer.status, answer.json()),
            (200, json!({ "ready": true }))
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    // Looking leaves nothing behind.
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.audits_clean()["records"], 1);
}

#[test]
fn while_nothing_can_be_written_it_is_alive_and_not_ready() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    block_on(async {
        let held = folder.database.hold().await;
        let answer = tokio::task::block_in_place(|| backend.get("/readyz", &[]));
        assert_eq!(answer.status, 503);
        assert_eq!(answer.json(), json!({ "ready": false, "reason": "busy" }));
        assert_eq!(backend.get("/healthz", &[]).status, 200);
        held.release().await;
    });
    becomes(&folder, &backend, 200);
}

#[test]
fn without_a_key_or_its_tables_it_is_not_ready() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    folder.sql("UPDATE signing_keys SET active_from = '2999-01-01T00:00:00.000Z'");
    becomes(&folder, &backend, 503);
    assert_eq!(backend.get("/readyz", &[]).json()["reason"], "signing_key");
    folder.sql("UPDATE signing_keys SET active_from = '2020-01-01T00:00:00.000Z'");
    becomes(&folder, &backend, 200);
    folder.sql("ALTER TABLE receipts RENAME TO elsewhere");
    becomes(&folder, &backend, 503);
    assert_eq!(backend.get("/readyz", &[]).json()["reason"], "database");
    assert!(folder.log().contains(r#""event":"not_ready""#));
}

/// Waits until an answer that stood for a moment stands no more.
#[track_caller]
fn becomes(folder: &Folder, backend: &crate::support::Backend, status: u16) {
    for _ in 0..200 {
        if backend.get("/readyz", &[]).status == status {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it does not become {status}: {}", folder.log());
}

#[test]
fn asked_to_end_it_says_no_first_and_goes_on_answering() {
    let folder = Folder::new();
    let backend = folder.serve(&["--drain", "60s"]);
    assert_eq!(backend.get("/readyz", &[]).status, 200);
    backend.signal("TERM");
    becomes(&folder, &backend, 503);
    assert_eq!(backend.get("/readyz", &[]).json()["reason"], "ending");
    // Whoever was not told yet is served.
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    // A second signal ends the wait.
    backend.stop();
    assert!(folder.log().contains(r#""event":"stopped""#));
}
