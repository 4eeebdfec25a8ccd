//! A form with fields of its own, drawn natively.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod native;

use leptos::prelude::*;
use thuan::i18n::texts;
use thuan::state::{Input, Trouble};
use thuan::view;
use thuan_consent::answer::{self, AnswerError};
use thuan_consent::form::{FieldDefinition, FormDefinition};

use native::{app, file, language, pack};

const FORM: &str = "tests/forms/extra.json";

fn drawn(tag: &str, typed: &[(&str, &str)]) -> String {
    Owner::new().with(|| {
        let app = app(FORM, pack(), tag);
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        app.set_typed(typed.iter().map(own).collect());
        view::widget(app).to_html()
    })
}

/// What is drawn of a field: from the element around it to the next field.
#[track_caller]
fn field(html: &str, name: &str) -> String {
    let at = html.find(&format!(" name=\"{name}\"")).unwrap();
    let class = html.get(..at).unwrap().rfind(" class=\"field").unwrap();
    let from = html.get(..class).unwrap().rfind('<').unwrap();
    let behind = html.get(class + 1..).unwrap();
    let end = behind.find(" class=\"field").unwrap_or(behind.len());
    html.get(from..class + 1 + end).unwrap().to_owned()
}

#[track_caller]
fn says(part: &str, words: &[&str]) {
    for word in words {
        assert!(part.contains(word), "{word} in {part}");
    }
}

#[test]
fn each_kind_has_its_input() {
    let html = drawn("vi", &[]);
    says(
        &field(&html, "branches"),
        &[
            "Số chi nhánh",
            "Kể cả trụ sở chính",
            "type=\"text\"",
            "inputmode=\"decimal\"",
            "aria-required=\"true\"",
            "aria-describedby=\"branches-hint branches-error\"",
        ],
    );
    says(
        &field(&html, "job_title"),
        &["<input", "type=\"text\"", "(không bắt buộc)"],
    );
    says(
        &field(&html, "product"),
        &[
            "<select",
            "<option value=\"\">Chọn một mục</option>",
            "<option value=\"payroll\">Bảng lương</option>",
        ],
    );
    says(
        &field(&html, "heard"),
        &[
            "<fieldset",
            "role=\"radiogroup\"",
            "<legend>Bạn biết chúng tôi qua đâu</legend>",
            "id=\"heard\"",
            "id=\"heard-1\"",
            "value=\"other\"",
            "<label for=\"heard-1\">Cách khác</label>",
        ],
    );
    says(&field(&html, "heard_how"), &["<textarea"]);
    says(
        &field(&html, "start_on"),
        &["type=\"date\"", "min=\"2026-01-01\"", "max=\"2030-12-31\""],
    );
    says(
        &field(&html, "invoice_elsewhere"),
        &[
            "type=\"checkbox\"",
            "value=\"true\"",
            "autocomplete=\"off\"",
        ],
    );
    says(&field(&html, "invoice_email"), &["inputmode=\"email\""]);
    assert!(
        !html.contains("checked") && !html.contains("selected"),
        "nothing begins chosen"
    );
}

