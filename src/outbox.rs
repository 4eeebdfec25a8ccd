//! What was signed and not yet answered.

use thuan_consent::envelope::Outgoing;
use thuan_consent::language::Language;
use thuan_consent::map::Map;

use crate::state::Ticks;

/// What a person typed and decided, parsed: everything in a record that is theirs.
#[derive(Clone)]
pub struct Said {
    /// Field values in their normal form.
    pub fields: Map<String, String>,
    /// Decisions.
    pub ticks: Ticks,
    /// The language it was all shown in.
    pub language: Language,
}

impl Said {
    /// Whether it says the same: whatever the language it was last shown in, and however often a box was touched.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        self.fields == other.fields && self.ticks.say(&other.ticks)
    }
}

/// A signed record: a second try sends the same bytes under the same name, so it cannot register twice.
pub struct Signed {
    /// What it says.
    pub said: Said,
    /// The record's name.
    pub record_id: String,
    /// The hash of its canonical bytes.
    pub record_sha256: String,
    /// The words of each choice and whether it was agreed to.
    pub decisions: Vec<(String, bool)>,
    /// Whether it answers a challenge.
    pub challenged: bool,
    /// When it was signed, and the hash of the text that was shown.
    pub kept_as: (String, String),
    /// What is posted.
    pub outgoing: Outgoing,
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
            .field("record_id", &self.record_id)
            .finish_non_exhaustive()
    }
}
