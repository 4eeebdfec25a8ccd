//! The commands that need no database.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Folder, failure, pipe, stdout, thuan, workspace};

#[test]
fn lines_are_checked_as_they_come() {
    let input = "\"0100109106\"\n\"0100109107\"\nnothing\n".repeat(20_000);
    let text = stdout(&pipe(thuan().args(["check", "tax-code"]), input.as_bytes()));
    assert_eq!(text.lines().count(), 60_000);
    let lines: Vec<Value> = text
        .lines()
        .take(3)
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        lines[0],
        json!({ "valid": true, "normalised": "0100109106", "kind": "enterprise" })
    );
    assert_eq!(
        (&lines[1]["valid"], &lines[1]["error"]),
        (&json!(false), &json!("check_digit"))
    );
    assert_eq!(lines[2]["error"], "not_a_json_string");
    let output = pipe(
        thuan().args(["check", "phone"]),
        "\"(024) 3934 3137\"".as_bytes(),
    );
    assert!(stdout(&output).contains("+842439343137"));
    let unknown = thuan().args(["check", "passport"]).output().expect("runs");
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = thuan()
        .args(["check", "tax-code"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("piped");
    // More than any buffer holds. The writing end fails once the program has ended.
    let _ = stdin.write_all("\"0100109106\"\n".repeat(100_000).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn policy_packs_are_built_the_same_every_time() {
    let folder = Folder::new();
    let built = folder.site().join("policy/vst.json");
    let first = fs::read(&built).expect("built");
    let out = folder.path("again");
    let policies = workspace("policy");
    let paths = [&policies, &out].map(|path| path.to_str().expect("a path").to_owned());
    stdout(&folder.run(&[
        "policy",
        "build",
        "--policies",
        &paths[0],
        "--out",
        &paths[1],
    ]));
    assert_eq!(fs::read(out.join("vst.json")).expect("built"), first);
    assert!(!first.contains(&b'\n'));
    let pack: Value = serde_json::from_slice(&first).expect("JSON");
    let text = fs::read_to_string(workspace("policy/vst/vi.md")).expect("a text");
    assert_eq!(pack["text"]["vi"], text);
}

#[test]
fn a_broken_policy_pack_is_named() {
    let folder = Folder::new();
    let source = folder.path("policy");
    let pack = source.join("vst");
    let build = || {
        let paths =
            [&source, &folder.path("out")].map(|path| path.to_str().expect("a path").to_owned());
        failure(&folder.run(&[
            "policy",
            "build",
            "--policies",
            &paths[0],
            "--out",
            &paths[1],
        ]))
    };
    assert!(build().contains("policy"));
    fs::create_dir_all(&pack).expect("made");
    assert!(build().contains("no <id>/policy.toml here"));
    let toml = fs::read_to_string(workspace("policy/vst/policy.toml")).expect("a pack");
    fs::write(pack.join("policy.toml"), &toml).expect("written");
    assert!(build().contains("the policy has no text in `vi`"));
    fs::write(pack.join("vi.md"), "Một\r\n").expect("written");
    assert!(build().contains("vi.md has carriage returns"));
    fs::write(pack.join("vi.md"), "Một\n").expect("written");
    fs::write(
        pack.join("policy.toml"),
        toml.replacen("id = \"vst\"", "id = \"other\"", 1),
    )
    .expect("written");
    assert!(build().contains("its id is `other`"));
    fs::write(pack.join("policy.toml"), "id =").expect("written");
    assert!(build().contains("policy.toml"));
    assert!(!folder.path("out").exists());
}
