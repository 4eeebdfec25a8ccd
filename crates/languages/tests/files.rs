//! Files that are held together, and what is said of those that do not fit.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::path::Path;

use thuan_languages::{FORM, Languages};

const HEAD: &str = "name = \"N\"\nlocale = \"vi\"\ndate = \"long\"\n";

const VI: &str =
    "[form]\nsend = \"Gửi\"\nuse = \"Dùng {what} đến {until}\"\nyears.other = \"{count} năm\"\n";

fn files(vi: &str, en: &str) -> Vec<(String, String)> {
    [("i/vi.toml", vi), ("i/en.toml", en)]
        .map(|(path, text)| (path.to_owned(), [HEAD, text].concat()))
        .to_vec()
}

#[track_caller]
fn refused(files: &[(String, String)], words: &[&str]) {
    let error = Languages::parse(files)
        .expect_err("must be refused")
        .to_string();
    for words in words {
        assert!(error.contains(words), "{words:?} is not in: {error}");
    }
}

/// The English file with this in place of one of its lines.
#[track_caller]
fn english(line: &str, other: &str, words: &[&str]) {
    let en = "[form]\nsend = \"Send\"\nuse = \"From {until}: {what}\"\nyears.one = \"{count} year\"\nyears.other = \"{count} years\"\n";
    assert!(
        Languages::parse(&files(VI, en)).is_ok(),
        "the file itself fits"
    );
    assert!(en.contains(line), "{line}");
    let mut all = vec!["i/en.toml"];
    all.extend(words);
    refused(&files(VI, &en.replace(line, other)), &all);
}

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

#[test]
fn what_does_not_fit_is_named_with_file_and_key_and_what_to_do() {
    english(
        "send = \"Send\"\n",
        "",
        &[
            "`form.send` is missing",
            "translate it from i/vi.toml",
            "Gửi",
        ],
    );
    english(
        "send =",
        "sendd = \"x\"\nsend =",
        &["`form.sendd`", "remove it"],
    );
    english(
        "{what}",
        "{who}",
        &["`form.use`", "{who}", "{until}, {what}"],
    );
    english(": {what}", "", &["`form.use`", "lacks {what}"]);
    english(
        "\"Send\"",
        "\"Send {what}\"",
        &["`form.send`", "no placeables"],
    );
    english(
        "years.other = \"{count} years\"\n",
        "",
        &["`form.years.other` is missing"],
    );
    english("{count} years", "years", &["`form.years.other`", "{count}"]);
    english(
        "years.one = \"{count} year\"\nyears.other",
        "years",
        &["`form.years` counts something"],
    );
    english("send =", "send.other =", &["`form.send.other`", "{count}"]);
    english(
        "send = \"Send\"",
        "send.other = \"{count}\"",
        &["`form.send` counts nothing"],
    );
    english("\"Send\"", "\"\"", &["`form.send`", "is empty"]);
    english("\"Send\"", "\"Send {\"", &["`form.send`", "brace"]);
    english("\"Send\"", "\"Se\\nnd\"", &["`form.send`", "one line"]);
    english("\"Send\"", "3", &["`form.send` is no text"]);
    english("\"Send\"", "\"Send", &["is not TOML"]);
    english("send =", "Send =", &["`form.Send` is no name"]);
    for (key, other) in [
        ("name", ""),
        ("locale", ""),
        ("date", ""),
        ("date = \"long\"", "date = \"short\""),
    ] {
        let mut all = files(VI, VI);
        let line = all[1]
            .1
            .lines()
            .find(|line| line.starts_with(key))
            .unwrap()
            .to_owned();
        all[1].1 = all[1].1.replace(&line, other);
        refused(&all, &["i/en.toml", "write"]);
    }
    let mut all = files(VI, VI);
    all[1].0 = "j/vi.toml".to_owned();
    refused(&all, &["j/vi.toml", "once more"]);
    all[1].0 = "i/English.toml".to_owned();
    refused(&all, &["i/English.toml", "by its tag"]);
    refused(&files(VI, VI)[1..], &["vi.toml", "missing"]);
}

#[test]
fn a_table_has_its_texts_by_key_and_its_placeables_by_name() {
    let en = "[form]\nyears.one = \"{count} year\"\nuse = \"From {until}: {what}\"\nsend = \"Send\"\nyears.other = \"{count} years\"\n";
    let languages = Languages::parse(&files(VI, en)).unwrap();
    let table = |tag| languages.table(languages.get(tag).unwrap(), &FORM);
    assert_eq!(
        table("vi"),
        "vi\nvi\nlong\nGửi\nDùng \u{2} đến \u{1}\n\u{1} năm\n\n\n\n\n"
    );
    assert_eq!(
        table("en"),
        "en\nvi\nlong\nSend\nFrom \u{1}: \u{2}\n\u{1} years\n\n\u{1} year\n\n\n"
    );
    let tags: Vec<_> = languages.iter().map(|language| &language.tag).collect();
    assert_eq!(tags, ["vi", "en"]);
}

#[test]
fn a_third_language_is_a_file_more_and_one_that_lacks_a_text_is_refused() {
    let (own, more) = (folder("src/i18n"), folder("tests/languages"));
    let languages = Languages::read(&[&own, &more]).unwrap();
    assert!(languages.get("fr").is_some());
    let rows = |tag: &str| {
        languages
            .table(languages.get(tag).unwrap(), &FORM)
            .lines()
            .count()
    };
    assert_eq!(rows("fr"), rows("vi"));

    let read = |folder: &Path, file: &str| {
        let path = folder.join(file);
        (
            path.display().to_string(),
            std::fs::read_to_string(path).unwrap(),
        )
    };
    let french = read(&more, "fr.toml");
    // Without a line, whichever, the file is refused and the text named; every one would take long.
    let lines: Vec<_> = french.1.lines().collect();
    let mut lacking = 0;
    for (at, line) in lines.iter().enumerate().step_by(7) {
        let key = line.split(" = ").next().unwrap();
        if !line.contains(" = \"") || key.ends_with(".one") || key.ends_with(".many") {
            continue;
        }
        let text = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let all = [
            read(&own, "vi.toml"),
            read(&own, "en.toml"),
            (french.0.clone(), text),
        ];
        refused(&all, &["fr.toml", key.trim_end_matches(".other")]);
        lacking += 1;
    }
    assert!(lacking > 40, "{lacking}");
}
