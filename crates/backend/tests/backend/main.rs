//! The backend from outside: the real binary, a real socket, a real SQLite file, records really signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod abuse;
mod archive;
mod audit;
mod audit_receipts;
mod backup;
mod challenges;
mod commands;
mod config;
mod cors;
mod deploy;
mod durability;
mod export;
mod follow_ups;
mod forget;
mod group_commit;
mod keys;
mod limits;
mod logs;
mod metrics;
mod plain;
mod plain_kept;
mod plain_refused;
mod policy;
mod postgres;
mod ready;
mod receipts;
mod refusals;
mod registrations;
mod requests;
mod server;
mod site;
mod sqlite_file;
mod support;
mod table;
mod tools;
mod vectors;
mod withdrawals;
