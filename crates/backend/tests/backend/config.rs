//! Settings: flags before the environment before the file before what stands in the program.

use std::fs;
use std::process::{Command, Output};

use crate::support::{Database, Folder, thuan};

/// `thuan config check`, with a file of this content.
pub fn check(
    folder: &Folder,
    file: &str,
    change: impl FnOnce(&mut Command),
) -> (Option<i32>, String) {
    let path = folder.path("thuan.toml");
    if !path.exists() {
        let mut private = fs::File::options();
        private.write(true).create_new(true);
        // It may hold a password.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut private, 0o600);
        private.open(&path).expect("made");
    }
    fs::write(&path, file).expect("written");
    let mut command = thuan();
    command.args(["config", "check", "--config"]).arg(&path);
    change(&mut command);
    said(&command.output().expect("runs"))
}

pub fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    (output.status.code(), text.concat())
}

/// The line about a setting or a trial.
#[track_caller]
fn line<'a>(text: &'a str, name: &str) -> &'a str {
    let mut lines = text.lines();
    let line = lines.find(|line| line.split(' ').next() == Some(name));
    line.unwrap_or_else(|| panic!("no line about {name}:\n{text}"))
}

/// A file that `serve` could start with.
pub fn sound(folder: &Folder) -> String {
    format!(
        "site = '{}'\ndatabase = '{}'\n",
        folder.site().display(),
        folder.database.address()
    )
}

#[test]
fn each_place_comes_before_the_next() {
    let folder = Folder::new();
    let file = sound(&folder)
        + "body_limit = 1000\nlog = 'text'\naddr = 'localhost:1001'\ndeliver = false\n";
    let (code, text) = check(&folder, &file, |command| {
        command.args(["--addr", "localhost:1003"]);
        command.env("THUAN_ADDR", "localhost:1002");
        command.env("THUAN_BODY_LIMIT", "2000");
    });
    assert_eq!(code, Some(0), "{text}");
    for (name, value, place) in [
        ("addr", "localhost:1003", "command line"),
        ("body_limit", "2000", "environment, THUAN_BODY_LIMIT"),
        ("log", "text", "thuan.toml, line 4"),
        ("challenge_lifetime", "10m", "default"),
        ("public_url", "-", "default"),
        ("deliver", "false", "thuan.toml, line 6"),
    ] {
        let line = line(&text, name);
        assert!(
            line.contains(&format!(" {value} ")) && line.ends_with(place),
            "{line}"
        );
    }
    assert!(text.contains("ok     1 forms, 1 policies"), "{text}");
}

#[test]
fn a_file_means_what_flags_mean() {
    let folder = Folder::new();
    let file = sound(&folder)
        + "addr = '127.0.0.1:0'
           public_url = ['https://register.example.vn', 'https://thuan.example.vn']
           body_limit = 1_000
           challenge_lifetime = '90s'\n";
    let path = folder.path("thuan.toml");
    fs::write(&path, file).expect("written");
    let backend = folder.serve_bare(&["--config", path.to_str().expect("a path")]);
    let too_large = backend.post_bytes("x", vec![b' '; 1001]);
    too_large.is_problem(413, "too-large");
    let challenge = backend.get("/api/registrations/challenge", &[]).json();
    assert!(challenge["nonce"].is_string());
    backend.stop();
    // Other commands read it as well, and the environment may name it.
    let mut records = thuan();
    records.arg("records").env("THUAN_CONFIG", &path);
    let (code, text) = said(&records.output().expect("runs"));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("0 records"), "{text}");
}

