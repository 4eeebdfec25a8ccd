//! Against the reference libraries as they are installed, with generated inputs.
//!
//! `THUAN_PYTHON` is a Python with `python-stdnum` and `phonenumbers`, by default `python3`. Where they are missing the
//! tests say so and pass, unless `THUAN_REQUIRE_ORACLES` is 1. `THUAN_SEED` is what chance comes from, 1 where it is not
//! set, and `THUAN_INPUTS` how many inputs there are, 100,000 where it is not set.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::process::{Command, Stdio};
use std::str::FromStr;
use thuan_fields::{Phone, TaxCode, TaxCodeError, TaxCodeKind};

fn inputs() -> usize {
    number("THUAN_INPUTS").unwrap_or(100_000)
}

fn number<N: FromStr>(name: &str) -> Option<N> {
    let text = std::env::var(name).ok()?;
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) => panic!("{name} is a number"),
    }
}

/// SplitMix64: enough for generating text, and the same everywhere.
struct Random(u64);

impl Random {
    fn seeded(what: &str) -> Self {
        let seed = number("THUAN_SEED").unwrap_or(1);
        say(&format!("{what}: THUAN_SEED={seed}"));
        Self(seed)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    /// `text` with a separator here and there.
    fn separated(&mut self, text: &str, every: usize, separators: &[&str]) -> String {
        let mut separated = String::new();
        for (at, c) in text.chars().enumerate() {
            if at > 0 && self.one_in(every) {
                separated.push_str(self.pick(separators));
            }
            separated.push(c);
        }
        separated
    }
}

/// Past the test runner, which keeps what a passing test prints to itself.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// What the oracle answers to each input, or `None` where there is no oracle.
fn ask(kind: &str, inputs: &[String]) -> Option<Vec<Value>> {
    let python = std::env::var("THUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let required = std::env::var("THUAN_REQUIRE_ORACLES").is_ok_and(|value| value == "1");
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle.py");
    let child = Command::new(&python)
        .args([oracle, kind])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        assert!(!required, "{python} cannot be run");
        say(&format!("NOT COMPARED: {python} cannot be run"));
        return None;
    };
    let lines: Vec<String> = inputs
        .iter()
        .map(|input| Value::from(input.as_str()).to_string())
        .collect();
    let stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let mut stdin = BufWriter::new(stdin);
        // It fails when the oracle has ended, and the exit status tells why.
        lines.iter().try_for_each(|line| writeln!(stdin, "{line}"))
    });
    let mut answers = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(|line| line.unwrap());
    let versions = answers.next();
    let answers: Vec<Value> = answers
        .map(|line| serde_json::from_str(&line).unwrap())
        .collect();
    let written = writer.join().unwrap();
    let status = child.wait().unwrap();
    if status.code() == Some(3) {
        assert!(
            !required,
            "python-stdnum or phonenumbers is not installed in {python}"
        );
        say(&format!(
            "NOT COMPARED: python-stdnum or phonenumbers is not installed in {python}"
        ));
        return None;
    }
    assert!(
        status.success() && written.is_ok(),
        "the oracle failed: {status}"
    );
    say(&format!("compared with {}", versions.unwrap()));
    assert_eq!(answers.len(), inputs.len());
    Some(answers)
}

#[track_caller]
fn all_equal(inputs: &[String], ours: impl Fn(&str) -> Value, theirs: &[Value]) {
    let different: Vec<String> = inputs
        .iter()
        .zip(theirs)
        .map(|(input, theirs)| (input, ours(input), theirs))
        .filter(|(_, ours, theirs)| ours != *theirs)
        .map(|(input, ours, theirs)| format!("{input:?}\n  ours   {ours}\n  theirs {theirs}"))
        .collect();
    let valid = theirs
        .iter()
        .filter(|answer| answer["valid"] == true)
        .count();
    assert!(
        valid * 5 > inputs.len(),
        "only {valid} of the inputs are valid"
    );
    assert!(
        different.is_empty(),
        "{} differ:\n{}",
        different.len(),
        different[..different.len().min(20)].join("\n")
    );
}

fn tax_code_input(random: &mut Random) -> String {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let mut nine = random.digits(9);
    if random.one_in(50) {
        nine.replace_range(2.., "0000000");
    }
    let sum: u32 = nine
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = if random.one_in(4) {
        random.below(10) as u32
    } else {
        (10 - sum % 11) % 10
    };
    let mut code = format!("{nine}{check}");
    match random.below(10) {
        0..=3 => code.push_str(&random.digits(3)),
        4 => code.push_str("000"),
        5 => {
            let more = random.below(6);
            code.push_str(&random.digits(more));
        }
        6 => code.truncate(random.below(11)),
        _ => {}
    }
    let mut written = random.separated(
        &code,
        12,
        &[
            "-", " ", ".", " - ", "\u{2013}", "\u{2212}", "\u{a0}", "\u{2011}",
        ],
    );
    if random.one_in(30) {
        written.push_str(random.pick(&["a", "/", "O", "-", " ", "_", "+", ","]));
    }
    written
}

