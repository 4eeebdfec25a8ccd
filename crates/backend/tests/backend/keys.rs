//! Signing keys: made once, listed for ever, rotated with overlap, never shown.

use std::fs;
use std::path::Path;
use std::thread;

use serde_json::{Value, json};
use thuan_consent::jwk::{Jwk, PublicKey};

use crate::receipts::{of, read};
use crate::support::{Backend, Folder, Submission, failure, stdout};

fn key_set(backend: &Backend) -> Vec<Value> {
    let answer = backend.get(
        "/.well-known/jwks.json",
        &[("origin", "https://anyone.example")],
    );
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/jwk-set+json");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    answer.json()["keys"].as_array().expect("a list").clone()
}

/// The key that a new record's receipt is signed with.
fn signs(folder: &Folder, backend: &Backend) -> String {
    let submission = Submission::new(folder);
    let receipt = of(&backend.post(&submission));
    read(backend, &receipt, &submission.record_sha256());
    let header = thuan_consent::encoding::base64url_decode(&receipt.protected).expect("base64url");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    header["kid"].as_str().expect("a string").to_owned()
}

#[test]
fn the_first_start_makes_a_key_and_later_ones_keep_it() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let keys = key_set(&backend);
    let [key] = keys.as_slice() else {
        panic!("{keys:?}")
    };
    let text = |name: &str| key[name].as_str().expect("a string").to_owned();
    let names: Vec<&String> = key.as_object().expect("an object").keys().collect();
    assert_eq!(names.len(), 7, "{names:?}");
    assert_eq!(
        [text("kty"), text("crv"), text("alg"), text("use")],
        ["EC", "P-256", "ES256", "sig"]
    );
    let jwk = Jwk {
        crv: text("crv"),
        kty: text("kty"),
        x: text("x"),
        y: Some(text("y")),
    };
    let public = PublicKey::try_from(&jwk).expect("a key");
    assert_eq!(public.thumbprint().as_str(), text("kid"));
    assert_eq!(signs(&folder, &backend), text("kid"));

    let answer = backend.get(&format!("/api/keys/{}", text("kid")), &[]);
    assert_eq!((answer.status, answer.json()), (200, key.clone()));
    assert_eq!(answer.header("content-type"), "application/jwk+json");
    backend
        .get("/api/keys/other", &[])
        .is_problem(404, "not-found");
    backend.stop();
    assert_eq!(key_set(&folder.serve(&[])), keys);
}

#[test]
fn instances_that_start_at_once_on_one_database_make_one_key() {
    for _ in 0..3 {
        let folder = Folder::new();
        let backends: Vec<Backend> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| folder.serve(&[]))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("started"))
                .collect()
        });
        let sets: Vec<_> = backends.iter().map(key_set).collect();
        assert_eq!(sets[0].len(), 1);
        assert!(sets.iter().all(|set| *set == sets[0]));
    }
}

#[test]
fn a_new_key_is_known_before_it_signs_and_the_old_one_for_ever() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let old = signs(&folder, &backend);

    let told = stdout(&folder.run(&["keys", "rotate"]));
    assert!(
        told.starts_with("new key ") && told.contains("signs from 20"),
        "{told}"
    );
    let keys = key_set(&backend);
    assert_eq!(keys.len(), 2);
    assert_eq!(signs(&folder, &backend), old);
    let listed = stdout(&folder.run(&["keys"]));
    let states = |state: &str| listed.lines().filter(|line| line.contains(state)).count();
    assert_eq!(
        (states("  signs  "), states("  waiting  ")),
        (1, 1),
        "{listed}"
    );

    // Without waiting, and without a restart.
    stdout(&folder.run(&["keys", "rotate", "--activate-after", "0s"]));
    let new = signs(&folder, &backend);
    assert_ne!(new, old);
    assert_eq!(key_set(&backend).len(), 3);
    let listed = stdout(&folder.run(&["keys"]));
    let line = |kid: &str| {
        listed
            .lines()
            .find(|line| line.starts_with(kid))
            .expect("a line")
    };
    assert!(line(&old).ends_with("retired  database"), "{listed}");
    assert!(line(&new).ends_with("signs    database"), "{listed}");
    // Receipts by both keys are in one chain.
    assert_eq!(folder.audits_clean()["receipts"], 3);
}

