//! The backend from outside: the real binary, a real socket, a real SQLite file, records really signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![cfg_attr(not(target_os = "linux"), allow(dead_code, unused_imports))]

mod abuse;
mod archive;
mod audit;
mod audit_receipts;
mod backup;
mod challenges;
mod commands;
mod config;
mod config_refused;
mod cors;
mod deploy;
mod durability;
mod export;
// Signals, limits and mounts as Linux has them.
#[cfg(target_os = "linux")]
mod faults;
mod follow_ups;
mod forget;
mod group_commit;
// Memory as Linux counts it.
#[cfg(target_os = "linux")]
mod hostile;
mod keys;
mod limits;
mod logs;
mod mail;
mod metrics;
mod outbox;
mod plain;
mod plain_kept;
mod plain_refused;
mod policy;
mod postgres;
mod ready;
mod receipts;
mod refusal_names;
mod refusals;
mod registrations;
mod requests;
mod server;
mod site;
mod sqlite_file;
mod sqlite_looking;
mod support;
mod table;
mod tools;
mod unrepeated;
mod vectors;
mod webhooks;
mod webhooks_failing;
mod withdrawals;
