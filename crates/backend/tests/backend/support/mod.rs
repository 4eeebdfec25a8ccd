//! A built site in a temporary folder, the backend on it, and a person who registers.

mod backend;
mod cluster;
mod crowd;
mod database;
mod follow_up;
mod http;
mod luck;
mod mount;
mod output;
mod person;
mod plain;
mod proxy;
mod receiver;
mod refusal;
mod smtp;
mod store;
mod wire;

pub use backend::{Backend, Folder, thuan};
pub use cluster::{Cluster, End, give_away};
pub use crowd::{Crowd, Parcel, Sent, UNLIMITED, print};
pub use database::Database;
pub use follow_up::FollowUp;
pub use http::{Answer, get, names, post_to, try_post};
pub use luck::{Luck, case, is_long, seed, times};
pub use mount::{SmallDisk, limit_files};
pub use output::{failure, pipe, stdout};
pub use person::Submission;
pub use plain::{PLAIN, PlainForm};
pub use proxy::Proxy;
pub use receiver::{Hook, Received, Receiver, Reply, certificate, eventually};
pub use refusal::{refused, refusing};
pub use smtp::{Message, Smtp};
pub use store::{block_on, keeper, new_record};
pub use wire::{Heard, Wire};

use std::path::PathBuf;

/// A path below the workspace's root.
pub fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}