fn mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

#[cfg(unix)]
#[test]
fn keys_can_be_in_a_file_that_nobody_else_can_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let path = folder.path("keys.json");
    let file = path.to_str().expect("a path");
    let refused = folder.fails_to_serve(&["--signing-keys", file]);
    assert!(refused.contains("there is no such file"), "{refused}");

    let told = stdout(&folder.run(&[
        "keys",
        "rotate",
        "--activate-after",
        "0s",
        "--signing-keys",
        file,
    ]));
    assert!(told.contains("restart the backends"), "{told}");
    let permissions = fs::metadata(&path).expect("a file").permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
    let kid = told.split([' ', ',']).nth(2).expect("a name").to_owned();
    let backend = folder.serve(&["--signing-keys", file]);
    assert_eq!(signs(&folder, &backend), kid);
    assert_eq!(key_set(&backend).len(), 1);
    let nonce = backend.get("/api/registrations/challenge", &[]).json()["nonce"].clone();
    backend.stop();
    let zeros = folder.either("zeroblob(32)", "decode(repeat('00', 32), 'hex')");
    folder.sql(&format!("UPDATE secrets SET value = {zeros}"));
    // The database has the public half alone, and the challenges' secret is the file's.
    let secret: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
    let private = secret["keys"][0]["d"].as_str().expect("a string");
    assert!(!folder.database.holds(private));

    // Rotated, and the old key taken out of the file: its receipts stay verifiable.
    stdout(&folder.run(&[
        "keys",
        "rotate",
        "--activate-after",
        "0s",
        "--signing-keys",
        file,
    ]));
    let mut set: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
    let keys = set["keys"].as_array_mut().expect("a list");
    assert_eq!(keys.len(), 3);
    keys.remove(0);
    fs::write(&path, set.to_string()).expect("written");
    let backend = folder.serve(&["--signing-keys", file]);
    assert_ne!(signs(&folder, &backend), kid);
    assert_eq!(key_set(&backend).len(), 2);
    let submission = Submission::new(&folder).record("/challenge", Some(nonce));
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    assert_eq!(folder.audits_clean()["receipts"], 3);
    assert!(stdout(&folder.run(&["keys"])).contains("retired  file"));
    // Whoever forgets to name the file does not sign with a key that the database gives away.
    let refused = folder.fails_to_serve(&[]);
    assert!(refused.contains("name it with --signing-keys"), "{refused}");
    assert!(!stdout(&folder.run(&["keys"])).contains("database"));

    for bits in [0o640, 0o604, 0o660, 0o644] {
        mode(&path, bits);
        let refused = folder.fails_to_serve(&["--signing-keys", file]);
        assert!(
            refused.contains(&format!("(mode {bits:03o})")) && refused.contains("chmod 600"),
            "{refused}"
        );
    }
    mode(&path, 0o400);
    folder.serve(&["--signing-keys", file]).stop();
}

