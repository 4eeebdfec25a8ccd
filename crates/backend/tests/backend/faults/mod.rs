//! Faults: what happens around a backend at the worst moment, again and again, while people go on sending.
//!
//! Every run has the short form. `cargo xtask soak faults` has the long one, and prints what it has counted.

mod kills;
mod locked;
mod postgres;
mod room;
mod sqlite_file;

use std::thread::sleep;
use std::time::Duration;

/// Waits for what is bound to come, and says what did not.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..1200 {
        if is_so() {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("{what}: never");
}
