//! What the data is used for.

use super::patterns::pattern;
use super::subject::{Place, Subject};
use super::{Hits, Rule, Severity};
use crate::policy::Purpose;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "purpose-incomplete",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 2, and article 4 clause 1 (the right to know)",
        todo: "name the data, the recipients and the place of storage of every purpose",
        check: incomplete,
    },
    Rule {
        id: "basis-reference",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 19: without consent only in the cases the law names",
        todo: "say in basis_ref which part of the contract, or which law, needs this purpose",
        check: reference,
    },
    Rule {
        id: "marketing-on-contract",
        severity: Severity::Error,
        source: "Law 91/2025/QH15, article 28; Decree 91/2020/NĐ-CP, article 13: advertising needs consent",
        todo: "set lawful_basis to consent, so that it is asked for",
        check: on_contract,
    },
    Rule {
        id: "marketing-channel",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 28 clause 3: the person knows how advertising comes",
        todo: "make one purpose a channel, and name it in channel",
        check: channel,
    },
    Rule {
        id: "marketing-frequency",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 28 clause 3: the person knows how often; Decree 91/2020/NĐ-CP, article 13, sets limits",
        todo: "say in frequency how often, or on which occasion",
        check: frequency,
    },
    Rule {
        id: "marketing-several-channels",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 4 and article 28: one consent for one purpose in one way",
        todo: "make a purpose of each channel",
        check: several,
    },
    Rule {
        id: "channel-data",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 3: no more data than the purpose needs",
        todo: "list in pii_information what the channel needs, and nothing for another one",
        check: data,
    },
];

pattern!(EMAIL = r"e-?mail|thư điện tử");
pattern!(CALL = r"cuộc gọi|gọi điện|điện thoại" | r"phone|\bcalls?\b");
pattern!(MESSAGE = r"\bsms\b|tin nhắn" | r"text message");
pattern!(MESSENGER = r"zalo|viber|messenger|whatsapp|telegram");

fn incomplete(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject.purposes() {
        let missing: Vec<&str> = [
            ("pii_information", purpose.pii_information.is_empty()),
            ("recipients", purpose.recipients.is_empty()),
            ("storage", purpose.storage.is_empty()),
        ]
        .into_iter()
        .filter_map(|(member, missing)| missing.then_some(member))
        .collect();
        if !missing.is_empty() {
            let what = format!("`{}` has no {}", purpose.id, missing.join(", no "));
            hits.add(Place::toml(&["purposes", &at]), what);
        }
    }
}

fn reference(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject.purposes() {
        if !purpose.is_consent() && purpose.basis_ref.is_none() {
            let what = format!(
                "`{}` is not asked for, and does not say what it rests on",
                purpose.id
            );
            hits.add(Place::toml(&["purposes", &at, "lawful_basis"]), what);
        }
    }
}

fn on_contract(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject.marketing() {
        if !purpose.is_consent() {
            let what = format!("`{}` advertises and is not asked for", purpose.id);
            hits.add(Place::toml(&["purposes", &at, "lawful_basis"]), what);
        }
    }
}

fn channel(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject
        .marketing()
        .filter(|(_, purpose)| purpose.channel.is_none())
    {
        let both = purpose.uses("email") && purpose.uses("phone");
        let what = format!(
            "`{}` advertises and names no channel{}",
            purpose.id,
            if both {
                "; by its data, e-mail and telephone in one"
            } else {
                ""
            }
        );
        hits.add(Place::toml(&["purposes", &at]), what);
    }
}

fn frequency(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject
        .marketing()
        .filter(|(_, purpose)| purpose.frequency.is_none())
    {
        let what = format!("`{}` advertises and does not say how often", purpose.id);
        hits.add(Place::toml(&["purposes", &at]), what);
    }
}

fn several(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject.marketing() {
        let in_label = [&EMAIL, &CALL, &MESSAGE, &MESSENGER]
            .into_iter()
            .filter(|channel| purpose.says(channel))
            .count();
        let name = purpose.channel.as_deref().unwrap_or_default();
        let in_name = name.contains([',', ' ', '/', '+', '|']) || matches!(name, "all" | "any");
        if in_label > 1 || in_name {
            let what = format!("`{}` asks for several channels at once", purpose.id);
            hits.add(Place::toml(&["purposes", &at, "label"]), what);
        }
    }
}

fn data(subject: &Subject, hits: &mut Hits) {
    for (at, purpose) in subject.purposes() {
        if let Some(what) = unfit(purpose) {
            hits.add(Place::toml(&["purposes", &at, "pii_information"]), what);
        }
    }
}

/// What a channel lacks or does not need.
fn unfit(purpose: &Purpose) -> Option<String> {
    let (needed, spare) = match purpose.channel.as_deref()? {
        "email" => ("email", "phone"),
        "phone" | "sms" | "zalo" => ("phone", "email"),
        _ => return None,
    };
    if !purpose.uses(needed) {
        return Some(format!("`{}` cannot do without `{needed}`", purpose.id));
    }
    let id = &purpose.id;
    purpose
        .uses(spare)
        .then(|| format!("`{id}` does not need `{spare}`"))
}
