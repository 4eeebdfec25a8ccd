//! Backing up while records come in, and restoring: by the commands that docs/operating.md gives.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{Database, Folder, Submission, stdout};

/// Makes a backup of a database that is being written to, in a folder.
fn back_up(database: &Database, folder: &Path) {
    match database {
        Database::File(_) => {
            let file = folder.join("backup.db");
            database.sql(&format!("VACUUM INTO '{}'", file.display()));
        }
        Database::Server(_) | Database::Elsewhere(_) => {
            let mut dump = Command::new("pg_dump");
            dump.args(["--format=custom", "--file"])
                .arg(folder.join("backup.dump"))
                .args(["--dbname", &database.address()]);
            stdout(&dump.output().expect("runs"));
        }
    }
}

/// Restores it where there is nothing yet.
fn restore(backup: &Path, is_server: bool, to: &Path) -> Database {
    if !is_server {
        fs::copy(backup.join("backup.db"), to.join("thuan.db")).expect("copied");
        return Database::file(to);
    }
    let database = Database::server();
    let mut restore = Command::new("pg_restore");
    restore
        .args(["--exit-on-error", "--no-owner", "--dbname"])
        .arg(database.address())
        .arg(backup.join("backup.dump"));
    stdout(&restore.output().expect("runs"));
    database
}

#[test]
fn a_backup_made_while_records_come_in_is_whole_and_goes_on() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let before: Vec<_> = (0..5)
        .map(|_| {
            let submission = Submission::new(&folder);
            let answer = backend.post(&submission);
            assert_eq!(answer.status, 201);
            (submission, answer.body)
        })
        .collect();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                // At least one after the backup is made.
                loop {
                    let last = done.load(Ordering::Relaxed);
                    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
                    if last {
                        break;
                    }
                }
            });
        }
        back_up(&folder.database, &folder.path(""));
        done.store(true, Ordering::Relaxed);
    });
    backend.stop();
    let records = |folder: &Folder| {
        let summary = folder.audits_clean();
        assert_eq!(summary["records"], summary["receipts"]);
        summary["records"].as_u64().expect("a number")
    };

    let is_server = folder.database.is_server();
    let restored = Folder::with(|path| restore(&folder.path(""), is_server, path));
    let kept = records(&restored);
    assert!(kept >= 5 && kept < records(&folder), "{kept}");
    let backend = restored.serve(&[]);
    for (submission, body) in &before {
        let again = backend.post(submission);
        assert_eq!((again.status, &again.body), (200, body));
    }
    assert_eq!(backend.post(&Submission::new(&restored)).status, 201);
    assert_eq!(records(&restored), kept + 1);
}
