//! How consent is asked for.

use regex::Regex;

use super::patterns::{MARKETING, pattern};
use super::subject::{Place, Subject, quote};
use super::{Hits, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "bundled-consent",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 4: consent is given to each purpose, and is not a condition for another",
        todo: "take the sentence out: using the service is no consent; the form asks for each purpose by itself",
        check: bundled,
    },
    Rule {
        id: "silence-as-consent",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 4; Decree 356/2025/NĐ-CP, article 6: silence and defaults are no consent",
        todo: "take the sentence out",
        check: silence,
    },
    Rule {
        id: "refusal-blocks-service",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9: consent is voluntary, and not the price of something else",
        todo: "say what refusing an optional purpose changes, which must not be the service itself",
        check: refusal,
    },
    Rule {
        id: "acknowledgement-hides-consent",
        severity: Severity::Error,
        source: "Law 91/2025/QH15, article 9 clause 4: each purpose is agreed to by itself",
        todo: "leave in the required tick what the service itself needs, and make a purpose of everything else",
        check: acknowledgement,
    },
    Rule {
        id: "open-ended-data",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 2: consent is valid only knowing the kinds of data",
        todo: "list all the data instead of “some other information”",
        check: open_ended,
    },
    Rule {
        id: "sensitive-data",
        severity: Severity::Warning,
        source: "Decree 356/2025/NĐ-CP, articles 4 and 6: the person is told which of the data is sensitive",
        todo: "say in the text which of the data is sensitive",
        check: sensitive,
    },
    Rule {
        id: "children",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 24: for children their legal representative acts",
        todo: "say in the text how a parent or guardian agrees in a child's place",
        check: children,
    },
];

pattern!(
    /// “By using the service the customer agrees.”
    BUNDLED = r"(bằng việc|bằng cách|khi|việc) (đồng ý )?(sử dụng|đăng ký|truy cập|tiếp tục)[^.;]{0,120}(cũng|đồng nghĩa|mặc nhiên|tức là|nghĩa là|được (coi|xem) là|khách hàng|người dùng|quý khách|bạn)[^.;]{0,30}đồng ý"
        | r"by (agreeing to use|using|registering|accessing|continuing|signing up)[^.;]{0,120}\b(agrees?|consents?|accepts?)\b"
);
pattern!(
    /// What the person may or may not agree to, by a decision of their own.
    BUNDLED_DENIED = r"(mà|nếu|khi|nào|xem) (khách hàng|người dùng|quý khách|bạn)( đã| có)? đồng ý" | r"(không|chưa|từng)[^.;,]{0,20} đồng ý"
        | r"(not|if|whether|which|what) (you |they )?(have )?(agree|consent|accept)"
);
pattern!(
    SILENCE = r"(im lặng|không (có )?(phản hồi|phản đối|trả lời)|tiếp tục (sử dụng|truy cập))[^.;]{0,80}(được (coi|xem) là|đồng nghĩa với|tức là|nghĩa là|mặc nhiên)[^.;]{0,30}(đồng ý|chấp thuận|chấp nhận)"
        | r"(silence|no (reply|response|objection)|continued use|continuing to use)[^.;]{0,80}(constitutes?|deemed|taken as|means?)[^.;]{0,40}(consent|agree|accept)"
);
pattern!(
    SILENCE_DENIED =
        r"không (được )?(coi|xem)|không đồng nghĩa|không có nghĩa" | r"\bnot\b|\bnever\b"
);
pattern!(
    /// What stops is the service, not the use of data.
    REFUSAL = r"(không đồng ý|từ chối|rút lại)[^.;]{0,100}(ngừng|dừng|chấm dứt|không thể|không được|không có quyền)[^.;]{0,30}((sử dụng|cung cấp|truy cập)( các)? (sản phẩm|dịch vụ|website|trang|ứng dụng|phần mềm)|đăng ký)"
        | r"if you (do not|don't|refuse|withdraw)[^.;]{0,100}(stop using (the|our)|cannot|may not|must not|unable to)"
);
pattern!(EVERYTHING = r"(tất cả|mọi|toàn bộ)( các)? mục đích" | r"(all|any|every) purposes?");
pattern!(
    OPEN_ENDED = r"(một số|những|các) (thông tin|dữ liệu) khác|vân vân|v\.v"
        | r"\bother (information|data|details)\b|\betc\b"
);
pattern!(
    SENSITIVE_FIELD = r"health|medical|biometric|fingerprint|face|ethnic|race|relig|politic|genetic|sexual|criminal|location|bank|salary|password|id_image"
);
pattern!(SENSITIVE = r"nhạy cảm" | r"sensitive");
pattern!(CHILD_FIELD = r"birth|child|school|student");
pattern!(CHILD = r"trẻ em|vị thành niên|học sinh" | r"\bchild|\bminors?\b|pupil");
pattern!(
    GUARDIAN = r"người đại diện|cha mẹ|cha, mẹ|bố mẹ|giám hộ" | r"parent|guardian|representative"
);

