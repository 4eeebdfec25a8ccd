//! Who is asking, under which law, since when.

use thuan_fields::{Email, Phone, TaxCode};

use super::patterns::pattern;
use super::subject::{Passage, PassageKind, Place, Subject, Text, quote};
use super::{Hits, Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "controller-incomplete",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 9 clause 2: consent is valid only knowing who the controller is",
        todo: "fill in name, tax_code and address under [controller]",
        check: incomplete,
    },
    Rule {
        id: "controller-contact",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 4: rights need somebody to address; Decree 356/2025/NĐ-CP, article 5",
        todo: "fill in email or phone under [controller]",
        check: contact,
    },
    Rule {
        id: "controller-invalid",
        severity: Severity::Error,
        source: "the record names the controller; what cannot be reached or looked up names nobody",
        todo: "correct it",
        check: invalid,
    },
    Rule {
        id: "complaints-contact",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15, article 4 clause 1 (complaints, requests); Decree 356/2025/NĐ-CP, article 5",
        todo: "name an e-mail address, a telephone number or a postal address where the text speaks of complaints",
        check: complaints,
    },
    Rule {
        id: "applicable-law",
        severity: Severity::Warning,
        source: "Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, in force since 2026-01-01; Decree 13/2023/NĐ-CP is repealed",
        todo: "name the laws in force in applicable_law, and in the text where it names any",
        check: law,
    },
    Rule {
        id: "version",
        severity: Severity::Error,
        source: "a record names the version that was shown",
        todo: "give this wording a version, a new one with every change",
        check: version,
    },
    Rule {
        id: "effective-date",
        severity: Severity::Error,
        source: "a record is judged by the policy in force when it was made",
        todo: "write the day from which this version applies as YYYY-MM-DD",
        check: effective,
    },
    Rule {
        id: "text-undated",
        severity: Severity::Advice,
        source: "good practice: a printed text should say which version it is",
        todo: "say in the text from when it applies, or its version",
        check: undated,
    },
];

pattern!(
    CONTACT = r"[^\s@]+@[^\s@]+\.[a-z]{2,}"
        | r"(\d[ .()-]?){8,}"
        | r"https?://|www\."
        | r"địa chỉ: ?\S|address: ?\S"
);
pattern!(COMPLAINTS = r"khiếu nại|thắc mắc|liên hệ đến|complaint|contact us");
pattern!(
    ASKS_TO_CONTACT = r"(vui lòng|xin|hãy) liên hệ|liên hệ (đến|tới|với|về|theo|qua)"
        | r"(please|to) contact|contact us"
);
pattern!(REPEALED = r"13/2023");
pattern!(
    DATED = r"phiên bản|có hiệu lực|áp dụng (kể )?từ|cập nhật|ngày \d{1,2}[/ ]"
        | r"version|effective|in force|updated"
);

fn incomplete(subject: &Subject, hits: &mut Hits) {
    let controller = &subject.pack.controller;
    let missing: Vec<&str> = [
        ("name", controller.name.trim().is_empty()),
        ("tax_code", controller.tax_code.is_none()),
        ("address", controller.address.is_none()),
    ]
    .into_iter()
    .filter_map(|(member, missing)| missing.then_some(member))
    .collect();
    if !missing.is_empty() {
        let what = format!("the controller has no {}", missing.join(", no "));
        hits.add(Place::toml(&["controller"]), what);
    }
}

fn contact(subject: &Subject, hits: &mut Hits) {
    let controller = &subject.pack.controller;
    if controller.email.is_none() && controller.phone.is_none() {
        let what = "the controller has neither e-mail address nor telephone number";
        hits.add(Place::toml(&["controller"]), what);
    }
}

