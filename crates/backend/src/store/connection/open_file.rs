//! Whether an open file is still where it was opened.
//!
//! SQLite goes on writing to a file that was moved, replaced or deleted under it. What it says is written then is gone
//! with the process, or is in a file that nobody looks at.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// A database's file, as it was when it was opened. Clones are the same.
#[derive(Debug, Clone)]
pub(in crate::store) struct OpenFile {
    path: PathBuf,
    /// `None` where the system does not tell files apart.
    identity: Option<Identity>,
    /// What is written first, and may be all that holds the newest records.
    log: PathBuf,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    /// The log that the writer writes to. Who opens the database after it was deleted makes another, so that it exists
    /// says nothing.
    Written(Arc<RwLock<Option<Identity>>>),
    /// Others may write; here it is only read.
    Read,
    /// Nobody writes, which is what reading it is built upon: it is as it was then.
    Still(Option<Version>),
}

/// How long a file is, and when it was last written.
type Version = (u64, SystemTime);

/// Device and number of a file.
type Identity = (u64, u64);

impl OpenFile {
    /// The file at this path, links followed as SQLite follows them; its log is not known yet.
    pub(super) fn of(path: &Path) -> Self {
        Self::new(path, State::Written(Arc::default()))
    }

    /// The same, only read; `still`: as long as nobody else writes.
    pub(super) fn only_read(path: &Path, still: bool) -> Self {
        let state = if still {
            State::Still(version(path))
        } else {
            State::Read
        };
        Self::new(path, state)
    }

    fn new(path: &Path, state: State) -> Self {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Self {
            identity: identity(&path),
            log: beside(&path, "-wal"),
            path,
            state,
        }
    }

    /// The writer has just opened the log that is there now. `alone`: no other connection of this process is open, so
    /// that SQLite may have removed the log before with the last one; otherwise it is the one it was.
    pub(super) fn log_opened(&self, alone: bool) {
        let State::Written(known) = &self.state else {
            return;
        };
        let known = known.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        if alone || known.is_none() {
            *known = identity(&self.log);
        }
    }

    /// Whether the file is where it was, and its log beside it.
    pub(in crate::store) fn is_in_place(&self) -> bool {
        let log_is_right = || match &self.state {
            State::Written(log) => {
                let log = *log.read().unwrap_or_else(PoisonError::into_inner);
                log.is_some() && identity(&self.log) == log
            }
            State::Read => true,
            // Who has come and gone has left no log.
            State::Still(as_it_was) => {
                let has_begun = self.log.exists() || beside(&self.path, "-journal").exists();
                !has_begun && version(&self.path) == *as_it_was
            }
        };
        self.identity.is_none() || (identity(&self.path) == self.identity && log_is_right())
    }
}

/// A file that SQLite puts beside a database.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(ending);
    name.into()
}

fn version(path: &Path) -> Option<Version> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Where open files cannot be moved or deleted, there is nothing to look for.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_as_if_it_lay_still_is_seen_to_be_written() {
        let dir = tempfile::TempDir::new().expect("a folder");
        let path = dir.path().join("thuan.db");
        std::fs::write(&path, "").expect("written");
        let [still, read] = [true, false].map(|still| OpenFile::only_read(&path, still));
        assert!(still.is_in_place() && read.is_in_place());
        for ending in ["-wal", "-journal"] {
            std::fs::write(beside(&path, ending), "").expect("written");
            assert!(!still.is_in_place() && read.is_in_place());
            std::fs::remove_file(beside(&path, ending)).expect("removed");
        }
        assert!(still.is_in_place());
        std::fs::write(&path, "more").expect("written");
        assert!(!still.is_in_place() && read.is_in_place());
        std::fs::remove_file(&path).expect("removed");
        assert!(!still.is_in_place() && !read.is_in_place());
    }
}
