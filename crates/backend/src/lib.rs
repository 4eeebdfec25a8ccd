//! The reference backend of Thuận and its command line.
//!
//! It serves the built site, takes registrations, checks their consent records and keeps them; and it reads back what
//! it kept. What a record is, and when it holds, is not decided here: that is `thuan-consent`. What a valid tax code
//! is, is `thuan-fields`. This crate adds what those two must not know: HTTP, a database, files, the clock.
//!
//! # Reading order
//!
//! * [`cli`]: the commands, one file each
//! * [`catalogue`]: the forms and policies that registrations are judged by
//! * [`drawn`]: forms as HTML
//! * [`http`]: the routes, and [`http::registrations`], the one that matters
//! * [`unsigned`]: registrations from browsers that cannot sign
//! * [`store`]: what is kept, and the promise behind a 201
//! * [`outbox`]: sending what others are to be told
//! * [`webhooks`]: telling them by HTTP
//! * [`keys`]: what receipts are signed with, and what challenges are recognised by
//! * [`audit`]: checking what was kept (what somebody brings along is judged by `thuan_consent::verdict`)
//! * [`evidence`]: what is kept about a record as one file
//! * [`mail`]: telling the company, and the person, by e-mail
//! * [`limits`]: how often something may be asked for; [`http::abuse`]: what a form asks of whoever sends it, and
//!   [`verifier`], who says what tokens are worth
//! * [`metrics`]: what is counted, for Prometheus
//! * [`https`]: asking others
//! * [`server`], [`logging`], [`clock`], [`random`], [`private`], [`mod@harmless`]: the surroundings
//!
//! # Invariants
//!
//! * A 201 is sent after the transaction is on the disk, never before.
//! * Field values, salts, payloads, keys and query strings never reach a log or a label of a metric.
//! * The chain of receipts has no gap and no fork, however many instances write to one database.
//! * The forms and policies that are served are the very bytes that records are judged by.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test fails by panicking"
    )
)]

pub mod audit;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod drawn;
pub mod evidence;
pub mod harmless;
pub mod http;
pub mod https;
pub mod keys;
pub mod limits;
pub mod logging;
pub mod mail;
pub mod metrics;
pub mod outbox;
pub mod private;
pub mod random;
pub mod server;
pub mod store;
pub mod unsigned;
pub mod verifier;
pub mod webhooks;
