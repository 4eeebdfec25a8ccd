//! The backend from outside: the real binary, a real socket, a real SQLite file, records really signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod commands;
mod cors;
mod durability;
mod export;
mod logs;
mod policy;
mod refusals;
mod registrations;
mod requests;
mod server;
mod site;
mod support;
mod tools;
