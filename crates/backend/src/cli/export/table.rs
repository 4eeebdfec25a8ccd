//! Registrations for spreadsheets: one a row, with what the person decides now.
//!
//! A row is a first record, and its decisions are those of the newest record that changes it: who looks through a table
//! for people to write to must not find somebody who has taken that back.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;
use std::process::ExitCode;

use super::{CommandError, PAGE, warn};
use crate::audit::{Audited, audit};
use crate::store::{Snapshot, Store, StoredRecord};

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// RFC 4180, with a byte order mark: without it spreadsheets take the text for another encoding than UTF-8.
    Csv,
    /// An object of strings a line.
    Lines,
}

/// What is there of each row; the person's fields, which have no dot in their names, and `purpose.…` come after.
const FIXED: [&str; 7] = [
    "record.id",
    "record.received_at",
    "record.form",
    "record.language",
    "record.partner",
    "record.changed_at",
    "record.deleted_at",
];

/// Values by column. What is not there has no value.
type Row = BTreeMap<String, String>;

/// Writes all of them, as they are at one moment.
pub async fn write(
    store: &Store,
    shape: Shape,
    out: &mut impl Write,
) -> Result<ExitCode, CommandError> {
    let mut snapshot = store.snapshot().await?;
    let mut table = match shape {
        Shape::Lines => Table::Lines(out),
        Shape::Csv => Table::Csv(Box::new(Csv::new(columns(&mut snapshot).await?, out)?)),
    };
    let (mut rows, mut code) = (Rows::default(), ExitCode::SUCCESS);
    while let Some(row) = rows.next(&mut snapshot).await? {
        match row {
            Ok(row) => table.write(&row)?,
            Err(NoRow { record_id, why }) => {
                warn(&record_id, &why);
                code = ExitCode::FAILURE;
            }
        }
    }
    // Whatever waits in it is written where that can fail and be said.
    table.end()?;
    snapshot.end().await?;
    Ok(code)
}

/// Every column that any row has.
async fn columns(snapshot: &mut Snapshot) -> Result<Vec<String>, CommandError> {
    let (mut fields, mut purposes) = (BTreeSet::new(), BTreeSet::new());
    let mut rows = Rows::default();
    while let Some(row) = rows.next(snapshot).await? {
        for name in row.into_iter().flat_map(BTreeMap::into_keys) {
            if name.starts_with("purpose.") {
                purposes.insert(name);
            } else if !FIXED.contains(&name.as_str()) {
                fields.insert(name);
            }
        }
    }
    let fixed = FIXED.map(str::to_owned);
    Ok(fixed.into_iter().chain(fields).chain(purposes).collect())
}

/// A record that cannot be shown, and why.
struct NoRow {
    record_id: String,
    why: String,
}

/// Reads them one after the other.
#[derive(Default)]
struct Rows {
    after: i64,
    page: VecDeque<StoredRecord>,
}

impl Rows {
    async fn next(
        &mut self,
        snapshot: &mut Snapshot,
    ) -> Result<Option<Result<Row, NoRow>>, CommandError> {
        loop {
            let Some(first) = self.page.pop_front() else {
                self.page = snapshot.records(self.after, PAGE).await?.into();
                match self.page.back() {
                    Some(last) => self.after = last.sequence,
                    None => return Ok(None),
                }
                continue;
            };
            if first.previous_record_sha256.is_none() {
                return Ok(Some(row(snapshot, &first).await?));
            }
        }
    }
}

async fn row(
    snapshot: &mut Snapshot,
    first: &StoredRecord,
) -> Result<Result<Row, NoRow>, CommandError> {
    let mut changes = Vec::new();
    let mut at = first.record_sha256.clone();
    // Whoever writes into the database can make a ring of them.
    let mut seen = BTreeSet::from([at.clone()]);
    while let Some(change) = snapshot.change_of(&at).await? {
        at.clone_from(&change.record_sha256);
        if !seen.insert(at.clone()) {
            break;
        }
        changes.push(change);
    }
    let newest = changes.last();
    let audited = [first, newest.unwrap_or(first)].map(|stored| (stored, audit(stored)));
    for (stored, audited) in &audited {
        if !audited.is_sound() {
            let why = audited.sentences().join("; ");
            let record_id = first.record_id.clone();
            let why = format!("left out: record {} does not hold: {why}", stored.record_id);
            return Ok(Err(NoRow { record_id, why }));
        }
    }
    let [(_, begun), (_, now)] = audited;
    Ok(Ok(cells(first, newest, &begun, &now)))
}

