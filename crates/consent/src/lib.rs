//! Consent records: what was shown, what was decided, and the proof of both.
//!
//! This crate holds everything about a consent that is true wherever it runs: the policy pack and the text a person
//! read, the form definition, the record, its canonical bytes, its signature, and the rules a verifier applies.
//! The widget builds records with it, the backend checks them with it, and an auditor's tool would too; there is no
//! second implementation.
//!
//! # Boundary
//!
//! No browser, no network, no files, no clock and no randomness. Times, random bytes and signatures come in as
//! arguments ([`time::Timestamp`], [`registration::Salt`], [`jws::Unsigned::finish`]), so every function here is a
//! pure one and every test is repeatable.
//!
//! # Reading order
//!
//! * [`json`] and [`jcs`]: strict reading and canonical writing (RFC 8785)
//! * [`encoding`], [`time`], [`map`]: the small types of the wire format
//! * [`jwk`] and [`jws`]: keys, thumbprints (RFC 7638) and flattened signatures (RFC 7515)
//! * [`policy`] and [`form`]: what a company writes down
//! * [`answer`]: what is answered to a form's own fields
//! * [`registration`]: the personal data, parsed by `thuan-fields`
//! * [`record`]: the consent record (names from ISO/IEC TS 27560:2023)
//! * [`challenge`] and [`receipt`]: what a backend adds to it
//! * [`envelope`]: what is posted, and the verdict on it; `accepted`: the answer
//! * `request`: what is asked for without a signature
//! * [`evidence`]: the file a person keeps
//! * [`deadline`]: by when a company must answer
//! * `verdict`: what can be said about such a file (feature `verify`)
//! * [`problem`]: refusals as RFC 9457 problem details
//! * [`export`]: records in other people's formats
//! * [`webhook`]: what a backend tells others of
//! * `schema` (feature of that name): JSON Schemas of all of these

#[cfg(feature = "serde")]
pub mod accepted;
pub mod answer;
pub mod challenge;
pub mod deadline;
pub mod encoding;
pub mod envelope;
pub mod evidence;
#[cfg(feature = "serde")]
pub mod export;
pub mod form;
pub mod jcs;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod language;
pub mod map;
pub mod origin;
pub mod policy;
pub mod problem;
pub mod receipt;
pub mod record;
pub mod registration;
#[cfg(feature = "serde")]
pub mod request;
#[cfg(feature = "schema")]
pub mod schema;
pub mod time;
#[cfg(feature = "verify")]
pub mod verdict;
#[cfg(feature = "serde")]
pub mod webhook;
