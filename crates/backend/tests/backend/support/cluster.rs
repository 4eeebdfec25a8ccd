//! A PostgreSQL server of one's own, which may be stopped and killed.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::output::stdout;

/// As a company runs it, but for where it listens. Nothing that makes it keep what it has confirmed is touched.
const SETTINGS: &str =
    "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 60\n";

/// How it is ended.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// SIGINT: connections are cut, and all that is kept is written out.
    Fast,
    /// SIGQUIT: at once, as by a crash of one of its processes.
    Immediate,
    /// SIGKILL to all of it: as by a crash of the machine that leaves the disk whole.
    Killed,
}

/// A server, ended and gone with this.
pub struct Cluster {
    server: Option<Child>,
    port: u16,
    dir: TempDir,
}

impl Cluster {
    /// Makes one, with a database `thuan`, and starts it.
    pub fn start() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        give_away(dir.path());
        let mut initdb = program("initdb");
        initdb.args([
            "--username=thuan",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]);
        initdb
            .args(["--no-sync", "--pgdata"])
            .arg(dir.path().join("data"));
        stdout(&initdb.output().expect("runs"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let settings = format!("{SETTINGS}port = {port}\n");
        fs::write(dir.path().join("data/postgresql.auto.conf"), settings).expect("written");
        let mut cluster = Self {
            server: None,
            port,
            dir,
        };
        cluster.again();
        let mut make = program("psql");
        make.args(["--quiet", "--command", "CREATE DATABASE thuan"]);
        stdout(&make.arg(cluster.at("postgres")).output().expect("runs"));
        cluster
    }

    fn at(&self, database: &str) -> String {
        format!("postgres://thuan@127.0.0.1:{}/{database}", self.port)
    }

    /// As `--database` takes it.
    pub fn address(&self) -> String {
        self.at("thuan")
    }

    /// Starts it once it has ended, and waits until it answers.
    pub fn again(&mut self) {
        let log = fs::File::options()
            .append(true)
            .create(true)
            .open(self.dir.path().join("log"));
        let mut server = program("postgres");
        server.arg("-D").arg(self.dir.path().join("data"));
        server.stdout(Stdio::null()).stderr(log.expect("a log"));
        self.server = Some(server.spawn().expect("started"));
        for _ in 0..600 {
            let mut ask = program("psql");
            ask.args(["--quiet", "--command", "SELECT 1"])
                .arg(self.at("postgres"));
            if ask.output().expect("runs").status.success() {
                return;
            }
            sleep(Duration::from_millis(100));
        }
        panic!(
            "{}",
            fs::read_to_string(self.dir.path().join("log")).expect("a log")
        );
    }

    /// Ends it.
    pub fn end(&mut self, end: End) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let id = server.id().to_string();
        match end {
            End::Fast => signal("INT", &[&id]),
            End::Immediate => signal("QUIT", &[&id]),
            End::Killed => {
                let children = Command::new("pgrep").args(["--parent", &id]).output();
                let children = stdout(&children.expect("runs"));
                let all: Vec<&str> = children.lines().chain([id.as_str()]).collect();
                signal("KILL", &all);
            }
        }
        server.wait().expect("ended");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end(End::Immediate);
    }
}

/// A child may have ended by itself meanwhile.
fn signal(name: &str, processes: &[&str]) {
    let mut kill = Command::new("kill");
    kill.arg(format!("-{name}"))
        .args(processes)
        .stderr(Stdio::null());
    kill.status().expect("runs");
}

/// One of PostgreSQL's, which refuse to run as root.
fn program(name: &str) -> Command {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    let found: PathBuf = found.unwrap_or_else(|| {
        panic!("`{name}` is not on PATH: run this by `cargo xtask test native` or `cargo xtask postgres`")
    });
    let mut command = if is_root() {
        let mut as_owner = Command::new("setpriv");
        as_owner.args([
            "--reuid",
            "postgres",
            "--regid",
            "postgres",
            "--init-groups",
        ]);
        // Whatever becomes of the test, no server is left behind.
        as_owner.args(["--pdeathsig", "KILL"]).arg(found);
        as_owner
    } else {
        Command::new(found)
    };
    command.current_dir("/").env("LC_ALL", "C.UTF-8");
    command
}

pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("runs");
    id.stdout.trim_ascii() == b"0"
}

/// Makes a folder the server's.
pub fn give_away(folder: &Path) {
    if is_root() {
        let mut chown = Command::new("chown");
        assert!(
            chown
                .arg("postgres:")
                .arg(folder)
                .status()
                .expect("runs")
                .success()
        );
    }
}
