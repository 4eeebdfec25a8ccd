//! The files in `deploy/`: what they say is what the program takes.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{thuan, workspace};

fn read(name: &str) -> String {
    let path = workspace("crates/backend/deploy").join(name);
    fs::read_to_string(path).expect("a file")
}

#[test]
fn the_settings_are_ones_that_the_program_has() {
    // Those that are commented out as well.
    let sample = read("thuan.toml");
    let (used, other): (Vec<&str>, Vec<&str>) = sample
        .lines()
        .partition(|line| !line.starts_with("# database"));
    let dir = TempDir::new().expect("a temporary folder");
    let uncommented = |lines: &[&str]| lines.join("\n").replace("# mail_", "mail_");
    for text in [
        uncommented(&used),
        uncommented(&other).replace("# database", "database"),
    ] {
        let path = dir.path().join("thuan.toml");
        fs::write(&path, &text).expect("written");
        let mut check = thuan();
        check.args(["config", "check", "--config"]).arg(&path);
        let output = check.output().expect("runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // It understands all of it; the site and the database are elsewhere.
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said, "");
    }
}

#[test]
fn the_unit_is_one_that_systemd_takes_and_gives_little_away() {
    let unit = read("thuan.service");
    for line in [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "MemoryDenyWriteExecute=yes",
        "UMask=0077",
    ] {
        assert!(unit.lines().any(|found| found == line), "{line}");
    }
    let binary = "/usr/local/bin/thuan";
    assert!(unit.contains(&format!("ExecStart={binary} serve --config ")));
    let Ok(version) = Command::new("systemd-analyze").arg("--version").output() else {
        // No systemd, no opinion of it: the lines above are all that can be looked at here.
        return;
    };
    assert!(version.status.success());
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("thuan.service");
    // It looks for the program.
    fs::write(&path, unit.replace(binary, env!("CARGO_BIN_EXE_thuan"))).expect("written");
    for arguments in [
        &["verify", "--man=no"][..],
        // From 0, nothing is given away, to 10; in tenths.
        &["security", "--offline=yes", "--threshold=15", "--no-pager"],
    ] {
        let mut analyze = Command::new("systemd-analyze");
        let output = analyze.args(arguments).arg(&path).output().expect("runs");
        let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        assert!(output.status.success(), "{}", said.concat());
        if arguments[0] == "verify" {
            assert_eq!(said.concat(), "");
        }
    }
}

#[test]
fn the_container_file_names_what_is_there() {
    let file = read("Containerfile");
    let serve = thuan().args(["serve", "--help"]).output().expect("runs");
    let help = String::from_utf8_lossy(&serve.stdout).into_owned();
    let variables = file
        .split([' ', '\n'])
        .filter_map(|word| word.split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("THUAN_") || *name == "DATABASE_URL");
    let mut count = 0;
    for name in variables {
        assert!(help.contains(&format!("[env: {name}")), "{name}");
        count += 1;
    }
    assert!(count >= 4, "{count}");
    let version = fs::read_to_string(workspace("Cargo.toml")).expect("a file");
    let version = version
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .expect("a version");
    assert!(file.contains(&format!("FROM rust:{}-", version.trim_matches('"'))));
}
