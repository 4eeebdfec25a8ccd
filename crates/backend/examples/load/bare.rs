//! What holds the backend up: the mathematics, and the database. Each is measured alone, by one thread on one core.

use std::time::Instant;

use sqlx::{Connection as _, PgConnection, SqliteConnection};
use thuan_consent::envelope::Envelope;
use thuan_consent::jws::RECORD_TYPE;

use super::database::{Connection, Database};
use super::people::{Form, Registration};
use super::{Result, process};

/// Records that share a transaction at most, as in the backend.
const BATCH: usize = 256;

/// How often one core does it in a second that it computes. What else the machine does meanwhile makes no difference.
#[derive(Debug, Clone, Copy)]
pub struct Signatures {
    /// Verifies an ES256 signature over a record's signing input.
    pub verify: f64,
    /// Does all that can be said about a posted body alone: JSON, canonical form, signature, hashes.
    pub judge: f64,
}

/// Measures verification, on registrations that a backend would take.
pub fn signatures(form: &Form, count: usize) -> Result<Signatures> {
    let registrations = form.filled(&vec![None; count])?;
    process::pin(std::process::id(), &process::given()?.first)?;
    let parsed = registrations
        .iter()
        .map(|registration| registration.envelope.consent.parse(RECORD_TYPE))
        .collect::<Result<Vec<_>, _>>()?;
    let before = process::seconds(std::process::id())?;
    for one in &parsed {
        one.verify()?;
    }
    let between = process::seconds(std::process::id())?;
    for registration in &registrations {
        Envelope::parse(&registration.body)?.verify()?;
    }
    let after = process::seconds(std::process::id())?;
    process::pin(std::process::id(), &process::given()?.all)?;
    Ok(Signatures {
        verify: count as f64 / (between - before),
        judge: count as f64 / (after - between),
    })
}

fn rate(count: usize, started: Instant) -> f64 {
    count as f64 / started.elapsed().as_secs_f64()
}

/// How many registrations a database takes, a second.
#[derive(Debug, Clone, Copy)]
pub struct Inserts {
    /// Each in a transaction of its own.
    pub single: f64,
    /// [`BATCH`] of them in one, each table by one statement.
    pub together: f64,
}

/// A registration's rows.
struct Rows<'a> {
    sequence: i64,
    registration: &'a Registration,
    challenge: String,
    fields: String,
}

/// Measures insertion: proof, registration and receipt, with the indexes, rules and settings that the backend has.
pub async fn inserts(database: &Database, form: &Form, count: usize) -> Result<Inserts> {
    let few = count.div_ceil(10);
    let registrations = form.filled(&vec![None; count + few])?;
    let rows = (1..).zip(&registrations).map(|(sequence, registration)| {
        let given = registration.envelope.registration.as_ref();
        Ok(Rows {
            sequence,
            registration,
            // As long as a real one.
            challenge: format!("{sequence:054}"),
            fields: serde_json::to_string(&given.ok_or("no registration")?.fields)?,
        })
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    process::pin(std::process::id(), &process::given()?.first)?;
    if let Some(server) = database.server() {
        for process in process::children(server)?.into_iter().chain([server]) {
            process::pin(process, &process::given()?.second)?;
        }
    }
    let mut connection = database.connect().await?;
    let (alone, batches) = rows.split_at(few.min(rows.len()));
    let started = Instant::now();
    for row in alone {
        connection.insert(std::slice::from_ref(row)).await?;
    }
    let single = rate(alone.len(), started);
    let started = Instant::now();
    for batch in batches.chunks(BATCH) {
        connection.insert(batch).await?;
    }
    let together = rate(batches.len(), started);
    process::pin(std::process::id(), &process::given()?.all)?;
    Ok(Inserts { single, together })
}

impl Connection {
    async fn insert(&mut self, rows: &[Rows<'_>]) -> Result<()> {
        match self {
            Self::File(connection) => sqlite(connection, rows).await,
            Self::Server(connection) => postgres(connection, rows).await,
        }
    }
}

const PROOFS: &str = "INSERT INTO proofs (record_sha256, record_id, protected, payload, signature, received_at, challenge)";
const REGISTRATIONS: &str = "INSERT INTO registrations (record_id, salt, fields)";
const RECEIPTS: &str =
    "INSERT INTO receipts (sequence, record_sha256, protected, payload, signature)";

/// A statement for so many rows of so many values.
fn values(into: &str, rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let value = |column| format!("${}", row * columns + column);
        let values = Vec::from_iter((1..=columns).map(value));
        format!("({})", values.join(", "))
    };
    let rows = Vec::from_iter((0..rows).map(row));
    format!("{into} VALUES {}", rows.join(", "))
}

/// The same for both databases, whose types have nothing in common.
macro_rules! insert {
    ($name:ident, $connection:ty, $begin:expr) => {
        async fn $name(connection: &mut $connection, rows: &[Rows<'_>]) -> Result<()> {
            let mut transaction = connection.begin_with($begin).await?;
            let text = values(PROOFS, rows.len(), 7);
            let mut proofs = sqlx::query(&text);
            for row in rows {
                let consent = &row.registration.envelope.consent;
                proofs = proofs
                    .bind(row.registration.record_sha256.as_str())
                    .bind(row.registration.record_id.as_str())
                    .bind(&consent.protected)
                    .bind(&consent.payload)
                    .bind(&consent.signature)
                    .bind("2026-07-01T08:00:00.000Z")
                    .bind(&row.challenge);
            }
            proofs.execute(&mut *transaction).await?;
            let text = values(REGISTRATIONS, rows.len(), 3);
            let mut registrations = sqlx::query(&text);
            for row in rows {
                registrations = registrations
                    .bind(row.registration.record_id.as_str())
                    .bind("AAAAAAAAAAAAAAAAAAAAAA")
                    .bind(&row.fields);
            }
            registrations.execute(&mut *transaction).await?;
            let text = values(RECEIPTS, rows.len(), 5);
            let mut receipts = sqlx::query(&text);
            for row in rows {
                let consent = &row.registration.envelope.consent;
                receipts = receipts
                    .bind(row.sequence)
                    .bind(row.registration.record_sha256.as_str())
                    .bind(&consent.protected)
                    // As long as a receipt's.
                    .bind(consent.payload.get(..700).unwrap_or_default())
                    .bind(&consent.signature);
            }
            receipts.execute(&mut *transaction).await?;
            transaction.commit().await?;
            Ok(())
        }
    };
}

insert!(sqlite, SqliteConnection, "BEGIN IMMEDIATE");
insert!(postgres, PgConnection, "BEGIN");
