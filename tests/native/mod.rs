//! What the tests that draw the widget natively share: the company's policy, and a form over it.

use std::collections::BTreeMap;
use std::fs;

use thuan::state::{App, Setup};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::policy::{Pack, source};

pub fn file(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

pub fn pack() -> Pack {
    let texts: BTreeMap<_, _> = ["vi", "en"]
        .map(|tag| (language(tag), file(&format!("policy/vst/{tag}.md"))))
        .into();
    source::read(&file("policy/vst/policy.toml"), texts).unwrap()
}

/// The form of a definition's file, in a language.
pub fn app(form: &str, policy: Pack, tag: &str) -> App {
    let form_text = file(form);
    let setup = Setup {
        form: FormDefinition::parse(form_text.as_bytes()).unwrap(),
        form_sha256: Sha256Hex::of(form_text.as_bytes()),
        form_text,
        policy,
        endpoint: "https://widget.example/api/registrations".to_owned(),
        partner: None,
        embedder_origin: None,
        widget_sha256: None,
        jwks: None,
        withdrawal_page: None,
        opened: 0.0,
        renewed: false,
        form_url: "../forms/vst.json".to_owned(),
    };
    App::new(setup, language(tag))
}