#[test]
fn what_a_file_may_not_say_is_named_with_its_line() {
    let folder = Folder::new();
    for (file, words) in [
        (
            "addr = 'localhost:1'\nadress = 'x'",
            "line 2: there is no setting `adress`",
        ),
        ("\n\n[serve]\naddr = 'x'", "line 3: `serve` is a table"),
        ("addr = true", "line 1: `addr` must be a text"),
        ("addr = 'a'\naddr = 'b'", "line 2: "),
        ("addr = ", "line 1: "),
        ("config = 'other.toml'", "there is no setting `config`"),
        (
            "\nbody_limit = 'much'",
            "line 2: `body_limit` cannot be 'much': must be a whole number",
        ),
        (
            "\naddr = ['127.0.0.1:1', '127.0.0.1:2']",
            "line 2: `addr` takes one value, not a list",
        ),
        ("site = ['a']", "line 1: `site` takes one value, not a list"),
        (
            "body_limit = []",
            "line 1: `body_limit` takes one value, not a list",
        ),
        (
            "database = ['sqlite://a.db', 'sqlite://b.db']",
            "line 1: `database` takes one value, not a list",
        ),
        (
            "deliver = ['true']",
            "line 1: `deliver` takes one value, not a list",
        ),
        (
            "deliver = 'perhaps'",
            "line 1: `deliver` cannot be 'perhaps'; it is one of: true, false",
        ),
        (
            "deliver_timeout = '2m'",
            "line 1: `deliver_timeout` cannot be '2m': must be from 1s to 1m",
        ),
        (
            "log = 'loud'",
            "line 1: `log` cannot be 'loud'; it is one of: json, text",
        ),
        (
            "token_outage = 'shut'",
            "line 1: `token_outage` cannot be 'shut'; it is one of: ",
        ),
        (
            "trusted_proxies = ['10.0.0.0/8', '10.0.0.0/99']",
            "line 1: `trusted_proxies` cannot be '10.0.0.0/99': ",
        ),
        ("work_bits = 33", "line 1: `work_bits` cannot be '33': "),
        (
            "challenge_lifetime = 10",
            "line 1: `challenge_lifetime` cannot be '10': must be a length of time",
        ),
        (
            "database = 'mysql://thuan:geheim@db/x'",
            "line 1: `database`: ",
        ),
        (
            "database = 'postgres://thuan:geheim@db:port/x'",
            "line 1: `database`: ",
        ),
        ("database = 'postgres://thuan:geheim@db/x", "line 1: "),
    ] {
        let (code, text) = check(&folder, file, |_| {});
        assert_eq!(code, Some(2), "{file}: {text}");
        assert!(
            text.contains("thuan.toml, ") && text.contains(words),
            "{file}: {text}"
        );
        assert!(!text.contains("geheim") && !text.contains("--"), "{text}");
    }
    let missing = thuan()
        .args(["records", "--config", "no/such/file"])
        .output();
    let (code, text) = said(&missing.expect("runs"));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("no/such/file: "), "{text}");
}

