//! The built site, and `thuan serve` on it.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use thuan_backend::store::{Absent, Store, StoreError};
use thuan_consent::policy::Pack;

use super::database::Database;
use super::follow_up::FollowUp;
use super::http::{Answer, Request, send};
use super::output::stdout;
use super::person::Submission;
use super::workspace;

/// A command of the program under test, away from this machine's settings.
pub fn thuan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thuan"));
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("THUAN_") {
            command.env_remove(name);
        }
    }
    command.env_remove("DATABASE_URL");
    command
}

/// The project's policy pack, built once.
fn built_policy() -> &'static [u8] {
    static BUILT: OnceLock<Vec<u8>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let dir = TempDir::new().expect("a temporary folder");
        let mut build = thuan();
        build.args(["policy", "build", "--policies"]);
        build.arg(workspace("policy")).arg("--out").arg(dir.path());
        stdout(&build.output().expect("runs"));
        fs::read(dir.path().join("vst.json")).expect("a pack")
    })
}

/// A folder with a built site, and a database. The folder is deleted at the end.
pub struct Folder {
    pub database: Database,
    dir: TempDir,
}

impl Folder {
    pub fn new() -> Self {
        Self::with(Database::of_this_run)
    }

    /// As [`Folder::new`], with this database.
    pub fn with(database: impl FnOnce(&Path) -> Database) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let folder = Self {
            database: database(dir.path()),
            dir,
        };
        let site = folder.site();
        fs::create_dir_all(site.join("forms")).expect("made");
        folder.edit_form(|form| {
            let members = form.as_object_mut().expect("an object");
            members.remove("challenge");
        });
        fs::create_dir_all(site.join("policy")).expect("made");
        fs::write(site.join("policy/vst.json"), built_policy()).expect("written");
        fs::write(
            site.join("index.html"),
            "<!doctype html><title>Đăng ký</title>",
        )
        .expect("written");
        folder
    }

    /// As [`Folder::new`], with a form whose records need a challenge.
    pub fn with_challenge() -> Self {
        let folder = Self::new();
        folder.edit_form(|form| form["challenge"] = Value::Bool(true));
        folder
    }

    /// Changes the site's form definition, which is the project's at first.
    pub fn edit_form(&self, edit: impl FnOnce(&mut Value)) {
        let path = self.site().join("forms/vst.json");
        let form = fs::read(&path).or_else(|_| fs::read(workspace("forms/vst.json")));
        let mut form = serde_json::from_slice(&form.expect("a form")).expect("JSON");
        edit(&mut form);
        let form = serde_json::to_vec_pretty(&form).expect("JSON");
        fs::write(path, form).expect("written");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn site(&self) -> PathBuf {
        self.path("site")
    }

    /// One of two texts that differ between a file and a server.
    pub fn either<'a>(&self, file: &'a str, server: &'a str) -> &'a str {
        if self.database.is_server() {
            server
        } else {
            file
        }
    }

    /// The store on this folder's database, without a backend.
    pub async fn store(&self, absent: Absent) -> Result<Store, StoreError> {
        let address = self.database.address().parse().expect("an address");
        Store::open(&address, absent).await
    }

    /// Starts the backend on this folder, on a free port.
    #[track_caller]
    pub fn serve(&self, options: &[&str]) -> Backend {
        self.start(options)
            .unwrap_or_else(|_| panic!("did not start: {}", self.log()))
    }

    /// Starts the backend where whoever has this certificate is trusted, and nobody else.
    #[track_caller]
    pub fn serve_trusting(&self, certificate: &Path) -> Backend {
        let mut command = self.serving(&[]);
        command.env("SSL_CERT_FILE", certificate);
        command.env_remove("SSL_CERT_DIR");
        self.begin(command)
            .unwrap_or_else(|_| panic!("did not start: {}", self.log()))
    }

    /// Starts the backend, which must not succeed, and gives what it said.
    #[track_caller]
    pub fn fails_to_serve(&self, options: &[&str]) -> String {
        let status = self.start(options).err().expect("it did start");
        assert_eq!(status.code(), Some(1));
        self.log()
    }

    /// Starts the backend with these options alone.
    #[track_caller]
    pub fn serve_bare(&self, options: &[&str]) -> Backend {
        let mut command = thuan();
        command.arg("serve").args(options);
        self.begin(command)
            .unwrap_or_else(|_| panic!("did not start: {}", self.log()))
    }

    /// As [`Folder::serve`], by another command line than its own.
    #[track_caller]
    pub fn serve_as(&self, options: &[&str], edit: impl FnOnce(Command) -> Command) -> Backend {
        self.begin(edit(self.serving(options)))
            .unwrap_or_else(|_| panic!("did not start: {}", self.log()))
    }

    fn start(&self, options: &[&str]) -> Result<Backend, ExitStatus> {
        self.begin(self.serving(options))
    }

    fn serving(&self, options: &[&str]) -> Command {
        let mut command = thuan();
        command
            .args(["serve", "--addr", "127.0.0.1:0", "--site"])
            .arg(self.site())
            .env("DATABASE_URL", self.database.address())
            .args(options);
        command
    }

    fn begin(&self, mut command: Command) -> Result<Backend, ExitStatus> {
        let log = fs::File::options()
            .append(true)
            .create(true)
            .open(self.path("log"))
            .expect("a log");
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("started");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        stdout.read_line(&mut line).expect("a line");
        match line.trim_end().strip_prefix("listening on ") {
            Some(url) => Ok(Backend {
                child,
                url: url.to_owned(),
            }),
            None => Err(child.wait().expect("ended")),
        }
    }

    /// What was logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).expect("a log")
    }

    /// Runs a command on this folder's database.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Output {
        thuan()
            .args(arguments)
            .env("DATABASE_URL", self.database.address())
            .output()
            .expect("runs")
    }

    /// What an audit says about this folder's database, which must find nothing wrong.
    #[track_caller]
    pub fn audits_clean(&self) -> Value {
        let lines = stdout(&self.run(&["audit", "--json"]));
        assert_eq!(lines.lines().count(), 1, "{lines}");
        serde_json::from_str(&lines).expect("a summary")
    }

    /// The policy pack that is served.
    pub fn pack(&self) -> Pack {
        Pack::parse(&fs::read(self.site().join("policy/vst.json")).expect("a policy"))
            .expect("a policy")
    }

    /// Bytes as the database's SQL writes them.
    pub fn sql_bytes(&self, bytes: &[u8]) -> String {
        let hex = bytes
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        if self.database.is_server() {
            format!("'\\x{hex}'")
        } else {
            format!("X'{hex}'")
        }
    }

    /// Changes the database behind the backend's back, as somebody would who minds no rule of it.
    pub fn sql(&self, statements: &str) {
        self.database.sql(statements);
    }
}

