//! The browser's normaliser and the native one make the same of the same text: `String.prototype.normalize` as Node has
//! it, which is a browser's engine, against the `unicode-normalization` crate.
//!
//! `THUAN_NODE` is the Node to ask, by default `node`. Where there is none the test says so and passes, unless
//! `THUAN_REQUIRE_ORACLES` is 1.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::io::Write as _;
use std::process::{Command, Stdio};
use thuan_fields::{clean, clean_with};
use unicode_normalization::UnicodeNormalization as _;

const NORMALIZE: &str = "const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n');
    console.log(JSON.stringify(lines.map((line) => JSON.parse(line).normalize('NFC'))))";

/// Every Vietnamese letter in every order of its marks, and every character of the blocks that names and addresses are
/// written in, alone and before each mark.
fn texts() -> Vec<String> {
    let marks = [
        '\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{306}', '\u{309}', '\u{31B}', '\u{323}',
    ];
    let mut texts = Vec::new();
    for letter in "aeiouydAEIOUYDđĐăâêôơư".chars() {
        for first in marks {
            for second in marks {
                texts.push(String::from_iter([letter, first, second]));
            }
        }
    }
    let blocks = [
        '\u{21}'..='\u{24F}',
        '\u{370}'..='\u{3FF}',
        '\u{1E00}'..='\u{1FFE}',
        '\u{2000}'..='\u{214F}',
        '\u{AC00}'..='\u{AC40}',
    ];
    for c in blocks.into_iter().flatten() {
        texts.push(c.to_string());
        texts.extend(marks.map(|mark| String::from_iter([c, mark])));
    }
    texts.extend(
        "\u{1112}\u{1161}\u{11AB} \u{F900} \u{958} e\u{200B}\u{301}"
            .split(' ')
            .map(str::to_owned),
    );
    texts
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn the_browser_and_the_crate_compose_alike() {
    let texts = texts();
    let node = std::env::var("THUAN_NODE").unwrap_or_else(|_| "node".to_owned());
    let child = Command::new(&node)
        .args(["-e", NORMALIZE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        let required = std::env::var("THUAN_REQUIRE_ORACLES").is_ok_and(|value| value == "1");
        assert!(!required, "{node} cannot be run");
        say(&format!("NOT COMPARED: {node} cannot be run"));
        return;
    };
    let lines: String = texts
        .iter()
        .map(|text| serde_json::Value::from(text.as_str()).to_string() + "\n")
        .collect();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let theirs: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(theirs.len(), texts.len());
    for (text, theirs) in texts.iter().zip(&theirs) {
        assert_eq!(&text.nfc().collect::<String>(), theirs, "{text:?}");
        // And so the whole of cleaning, which asks for no more than that.
        assert_eq!(
            clean_with(text, |folded| folded.nfc().collect()),
            clean(text),
            "{text:?}"
        );
    }
}