#[test]
fn they_stand_in_their_sections_in_the_definitions_order() {
    let html = drawn("en", &[]);
    let places: Vec<usize> = [
        "Company",
        "name=\"tax_code\"",
        "name=\"branches\"",
        "name=\"address\"",
        "name=\"phone\"",
        "name=\"job_title\"",
        "How you will use it",
        "name=\"product\"",
        "name=\"authorised\"",
        "class=\"section policy\"",
    ]
    .map(|what| html.find(what).unwrap_or_else(|| panic!("{what}")))
    .into();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn what_is_not_asked_is_hidden_until_it_is() {
    let is_hidden = |html: &str, name: &str| field(html, name).contains(" hidden=");
    let html = drawn("vi", &[]);
    for (name, hidden) in [
        ("product", false),
        ("employees", true),
        ("heard_how", true),
        ("invoice_email", true),
    ] {
        assert_eq!(is_hidden(&html, name), hidden, "{name}");
    }
    let html = drawn(
        "vi",
        &[
            ("product", "payroll"),
            ("heard", "friend"),
            ("invoice_elsewhere", "true"),
        ],
    );
    for (name, hidden) in [
        ("employees", false),
        ("heard_how", true),
        ("invoice_email", false),
    ] {
        assert_eq!(is_hidden(&html, name), hidden, "{name}");
    }
}

#[test]
fn what_was_typed_and_chosen_is_there_again() {
    let html = drawn(
        "vi",
        &[
            ("branches", "1.5\"<"),
            ("product", "payroll"),
            ("heard", "other"),
            ("heard_how", "Hội chợ\n<Huế>"),
            ("start_on", "2026-02-01"),
            ("authorised", "true"),
        ],
    );
    says(
        &html,
        &[
            "value=\"1.5&quot;&lt;\"",
            "<option value=\"payroll\" selected=\"\">",
            // The first line break is not the text's: browsers drop it.
            ">\nHội chợ\n&lt;Huế&gt;</textarea>",
            "value=\"2026-02-01\"",
        ],
    );
    assert_eq!(html.matches(" checked=").count(), 2);
    says(&field(&html, "authorised"), &[" checked=\"\""]);
    says(
        field(&html, "heard")
            .split("id=\"heard-1\"")
            .next()
            .unwrap(),
        &["value=\"friend\""],
    );
    assert_eq!(field(&html, "heard").matches(" checked=").count(), 1);
}

#[test]
fn an_error_has_the_fields_label_before_it() {
    let html = Owner::new().with(|| {
        let app = app(FORM, pack(), "vi");
        let at = |name: &str| {
            app.setup
                .form
                .fields
                .iter()
                .position(|field| field.name() == name)
                .unwrap()
        };
        app.troubles.set(vec![
            (
                Input::Own(at("branches")),
                Trouble::Answer(AnswerError::NotNumber),
            ),
            (Input::Own(at("heard")), Trouble::Answer(AnswerError::Empty)),
            (
                Input::Own(at("start_on")),
                Trouble::Answer(AnswerError::Range),
            ),
        ]);
        view::widget(app).to_html()
    });
    for words in [
        "Số chi nhánh: hãy nhập một số từ 1 đến 500",
        "Bạn biết chúng tôi qua đâu: hãy chọn một mục",
        "Ngày bắt đầu: hãy chọn một ngày từ 01/01/2026 đến 31/12/2030",
    ] {
        assert_eq!(html.matches(words).count(), 2, "{words}");
    }
    says(&html, &["href=\"#heard\""]);
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 3);
}

#[test]
fn every_error_says_what_to_do_in_both_languages() {
    let form = FormDefinition::parse(file(FORM).as_bytes()).unwrap();
    let limits = FormDefinition::parse(
        file(FORM)
            .replace("\"min\": \"1\", \"max\": \"500\"", "\"min\": \"-2.5\"")
            .as_bytes(),
    )
    .unwrap();
    let errors = [
        AnswerError::Empty,
        AnswerError::TooShort,
        AnswerError::TooLong,
        AnswerError::ControlCharacter,
        AnswerError::Email(thuan_fields::EmailError::NoAt),
        AnswerError::NotNumber,
        AnswerError::Decimals,
        AnswerError::NotDate,
        AnswerError::Range,
        AnswerError::NoOption,
    ];
    for tag in ["vi", "en"] {
        let words = |error, own| texts(&language(tag)).answer_error(error, own);
        for field in form.fields.iter().chain(&limits.fields) {
            let FieldDefinition::Own(own) = field else {
                continue;
            };
            for error in errors {
                let said = words(error, own);
                assert!(
                    said.len() > 9 && !said.contains("không hợp lệ") && !said.contains("invalid"),
                    "{said}"
                );
            }
        }
        let own = limits.own(2).unwrap();
        let expected = if tag == "vi" {
            "hãy nhập một số từ -2,5 trở đi"
        } else {
            "enter a number from -2.5 on"
        };
        assert_eq!(words(AnswerError::Range, own), expected);
    }
    // What the words tell people to write is taken.
    for text in ["1500", "12,75", "12.75"] {
        assert!(
            answer::parse(limits.own(2).unwrap(), text, str::to_owned).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn the_key_facts_name_the_fields_that_a_purpose_uses() {
    let facts = |names: &[&str]| {
        let mut policy = pack();
        let purpose = policy.purposes.first_mut().unwrap();
        purpose
            .pii_information
            .extend(names.iter().map(|name| (*name).to_owned()));
        Owner::new().with(|| view::widget(app(FORM, policy, "en")).to_html())
    };
    assert!(!facts(&[]).contains("Phone, Number of branches"));
    assert!(
        facts(&["branches", "heard"])
            .contains("Phone, Number of branches, How you heard of us</dd>")
    );
}
