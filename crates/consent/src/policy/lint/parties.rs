//! Who else sees the data, where it goes, and what happens when it leaks.

use super::patterns::pattern;
use super::subject::{Place, Subject, quote};
use super::{Hits, Rule, Severity};
use crate::language::Localised;
use crate::map::Map;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "third-party-contradiction",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 4 clause 1 (the right to know) and article 17 (transfer)",
        todo: "name the third parties in the text, or take them out of the recipients",
        check: contradiction,
    },
    Rule {
        id: "party-unused",
        severity: Severity::Advice,
        source: "what no purpose refers to is neither shown nor recorded",
        todo: "refer to it in the purposes it belongs to, or take it out",
        check: unused,
    },
    Rule {
        id: "cross-border",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 20: data sent abroad needs an impact assessment, and the person knows where it goes",
        todo: "say in the text which data goes to which country and for what",
        check: abroad,
    },
    Rule {
        id: "breach-notice",
        severity: Severity::Advice,
        source: "Law 91/2025/QH15, article 23: a breach is notified within 72 hours",
        todo: "say in the text what the company does, and whom it tells, when data leaks",
        check: breach,
    },
];

pattern!(
    NO_THIRD_PARTY = r"không (chia sẻ|tiết lộ|cung cấp|bán|chuyển)[^.;]*(bên thứ ba|bên thứ 3)"
        | r"(not|never) (to )?(share|disclose|sell|transfer)[^.;]*third part"
);
pattern!(
    THIRD_PARTY = r"đối tác|bên thứ ba|bên thứ 3|nhà cung cấp|đại lý|công ty (con|mẹ|liên kết|thành viên)|bên xử lý"
        | r"third part|partner|processor|vendor|\bproviders?\b|affiliate|subsidiar"
);
pattern!(
    ABROAD = r"nước ngoài|singapore|hoa kỳ|nhật bản|hàn quốc|châu âu|đài loan|trung quốc|ireland|hồng kông"
        | r"\b(aws|amazon|google|azure|microsoft|cloudflare|facebook|meta)\b"
        | r"abroad|overseas|outside (of )?viet ?nam|united states|europe|japan|korea|hong kong"
);
pattern!(
    CROSS_BORDER = r"xuyên biên giới|ra nước ngoài|ngoài lãnh thổ"
        | r"cross[ -]border|abroad|overseas|outside (of )?viet ?nam"
);
pattern!(
    BREACH = r"sự cố|rò rỉ|lộ, mất|thông báo[^.;]{0,60}vi phạm|vi phạm[^.;]{0,60}thông báo"
        | r"breach|leak|incident"
);

/// Recipients and places, each with the member it stands under, its key and its words.
fn parties<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = (&'static str, &'a String, &'a Localised)> {
    let all = |member, named: &'a Map<String, Localised>| {
        named.iter().map(move |(key, words)| (member, key, words))
    };
    all("recipients", &subject.pack.recipients).chain(all("storage", &subject.pack.storage))
}

fn matches(words: &Localised, pattern: &regex::Regex) -> bool {
    words.0.iter().any(|(_, words)| pattern.is_match(words))
}

fn contradiction(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    let Some(promise) = text.find(&NO_THIRD_PARTY).next() else {
        return;
    };
    for (member, key, _) in parties(subject)
        .filter(|(member, _, words)| *member == "recipients" && matches(words, &THIRD_PARTY))
    {
        let what = format!(
            "`{key}` is a third party, and the text says: {}",
            quote(&promise.words)
        );
        hits.add(Place::toml(&[member, key]), what);
    }
}

fn unused(subject: &Subject, hits: &mut Hits) {
    for (member, key, _) in parties(subject) {
        let used = subject
            .pack
            .purposes
            .iter()
            .any(|purpose| purpose.recipients.contains(key) || purpose.storage.contains(key));
        if !used {
            hits.add(
                Place::toml(&[member, key]),
                format!("no purpose refers to `{key}`"),
            );
        }
    }
}

fn abroad(subject: &Subject, hits: &mut Hits) {
    if subject
        .authoritative()
        .is_none_or(|text| text.says(&CROSS_BORDER))
    {
        return;
    }
    for (member, key, _) in parties(subject).filter(|(_, _, words)| matches(words, &ABROAD)) {
        let what = format!("`{key}` is abroad by its words, and the text does not speak of it");
        hits.add(Place::toml(&[member, key]), what);
    }
}

fn breach(subject: &Subject, hits: &mut Hits) {
    for text in subject
        .authoritative()
        .into_iter()
        .filter(|text| !text.says(&BREACH))
    {
        hits.add(
            text.title(),
            "the text does not say what happens when data leaks",
        );
    }
}
