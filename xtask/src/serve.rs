//! `cargo xtask serve`: from a checkout to a page where one can register.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    backend::{self, Profile},
    project::Project,
    setup, site,
};

/// Where to serve, and where to keep registrations.
pub struct Options {
    /// `host:port`.
    pub address: String,
    /// A database URL as the backend understands it.
    pub database: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:8080".to_owned(),
            database: "sqlite://thuan.db".to_owned(),
        }
    }
}

/// How long the backend may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// `cargo xtask serve`.
pub fn command(project: &Project, options: &Options) -> Result<ExitCode> {
    // Before the long part, so that nobody waits for a build only to be told this.
    must_be_free(&options.address)?;
    setup::build_tools(project)?;
    setup::trunk(project)?;
    let thuan = backend::build(project, Profile::Development)?;
    site::build(project, false, &thuan)?;
    must_be_free(&options.address)?;

    // The backend takes this process's place, so that Ctrl-C and every other signal reach it and its exit status is the
    // answer. Saying when it answers is therefore another process's task, which ends by itself.
    Command::new(std::env::current_exe()?)
        .args(["announce", &options.address])
        .stdin(Stdio::null())
        .spawn()
        .context("cannot start this program a second time")?;
    let mut command = project.command(thuan);
    command
        .args(["serve", "--addr", &options.address])
        .args(["--database", &options.database])
        .args(["--log", "text"])
        .arg("--site")
        .arg(project.dist());
    backend::become_program(&mut command)
}

/// Waits until the backend answers and says what to do then; says nothing if it never does.
pub fn announce(address: &str) -> Result<()> {
    let parent = parent();
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if answers(address) {
            println!(
                "\nThuận is served at  http://{address}/\n\n\
                 Register there, then see what was stored and whether it still verifies:\n    \
                 cargo xtask records\n\nCtrl-C ends it.\n"
            );
            return Ok(());
        }
        if self::parent() != parent {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn must_be_free(address: &str) -> Result<()> {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "{address} is taken by another program\n\n\
             What to do: end that program, or choose another port: cargo xtask serve --addr 127.0.0.1:8090"
        ),
        Err(error) => Err(error).with_context(|| format!("cannot listen on {address}")),
    }
}

/// True if something there speaks HTTP.
fn answers(address: &str) -> bool {
    let wait = Duration::from_secs(2);
    let ask = |address: &SocketAddr| -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(address, wait)?;
        stream.set_read_timeout(Some(wait))?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut start = [0; 7];
        stream.read_exact(&mut start)?;
        Ok(&start == b"HTTP/1.")
    };
    address
        .to_socket_addrs()
        .is_ok_and(|mut found| found.any(|address| ask(&address).unwrap_or(false)))
}

#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent() -> u32 {
    0
}