fn each(subject: &Subject, pattern: &Regex, what: &str, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    for passage in text.find(pattern) {
        let what = format!("{what}: {}", quote(&passage.words));
        hits.add(text.at(passage.line_of(pattern)), what);
    }
}

fn bundled(subject: &Subject, hits: &mut Hits) {
    let what = "consent comes with using the service";
    unless(subject, &BUNDLED, &BUNDLED_DENIED, what, hits);
}

fn silence(subject: &Subject, hits: &mut Hits) {
    let what = "silence is taken for consent";
    unless(subject, &SILENCE, &SILENCE_DENIED, what, hits);
}

/// As [`each`], but for passages that say the contrary wherever they match.
fn unless(subject: &Subject, pattern: &Regex, denied: &Regex, what: &str, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    for passage in text.find(pattern) {
        let mut found = pattern.find_iter(&passage.words);
        if !found.all(|found| denied.is_match(found.as_str())) {
            let what = format!("{what}: {}", quote(&passage.words));
            hits.add(text.at(passage.line_of(pattern)), what);
        }
    }
}

fn refusal(subject: &Subject, hits: &mut Hits) {
    each(subject, &REFUSAL, "who refuses loses the service", hits);
}

fn acknowledgement(subject: &Subject, hits: &mut Hits) {
    for (language, words) in subject.pack.acknowledgement.0.iter() {
        if MARKETING.is_match(words) || EVERYTHING.is_match(words) {
            let what = format!(
                "the required tick agrees to something optional: {}",
                quote(words)
            );
            hits.add(
                Place::toml(&["acknowledgement", &language.to_string()]),
                what,
            );
        }
    }
}

fn open_ended(subject: &Subject, hits: &mut Hits) {
    each(subject, &OPEN_ENDED, "the list of data is open", hits);
}

fn sensitive(subject: &Subject, hits: &mut Hits) {
    if subject
        .authoritative()
        .is_none_or(|text| text.says(&SENSITIVE))
    {
        return;
    }
    for (at, purpose) in subject.purposes() {
        let field = purpose
            .pii_information
            .iter()
            .find(|field| SENSITIVE_FIELD.is_match(field));
        if let Some(field) = field {
            let what = format!(
                "`{field}` is sensitive by its name, and the text does not speak of sensitive data"
            );
            hits.add(Place::toml(&["purposes", &at, "pii_information"]), what);
        }
    }
}

fn children(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative().filter(|text| !text.says(&GUARDIAN)) else {
        return;
    };
    if let Some(passage) = text.find(&CHILD).next() {
        let what = "children are spoken of, and not who acts for them";
        hits.add(text.at(passage.line_of(&CHILD)), what);
    }
    for (at, purpose) in subject.purposes() {
        if let Some(field) = purpose
            .pii_information
            .iter()
            .find(|field| CHILD_FIELD.is_match(field))
        {
            let what = format!(
                "`{field}` may be a child's, and the text does not say who acts for children"
            );
            hits.add(Place::toml(&["purposes", &at, "pii_information"]), what);
        }
    }
}
