//! Policy packs: the company's own, the linter, and the difference between two versions.

#![cfg(feature = "verify")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "../common/mod.rs"]
mod common;
mod diff;
mod fuzz;
mod lint;
mod rules;
mod support;
mod targets;
mod vst;
