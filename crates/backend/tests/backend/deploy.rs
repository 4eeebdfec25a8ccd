//! The files in `deploy/`: what they say is what the program takes.

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::support::{Backend, Folder, post_to, thuan, workspace};

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

/// What is too large is said by the backend, up to what nginx lets through, and by nginx in the same words beyond.
#[test]
fn nginx_says_what_is_too_large_as_the_backend_does() {
    let nginx = ["nginx", "/usr/sbin/nginx"]
        .into_iter()
        .find(|program| Command::new(program).arg("-v").output().is_ok());
    let Some(nginx) = nginx else {
        // No nginx, no opinion of it.
        return;
    };
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    // Somebody may take a port between when it is found to be free and when nginx asks for it.
    let running = (0..5).find_map(|_| Nginx::start(nginx, &folder, &backend));
    let running = running.expect("three free ports for nginx, in five tries");
    let url = format!("http://127.0.0.1:{}/api/registrations", running.open);
    let answers =
        [70_000, 1_000_000, 1_100_000, 8_000_000].map(|size| post_to(&url, vec![b' '; size]));
    let [first, rest @ ..] = answers;
    first.is_problem(413, "too-large");
    for answer in rest {
        answer.is_problem(413, "too-large");
        assert_eq!(answer.json(), first.json());
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

/// nginx before a backend, ended with this.
struct Nginx {
    process: Child,
    /// Where it listens without TLS.
    open: u16,
}

impl Nginx {
    /// As the file says, on three ports of this machine; `None` where another took one of them.
    fn start(program: &str, folder: &Folder, backend: &Backend) -> Option<Self> {
        let ports @ [open, sealed, plain] = [0; 3].map(|_| free_port());
        if open == sealed || sealed == plain || plain == open {
            return None;
        }
        let pid = folder.path("pid");
        let file = folder.path("nginx.conf");
        fs::write(&file, settings(folder, backend, ports)).expect("written");
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path("")).arg("-c").arg(&file);
        let process = command.stderr(Stdio::piped()).spawn().expect("started");
        let mut running = Self { process, open };
        for _ in 0..200 {
            // It says its number when it has all of its ports.
            if pid.exists() {
                return Some(running);
            }
            if running.process.try_wait().expect("asked").is_some() {
                let mut said = String::new();
                let output = running.process.stderr.as_mut().expect("an output");
                output.read_to_string(&mut said).expect("text");
                assert!(said.contains("Address already in use"), "{said}");
                return None;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("nginx has not begun within ten seconds");
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port on which nothing listens, and that the system gives to nobody by itself (Linux does from 32768 on).
fn free_port() -> u16 {
    let numbers = RandomState::new();
    let mut ports = (0..100).map(|time| 20_000 + (numbers.hash_one(time) % 10_000) as u16);
    let free = ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.expect("a free port among a hundred")
}

/// The sample, for this machine.
fn settings(folder: &Folder, backend: &Backend, [open, sealed, plain]: [u16; 3]) -> String {
    let tls = workspace("crates/backend/tests/backend/tls");
    let at = |name: &str| folder.path(name).display().to_string();
    let server = read("nginx.conf")
        .replace("127.0.0.1:8080", backend.url.trim_start_matches("http://"))
        .replace("    listen [::]:443 ssl http2;\n", "")
        .replace("    listen [::]:80;\n", "")
        // The same server without TLS, for a client that has none.
        .replace(
            "listen 443 ssl http2;",
            &format!("listen 127.0.0.1:{sealed} ssl http2; listen 127.0.0.1:{open};"),
        )
        .replace("listen 80;", &format!("listen 127.0.0.1:{plain};"))
        .replace(
            "/etc/ssl/register.example.vn.pem",
            &tls.join("certificate.pem").display().to_string(),
        )
        .replace(
            "/etc/ssl/private/register.example.vn.key",
            &tls.join("key.pem").display().to_string(),
        );
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {};", at(name)));
    format!(
        "daemon off; master_process off; pid {}; error_log stderr; events {{}} http {{ access_log off; {} {server} }}",
        at("pid"),
        places.concat()
    )
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
