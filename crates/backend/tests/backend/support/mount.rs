//! A small disk of one's own, and limits on what a process may write.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A file system in memory of a few megabytes, gone with this. Only root can mount one.
pub struct SmallDisk {
    dir: TempDir,
}

impl SmallDisk {
    /// `None` for whoever may not.
    pub fn mount(megabytes: usize) -> Option<Self> {
        let dir = TempDir::new().expect("a temporary folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]);
        let mounted = mount.arg(dir.path()).output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self { dir })
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Lets nobody write to it, or everybody again.
    #[track_caller]
    pub fn only_read(&self, only_read: bool) {
        let options = if only_read {
            "remount,ro"
        } else {
            "remount,rw"
        };
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-o", options]).arg(self.path()).status();
        assert!(mounted.expect("runs").success());
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Leaves no more than so many bytes free.
    pub fn fill(&self, free: usize) {
        let mut ballast = fs::File::create(self.ballast()).expect("made");
        let block = [b'x'; 4096];
        let mut written = 0;
        while ballast.write_all(&block).is_ok() {
            written += block.len();
        }
        let length = u64::try_from(written.saturating_sub(free)).expect("it fits");
        ballast.set_len(length).expect("shortened");
    }

    /// Gives all the room back.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).expect("removed");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.path())
            .output();
    }
}

/// Limits the length of the files that a process may write, in bytes; `None` lifts the limit.
#[track_caller]
pub fn limit_files(process: u32, bytes: Option<u64>) {
    let soft = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
    let mut prlimit = Command::new("prlimit");
    prlimit.args([
        "--pid",
        &process.to_string(),
        &format!("--fsize={soft}:unlimited"),
    ]);
    assert!(prlimit.status().expect("runs").success());
}