/// A running backend, ended with this.
pub struct Backend {
    child: Child,
    pub url: String,
}

impl Backend {
    #[track_caller]
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers, Vec::new())
    }

    #[track_caller]
    pub fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::new(body);
        *request.method_mut() = method.parse().expect("a method");
        *request.uri_mut() = format!("{}{path}", self.url).parse().expect("an address");
        for (name, value) in headers {
            let name: ureq::http::HeaderName = name.parse().expect("a name");
            request
                .headers_mut()
                .append(name, value.parse().expect("a value"));
        }
        send(request)
    }

    /// Posts a body as the widget does.
    #[track_caller]
    pub fn post_bytes(&self, key: &str, body: Vec<u8>) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        self.request("POST", "/api/registrations", &headers, body)
    }

    /// Signs a submission and posts it.
    #[track_caller]
    pub fn post(&self, submission: &Submission) -> Answer {
        self.post_bytes(&submission.record_id(), submission.body())
    }

    /// Signs a record that changes another and posts it.
    #[track_caller]
    pub fn post_change(&self, change: &FollowUp) -> Answer {
        self.post_bytes(&change.record_id(), change.body())
    }

    /// Ends it with SIGKILL: nothing more is written, nothing is closed.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, such as `TERM`.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let mut kill = Command::new("kill");
        kill.args([&format!("-{name}"), &id]);
        assert!(kill.status().expect("runs").success());
    }

    /// Ends it with SIGTERM and waits.
    #[track_caller]
    pub fn stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().expect("ended").success());
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
