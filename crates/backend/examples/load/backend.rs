//! The program under test.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::database::Database;
use super::people::{Form, Registration};
use super::process::{self, Cores};
use super::{Options, Result, posting};

/// A command of the program under test, away from this machine's settings.
pub fn thuan(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("THUAN_") {
            command.env_remove(name);
        }
    }
    command
}

/// Makes a site of no more than a form and its policy.
pub fn site(options: &Options) -> Result<PathBuf> {
    let site = options.folder.join("site");
    fs::create_dir_all(site.join("forms"))?;
    fs::copy(
        options.project.join("forms/vst.json"),
        site.join("forms/vst.json"),
    )?;
    let mut build = thuan(&options.thuan);
    build
        .args(["policy", "build", "--policies"])
        .arg(options.project.join("policy"))
        .arg("--out")
        .arg(site.join("policy"));
    output(&mut build)?;
    Ok(site)
}

/// What a command printed that must have succeeded.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    let text = String::from_utf8(output.stdout)?;
    if output.status.success() {
        return Ok(text);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{}: {text}{said}", command.get_program().display()).into())
}

/// A running backend, ended with this.
#[derive(Debug)]
pub struct Backend<'a> {
    child: Child,
    database: &'a Database,
    program: PathBuf,
    /// Host and port.
    pub address: String,
    /// The same of `/metrics`.
    metrics: String,
}

impl<'a> Backend<'a> {
    /// Starts it on a database, without limits, as it is released for the rest.
    pub async fn start(
        options: &Options,
        site: &Path,
        database: &'a Database,
        cores: Cores,
    ) -> Result<Self> {
        let given = process::given()?;
        let (first, second) = match cores {
            Cores::OneEach => (&given.first, &given.second),
            Cores::Shared => (&given.all, &given.all),
        };
        process::pin(std::process::id(), second)?;
        if let Some(server) = database.server() {
            for process in process::children(server)?.into_iter().chain([server]) {
                process::pin(process, second)?;
            }
        }
        let metrics = free_address()?;
        let mut command = Command::new("taskset");
        let serve = thuan(&options.thuan);
        command
            .args(["--cpu-list", first])
            .arg(serve.get_program())
            .args(["serve", "--addr", "127.0.0.1:0"])
            .args(["--rate-global", "0", "--rate-per-address", "0"])
            // What is made before the clock starts may wait for its turn.
            .args(["--challenge-lifetime", "1d", "--metrics", &metrics])
            .arg("--site")
            .arg(site)
            .env("DATABASE_URL", database.address())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(options.folder.join("log"))?);
        for (name, _) in serve.get_envs() {
            command.env_remove(name);
        }
        let mut child = command.spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let Some(address) = line.trim_end().strip_prefix("listening on http://") else {
            let log = fs::read_to_string(options.folder.join("log"))?;
            return Err(format!("the backend did not start: {log}").into());
        };
        Ok(Self {
            address: address.to_owned(),
            child,
            database,
            program: options.thuan.clone(),
            metrics,
        })
    }

    /// Registrations that this backend takes, each with a challenge of its own.
    pub async fn registrations(&self, form: &Form, count: usize) -> Result<Vec<Registration>> {
        form.filled(&posting::challenges(self, count).await?)
    }

    /// The seconds that it has computed, and a server of its database.
    pub fn seconds(&self) -> Result<(f64, f64)> {
        let own = process::seconds(self.child.id())?;
        let mut servers = 0.0;
        if let Some(server) = self.database.server() {
            for process in process::children(server)?.into_iter().chain([server]) {
                servers += process::seconds(process).unwrap_or_default();
            }
        }
        Ok((own, servers))
    }

    /// What it holds in memory, in KiB.
    pub fn resident(&self) -> Result<u64> {
        process::resident(self.child.id())
    }

    /// How many transactions it has written.
    pub async fn transactions(&self) -> Result<f64> {
        let text = posting::get(&self.metrics, "/metrics").await?;
        let text = String::from_utf8(text)?;
        let count = text
            .lines()
            .find_map(|line| line.strip_prefix("thuan_batch_records_count "));
        Ok(count.ok_or("no count of transactions")?.trim().parse()?)
    }

    /// Ends it, and asks its own audit whether so many records are there, each with its receipt, and nothing is wrong.
    pub async fn end_with(mut self, records: usize) -> Result<()> {
        let process = self.child.id().to_string();
        output(Command::new("kill").arg(&process))?;
        self.child.wait()?;
        process::pin(std::process::id(), &process::given()?.all)?;
        let mut audit = thuan(&self.program);
        audit
            .args(["audit", "--json"])
            .env("DATABASE_URL", self.database.address());
        let lines = output(&mut audit)?;
        let summary: Value = serde_json::from_str(&lines)?;
        let expected = Some(u64::try_from(records)?);
        let count = |name| summary.get(name).and_then(Value::as_u64);
        if count("records") == expected && count("receipts") == expected {
            return Ok(());
        }
        Err(format!("{records} records were sent, and the audit says {summary}").into())
    }
}

impl Drop for Backend<'_> {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}
