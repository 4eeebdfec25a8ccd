//! Killed with SIGKILL, at any moment.

use std::thread::sleep;

use crate::support::{Crowd, Folder, Luck, UNLIMITED, times};

/// The longest that it lives, in milliseconds.
pub const LIFE: usize = 600;

#[test]
fn killed_at_any_moment_it_has_kept_what_it_answered_for() {
    let folder = Folder::new();
    let kills = times("KILLS", 6, 200);
    let mut luck = Luck::new("moments of kills");
    let crowd = Crowd::new(&folder, "kills");
    let backend = crowd.while_sending(4, || {
        for kill in 1..=kills {
            let backend = folder.serve(&UNLIMITED);
            crowd.send_to([backend.url.as_str()]);
            sleep(luck.milliseconds(LIFE));
            backend.kill();
            // Those who were cut off send again once there is somebody; more would only keep it from starting.
            crowd.send_to([]);
            if kill % 20 == 0 {
                folder.audits_clean();
            }
        }
        let backend = folder.serve(&UNLIMITED);
        crowd.send_to([backend.url.as_str()]);
        backend
    });
    crowd.settle(&backend, ("kills", kills));
}