#[cfg(unix)]
#[test]
fn a_file_that_is_no_key_set_is_refused_without_being_quoted() {
    let folder = Folder::new();
    let path = folder.path("keys.json");
    let file = path.to_str().expect("a path");
    stdout(&folder.run(&[
        "keys",
        "rotate",
        "--activate-after",
        "1d",
        "--signing-keys",
        file,
    ]));
    let refused = folder.fails_to_serve(&["--signing-keys", file]);
    assert!(refused.contains("whose time has come"), "{refused}");

    let good: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
    let with = |pointer: &str, value: Value| {
        let mut set = good.clone();
        *set.pointer_mut(pointer).expect("a place") = value;
        set.to_string()
    };
    let secret = good["keys"][0]["d"].as_str().expect("a string");
    for (content, words) in [
        (String::new(), "not a JWK set"),
        (format!("{{\"keys\":\"{secret}\"}}"), "not a JWK set"),
        (json!({ "keys": [] }).to_string(), "no key that signs"),
        (with("/keys/0/kty", json!("RSA")), "must be of P-256"),
        (with("/keys/0/crv", json!("P-384")), "must be of P-256"),
        (with("/keys/0/d", json!(&secret[1..])), "must be of P-256"),
        (
            with("/keys/0/x", good["keys"][0]["y"].clone()),
            "not those of its `d`",
        ),
        (with("/keys/0/kid", json!("mine")), "not its thumbprint"),
        (with("/keys/1/k", json!("AAAA")), "base64url of 32 bytes"),
    ] {
        fs::write(&path, content).expect("written");
        let refused = folder.fails_to_serve(&["--signing-keys", file]);
        assert!(refused.contains(words), "{words}: {refused}");
        assert!(
            !refused.contains(secret) && !refused.contains(&secret[1..]),
            "{refused}"
        );
    }
}

#[test]
fn private_keys_reach_no_log_and_no_answer() {
    let folder = Folder::new();
    let backend = folder.serve(&["--log", "text"]);
    let answers = [
        backend.post(&Submission::new(&folder)).body,
        backend.get("/.well-known/jwks.json", &[]).body,
    ];
    let secret = folder.database.value("SELECT d FROM signing_keys");
    assert_eq!(secret.len(), 43);
    // A key that cannot be used is said to be so, and not quoted.
    folder.sql("UPDATE signing_keys SET d = 'A' || d");
    backend
        .post(&Submission::new(&folder))
        .is_problem(500, "internal");
    backend.stop();
    let listed = stdout(&folder.run(&["keys"]));
    let log = folder.log();
    for text in answers
        .iter()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .chain([listed, log])
    {
        assert!(!text.contains(&secret), "{text}");
    }
}

#[test]
fn a_length_of_time_is_not_negative() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    for bad in ["-1h", "1", "soon", "1 month"] {
        let output = folder.run(&["keys", "rotate", "--activate-after", bad]);
        assert_eq!(output.status.code(), Some(2), "{bad}");
    }
    assert!(failure(&Folder::new().run(&["keys"])).contains("there "));
}

/// The command that a message advises, between backticks.
#[track_caller]
fn advised(said: &str) -> Vec<&str> {
    let mut quoted = said.split('`').skip(1).step_by(2);
    let command = quoted.find(|quoted| quoted.starts_with("thuan keys rotate"));
    let command = command.unwrap_or_else(|| panic!("{said}"));
    command.split_whitespace().skip(1).collect()
}

#[cfg(unix)]
#[test]
fn whoever_follows_the_advice_about_keys_takes_registrations_at_once() {
    let folder = Folder::new();
    let path = folder.path("keys.json");
    let file = path.to_str().expect("a path");
    let refused = folder.fails_to_serve(&["--signing-keys", file]);
    let mut command = advised(&refused);
    assert_eq!(command.pop(), Some("FILE"), "{refused}");
    command.push(file);
    stdout(&folder.run(&command));
    let backend = folder.serve(&["--signing-keys", file]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.stop();

    let refused = folder.fails_to_serve(&[]);
    stdout(&folder.run(&advised(refused.lines().last().expect("a line"))));
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.stop();

    // One made without it signs in an hour.
    stdout(&folder.run(&["keys", "rotate", "--signing-keys", &format!("{file}.later")]));
    let refused = folder.fails_to_serve(&["--signing-keys", &format!("{file}.later")]);
    let command = advised(refused.lines().last().expect("a line"));
    assert!(command.ends_with(&["--activate-after", "0s"]), "{refused}");
}
