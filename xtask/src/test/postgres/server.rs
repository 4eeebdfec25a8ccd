//! A server of PostgreSQL.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{files, process, project::Project};

/// How the tests' server differs from one that nobody has touched: in what it takes to serve many tests at once. What
/// makes it keep what it has confirmed stays as it comes, and as a company runs it.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
# A database for each test: writing them all out again and again is of no use to any.
checkpoint_timeout = 30min
max_wal_size = 8GB
shared_buffers = 256MB
logging_collector = off
log_min_messages = warning
";

/// Who may do anything.
const ADMIN: &str = "postgres";
/// Who the backend is.
const ROLE: &str = "thuan";

const CERTIFICATE: &str = "server.crt";
const KEY: &str = "server.key";

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// How one server differs from another.
pub struct Kind {
    /// What is added to [`SETTINGS`].
    pub settings: &'static str,
    /// Who may connect, as `pg_hba.conf` says it.
    pub access: &'static str,
    /// What it encrypts with.
    pub certificate: Certificate,
}

/// What a server encrypts with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// It does not.
    None,
    /// A certificate that says it is this machine, and that nobody else vouches for.
    Own,
}

/// A running server, ended with this.
pub struct Server {
    server: Child,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    password: String,
}

impl Server {
    /// Makes it in a folder of its own and starts it.
    pub fn start(project: &Project, programs: &Path, folder: PathBuf, kind: Kind) -> Result<Self> {
        files::fresh_folder(&folder)?;
        for_its_owner_alone(&folder)?;
        let password = password()?;
        files::write(&folder.join("password"), &password)?;
        let owner = owner(project)?;
        if kind.certificate == Certificate::Own {
            certify(&folder)?;
        }
        if let Some(owner) = &owner {
            process::output(
                Command::new("chown")
                    .args(["-R", &format!("{owner}:")])
                    .arg(&folder),
            )?;
        }
        let data = folder.join("data");
        let mut initdb = as_owner(owner.as_deref(), &programs.join("initdb"));
        initdb
            .args([
                "--username",
                ADMIN,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
            ])
            // Not the server's language but the tables say how text is compared; one that is unlike bytes would show it.
            .args([
                "--locale-provider=icu",
                "--icu-locale=vi",
                "--locale=C.UTF-8",
            ])
            .args(["--data-checksums", "--no-sync"])
            .arg(format!("--pwfile={}", folder.join("password").display()))
            .arg("--pgdata")
            .arg(&data)
            .current_dir("/");
        process::output(&mut initdb)?;
        let certificate = format!(
            "ssl_cert_file = '{}'\nssl_key_file = '{}'\n",
            folder.join(CERTIFICATE).display(),
            folder.join(KEY).display()
        );
        files::write(
            &data.join("postgresql.auto.conf"),
            [SETTINGS, kind.settings, &certificate].concat(),
        )?;
        files::write(&data.join("pg_hba.conf"), kind.access)?;

        let port = free_port()?;
        let log = fs::File::create(folder.join("log"))?;
        let mut postgres = as_owner(owner.as_deref(), &programs.join("postgres"));
        postgres
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string()])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let server = postgres.spawn().context("cannot start PostgreSQL")?;
        let mut started = Self {
            server,
            programs: programs.to_path_buf(),
            folder,
            port,
            password,
        };
        started.wait()?;
        Ok(started)
    }

    /// Waits until it answers, and makes the backend's role.
    fn wait(&mut self) -> Result<()> {
        let role = format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{}'", self.password);
        let start = Instant::now();
        loop {
            let mut psql = Command::new(self.programs.join("psql"));
            psql.args(["--no-psqlrc", "--quiet", "--command", &role])
                .arg(format!("{}/postgres", self.address()));
            let refused = match process::output(&mut psql) {
                Ok(_) => return Ok(()),
                Err(refused) => refused,
            };
            let ended = self.server.try_wait()?.is_some();
            if ended || start.elapsed() > PATIENCE {
                let log = files::read(&self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start: {refused}\n{log}");
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// The folder of `pg_dump` and the others.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// What it encrypts with, if it does.
    pub fn certificate(&self) -> PathBuf {
        self.folder.join(CERTIFICATE)
    }

    /// Where it is, for whoever may do anything; the name of a database is to be added.
    pub fn address(&self) -> String {
        let Self { port, password, .. } = self;
        format!("postgres://{ADMIN}:{password}@127.0.0.1:{port}")
    }
}

/// Makes `server.crt` and `server.key`.
fn certify(folder: &Path) -> Result<()> {
    let mut openssl = Command::new("openssl");
    openssl
        .args([
            "req",
            "-x509",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join(KEY))
        .arg("-out")
        .arg(folder.join(CERTIFICATE));
    process::output(&mut openssl).map(drop)
}

impl Drop for Server {
    fn drop(&mut self) {
        // At once: nobody will ask for what it holds.
        let _ =
            process::output(Command::new("kill").args(["-QUIT", &self.server.id().to_string()]));
        let _ = self.server.wait();
    }
}

/// Who the server runs as: PostgreSQL refuses to run as root, and its package brings a user of its own.
fn owner(project: &Project) -> Result<Option<String>> {
    if process::output(project.command("id").arg("-u"))? != "0" {
        return Ok(None);
    }
    process::output(project.command("id").args(["-u", "postgres"])).context(
        "PostgreSQL does not run as root, and there is no user `postgres` to run it as\n\nWhat to do: run this as another \
         user, or install the system's package of PostgreSQL, which makes that user",
    )?;
    Ok(Some("postgres".to_owned()))
}

/// The program, as its owner, ended when this process is: whatever becomes of the run, no server is left behind.
fn as_owner(owner: Option<&str>, program: &Path) -> Command {
    if process::find("setpriv").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if let Some(owner) = owner {
        command
            .args(["--reuid", owner, "--regid", owner])
            .args(["--init-groups", "--reset-env"]);
    }
    command.arg(program);
    command
}

/// A password is in it.
#[cfg(unix)]
fn for_its_owner_alone(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(
        folder,
        fs::Permissions::from_mode(0o700),
    )?)
}

#[cfg(not(unix))]
fn for_its_owner_alone(_: &Path) -> Result<()> {
    Ok(())
}

fn password() -> Result<String> {
    use std::{fmt::Write as _, io::Read as _};

    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("no random bytes")?;
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
