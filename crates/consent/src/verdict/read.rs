//! The three kinds of file, read as one.

use super::{Subject, Unreadable};
use crate::envelope::Envelope;
use crate::evidence::{self, Earlier, Evidence};
use crate::json;
use crate::jws::FlattenedJws;

/// Reads a file of any kind as the evidence file that it is, or would be.
pub(super) fn read(bytes: &[u8]) -> Result<(Subject, Evidence), Unreadable> {
    // Editors of some systems put a mark at the beginning that JSON does not know.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let value = json::parse(bytes).map_err(|error| Unreadable::Json(error.to_string()))?;
    let shape = |error: json::ShapeError| Unreadable::Shape(error.to_string());
    if value.get("format").is_some() {
        let file: Evidence = json::from_value(value).map_err(shape)?;
        if file.format != evidence::FORMAT {
            return Err(Unreadable::Shape("its format is another".to_owned()));
        }
        return Ok((Subject::EvidenceFile, file));
    }
    if value.get("consent").is_some() {
        let envelope: Envelope = json::from_value(value).map_err(shape)?;
        let shown = envelope.previous.map(|consent| Earlier {
            consent,
            receipt: None,
        });
        let file = Evidence {
            registration: envelope.registration,
            previous: shown.into_iter().collect(),
            ..of(envelope.consent)
        };
        return Ok((Subject::Envelope, file));
    }
    let consent: FlattenedJws = json::from_value(value).map_err(shape)?;
    Ok((Subject::SignedRecord, of(consent)))
}

/// A record and nothing else.
fn of(consent: FlattenedJws) -> Evidence {
    Evidence {
        format: evidence::FORMAT.to_owned(),
        consent,
        receipt: None,
        previous: Vec::new(),
        registration: None,
        policy: None,
        form: None,
        jwks: None,
    }
}
