//! The formats a record can be written in.

use std::io;

use serde::Serialize;

use super::table::Shape;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Everything needed to check the record alone, years later.
    Evidence,
    /// The record itself, byte for byte what was signed: `sha256sum` gives its record_sha256.
    Record,
    /// JSON-LD with the terms of the W3C Data Privacy Vocabulary, after its guide to ISO/IEC TS 27560.
    Dpv,
    /// A consent receipt after Kantara Initiative's specification 1.1.
    Kantara,
    /// With `--all`: registrations for spreadsheets, a row each, with what the person decides now (CSV, RFC 4180).
    Csv,
    /// With `--all`: the same, a JSON object of strings a line.
    Jsonl,
}

impl Format {
    /// How a table of this format is written; `None` where it is none.
    pub fn table(self) -> Option<Shape> {
        match self {
            Self::Csv => Some(Shape::Csv),
            Self::Jsonl => Some(Shape::Lines),
            Self::Evidence | Self::Record | Self::Dpv | Self::Kantara => None,
        }
    }
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a file of its own.
    File,
    /// In a line of a file; without the line's end.
    Line,
}

/// JSON, laid out for its place.
pub fn json(value: &impl Serialize, place: Place) -> Result<Vec<u8>, io::Error> {
    Ok(match place {
        Place::Line => serde_json::to_vec(value)?,
        Place::File => {
            let mut text = serde_json::to_vec_pretty(value)?;
            text.push(b'\n');
            text
        }
    })
}
