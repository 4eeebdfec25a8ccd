//! A built site in a temporary folder, the backend on it, and a person who registers.

mod backend;
mod http;
mod person;

pub use backend::{Backend, Folder, thuan};
pub use http::Answer;
pub use person::Submission;

use std::path::PathBuf;

/// A path below the workspace's root.
pub fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}
