//! How the files are written.

use unicode_normalization::is_nfc;

use super::locate::line_at;
use super::patterns::pattern;
use super::subject::{Place, Subject, quote};
use super::{Finding, Hits, Rule, Severity};
use crate::policy::PackError;

const PACK: Rule = Rule {
    id: "pack",
    severity: Severity::Error,
    source: "docs/policies.md",
    todo: "correct policy.toml",
    check: pack,
};

const NOT_NFC: Rule = Rule {
    id: "not-nfc",
    severity: Severity::Error,
    source: "the record holds NFC alone, and the hash is of the bytes that are shown",
    todo: "save the file again in Unicode normalisation form C (NFC)",
    check: not_nfc,
};

pub(super) const RULES: &[Rule] = &[
    PACK,
    NOT_NFC,
    Rule {
        id: "line-ends",
        severity: Severity::Error,
        source: "the hash in every record is that of the file with LF line ends",
        todo: "save the file again with LF line ends",
        check: line_ends,
    },
    Rule {
        id: "html",
        severity: Severity::Warning,
        source: "docs/policies.md: there is no HTML in policies; what looks like it is shown as it is written",
        todo: "write what people should read",
        check: html,
    },
    Rule {
        id: "markup",
        severity: Severity::Warning,
        source: "docs/policies.md: there are headings of two levels, paragraphs and lists with `- `",
        todo: "write it with these, or as plain words",
        check: markup,
    },
    Rule {
        id: "placeholder",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 2: what is left out is not told",
        todo: "fill it in",
        check: placeholder,
    },
];

pattern!(HTML = r"<(/?[a-z][^<>@]*|!--.*)>" | r"&([a-z]+|#\d+|#x[0-9a-f]+);");
pattern!(
    MARKUP = r"^\s*#{3,}"
        | r"^#{1,2}[^#\s]"
        | r"^\s*[*+] "
        | r"^\s+- "
        | r"^\s*\d+\. "
        | r"^>"
        | r"\*\*[^*]+\*\*"
        | r"\[[^\]]+\]\([^)]+\)"
        | r"`[^`]+`"
);
pattern!(
    PLACEHOLDER = r"_{3,}|\.{4,}|…{2,}|\bTODO\b|\bXXX"
        | r"\[(điền|tên|địa chỉ|số|ngày|email|name|address|company|date|phone)[^\]]*\]"
);

/// The finding about a `policy.toml` that is none.
pub fn unreadable(toml: &str, error: &toml::de::Error) -> Finding {
    let mut finding = PACK.finding(
        Place::toml(&[]),
        error.message().to_owned(),
        &super::Lines::none(),
    );
    finding.line = error.span().map(|span| line_at(toml, span.start));
    finding
}

/// The finding about a `policy.toml` that is not in NFC.
pub fn toml_not_nfc(toml: &str) -> Option<Finding> {
    let line = toml.lines().position(|line| !is_nfc(line))?;
    let what = "composed differently from what a browser would hash".to_owned();
    let mut finding = NOT_NFC.finding(Place::toml(&[]), what, &super::Lines::none());
    finding.line = Some(line + 1);
    Some(finding)
}

fn pack(subject: &Subject, hits: &mut Hits) {
    let at = |id: &str| {
        let position = subject
            .purposes()
            .filter(|(_, purpose)| purpose.id == id)
            .last();
        match position {
            Some((position, _)) => Place::toml(&["purposes", &position]),
            None => Place::toml(&[]),
        }
    };
    let Err(error) = subject.pack.check() else {
        return;
    };
    let place = match &error {
        // Each missing word is a finding of `missing-translation`.
        PackError::Text { .. } => return,
        PackError::Name(id) | PackError::Duplicate(id) => at(id),
        PackError::Reference { purpose, .. } => at(purpose),
        PackError::Json(_) | PackError::Format => Place::toml(&[]),
        PackError::WithdrawalPage => Place::toml(&["withdrawal", "url"]),
    };
    hits.add(place, error.to_string());
}

/// The lines of every text that are as they should not be.
fn lines(subject: &Subject, what: &str, wrong: impl Fn(&str) -> bool, hits: &mut Hits) {
    for text in &subject.texts {
        for (at, line) in text.source.split('\n').enumerate() {
            if wrong(line) {
                hits.add(text.at(at + 1), format!("{what}: {}", quote(line.trim())));
            }
        }
    }
}

fn not_nfc(subject: &Subject, hits: &mut Hits) {
    lines(
        subject,
        "composed differently from what a browser would hash",
        |line| !is_nfc(line),
        hits,
    );
}

/// One finding a text: usually every line is like this.
fn line_ends(subject: &Subject, hits: &mut Hits) {
    for text in &subject.texts {
        if let Some(at) = text.source.split('\n').position(|line| line.contains('\r')) {
            hits.add(text.at(at + 1), "there are carriage returns");
        }
    }
}

fn html(subject: &Subject, hits: &mut Hits) {
    lines(
        subject,
        "this is shown as it is",
        |line| HTML.is_match(line),
        hits,
    );
}

fn markup(subject: &Subject, hits: &mut Hits) {
    lines(
        subject,
        "this is shown as it is",
        |line| MARKUP.is_match(line),
        hits,
    );
}

fn placeholder(subject: &Subject, hits: &mut Hits) {
    lines(
        subject,
        "not filled in",
        |line| PLACEHOLDER.is_match(line),
        hits,
    );
}
