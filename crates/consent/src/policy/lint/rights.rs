//! What the person may do.

use regex::Regex;

use super::patterns::{MARKETING, pattern};
use super::subject::{PassageKind, Place, Subject, quote};
use super::{Hits, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "rights-not-told",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 4 clause 1 and article 9 clause 2: consent is valid only knowing one's rights",
        todo: "add an article with the rights of the law's article 4 clause 1",
        check: not_told,
    },
    Rule {
        id: "rights-incomplete",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 4 clause 1",
        todo: "add the missing [[rights]], which the form shows above the text",
        check: incomplete,
    },
    Rule {
        id: "duties-not-told",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 4 clause 2 and article 9 clause 2: consent is valid only knowing one's duties",
        todo: "add the duties of the law's article 4 clause 2",
        check: duties,
    },
    Rule {
        id: "withdrawal-way",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 10; Decree 356/2025/NĐ-CP, article 5: a request is answered in 2 working days",
        todo: "fill in url, email or phone under [withdrawal]",
        check: withdrawal,
    },
    Rule {
        id: "no-opt-out",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 28 clause 3; Decree 91/2020/NĐ-CP, article 13: advertising ends when refused",
        todo: "say in the text how to refuse or stop it, in each channel",
        check: opt_out,
    },
];

/// The rights of article 4 clause 1, by their names in a pack.
const RIGHTS: [&str; 6] = [
    "right_to_be_informed",
    "right_to_consent_and_withdraw",
    "right_to_access_and_rectify",
    "right_to_provision_erasure_restriction_objection",
    "right_to_complain_and_claim",
    "right_to_request_protection",
];

pattern!(
    KNOW = r"được biết|biết về (hoạt động|việc) xử lý|được thông báo về" | r"be informed|to know"
);
pattern!(WITHDRAW = r"rút lại" | r"withdraw");
pattern!(CORRECT = r"chỉnh sửa|đính chính|sửa đổi dữ liệu" | r"correct|rectif");
pattern!(ERASE = r"x(óa|oá)" | r"eras|delet");
pattern!(RESTRICT = r"hạn chế (việc )?xử lý" | r"restrict");
pattern!(OBJECT = r"phản đối" | r"\bobject");
pattern!(CLAIM = r"khởi kiện|tố cáo|bồi thường" | r"\bsue\b|damages|denounce|legal action");
pattern!(
    PROTECT = r"biện pháp[^.;]{0,30}bảo vệ" | r"measures[^.;]{0,30}protect|protective measures"
);
pattern!(DUTIES = r"nghĩa vụ" | r"\b(duty|duties|obligations?)\b");
pattern!(
    OPT_OUT = r"rút lại|từ chối|h(ủy|uỷ) đăng ký|ngừng nhận|không nhận"
        | r"withdraw|unsubscribe|opt[ -]out|refuse|decline"
);

fn not_told(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    let rights: [(&str, &Regex); 8] = [
        ("to know", &KNOW),
        ("to withdraw consent", &WITHDRAW),
        ("to see and correct", &CORRECT),
        ("to have deleted", &ERASE),
        ("to restrict", &RESTRICT),
        ("to object", &OBJECT),
        ("to denounce, sue and claim damages", &CLAIM),
        ("to ask for protective measures", &PROTECT),
    ];
    let missing: Vec<&str> = rights
        .into_iter()
        .filter_map(|(name, pattern)| (!text.says(pattern)).then_some(name))
        .collect();
    if !missing.is_empty() {
        let what = format!("the text does not tell of the right {}", missing.join(", "));
        hits.add(text.title(), what);
    }
}

fn incomplete(subject: &Subject, hits: &mut Hits) {
    let has = |id: &str| subject.pack.rights.iter().any(|right| right.id == id);
    let missing: Vec<&str> = RIGHTS.into_iter().filter(|id| !has(id)).collect();
    if !missing.is_empty() {
        hits.add(
            Place::toml(&["rights"]),
            format!("missing: {}", missing.join(", ")),
        );
    }
}

fn duties(subject: &Subject, hits: &mut Hits) {
    for text in subject
        .authoritative()
        .into_iter()
        .filter(|text| !text.says(&DUTIES))
    {
        hits.add(
            text.title(),
            "the text does not tell of the person's duties",
        );
    }
}

fn withdrawal(subject: &Subject, hits: &mut Hits) {
    let withdrawal = &subject.pack.withdrawal;
    if withdrawal.url.is_none() && withdrawal.email.is_none() && withdrawal.phone.is_none() {
        let what = "withdrawal names no page, e-mail address or telephone number";
        hits.add(Place::toml(&["withdrawal"]), what);
    }
}

fn opt_out(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative().filter(|text| !text.says(&OPT_OUT)) else {
        return;
    };
    let advertises = text
        .find(&MARKETING)
        .find(|passage| !matches!(passage.kind, PassageKind::Heading(_)));
    if let Some(passage) = advertises {
        let what = format!(
            "no way to refuse or stop it is named: {}",
            quote(&passage.words)
        );
        hits.add(text.at(passage.line_of(&MARKETING)), what);
    } else if subject.marketing().next().is_some() {
        hits.add(
            text.title(),
            "purposes advertise, and the text names no way to refuse or stop it",
        );
    }
}
