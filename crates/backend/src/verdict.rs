//! What can be said about a file that somebody brings along, with nothing but the file.

use serde::Serialize;
use thiserror::Error;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::{Envelope, Verified, verify_record};
use thuan_consent::evidence::{self, Evidence, PolicyText};
use thuan_consent::json;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE};
use thuan_consent::registration::Registration;

use crate::audit::describe;

/// What kind of file it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An evidence file: the record with what it refers to.
    EvidenceFile,
    /// What is posted: the record and the registration.
    Envelope,
    /// The signed record alone.
    SignedRecord,
}

/// The result of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It is as the record says.
    Holds,
    /// It is not.
    Fails,
    /// The file does not have what would be needed to tell.
    NotInFile,
}

/// One check and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A stable name for programs.
    pub check: &'static str,
    /// What came out.
    pub finding: Finding,
    /// The same in a sentence.
    pub detail: String,
}

/// Everything that can be said.
#[derive(Debug)]
pub struct Verdict {
    /// What the file was.
    pub subject: Subject,
    /// The record, where its signature holds.
    pub verified: Option<Verified>,
    /// Each check, in the order in which they build on each other.
    pub checks: Vec<Check>,
}

impl Verdict {
    /// Whether the signature holds and nothing that is in the file contradicts it.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.verified.is_some()
            && self
                .checks
                .iter()
                .all(|check| check.finding != Finding::Fails)
    }
}

/// What no signature made in a browser can show. Said with every verdict, or a verdict would say too much.
pub const DOES_NOT_PROVE: [&str; 4] = [
    "who the person was: the key names a browser, not a human being",
    "when it was: the times are those of the person's own clock",
    "that the text was read: only that it was shown, and that the box was ticked",
    "that nobody served a false page: a company that writes the page could sign in the person's place, which is why \
     the copy in the person's own hands carries the weight",
];

/// The file is none of the three kinds.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// Not JSON, or a member twice.
    #[error("not JSON with each member once: {0}")]
    Json(String),
    /// Another shape.
    #[error(
        "neither an evidence file (format {format}), nor what is posted (consent, registration), nor a signed record \
         (protected, payload, signature): {0}",
        format = evidence::FORMAT
    )]
    Shape(String),
}

struct Contents {
    subject: Subject,
    consent: FlattenedJws,
    registration: Option<Registration>,
    policy: Option<PolicyText>,
    form: Option<String>,
    receipt: Option<FlattenedJws>,
}

/// Judges a file's bytes.
///
/// # Errors
///
/// [`Unreadable`] where there is nothing to judge. A record that does not hold is no error: the verdict says so.
pub fn judge(bytes: &[u8]) -> Result<Verdict, Unreadable> {
    let contents = read(bytes)?;
    let mut checks = Vec::new();
    let mut check = |check, finding, detail: String| {
        checks.push(Check {
            check,
            finding,
            detail,
        })
    };
    let verified = match verify_record(&contents.consent) {
        Ok(verified) => {
            let detail = "signed by the key in it, over these very bytes, in canonical form; its parts agree";
            check("signature", Finding::Holds, detail.to_owned());
            verified
        }
        Err(refusal) => {
            for fault in &refusal.0 {
                check("signature", Finding::Fails, describe(fault));
            }
            return Ok(Verdict {
                subject: contents.subject,
                verified: None,
                checks,
            });
        }
    };
    let (finding, detail) = registration(&verified, contents.registration.as_ref());
    check("registration", finding, detail.to_owned());
    let (finding, detail) = policy(&verified, contents.policy.as_ref());
    check("policy_text", finding, detail.to_owned());
    let (finding, detail) = form(&verified, contents.form.as_deref());
    check("form", finding, detail.to_owned());
    if let Some(jws) = &contents.receipt {
        let (finding, detail) = receipt(&verified, jws);
        check("receipt", finding, detail.to_owned());
    }
    Ok(Verdict {
        subject: contents.subject,
        verified: Some(verified),
        checks,
    })
}

fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let value = json::parse(bytes).map_err(|error| Unreadable::Json(error.to_string()))?;
    let shape = |error: json::JsonError| Unreadable::Shape(error.to_string());
    if value.get("format").is_some() {
        let file: Evidence = json::from_value(value).map_err(shape)?;
        if file.format != evidence::FORMAT {
            return Err(Unreadable::Shape("its format is another".to_owned()));
        }
        return Ok(Contents {
            subject: Subject::EvidenceFile,
            consent: file.consent,
            registration: file.registration,
            policy: file.policy,
            form: file.form,
            receipt: file.receipt,
        });
    }
    let (subject, consent, registration) = if value.get("consent").is_some() {
        let envelope: Envelope = json::from_value(value).map_err(shape)?;
        (Subject::Envelope, envelope.consent, envelope.registration)
    } else {
        (
            Subject::SignedRecord,
            json::from_value(value).map_err(shape)?,
            None,
        )
    };
    Ok(Contents {
        subject,
        consent,
        registration,
        policy: None,
        form: None,
        receipt: None,
    })
}

type Judged = (Finding, &'static str);

fn registration(verified: &Verified, registration: Option<&Registration>) -> Judged {
    match (
        registration.map(Registration::sha256),
        &verified.record.registration_sha256,
    ) {
        (None, Some(_)) => (
            Finding::NotInFile,
            "the details that were given are not in the file; perhaps deleted",
        ),
        (None, None) => (
            Finding::NotInFile,
            "the record was signed without any details",
        ),
        (Some(have), Some(want)) if have == *want => (
            Finding::Holds,
            "the details that were given are those the record was signed over",
        ),
        (Some(_), _) => (
            Finding::Fails,
            "the details in the file are not those the record was signed over",
        ),
    }
}

fn policy(verified: &Verified, policy: Option<&PolicyText>) -> Judged {
    let notice = &verified.record.privacy_notice;
    match policy {
        None => (
            Finding::NotInFile,
            "the policy text is not in the file; compare it by its hash",
        ),
        Some(policy) if Sha256Hex::of(policy.text.as_bytes()) != notice.sha256 => (
            Finding::Fails,
            "the policy text in the file is not the one that was shown",
        ),
        Some(policy) if policy.language != notice.language => (
            Finding::Fails,
            "the policy text in the file is said to be in another language than the one shown",
        ),
        Some(_) => (
            Finding::Holds,
            "the policy text in the file is the one that was shown",
        ),
    }
}

fn form(verified: &Verified, form: Option<&str>) -> Judged {
    match form {
        None => (
            Finding::NotInFile,
            "the form definition is not in the file; compare it by its hash",
        ),
        Some(form) if Sha256Hex::of(form.as_bytes()) == verified.record.evidence.form_sha256 => (
            Finding::Holds,
            "the form definition in the file is the one that was used",
        ),
        Some(_) => (
            Finding::Fails,
            "the form definition in the file is not the one that was used",
        ),
    }
}

fn receipt(verified: &Verified, receipt: &FlattenedJws) -> Judged {
    let Ok(parsed) = receipt.parse(RECEIPT_TYPE) else {
        return (Finding::Fails, "the receipt is not a signed receipt");
    };
    if parsed.verify().is_err() {
        return (Finding::Fails, "the receipt's signature does not hold");
    }
    let named = parsed
        .value()
        .get("record_sha256")
        .and_then(|hash| hash.as_str());
    if named == Some(verified.record_sha256.as_str()) {
        (
            Finding::Holds,
            "the receipt is signed by the key in it and names this record; whose key that is, it cannot say",
        )
    } else {
        (Finding::Fails, "the receipt is for another record")
    }
}
