//! Killed with SIGKILL, at any moment.

use std::thread::sleep;

use super::until;
use crate::support::{Crowd, Folder, Luck, UNLIMITED, times};

/// Waits for any moment: mostly in the middle of the work, sometimes before there is any.
pub fn any_moment(crowd: &Crowd<'_>, luck: &mut Luck) {
    let kept = crowd.kept();
    if luck.in_hundred(80) {
        until("something is kept", || crowd.kept() > kept);
    }
    sleep(luck.milliseconds(400));
}

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
            any_moment(&crowd, &mut luck);
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