/// python-stdnum knows no personal numbers: those have a rule of their own, checked here. All else is decided alike.
#[test]
fn tax_codes_are_decided_as_python_stdnum_decides() {
    let mut random = Random::seeded("tax codes");
    let inputs: Vec<String> = (0..inputs()).map(|_| tax_code_input(&mut random)).collect();
    let Some(theirs) = ask("tax-code", &inputs) else {
        return;
    };
    let ours = |input: &str| match TaxCode::parse(input) {
        Ok(code) if code.kind() == TaxCodeKind::Personal => {
            assert!(!input.contains(['-', '\u{2013}', '\u{2212}', '\u{2011}']));
            json!({ "valid": false })
        }
        Ok(code) => json!({ "valid": true, "normalised": code.as_str() }),
        Err(error) => {
            assert_ne!(error, TaxCodeError::Empty, "{input:?}");
            json!({ "valid": false })
        }
    };
    let empty = |input: &&String| {
        input
            .chars()
            .any(|c| c.is_ascii_alphanumeric() || "/_+,".contains(c))
    };
    let (inputs, theirs): (Vec<String>, Vec<Value>) = inputs
        .iter()
        .zip(theirs)
        .filter(|(input, _)| empty(input))
        .map(|(input, answer)| (input.clone(), answer))
        .unzip();
    all_equal(&inputs, ours, &theirs);
}

fn phone_input(random: &mut Random) -> String {
    let starts = [
        "3", "5", "7", "8", "9", "2", "24", "28", "23", "1800", "1900", "12", "121", "14", "16",
        "69", "672", "199", "799", "1", "4", "52", "55", "89", "99", "84", "120", "241",
    ];
    let start = random.pick(&starts);
    let usual: usize = match start.as_bytes() {
        [b'2', ..] => 10,
        [b'1', b'8' | b'9', b'0', ..] => 8 + random.below(3),
        [b'1' | b'7', b'9', ..] | [b'6', b'9'] => 7 + random.below(2),
        b"12" | b"120" => 8 + random.below(3),
        _ => 9,
    };
    let length = if random.one_in(6) {
        random.below(13)
    } else {
        usual
    };
    let significant = format!(
        "{start}{}",
        random.digits(length.saturating_sub(start.len()))
    );
    let national = random.separated(
        &significant,
        5,
        &[
            " ", "-", ".", "/", " - ", "(", ") ", "\u{a0}", "\u{2013}", "\u{3000}",
        ],
    );
    let before = match random.below(8) {
        0 => random.pick(&[
            "Tel: ", "ĐT ", "Zalo: ", "tel:", "'", "(", "\u{feff}", "\u{202a}",
        ]),
        _ => "",
    };
    let code = random.pick(&[
        "0",
        "0",
        "0",
        "0",
        "",
        "",
        "+84",
        "+84 ",
        "84",
        "84 ",
        "0084",
        "00 84 ",
        "+84 (0)",
        "+840",
        "84 0",
        "(84) ",
        "(+84)",
        "\u{ff0b}84",
        "+ 84 ",
        "++84 ",
        "+65",
        "001",
        "+0",
        "00",
    ]);
    // With fewer than three digits before it, letters of a label are read as a keypad's, or as nothing.
    let extensible = significant.len() >= 3;
    let after = match random.below(8) {
        0 if extensible => {
            let label = random.pick(&[
                " ext ",
                " ext. ",
                "ext",
                " extn ",
                " x",
                "x",
                " #",
                "#",
                ";ext=",
                ",",
                ", ",
                ",,",
                ";",
                " extension ",
                " Ext: ",
                "~",
                " int ",
            ]);
            let digits = 1 + random.below(5);
            format!("{label}{}", random.digits(digits))
        }
        1 => random
            .pick(&[" ", ".", ")", "\u{200b}", "\"", " -", "\u{202c}", "\n"])
            .to_owned(),
        _ => String::new(),
    };
    format!("{before}{code}{national}{after}")
}

/// Everything generated here is written as libphonenumber expects; trailing words, which it reads on a keypad, are not.
#[test]
fn phones_are_decided_as_phonenumbers_decides() {
    let mut random = Random::seeded("telephone numbers");
    let inputs: Vec<String> = (0..inputs()).map(|_| phone_input(&mut random)).collect();
    let Some(theirs) = ask("phone", &inputs) else {
        return;
    };
    let ours = |input: &str| match Phone::parse(input) {
        Ok(phone) => json!({
            "valid": true,
            "kind": phone.kind().as_str(),
            "e164": phone.e164(),
            "national": phone.national(),
            "international": phone.international(),
            "extension": phone.extension().unwrap_or(""),
        }),
        Err(_) => json!({ "valid": false }),
    };
    all_equal(&inputs, ours, &theirs);
}
