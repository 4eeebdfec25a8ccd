//! What was signed and not yet answered.

use std::sync::Arc;

use thuan_consent::language::Language;
use thuan_consent::map::Map;

use crate::state::{Done, Ticks};

/// What a person typed and decided, parsed: everything in a record that is theirs.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// Field values in their normal form.
    pub fields: Map<String, String>,
    /// Decisions.
    pub ticks: Ticks,
    /// The language it was all shown in.
    pub language: Language,
}

/// A signed record: a second try sends the same bytes under the same name, so it cannot register twice.
#[derive(Clone)]
pub struct Signed {
    /// What it says.
    pub said: Said,
    /// The bytes that are posted.
    pub body: String,
    /// What is shown, and kept, once they have arrived.
    pub done: Arc<Done>,
}

// Personal data must not reach a log through `{:?}`.
impl core::fmt::Debug for Said {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Said(..)")
    }
}

impl core::fmt::Debug for Signed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Signed")
            .field("record_id", &self.done.record_id)
            .finish_non_exhaustive()
    }
}
