//! What there is of PostgreSQL alone.

use std::thread::sleep;

use super::kills::LIFE;
use crate::support::{Crowd, Database, Folder, Luck, UNLIMITED, times};

#[test]
fn of_two_backends_each_may_be_killed_at_any_moment() {
    let folder = Folder::with(|_| Database::server());
    let kills = times("KILLS", 6, 200);
    let mut luck = Luck::new("moments of kills of two");
    let crowd = Crowd::new(&folder, "kills of two");
    let backend = crowd.while_sending(4, || {
        let mut backends = [(); 2].map(|()| Some(folder.serve(&UNLIMITED)));
        for kill in 0..kills {
            crowd.send_to(backends.iter().flatten().map(|backend| backend.url.as_str()));
            sleep(luck.milliseconds(LIFE));
            let dies = &mut backends[kill % 2];
            // People go on sending to where nobody is any more.
            dies.take().expect("it runs").kill();
            sleep(luck.milliseconds(LIFE / 2));
            *dies = Some(folder.serve(&UNLIMITED));
        }
        crowd.send_to(backends.iter().flatten().map(|backend| backend.url.as_str()));
        backends[0].take().expect("it runs")
    });
    crowd.settle(&backend, ("kills", kills));
}