#[test]
fn what_does_not_hold_is_found_before_serving() {
    let folder = Folder::new();
    let fails = |file: &str, name: &str, words: &str| {
        let (code, text) = check(&folder, file, |_| {});
        assert_eq!(code, Some(1), "{text}");
        let line = text
            .lines()
            .rev()
            .find(|line| line.starts_with(name))
            .expect("a line");
        assert!(line.contains("FAILS") && line.contains(words), "{text}");
    };
    let good = sound(&folder);
    fails("site = 'no/such/site'", "site", "no/such/site");
    fails(
        &format!("{good}public_url = 'register.example.vn'"),
        "site",
        "`public_url` must be",
    );
    fails(
        &format!("{good}signing_keys = 'no/such/keys'"),
        "signing keys",
        "no/such/keys",
    );
    // Port 1 is nobody's.
    let address = "postgres://thuan:geheim@127.0.0.1:1/thuan";
    let (code, text) = check(&folder, &good, |command| {
        command
            .env("DATABASE_URL", address)
            .env("THUAN_ALOW_ORIGIN", "*");
    });
    assert_eq!(code, Some(1));
    assert!(
        text.contains("postgres://thuan:***@127.0.0.1:1/thuan"),
        "{text}"
    );
    assert!(text.contains("the database is unreachable"), "{text}");
    assert!(
        text.contains("THUAN_ALOW_ORIGIN is set and nothing reads it"),
        "{text}"
    );
    assert!(!text.contains("geheim"), "{text}");
    // One that cannot be read is repeated by nobody either.
    for address in [
        "postgres://thuan:geheim@db:port/x",
        "mysql://thuan:geheim@db/x",
    ] {
        let (code, text) = check(&folder, &good, |command| {
            command.env("DATABASE_URL", address);
        });
        assert_eq!(code, Some(1), "{text}");
        assert!(!text.contains("geheim"), "{text}");
        let records = thuan().args(["records", "--database", address]).output();
        let (code, text) = said(&records.expect("runs"));
        assert_eq!(code, Some(1), "{text}");
        assert!(!text.contains("geheim"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_with_a_password_must_not_be_everybodys() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let site = folder.site();
    let file = format!(
        "site = '{}'\ndatabase = 'postgres://thuan:geheim@127.0.0.1:1/thuan'\n",
        site.display()
    );
    let path = folder.path("thuan.toml");
    for (mode, found) in [(0o644, true), (0o640, false), (0o600, false)] {
        fs::write(&path, &file).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        let (_, text) = check(&folder, &file, |_| {});
        assert_eq!(
            text.contains("everybody can read it"),
            found,
            "{mode:o}: {text}"
        );
    }
}

#[test]
fn looking_changes_nothing_and_says_what_serving_would() {
    let folder = Folder::new();
    let file = sound(&folder);
    let tables = |words: &str| {
        let (code, text) = check(&folder, &file, |_| {});
        assert_eq!(code, Some(0), "{text}");
        let found = text.lines().rev().find(|line| line.starts_with("database"));
        assert!(found.is_some_and(|line| line.contains(words)), "{text}");
    };
    tables("it has no tables yet");
    tables("it has no tables yet");
    let (code, text) = said(&folder.run(&["migrate"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("are up to date"), "{text}");
    tables("its tables are up to date");
    folder.sql(
        "DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)",
    );
    tables("those of an older version");
    // There is no way back from newer tables: whoever only looks makes none.
    for command in ["records", "audit", "keys", "withdrawals", "webhooks"] {
        let (code, text) = said(&folder.run(&[command]));
        assert_eq!(code, Some(1), "{command}: {text}");
        assert!(
            text.contains("older version: make a backup"),
            "{command}: {text}"
        );
    }
    tables("those of an older version");
}

#[test]
fn a_file_that_cannot_be_made_is_found_before_the_start() {
    let folder = Folder::with(Database::file);
    for (address, words) in [
        (
            "sqlite:///nowhere/at/all/thuan.db",
            "No such file or directory",
        ),
        ("sqlite://", "must be a file"),
    ] {
        let (code, text) = check(&folder, &sound(&folder), |command| {
            command.args(["--database", address]);
        });
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(words), "{text}");
    }
    // What lies beside it is somebody's, whatever it is called.
    let Database::File(path) = &folder.database else {
        panic!("a file")
    };
    let beside = path.with_extension("db.check");
    fs::write(&beside, "theirs").expect("written");
    let names = || {
        let mut names = Vec::from_iter(
            fs::read_dir(path.parent().expect("a folder"))
                .expect("read")
                .map(|entry| entry.expect("an entry").file_name()),
        );
        names.sort();
        names
    };
    check(&folder, &sound(&folder), |_| {});
    let before = names();
    assert_eq!(check(&folder, &sound(&folder), |_| {}).0, Some(0));
    assert_eq!(names(), before);
    assert_eq!(fs::read_to_string(&beside).expect("still there"), "theirs");
}

#[test]
fn a_newer_versions_database_is_refused() {
    let folder = Folder::new();
    let file = sound(&folder);
    folder.run(&["migrate"]);
    folder.sql(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         SELECT 99, 'newer', success, checksum, execution_time FROM _sqlx_migrations LIMIT 1",
    );
    let (code, text) = check(&folder, &file, |_| {});
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("those of a newer version"), "{text}");
    assert!(
        folder
            .fails_to_serve(&[])
            .contains("those of a newer version")
    );
    assert!(
        said(&folder.run(&["audit"]))
            .1
            .contains("those of a newer version")
    );
}
