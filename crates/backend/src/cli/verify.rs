//! `thuan verify`

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};
use thuan_consent::encoding::Thumbprint;
use thuan_consent::receipt::Receipt;
use thuan_consent::record::{ConsentRecord, EventState, IndicationMethod};
use thuan_consent::verdict::{Finding, Limit, Outcome, Subject, Verdict, judge};

use super::CommandError;
use super::export::unsigned;
use super::findings::{limit, sentence};
use super::terminal::harmless;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// An evidence file, a posted registration or a signed record; `-` reads standard input.
    file: PathBuf,
    /// A policy text, such as a pack's vi.md, to compare with the one that was shown.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// One JSON object instead of sentences.
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let bytes = read(&options.file)?;
    let mut verdict = judge(&bytes).map_err(|error| {
        let file = options.file.display();
        CommandError::Message(match unsigned::is(&bytes) {
            true => format!(
                "{file}: this is a registration without a signed consent: nobody signed it, so there is nothing to verify. \
                 It says what the backend was sent, and proves nothing"
            ),
            false => format!("{file}: {error}"),
        })
    })?;
    if let Some(policy) = &options.policy {
        let finding = verdict.compare_policy(&read(policy)?);
        verdict.findings.extend(finding);
    }
    let mut out = io::stdout().lock();
    if options.json {
        writeln!(out, "{}", to_json(&verdict))?;
    } else {
        write_text(&mut out, &verdict)?;
    }
    out.flush()?;
    Ok(if verdict.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn read(file: &PathBuf) -> Result<Vec<u8>, CommandError> {
    let read = || {
        if file.as_os_str() != "-" {
            return fs::read(file);
        }
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| CommandError::File {
        path: file.clone(),
        error,
    })
}

fn to_json(verdict: &Verdict) -> Value {
    let check = |finding: &Finding| {
        json!({
            "check": finding.check(),
            "finding": finding.outcome(),
            "code": finding.code(),
            "detail": sentence(finding),
        })
    };
    let mut report = json!({
        "holds": verdict.holds(),
        "subject": verdict.subject,
        "checks": verdict.findings.iter().map(check).collect::<Vec<_>>(),
        "does_not_prove": Limit::ALL.map(limit),
    });
    if let (Value::Object(members), Some(verified)) = (&mut report, &verdict.verified) {
        let record = &verified.record;
        members.insert("record_id".to_owned(), json!(record.record_id));
        members.insert("record_sha256".to_owned(), json!(verified.record_sha256));
        members.insert("record".to_owned(), json!(record));
    }
    if let (Value::Object(members), Some((receipt, kid))) = (&mut report, receipt_of(verdict)) {
        let receipt = json!({
            "kid": kid,
            "received_at": receipt.received_at,
            "sequence": receipt.sequence,
        });
        members.insert("receipt".to_owned(), receipt);
    }
    report
}

/// The receipt that is for this record, with the name of the key that signed it.
fn receipt_of(verdict: &Verdict) -> Option<(&Receipt, &Thumbprint)> {
    verdict.receipt.as_ref().zip(verdict.receipt_key.as_ref())
}

fn write_text(out: &mut impl Write, verdict: &Verdict) -> io::Result<()> {
    let subject = match verdict.subject {
        Subject::EvidenceFile => "an evidence file",
        Subject::Envelope => "a registration as it is posted",
        Subject::SignedRecord => "a signed record",
    };
    let holds = if verdict.holds() {
        "it holds"
    } else {
        "IT DOES NOT HOLD"
    };
    writeln!(out, "This is {subject}, and {holds}.")?;
    writeln!(out, "\nWhat was checked")?;
    for finding in &verdict.findings {
        let mark = match finding.outcome() {
            Outcome::Holds => "holds   ",
            Outcome::Fails => "FAILS   ",
            Outcome::NotInFile => "absent  ",
        };
        let (check, detail) = (finding.check().name(), sentence(finding));
        writeln!(out, "  {mark}  {check:12}  {}", harmless(&detail))?;
    }
    if let Some(verified) = &verdict.verified {
        writeln!(out, "\nThe record")?;
        writeln!(out, "  hash         {}", verified.record_sha256)?;
        write_record(out, &verified.record)?;
    }
    if let Some((receipt, kid)) = receipt_of(verdict) {
        writeln!(out, "\nThe receipt")?;
        writeln!(out, "  signed by    {kid} (key)")?;
        writeln!(out, "  received     {}", receipt.received_at)?;
        writeln!(out, "  sequence     {}", harmless(&receipt.sequence))?;
    }
    writeln!(out, "\nWhat this does not prove")?;
    Limit::ALL
        .into_iter()
        .try_for_each(|unproven| writeln!(out, "  - {}", limit(unproven)))
}

const INDENT: &str = "                ";

fn write_record(out: &mut impl Write, record: &ConsentRecord) -> io::Result<()> {
    let notice = &record.privacy_notice;
    writeln!(out, "  name         {}", record.record_id)?;
    writeln!(out, "  sent         {}", record.event_time)?;
    writeln!(out, "  signed by    {} (key)", record.pii_principal_id)?;
    writeln!(out, "  meant for    {}", harmless(&record.audience))?;
    for controller in &record.pii_controllers {
        writeln!(out, "  controller   {}", harmless(&controller.name))?;
    }
    let (id, version) = (harmless(&notice.id), harmless(&notice.version));
    writeln!(
        out,
        "  policy       {id}, version {version}, in {}",
        notice.language
    )?;
    writeln!(out, "  policy hash  {}", notice.sha256)?;
    writeln!(out, "\nWhat was decided")?;
    for purpose in &record.purposes {
        let decision = match purpose.event_state {
            EventState::Given => "agreed",
            EventState::Refused => "refused",
            EventState::Withdrawn => "withdrew",
            EventState::Renewed => "agreed again",
        };
        writeln!(out, "  {decision:12}  {}", harmless(&purpose.label))?;
        let at = &purpose.decided_at;
        match (purpose.indication_method, purpose.event_state) {
            (IndicationMethod::LeftUnticked, _) => {
                writeln!(out, "{INDENT}left unticked when sent, {at}")?
            }
            (_, EventState::Given | EventState::Renewed) => {
                writeln!(out, "{INDENT}ticked {at}; it began unticked")?
            }
            _ => writeln!(out, "{INDENT}unticked {at}; it began unticked")?,
        }
    }
    writeln!(
        out,
        "  {:12}  {}",
        "confirmed",
        harmless(&record.acknowledged.label)
    )?;
    writeln!(out, "{INDENT}ticked {}", record.acknowledged.decided_at)
}
