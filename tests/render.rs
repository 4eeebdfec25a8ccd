//! The widget drawn natively: the same views, no browser.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod native;

use leptos::prelude::*;
use thuan::state::{App, Input, Trouble};
use thuan::view;
use thuan_consent::registration::FieldError;
use thuan_fields::TaxCodeError;

use native::{app, file, pack};

fn html(tag: &str, change: impl FnOnce(&App)) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let app = app("forms/vst.json", pack(), tag);
        change(&app);
        view::widget(app).into_view().to_html()
    })
}

#[test]
fn every_input_is_there_with_its_name_and_label() {
    let html = html("vi", |_| {});
    for name in [
        "company_name",
        "tax_code",
        "address",
        "contact_name",
        "email",
        "phone",
        "acknowledged",
    ] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}");
        assert!(html.contains(&format!("for=\"{name}\"")), "{name}");
    }
    for purpose in ["renewal_email", "renewal_phone", "aftersales_care"] {
        assert!(
            html.contains(&format!("name=\"purpose.{purpose}\"")),
            "{purpose}"
        );
    }
}

#[test]
fn no_box_begins_ticked() {
    assert!(!html("vi", |_| {}).contains("checked"));
}

#[test]
fn nothing_is_inline_that_a_strict_page_refuses() {
    for tag in ["vi", "en"] {
        let html = html(tag, |_| {});
        for bad in ["style=", "<script", "<style", "onclick", "javascript:"] {
            assert!(!html.contains(bad), "{bad}");
        }
    }
}

#[test]
fn the_whole_policy_is_in_the_page() {
    let html = html("vi", |_| {});
    for line in file("policy/vst/vi.md").lines() {
        let words = line.trim_start_matches(['#', '-', ' ']);
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn both_languages_are_whole() {
    assert!(html("vi", |_| {}).contains("Gửi đăng ký"));
    let english = html("en", |_| {});
    assert!(english.contains("Send registration"));
    assert!(english.contains("This translation is for information."));
    assert!(!english.contains("Gửi đăng ký"));
}

#[test]
fn an_error_stands_in_the_summary_and_beside_its_field() {
    let html = html("vi", |app| {
        let trouble = Trouble::Field(FieldError::TaxCode(TaxCodeError::Length { digits: 9 }));
        app.troubles.set(vec![(
            Input::Field(thuan_consent::form::FieldKind::TaxCode),
            trouble,
        )]);
    });
    let words = "Mã số thuế có 10, 12 hoặc 13 chữ số, bạn đã nhập 9: hãy kiểm tra lại";
    assert_eq!(html.matches(words).count(), 2, "{html}");
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1);
}
