//! Checking what is kept again, as if it had come from a stranger: whoever can write to the database could have changed
//! it.
//!
//! * [`record`](mod@record): one record and what is kept with it
//! * [`receipt`]: one receipt, and its place in the chain
//! * [`definitions`]: the texts and forms that records refer to
//! * [`lineage`](mod@lineage): where a record comes from
//! * [`unsigned`]: registrations that nobody signed
//! * [`store`]: everything, and how it hangs together
//!
//! # What an audit cannot see
//!
//! Whoever can write to the database and has the signing keys can write another history that holds together. It will
//! not agree with the receipts that people hold, nor with an end of the chain that was noted elsewhere
//! (`thuan audit --head`).

pub mod definitions;
pub mod lineage;
pub mod receipt;
pub mod record;
pub mod store;
pub mod unsigned;

use serde::Serialize;
use thuan_consent::problem::Fault;

pub use record::{Audited, audit};
pub use store::{Noted, Summary, audit_store};
pub use unsigned::{AuditedUnsigned, audit_unsigned};

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The record it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// The unsigned registration it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_id: Option<String>,
    /// The receipt it is about, by its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<i64>,
    /// A stable name for programs.
    pub code: &'static str,
    /// In a sentence.
    pub detail: String,
}

impl Finding {
    fn of_store(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            record_id: None,
            registration_id: None,
            receipt: None,
            code,
            detail: detail.into(),
        }
    }

    fn of_record(record_id: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            record_id: Some(record_id.to_owned()),
            ..Self::of_store(code, detail)
        }
    }

    fn of_unsigned(id: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            registration_id: Some(id.to_owned()),
            ..Self::of_store(code, detail)
        }
    }

    fn of_receipt(sequence: i64, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            receipt: Some(sequence),
            ..Self::of_store(code, detail)
        }
    }
}

/// A fault in one line.
#[must_use]
pub fn describe(fault: &Fault) -> String {
    format!("{} (at {})", fault.detail, fault.pointer)
}
