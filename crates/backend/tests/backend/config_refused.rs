//! What `serve` would refuse, found by `config check` before it is started.

use crate::config::{check, said, sound};
use crate::support::{Folder, failure, stdout};

/// What is said about the keys, with the settings of a sound file and these lines.
#[track_caller]
fn keys(folder: &Folder, more: &str) -> (Option<i32>, String) {
    let (code, text) = check(folder, &(sound(folder) + more), |_| {});
    let (_, tried) = text.rsplit_once("\n\n").expect("what was tried");
    let mut lines = tried.lines();
    let line = lines.find(|line| line.starts_with("signing keys"));
    (code, line.unwrap_or_else(|| panic!("{text}")).to_owned())
}

#[test]
fn keys_that_serving_would_refuse_are_found() {
    let folder = Folder::new();
    let path = folder.path("keys.json");
    let file = path.to_str().expect("a path");
    let named = format!("signing_keys = '{file}'\n");
    let rotate = |after| {
        let command = ["keys", "rotate", "--signing-keys", file, "--activate-after"];
        stdout(&folder.run(&[&command[..], &[after]].concat()));
    };
    let (code, line) = keys(&folder, "");
    assert!(code == Some(0) && line.contains("makes one"), "{line}");

    // A key that signs tomorrow signs nothing today.
    rotate("1d");
    let (code, line) = keys(&folder, &named);
    assert!(
        code == Some(1) && line.contains("FAILS") && line.contains("whose time has come"),
        "{line}"
    );
    let refused = folder.fails_to_serve(&["--signing-keys", file]);
    assert!(refused.contains("whose time has come"), "{refused}");

    rotate("0s");
    let (code, line) = keys(&folder, &named);
    assert!(code == Some(0) && line.contains("2 in the file"), "{line}");
    folder.serve(&["--signing-keys", file]).stop();

    // The database knows them by their public halves: without the file nothing can sign.
    let (code, line) = keys(&folder, "");
    assert!(
        code == Some(1) && line.contains("FAILS") && line.contains("kept in a file"),
        "{line}"
    );
    assert!(folder.fails_to_serve(&[]).contains("kept in a file"));
    assert_eq!(keys(&folder, &named).0, Some(0));

    // Kept in both, either will do.
    stdout(&folder.run(&["keys", "rotate", "--activate-after", "0s"]));
    let (code, line) = keys(&folder, "");
    assert!(
        code == Some(0) && line.ends_with("in the database"),
        "{line}"
    );
    folder.serve(&[]).stop();
    assert_eq!(keys(&folder, &named).0, Some(0));
    folder.serve(&["--signing-keys", file]).stop();
}

#[test]
fn a_secret_is_sent_to_nobody_in_the_clear() {
    let folder = Folder::new();
    for (address, taken) in [
        ("https://verify.example.vn/siteverify", true),
        ("http://localhost:3000/siteverify", true),
        ("http://127.0.0.1:3000/siteverify", true),
        ("http://[::1]:3000/siteverify", true),
        ("http://verify.example.vn/siteverify", false),
        ("http://127.0.0.1.example.vn/siteverify", false),
        ("http://localhost@verify.example.vn/siteverify", false),
        ("http://192.168.1.2/siteverify", false),
        ("ftp://localhost/siteverify", false),
    ] {
        let (code, text) = check(&folder, &sound(&folder), |command| {
            command.args(["--token-verify-url", address]);
        });
        assert_eq!(code, Some(if taken { 0 } else { 2 }), "{address}: {text}");
        assert!(taken || text.contains("the secret is sent there"), "{text}");
    }
}

#[test]
fn a_limit_that_would_let_nothing_through_is_none() {
    let folder = Folder::new();
    for (setting, words) in [
        ("challenge_lifetime = '0s'", "longer than 0s"),
        ("challenge_lifetime = '0 days'", "longer than 0s"),
        ("body_limit = 0", "above 0"),
        ("body_limit = -1", "a whole number of bytes"),
        ("connections = 0", "1..=1000000"),
        ("burst_per_address = 0", "1..="),
        ("burst_global = 0", "1..="),
        ("deliver_timeout = '0s'", "from 1s to 1m"),
    ] {
        let (code, text) = check(&folder, setting, |_| {});
        let (name, _) = setting.split_once(' ').expect("a name");
        assert_eq!(code, Some(2), "{setting}: {text}");
        assert!(
            text.contains(words) && text.contains(&format!("`{name}`")),
            "{text}"
        );
        let option = format!("--{}", name.replace('_', "-"));
        let value = setting
            .split_once(" = ")
            .expect("a value")
            .1
            .trim_matches('\'');
        let refused = folder.run(&["serve", &format!("{option}={value}")]);
        let (code, text) = said(&refused);
        assert!(code == Some(2) && text.contains(words), "{text}");
    }
}

#[test]
fn metrics_have_an_address_of_their_own() {
    let folder = Folder::new();
    for (addr, metrics, apart) in [
        ("127.0.0.1:9464", "127.0.0.1:9464", false),
        ("127.0.0.1:9464", "localhost:9464", false),
        ("0.0.0.0:9464", "127.0.0.1:9464", false),
        ("[::]:9464", "127.0.0.1:9464", false),
        ("[::]:9464", "0.0.0.0:9464", false),
        ("[::1]:9464", "[::]:9464", false),
        ("[::ffff:127.0.0.1]:9464", "127.0.0.1:9464", false),
        ("0.0.0.0:9464", "[::1]:9464", true),
        ("127.0.0.1:8080", "127.0.0.1:9464", true),
        ("127.0.0.1:9464", "127.0.0.2:9464", true),
        ("127.0.0.1:0", "127.0.0.1:0", true),
    ] {
        let (code, text) = check(&folder, &sound(&folder), |command| {
            command.args(["--addr", addr, "--metrics", metrics]);
        });
        assert_eq!(
            code,
            Some(if apart { 0 } else { 1 }),
            "{addr} {metrics}: {text}"
        );
        assert!(apart || text.contains("give it one of its own"), "{text}");
    }
    let same = ["--addr", "127.0.0.1:9464", "--metrics", "127.0.0.1:9464"];
    let refused = folder.run(
        &[
            &["serve", "--site", folder.site().to_str().expect("a path")],
            &same[..],
        ]
        .concat(),
    );
    assert!(failure(&refused).contains("give it one of its own"));
}
