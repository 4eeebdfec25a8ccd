//! Faults: what happens around a backend at the worst moment, again and again, while people go on sending.
//!
//! Every run has the short form. `cargo xtask soak faults` has the long one, and prints what it has counted.

mod clock;
mod connections;
mod kills;
mod locked;
mod network;
mod postgres;
mod room;
mod sqlite_file;

use std::thread::sleep;
use std::time::Duration;

use crate::support::is_long;

/// Waits for what is bound to come, and says what did not.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    // Nothing takes a tenth of it, but what a long run asks for.
    let patience = if is_long() { 360_000 } else { 12_000 };
    for _ in 0..patience {
        if is_so() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("{what}: never");
}
