//! Whether an open file is still where it was opened.
//!
//! SQLite goes on writing to a file that was moved, replaced or deleted under it. What it says is written then is gone
//! with the process, or is in a file that nobody looks at.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// A database's file, as it was when it was opened. Clones are the same.
#[derive(Debug, Clone)]
pub(in crate::store) struct OpenFile {
    path: PathBuf,
    /// `None` where the system does not tell files apart.
    identity: Option<Identity>,
    /// What is written first, and may be all that holds the newest records.
    log: PathBuf,
    /// The log that the writer writes to. Who opens the database after it was deleted makes another, so that it exists
    /// says nothing.
    log_identity: Arc<RwLock<Option<Identity>>>,
}

/// Device and number of a file.
type Identity = (u64, u64);

impl OpenFile {
    /// The file at this path, links followed as SQLite follows them; its log is not known yet.
    pub(super) fn of(path: &Path) -> Self {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        Self {
            identity: identity(&path),
            log: log.into(),
            log_identity: Arc::default(),
            path,
        }
    }

    /// The writer has just opened the log that is there now. `alone`: no other connection of this process is open, so
    /// that SQLite may have removed the log before with the last one; otherwise it is the one it was.
    pub(super) fn log_opened(&self, alone: bool) {
        let known = self.log_identity.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        if alone || known.is_none() {
            *known = identity(&self.log);
        }
    }

    /// Whether the file is where it was, and its log beside it.
    pub(in crate::store) fn is_in_place(&self) -> bool {
        let log = self.log_identity.read();
        let log = *log.unwrap_or_else(PoisonError::into_inner);
        self.identity.is_none()
            || (identity(&self.path) == self.identity
                && log.is_some()
                && identity(&self.log) == log)
    }
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
