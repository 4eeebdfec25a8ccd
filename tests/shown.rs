//! What is hashed is what is shown: the policy as the page has it, against the bytes whose hash goes into the record.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod native;

use leptos::prelude::*;
use proptest::prelude::*;
use thuan::view;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::policy::Pack;
use thuan_consent::policy::markdown::{Block, blocks};
use thuan_consent::record::LawfulBasis;

use native::{app, file, language, pack};

/// The page, drawn natively by the very views that the browser mounts.
fn page(policy: Pack, tag: &str) -> String {
    Owner::new().with(|| {
        view::widget(app("forms/vst.json", policy, tag))
            .into_view()
            .to_html()
    })
}

/// A tag's name and the text in it.
type Shown = (String, String);

/// The texts of the box that holds the policy, in the order in which they are read.
fn shown(page: &str) -> Vec<Shown> {
    let (_, rest) = page.split_once("class=\"policy-text\"").unwrap();
    let (_, mut rest) = rest.split_once('>').unwrap();
    let mut texts = Vec::new();
    let mut open: Vec<String> = Vec::new();
    // To the end of the box: the end tag that nothing within has opened.
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        if !text.is_empty() {
            texts.push((open.last().cloned().unwrap_or_default(), plain(text)));
        }
        match tag.strip_prefix('/') {
            Some(_) if open.is_empty() => return texts,
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
            // A comment is Leptos' own mark between pieces.
            None if tag.starts_with('!') => {}
            None => open.push(tag.split(' ').next().unwrap().to_owned()),
        }
        rest = after;
    }
    panic!("the box does not end");
}

fn plain(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

/// What a person must see of a text: every heading, paragraph and item, and nothing else.
fn meant(text: &str) -> Vec<Shown> {
    let one = |tag: &str, text: &str| (tag.to_owned(), text.to_owned());
    blocks(text)
        .into_iter()
        .flat_map(|block| match block {
            Block::Heading { level: 1, text } => vec![one("h5", text)],
            Block::Heading { text, .. } => vec![one("h6", text)],
            Block::Paragraph(lines) => vec![one("p", &lines.join(" "))],
            Block::List(items) => items.into_iter().map(|item| one("li", item)).collect(),
        })
        .collect()
}

/// The bytes that a record's hash stands for, found by nothing but that hash.
fn hashed(pack: &Pack, tag: &str) -> String {
    let notice = pack.notice(&language(tag)).unwrap();
    ["policy/vst/vi.md", "policy/vst/en.md"]
        .map(file)
        .into_iter()
        .find(|text| Sha256Hex::of(text.as_bytes()) == notice.sha256)
        .unwrap()
}

#[test]
fn the_text_that_is_shown_is_the_text_that_is_hashed() {
    for tag in ["vi", "en"] {
        let text = hashed(&pack(), tag);
        assert_eq!(shown(&page(pack(), tag)), meant(&text), "{tag}");
        assert!(meant(&text).len() > 20, "{tag}");
    }
}

/// The page shows one text, the record was to hold the hash of another: for a change anywhere in it, the two part.
#[test]
fn a_text_changed_anywhere_is_shown_and_is_not_the_one_hashed() {
    let original = pack();
    let signed = original.notice(&language("vi")).unwrap();
    let text = hashed(&original, "vi");
    let words: Vec<(usize, &str)> = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    for (at, word) in words.iter().step_by(37) {
        let mut changed = pack();
        let displayed = changed.text.get_mut(&language("vi")).unwrap();
        displayed.replace_range(*at..at + word.len(), "KHÁC");
        assert_ne!(changed.notice(&language("vi")).unwrap(), signed, "{word}");
        let shown = shown(&page(changed, "vi"));
        assert_ne!(shown, meant(&text), "{word}: changed, and nobody sees it");
        assert!(
            shown.iter().any(|(_, text)| text.contains("KHÁC")),
            "{word}"
        );
    }
}

/// The words beside each box, and of what is told without being asked, stand in the page as they stand in the record.
#[test]
fn the_words_of_every_purpose_are_shown() {
    for tag in ["vi", "en"] {
        let page = plain(&page(pack(), tag));
        for purpose in &pack().purposes {
            let label = purpose.label.get(&language(tag)).unwrap();
            // In the list of facts a sentence goes on in brackets.
            let words = match purpose.lawful_basis {
                LawfulBasis::Consent => label,
                _ => label.trim_end_matches('.'),
            };
            assert!(page.contains(words), "{words}");
        }
        let acknowledgement = pack();
        let words = acknowledgement.acknowledgement.get(&language(tag)).unwrap();
        assert!(page.contains(words), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Any text a company could write, HTML and all: shown as it is hashed.
    #[test]
    fn any_policy_is_shown_as_it_is_hashed(lines in prop::collection::vec("(|- |# |## )[a-zđễ<>&\"'/=! ]{0,24}", 1..12)) {
        let text = lines.join("\n");
        let mut pack = pack();
        *pack.text.get_mut(&language("vi")).unwrap() = text.clone();
        prop_assert_eq!(&pack.notice(&language("vi")).unwrap().sha256, &Sha256Hex::of(text.as_bytes()));
        let meant: Vec<Shown> = meant(&text).into_iter().filter(|(_, text)| !text.is_empty()).collect();
        prop_assert_eq!(shown(&page(pack, "vi")), meant);
    }
}