fn cells(
    first: &StoredRecord,
    newest: Option<&StoredRecord>,
    begun: &Audited,
    now: &Audited,
) -> Row {
    let mut row = Row::new();
    let mut set = |name: &str, value: &str| drop(row.insert(name.to_owned(), value.to_owned()));
    set("record.id", &first.record_id);
    set("record.received_at", &first.received_at);
    if let Some(newest) = newest {
        set("record.changed_at", &newest.received_at);
    }
    if let Some(forgotten) = &first.forgotten {
        set("record.deleted_at", &forgotten.forgotten_at);
    }
    if let Some(verified) = &begun.verified {
        let record = &verified.record;
        set("record.form", &record.evidence.form_id);
        set("record.language", record.language.as_str());
        if let Some(partner) = &record.partner {
            set("record.partner", partner);
        }
    }
    for (name, value) in begun.registration.iter().flat_map(|data| &data.fields) {
        set(name, value);
    }
    let decided = now.verified.iter().flat_map(|now| &now.record.purposes);
    for purpose in decided {
        let name = format!("purpose.{}", purpose.id);
        set(&name, purpose.event_state.name());
    }
    row
}

enum Table<W: Write> {
    Csv(Box<Csv<W>>),
    Lines(W),
}

impl<W: Write> Table<W> {
    fn write(&mut self, row: &Row) -> Result<(), CommandError> {
        match self {
            Self::Csv(csv) => csv.write(row),
            Self::Lines(out) => {
                serde_json::to_writer(&mut *out, row).map_err(std::io::Error::from)?;
                Ok(out.write_all(b"\n")?)
            }
        }
    }

    fn end(&mut self) -> Result<(), CommandError> {
        match self {
            Self::Csv(csv) => csv.writer.flush()?,
            Self::Lines(out) => out.flush()?,
        }
        Ok(())
    }
}

struct Csv<W: Write> {
    columns: Vec<String>,
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    fn new(columns: Vec<String>, mut out: W) -> Result<Self, CommandError> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::CRLF);
        let mut writer = builder.from_writer(out);
        let head = columns.iter().map(|column| harmless(column));
        writer.write_record(head).map_err(failed)?;
        Ok(Self { columns, writer })
    }

    fn write(&mut self, row: &Row) -> Result<(), CommandError> {
        let cell = |column| {
            row.get(column)
                .map_or_else(String::new, |text| harmless(text))
        };
        let cells = self.columns.iter().map(cell);
        self.writer.write_record(cells).map_err(failed)
    }
}

fn failed(error: csv::Error) -> CommandError {
    CommandError::Stream(error.into())
}

/// What a spreadsheet takes for the beginning of a formula; full-width ones as well, which some do.
const BEGINNINGS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What some spreadsheets, by the reader's language, take for the end of a cell.
const ENDS: [char; 7] = [',', ';', '\t', '\r', '\n', '"', '|'];

/// The text with an apostrophe before whatever a spreadsheet would take for a formula: spreadsheets show what stands
/// behind one as it is. At the beginning, and where a cell could begin for one that separates them otherwise.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for character in text.chars() {
        if begins && (BEGINNINGS.contains(&character) || matches!(character, '\t' | '\r')) {
            out.push('\'');
        }
        out.push(character);
        begins = ENDS.contains(&character) || (begins && character.is_whitespace());
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) {
        assert_eq!(harmless(text), shown);
    }

    #[test]
    fn what_could_be_a_formula_is_none() {
        check("Công ty Thử", "Công ty Thử");
        check("", "");
        check("0100109106-001", "0100109106-001");
        check("thu@example.vn", "thu@example.vn");
        check("=1+1", "'=1+1");
        check("+842439343137", "'+842439343137");
        check("-1", "'-1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("＝1", "'＝1");
        check("\t=1", "'\t'=1");
        check(" =1", " '=1");
        check("Số 1; =1", "Số 1; '=1");
        check("\"=1", "\"'=1");
        check("a\n-1", "a\n'-1");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_however_it_is_separated(text in "[-=+@;,|\"\t\r\n a＝]{0,20}") {
            let shown = harmless(&text);
            for cell in shown.split(ENDS) {
                prop_assert!(!cell.trim_start().starts_with(BEGINNINGS), "{shown:?}");
            }
            prop_assert!(!shown.starts_with(['\t', '\r']));
            prop_assert_eq!(shown.replace('\'', ""), text);
        }

        #[test]
        fn a_reader_gives_back_what_was_written(values in prop::collection::vec("\\PC{0,12}|[\",;\r\n ]{0,5}", 1..6)) {
            let columns: Vec<String> = (0..values.len()).map(|at| format!("c{at}")).collect();
            let row: Row = columns.iter().cloned().zip(values.iter().cloned()).collect();
            let mut bytes = Vec::new();
            let mut csv = Csv::new(columns.clone(), &mut bytes).expect("written");
            csv.write(&row).expect("written");
            drop(csv);
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            prop_assert_eq!(reader.headers().expect("a head").iter().collect::<Vec<_>>(), columns);
            let read = reader.records().next().expect("a row").expect("a row");
            let shown: Vec<String> = values.iter().map(|value| harmless(value)).collect();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), shown);
        }
    }
}
