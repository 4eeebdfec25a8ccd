//! Files that hold personal data or keys.

use std::fs::OpenOptions;

/// How a file is opened to be written that, where it is made, is its owner's alone. One that is there keeps its rights:
/// somebody has chosen them.
#[must_use]
pub fn file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
