//! "Has this changed since last time?"

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::files;

/// A digest over everything a result depends on.
#[derive(Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Adds a value, such as a version or a flag.
    pub fn value(mut self, value: &str) -> Self {
        self.0.update(value.as_bytes());
        self.0.update([0]);
        self
    }

    /// Adds a file by its contents; a missing file is an input too.
    pub fn file(mut self, path: &Path) -> Self {
        self = self.value(&path.to_string_lossy());
        self.0
            .update(fs::read(path).map_or_else(|_| Sha256::digest(b"missing"), Sha256::digest));
        self
    }

    /// Adds every file below a folder by its contents.
    pub fn folder(mut self, folder: &Path) -> Result<Self> {
        for path in files::walk(folder, |_| true)? {
            self = self.file(&path);
        }
        Ok(self)
    }

    /// Adds a large program by its size and time, which cargo changes only when it links it anew.
    pub fn program(self, path: &Path) -> Self {
        let details = fs::metadata(path).map_or_else(
            |_| "missing".to_owned(),
            |file| format!("{} {:?}", file.len(), file.modified().ok()),
        );
        self.value(&details)
    }

    /// The digest.
    pub fn digest(self) -> String {
        files::hex(&self.0.finalize())
    }
}

/// A file that remembers the digest of the inputs a result was made from.
pub struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// A stamp at `path` for these inputs.
    pub fn new(path: PathBuf, inputs: Inputs) -> Self {
        Self {
            path,
            digest: inputs.digest(),
        }
    }

    /// True if the result was made from the same inputs.
    pub fn matches(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|found| found == self.digest)
    }

    /// Remembers the inputs, once the result is there.
    pub fn set(&self) -> Result<()> {
        files::write(&self.path, &self.digest)
    }
}
