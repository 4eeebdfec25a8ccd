//! PostgreSQL for one run of the tests: two servers, made, started, and gone with the run.

mod server;

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, id},
};

use anyhow::Result;

use crate::{console, files, process, project::Project, setup};

use server::{Certificate, Kind, Server};

/// Nobody but this machine can reach it, and not even that without the password. It goes over the wire as it is: what is
/// better costs a client that is not optimised a tenth of a second for each of thousands of connections.
const ACCESS: &str = "host all all 127.0.0.1/32 password\n";

/// One that loses what it has confirmed, which the backend must refuse; but first it asks for encryption and for the
/// password as servers do.
const CARELESS: Kind = Kind {
    settings: "fsync = off\nssl = on\n",
    access: "hostssl all all 127.0.0.1/32 scram-sha-256\n",
    certificate: Certificate::Own,
};

/// One as a company runs it.
const SOUND: Kind = Kind {
    settings: "",
    access: ACCESS,
    certificate: Certificate::None,
};

/// The servers of one run of the tests.
pub struct Servers {
    /// As a company runs it.
    sound: Server,
    /// One that the backend must refuse.
    careless: Server,
    /// What both are in: ended last.
    _folder: Gone,
}

/// A folder that is removed with this.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = files::remove_folder(&self.0);
    }
}

impl Servers {
    /// Installs PostgreSQL where it is missing, and starts them.
    pub fn start(project: &Project) -> Result<Self> {
        let programs = setup::postgres(project)?;
        let folders = project.work().join("postgres");
        console::step("PostgreSQL for the tests", || {
            remove_left_over(&folders)?;
            let folder = folders.join(id().to_string());
            Ok(Self {
                sound: Server::start(project, &programs, folder.join("sound"), SOUND)?,
                careless: Server::start(project, &programs, folder.join("careless"), CARELESS)?,
                _folder: Gone(folder),
            })
        })
    }

    /// What the backend's tests are told: where the servers are, and where the programs that go with them.
    pub fn variables(&self) -> Result<Vec<(&'static str, OsString)>> {
        let path = env::var_os("PATH").unwrap_or_default();
        let programs = self.sound.programs().to_path_buf();
        let path = env::join_paths(std::iter::once(programs).chain(env::split_paths(&path)))?;
        Ok(vec![
            ("THUAN_TEST_POSTGRES", self.sound.address().into()),
            (
                "THUAN_TEST_POSTGRES_CARELESS",
                self.careless.address().into(),
            ),
            (
                "THUAN_TEST_POSTGRES_CERTIFICATE",
                self.careless.certificate().into(),
            ),
            ("PATH", path),
        ])
    }
}

/// Removes what runs left behind that were killed before they could. A run's folder has the number of its process, and
/// its servers ended with it.
fn remove_left_over(folders: &Path) -> Result<()> {
    for entry in fs::read_dir(folders).into_iter().flatten() {
        let folder = entry?.path();
        let runs = process::output(Command::new("kill").args(["-0", &files::name(&folder)]));
        if runs.is_err() {
            files::remove_folder(&folder)?;
        }
    }
    Ok(())
}
