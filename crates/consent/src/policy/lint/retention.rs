//! How long the data is kept.

use super::patterns::{DURATION, KEEPING, pattern};
use super::subject::{Place, Subject, Text, quote};
use super::{Hits, Rule, Severity};
use crate::time::is_period;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "retention-period",
        severity: Severity::Error,
        source: "a record holds the period as an ISO 8601 duration",
        todo: "write a duration such as P2Y, P6M or P30D",
        check: period,
    },
    Rule {
        id: "retention-not-told",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 3 (kept no longer than the purpose needs) and article 4 clause 1",
        todo: "say in the text how long the data is kept, for each purpose",
        check: not_told,
    },
    Rule {
        id: "one-retention",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 3: data is kept for a time that fits its purpose; article 14: deleted when it is done",
        todo: "give each purpose the time it needs: an invitation needs no data after the contract and no longer than consent lasts",
        check: one_for_all,
    },
    Rule {
        id: "accounting-retention",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 3; the rules on keeping accounting documents are about those documents alone",
        todo: "keep accounting documents as long as the accounting rules say, and the rest as long as its purpose needs",
        check: accounting,
    },
    Rule {
        id: "unlimited-retention",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 3: data is kept for a time that fits its purpose",
        todo: "name a time, or the event that ends it",
        check: unlimited,
    },
];

pattern!(
    UNTIL = r"cho đến khi|đến khi|trong suốt thời gian|chừng nào"
        | r"\buntil\b|as long as|for the duration"
);
pattern!(ACCOUNTING = r"kế toán" | r"accounting");
pattern!(
    UNLIMITED = r"vô thời hạn|không (có )?thời hạn|vĩnh viễn|không giới hạn thời gian"
        | r"indefinitely|forever|permanently|without limit"
);

fn period(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject.purposes() {
        if !is_period(&purpose.retention_period) {
            let what = format!("“{}” is no duration", purpose.retention_period);
            hits.add(Place::toml(&["purposes", &at, "retention_period"]), what);
        }
    }
}

fn not_told(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    let told = text.find(&KEEPING).any(|passage| {
        [&*DURATION, &*UNTIL, &*UNLIMITED]
            .iter()
            .any(|pattern| pattern.is_match(&passage.words))
    });
    if !told {
        hits.add(text.title(), "the text does not say how long data is kept");
    }
}

/// The one period of all purposes, where something is asked and something is told.
fn only_period<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let purposes = &subject.pack.purposes;
    let first = purposes.first()?.retention_period.as_str();
    let same = purposes
        .iter()
        .all(|purpose| purpose.retention_period == first);
    let mixed =
        subject.pack.choices().next().is_some() && subject.pack.information().next().is_some();
    (same && mixed).then_some(first)
}

fn one_for_all(subject: &Subject, hits: &mut Hits) {
    let Some(period) = only_period(subject) else {
        return;
    };
    let what = format!(
        "every purpose keeps its data for {period}, the service's and the optional ones alike"
    );
    let text = subject.authoritative();
    let told = text.and_then(|text| Some(text.at(kept(text).next()?)));
    hits.add(
        told.unwrap_or_else(|| Place::toml(&["purposes", "0", "retention_period"])),
        what,
    );
}

/// The lines on which a text says how long it keeps something.
fn kept<'t>(text: &'t Text<'_>) -> impl Iterator<Item = usize> + 't {
    text.find(&KEEPING)
        .filter(|passage| DURATION.is_match(&passage.words))
        .map(|passage| passage.line_of(&DURATION))
}

fn accounting(subject: &Subject, hits: &mut Hits) {
    let (Some(text), Some(_)) = (subject.authoritative(), only_period(subject)) else {
        return;
    };
    let keeping = text
        .find(&KEEPING)
        .filter(|passage| ACCOUNTING.is_match(&passage.words));
    for passage in keeping {
        let what = format!(
            "the accounting rules are the reason for keeping everything: {}",
            quote(&passage.words)
        );
        hits.add(text.at(passage.line_of(&ACCOUNTING)), what);
    }
}

fn unlimited(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    for passage in text
        .find(&UNLIMITED)
        .filter(|passage| KEEPING.is_match(&passage.words))
    {
        let what = format!("data is kept without end: {}", quote(&passage.words));
        hits.add(text.at(passage.line_of(&UNLIMITED)), what);
    }
}