fn invalid(subject: &Subject, hits: &mut Hits) {
    let (controller, withdrawal) = (&subject.pack.controller, &subject.pack.withdrawal);
    let email = |text: &String| Email::parse(text).is_err();
    let phone = |text: &String| Phone::parse(text).is_err();
    let tax_code = |text: &String| TaxCode::parse(text).is_err();
    let page = |text: &String| !text.starts_with("https://");
    for (path, wrong, kind) in [
        (
            ["controller", "tax_code"],
            controller.tax_code.as_ref().is_some_and(tax_code),
            "tax code",
        ),
        (
            ["controller", "email"],
            controller.email.as_ref().is_some_and(email),
            "e-mail address",
        ),
        (
            ["controller", "phone"],
            controller.phone.as_ref().is_some_and(phone),
            "Vietnamese telephone number",
        ),
        (
            ["withdrawal", "email"],
            withdrawal.email.as_ref().is_some_and(email),
            "e-mail address",
        ),
        (
            ["withdrawal", "phone"],
            withdrawal.phone.as_ref().is_some_and(phone),
            "Vietnamese telephone number",
        ),
        (
            ["withdrawal", "url"],
            withdrawal.url.as_ref().is_some_and(page),
            "https address",
        ),
    ] {
        if wrong {
            hits.add(
                Place::toml(&path),
                format!("{} is no {kind}", path.join(".")),
            );
        }
    }
}

/// A section about complaints, or a passage that asks to contact somebody, and no contact in it.
fn complaints(subject: &Subject, hits: &mut Hits) {
    let Some(text) = subject.authoritative() else {
        return;
    };
    let mut spoken = false;
    for section in sections(text) {
        let about = section
            .iter()
            .any(|passage| COMPLAINTS.is_match(&passage.words));
        let heading = section
            .first()
            .is_some_and(|passage| COMPLAINTS.is_match(&passage.words));
        let asks = section.iter().find(|passage| {
            passage.kind != PassageKind::Item
                && ASKS_TO_CONTACT.is_match(&passage.words)
                && passage.words.ends_with(':')
        });
        spoken |= about;
        if !heading && asks.is_none() {
            continue;
        }
        if section
            .iter()
            .any(|passage| CONTACT.is_match(&passage.words))
        {
            return;
        }
        if let Some(passage) = asks.or(section.first()) {
            let what = format!("no contact is named: {}", quote(&passage.words));
            hits.add(text.at(passage.line()), what);
            return;
        }
    }
    if !spoken || !text.says(&CONTACT) {
        hits.add(
            text.title(),
            "the text does not say where questions and complaints go",
        );
    }
}

/// The text from heading to heading.
fn sections<'t, 'a>(text: &'t Text<'a>) -> impl Iterator<Item = &'t [Passage<'a>]> {
    text.passages
        .chunk_by(|_, next| !matches!(next.kind, PassageKind::Heading(_)))
}

fn law(subject: &Subject, hits: &mut Hits) {
    let laws = &subject.pack.applicable_law;
    let named = |number: &str| laws.iter().any(|law| law.contains(number));
    let mut add = |what: &str| hits.add(Place::toml(&["applicable_law"]), what);
    for (number, name) in [
        ("91/2025", "Law 91/2025/QH15"),
        ("356/2025", "Decree 356/2025/NĐ-CP"),
    ] {
        if !named(number) {
            add(&format!("{name} is not named"));
        }
    }
    if subject.marketing().next().is_some() && !named("91/2020") {
        add("purposes advertise, and Decree 91/2020/NĐ-CP on advertising messages is not named");
    }
    if named("13/2023") {
        add("Decree 13/2023/NĐ-CP is repealed");
    }
    let old = subject
        .texts
        .iter()
        .flat_map(|text| text.find(&REPEALED).map(move |passage| (text, passage)));
    for (text, passage) in old {
        let what = "the text names Decree 13/2023/NĐ-CP, which is repealed";
        hits.add(text.at(passage.line_of(&REPEALED)), what);
    }
}

fn version(subject: &Subject, hits: &mut Hits) {
    if subject.pack.version.trim().is_empty() {
        hits.add(Place::toml(&["version"]), "the version is empty");
    }
}

fn effective(subject: &Subject, hits: &mut Hits) {
    if !is_date(&subject.pack.effective) {
        let what = format!("“{}” is no date", subject.pack.effective);
        hits.add(Place::toml(&["effective"]), what);
    }
}

/// `YYYY-MM-DD`, a day that there is.
fn is_date(text: &str) -> bool {
    // A time with that day is judged by the record's own reading of times.
    text.len() == 10
        && format!("{text}T00:00:00.000Z")
            .parse::<crate::time::Timestamp>()
            .is_ok()
}

fn undated(subject: &Subject, hits: &mut Hits) {
    for text in subject
        .authoritative()
        .into_iter()
        .filter(|text| !text.says(&DATED))
    {
        hits.add(text.title(), "the text names neither a version nor a date");
    }
}
