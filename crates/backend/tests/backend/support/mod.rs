//! A built site in a temporary folder, the backend on it, and a person who registers.

mod backend;
mod database;
mod follow_up;
mod http;
mod output;
mod person;
mod plain;
mod receiver;
mod refusal;
mod smtp;
mod store;

pub use backend::{Backend, Folder, thuan};
pub use database::Database;
pub use follow_up::FollowUp;
pub use http::{Answer, get, try_post};
pub use output::{failure, pipe, stdout};
pub use person::Submission;
pub use plain::{PLAIN, PlainForm};
pub use receiver::{Hook, Received, Receiver, Reply, certificate, eventually};
pub use refusal::{refused, refusing};
pub use smtp::{Message, Smtp};
pub use store::{block_on, keeper, new_record};

use std::path::PathBuf;

/// A path below the workspace's root.
pub fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}
