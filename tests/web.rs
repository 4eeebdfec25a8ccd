//! What only a browser can tell: run by `cargo xtask test web` in a real one.

#![cfg(all(target_arch = "wasm32", feature = "csr"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;

use thuan::browser::{Options, mount};
use thuan_fields::{Address, CompanyName, PersonName, TextError};
use unicode_normalization::UnicodeNormalization as _;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

wasm_bindgen_test_configure!(run_in_browser);

/// The browser's own normalisation, as the widget uses it.
fn browser_nfc(text: &str) -> String {
    String::from(js_sys::JsString::from(text).normalize("NFC"))
}

fn crate_nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Every letter of Vietnamese: a base, a vowel mark, a tone.
fn letters() -> Vec<String> {
    let mut letters = Vec::new();
    for base in "aăâeêioôơuưydđAĂÂEÊIOÔƠUƯYDĐ".chars() {
        for tone in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
            letters.push([base.to_string().nfd().collect::<String>().as_str(), tone].concat());
        }
    }
    letters
}

#[wasm_bindgen_test]
fn the_browser_and_the_crate_compose_alike() {
    for letter in letters() {
        // The marks in either order: keyboards differ.
        let swapped: String = letter
            .chars()
            .take(1)
            .chain(letter.chars().skip(1).collect::<Vec<_>>().into_iter().rev())
            .collect();
        for text in [letter.clone(), crate_nfc(&letter), swapped] {
            assert_eq!(browser_nfc(&text), crate_nfc(&text), "{text:?}");
        }
    }
    // And every character of the basic plane by itself and behind a letter.
    for code in (0..=0xffff_u32).filter_map(char::from_u32) {
        let text = ["e", &code.to_string()].concat();
        assert_eq!(
            browser_nfc(&text),
            crate_nfc(&text),
            "U+{:04X}",
            u32::from(code)
        );
    }
}

#[wasm_bindgen_test]
fn composed_and_decomposed_names_are_the_same_name() {
    let composed = "Nguyễn Thị Bích Ngọc";
    let decomposed: String = composed.nfd().collect();
    assert_ne!(composed, decomposed);
    let name = PersonName::parse_with(&decomposed, browser_nfc).expect("a name");
    assert_eq!(name.as_str(), composed);
    assert_eq!(
        PersonName::parse_with(composed, browser_nfc).as_ref(),
        Ok(&name)
    );
    assert!(CompanyName::parse_with(&decomposed, browser_nfc).is_ok());
    // Forgetting the browser's normalisation cannot go unseen.
    assert_eq!(Address::parse(&decomposed), Err(TextError::NotComposed));
}

fn policy() -> Vec<u8> {
    let texts = BTreeMap::from([
        (
            "vi".parse().unwrap(),
            include_str!("../policy/vst/vi.md").to_owned(),
        ),
        (
            "en".parse().unwrap(),
            include_str!("../policy/vst/en.md").to_owned(),
        ),
    ]);
    let pack =
        thuan_consent::policy::source::read(include_str!("../policy/vst/policy.toml"), texts)
            .unwrap();
    thuan_consent::jcs::canonicalise(&pack).unwrap()
}

/// The texts of a language, as the loader fetches them.
fn texts(tag: &str) -> String {
    match tag {
        "vi" => include_str!(concat!(env!("OUT_DIR"), "/vi.txt")),
        _ => include_str!(concat!(env!("OUT_DIR"), "/en.txt")),
    }
    .to_owned()
}

fn options(policy: Vec<u8>, language: &str, texts: String) -> Options {
    let form = include_bytes!("../forms/vst.json").to_vec();
    Options::new(
        form,
        policy,
        "https://widget.example/api/registrations".to_owned(),
        language.to_owned(),
        texts,
    )
}

fn root() -> (HtmlElement, ShadowRoot) {
    let document = web_sys::window().unwrap().document().unwrap();
    let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
    document.body().unwrap().append_child(&host).unwrap();
    let root = host
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .unwrap();
    (host, root)
}

async fn tick() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback(&resolve)
            .unwrap();
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_form_is_mounted_speaks_the_wished_language_and_goes_when_freed() {
    let (host, root) = root();
    // Before any table is there: a page keeps those that it has.
    for table in [texts("en").replacen('\n', " ", 1), texts("en") + "\n"] {
        let refused = mount(root.clone(), options(policy(), "en", table));
        let error = JsValue::from(refused.expect_err("must be refused")).as_string();
        assert!(error.expect("words").contains("texts"));
    }
    let options = options(policy(), "en", texts("en"));
    let handle = mount(root.clone(), options).expect("mounts");
    assert_eq!(
        root.query_selector_all("input, textarea").unwrap().length(),
        10
    );
    assert_eq!(
        root.query_selector("h2")
            .unwrap()
            .unwrap()
            .text_content()
            .as_deref(),
        Some("Register for our services")
    );

    let company: HtmlInputElement = root
        .query_selector("[name=company_name]")
        .unwrap()
        .unwrap()
        .unchecked_into();
    company.set_value("Công ty A");
    // Half a table, another's language, and one that the form is not offered in: everything stays.
    for (tag, texts) in [
        ("vi", String::new()),
        ("vi", "vi\nvi".to_owned()),
        ("fr", texts("vi")),
    ] {
        handle.set_language(tag.to_owned(), texts);
        tick().await;
        let legend = root.query_selector("legend").unwrap().unwrap();
        assert_eq!(legend.text_content().as_deref(), Some("Company"));
    }
    handle.set_language("vi".to_owned(), texts("vi"));
    tick().await;
    let legend = root.query_selector("legend").unwrap().unwrap();
    assert_eq!(legend.text_content().as_deref(), Some("Doanh nghiệp"));
    assert_eq!(
        root.query_selector("h2")
            .unwrap()
            .unwrap()
            .text_content()
            .as_deref(),
        Some("Đăng ký sử dụng dịch vụ")
    );
    assert_eq!(company.value(), "Công ty A");

    drop(handle);
    tick().await;
    assert_eq!(
        root.query_selector_all("*").unwrap().length(),
        0,
        "nothing is left behind"
    );
    host.remove();
}

#[wasm_bindgen_test]
fn a_broken_definition_is_an_error_and_not_a_panic() {
    let (host, root) = root();
    for (form, policy, words) in [
        (b"{".to_vec(), policy(), "form definition"),
        (
            b"{\"format\":\"urn:thuan:form:2\"}".to_vec(),
            policy(),
            "form definition",
        ),
        (
            include_bytes!("../forms/vst.json").to_vec(),
            b"[]".to_vec(),
            "policy",
        ),
    ] {
        let options = Options::new(form, policy, String::new(), "vi".to_owned(), texts("vi"));
        let Err(error) = mount(root.clone(), options) else {
            panic!("must be refused");
        };
        let error = JsValue::from(error).as_string().expect("words");
        assert!(error.contains(words), "{error}");
    }
    for language in ["fr", ""] {
        let options = options(policy(), language, texts("vi"));
        let error = JsValue::from(mount(root.clone(), options).expect_err("must be refused"));
        assert!(error.as_string().expect("words").contains("language"));
    }
    host.remove();
}
