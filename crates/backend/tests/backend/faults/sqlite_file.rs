//! What there is of SQLite alone: its file runs out of room, or is taken away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::room::{Disk, runs_full, small_disk};
use super::until;
use crate::support::{Backend, Database, Folder, SmallDisk, Submission, UNLIMITED, limit_files};

impl Disk for SmallDisk {
    fn fill(&self, free: usize) {
        SmallDisk::fill(self, free);
    }

    fn free(&self) {
        SmallDisk::free(self);
    }
}

#[test]
fn a_disk_that_is_full_is_waited_for() {
    // Whoever may not mount one has the limit of the next test.
    let Some(disk) = small_disk(0) else {
        return;
    };
    let folder = Folder::with(|_| Database::file(disk.path()));
    let backend = folder.serve(&UNLIMITED);
    runs_full("full disk", &folder, &backend, &disk);
}

/// A limit on the length of files, as a quota is: the system refuses to write with another error than that of a full
/// disk.
struct Limit<'a> {
    process: u32,
    log: &'a Path,
}

impl Disk for Limit<'_> {
    fn fill(&self, free: usize) {
        let length = fs::metadata(self.log).expect("a log").len();
        let free = u64::try_from(free).expect("it fits");
        limit_files(self.process, Some(length + free));
    }

    fn free(&self) {
        limit_files(self.process, None);
    }
}

#[test]
fn a_quota_that_is_reached_is_waited_for() {
    let folder = Folder::with(Database::file);
    // The signal that comes with the error would end it.
    let backend = folder.serve_as(&UNLIMITED, |command| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell
    });
    let log = folder.path("thuan.db-wal");
    let process = backend.id();
    runs_full("quota", &folder, &backend, &Limit { process, log: &log });
}

/// What somebody did to the file of a running backend.
type Harm = fn(&Folder, &Path, &Path);

/// Nothing is answered for that would be gone with the process.
#[track_caller]
fn is_refused_after(harm: Harm) -> (Folder, Backend, [PathBuf; 2]) {
    let folder = Folder::with(Database::file);
    let backend = folder.serve(&[]);
    let kept = Submission::new(&folder);
    assert_eq!(backend.post(&kept).status, 201);
    let [file, aside] = ["thuan.db", "aside.db"].map(|name| folder.path(name));
    harm(&folder, &file, &aside);
    // A connection that has been open sees it still.
    backend.post(&kept).is_problem(503, "busy");
    for _ in 0..2 {
        let answer = backend.post(&Submission::new(&folder));
        assert!(matches!(answer.status, 500 | 503), "{}", answer.status);
    }
    let request = br#"{"kind":"access","contact":"thu@example.com","language":"vi"}"#;
    let headers = [("content-type", "application/json")];
    let answer = backend.request(
        "POST",
        "/api/registrations/requests",
        &headers,
        request.to_vec(),
    );
    assert!(matches!(answer.status, 500 | 503), "{}", answer.status);
    until("it says that it is not ready", || {
        backend.get("/readyz", &[]).status == 503
    });
    assert_eq!(backend.get("/readyz", &[]).json()["reason"], "database");
    assert!(
        folder.log().contains("moved, replaced or deleted"),
        "{}",
        folder.log()
    );
    (folder, backend, [file, aside])
}

#[test]
fn a_file_that_was_moved_keeps_nothing_until_it_is_back() {
    let (folder, backend, [file, aside]) = is_refused_after(|_, file, aside| {
        fs::rename(file, aside).expect("moved");
    });
    fs::rename(&aside, &file).expect("moved back");
    until("it is ready", || backend.get("/readyz", &[]).status == 200);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.audits_clean()["records"], 2);
}

#[test]
fn a_file_that_was_deleted_keeps_nothing() {
    let (folder, backend, _) =
        is_refused_after(|_, file, _| fs::remove_file(file).expect("deleted"));
    backend.kill();
    for name in ["thuan.db-wal", "thuan.db-shm"] {
        fs::remove_file(folder.path(name)).expect("deleted");
    }
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.audits_clean()["records"], 1);
}

#[test]
fn a_file_that_was_replaced_keeps_nothing_until_a_new_start() {
    let (folder, backend, _) = is_refused_after(|_, file, aside| {
        fs::copy(file, aside).expect("copied");
        fs::rename(aside, file).expect("replaced");
    });
    backend.stop();
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    folder.audits_clean();
}

/// What was written last is in it alone.
#[test]
fn a_log_that_was_deleted_keeps_nothing() {
    is_refused_after(|folder, _, _| {
        fs::remove_file(folder.path("thuan.db-wal")).expect("deleted");
    });
}

/// Who opens the database then makes a new one, which is another file than the one that is written to.
#[test]
fn a_log_that_was_deleted_keeps_nothing_when_another_makes_a_new_one() {
    is_refused_after(|folder, _, _| {
        let log = folder.path("thuan.db-wal");
        fs::remove_file(&log).expect("deleted");
        folder.run(&["withdrawals"]);
        assert!(log.exists(), "another process has made one");
    });
}
