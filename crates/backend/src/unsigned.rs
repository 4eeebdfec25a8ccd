//! A registration from a browser that cannot sign: what is kept of it, and the hashes by which a change is seen.
//!
//! Nobody signed it, so it proves nothing. It says what the backend was sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::jcs::{self, JcsError};
use thuan_consent::language::Language;
use thuan_consent::record::EventState;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;

/// Everything that is kept but the personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsigned {
    /// Its name.
    pub registration_id: RecordId,
    /// When it arrived, by this backend's clock.
    pub received_at: Timestamp,
    /// The form.
    pub form_id: String,
    /// The hash of its definition.
    pub form_sha256: Sha256Hex,
    /// The hash of the policy text that was shown.
    pub notice_sha256: Sha256Hex,
    /// The language it was all shown in.
    pub language: Language,
    /// The words of the required tick.
    pub acknowledged: String,
    /// Every choice, in the order shown.
    pub decisions: Vec<Decision>,
    /// The hash of the registration, as records hold it.
    pub registration_sha256: Sha256Hex,
}

/// What was decided about one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The purpose's name.
    pub id: String,
    /// The exact words shown.
    pub label: String,
    /// Given or refused.
    pub event_state: EventState,
}

impl Unsigned {
    /// The hash of its canonical JSON.
    ///
    /// # Errors
    ///
    /// [`JcsError`]: a text of it has no canonical form.
    pub fn sha256(&self) -> Result<Sha256Hex, JcsError> {
        Ok(Sha256Hex::of(&jcs::canonicalise(self)?))
    }

    /// The hash of what another post of the same person has in common with it, whatever it decides: the form and the
    /// fields.
    ///
    /// # Errors
    ///
    /// [`JcsError`], as above.
    pub fn author(&self, registration: &Registration) -> Result<Sha256Hex, JcsError> {
        #[derive(Serialize)]
        struct Author<'a> {
            form_id: &'a str,
            fields: &'a BTreeMap<String, String>,
        }
        let author = Author {
            form_id: &self.form_id,
            fields: &registration.fields,
        };
        Ok(Sha256Hex::of(&jcs::canonicalise(&author)?))
    }

    /// The hash of what another post of the same form has in common with it.
    ///
    /// # Errors
    ///
    /// [`JcsError`], as above.
    pub fn likeness(&self, registration: &Registration) -> Result<Sha256Hex, JcsError> {
        #[derive(Serialize)]
        struct Likeness<'a> {
            form_sha256: &'a Sha256Hex,
            notice_sha256: &'a Sha256Hex,
            language: &'a Language,
            acknowledged: &'a str,
            decisions: &'a [Decision],
            fields: &'a BTreeMap<String, String>,
        }
        let likeness = Likeness {
            form_sha256: &self.form_sha256,
            notice_sha256: &self.notice_sha256,
            language: &self.language,
            acknowledged: &self.acknowledged,
            decisions: &self.decisions,
            fields: &registration.fields,
        };
        Ok(Sha256Hex::of(&jcs::canonicalise(&likeness)?))
    }
}
