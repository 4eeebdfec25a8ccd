//! What there is of PostgreSQL alone: several backends on it, and a server that ends, or has no room.

use std::thread::sleep;

use super::kills::any_moment;
use super::room::{runs_full, small_disk};
use super::until;
use crate::support::{
    Cluster, Crowd, Database, End, Folder, Luck, Submission, UNLIMITED, give_away, times,
};

#[test]
fn of_two_backends_each_may_be_killed_at_any_moment() {
    let folder = Folder::with(|_| Database::server());
    let kills = times("KILLS", 6, 200);
    let mut luck = Luck::new("moments of kills of two");
    let crowd = Crowd::new(&folder, "kills of two");
    let backend = crowd.while_sending(4, || {
        let mut backends = [(); 2].map(|()| Some(folder.serve(&UNLIMITED)));
        for kill in 0..kills {
            crowd.send_to(
                backends
                    .iter()
                    .flatten()
                    .map(|backend| backend.url.as_str()),
            );
            any_moment(&crowd, &mut luck);
            let dies = &mut backends[kill % 2];
            // People go on sending to where nobody is any more.
            dies.take().expect("it runs").kill();
            sleep(luck.milliseconds(200));
            *dies = Some(folder.serve(&UNLIMITED));
        }
        crowd.send_to(
            backends
                .iter()
                .flatten()
                .map(|backend| backend.url.as_str()),
        );
        backends[0].take().expect("it runs")
    });
    crowd.settle(&backend, ("kills", kills));
}

#[test]
fn a_server_that_ends_or_is_killed_is_waited_for() {
    let mut cluster = Cluster::start();
    let folder = Folder::with(|_| Database::Elsewhere(cluster.address()));
    let mut luck = Luck::new("ends of a server");
    let ends = times("ENDS", 1, 12);
    let backends = [(); 2].map(|()| folder.serve(&UNLIMITED));
    let crowd = Crowd::new(&folder, "ends of the server");
    crowd.send_to(backends.iter().map(|backend| backend.url.as_str()));
    crowd.while_sending(4, || {
        for end in 0..ends {
            let kept = crowd.kept();
            until("something is kept", || crowd.kept() > kept + 3);
            sleep(luck.milliseconds(400));
            cluster.end([End::Killed, End::Fast, End::Immediate][end % 3]);
            let refused = crowd.refused();
            until("people are refused", || crowd.refused() > refused);
            assert_eq!(backends[0].get("/healthz", &[]).status, 200);
            let readiness = || backends[0].get("/readyz", &[]).status;
            until("it says that nobody is there", || {
                backends[0].get("/readyz", &[]).json()["reason"] == "unreachable"
            });
            cluster.again();
            until("it is ready", || readiness() == 200);
        }
    });
    crowd.settle(&backends[0], ("ends", ends));
}

#[test]
fn a_server_that_is_gone_is_called_unreachable_wherever_it_is_logged() {
    let mut cluster = Cluster::start();
    let folder = Folder::with(|_| Database::Elsewhere(cluster.address()));
    let backend = folder.serve(&UNLIMITED);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    cluster.end(End::Fast);
    let says = |event: &str| {
        let log = folder.log();
        let of_event = format!("\"event\":\"{event}\"");
        let words = "the database is unreachable: its server does not answer";
        log.lines()
            .any(|line| line.contains(&of_event) && line.contains(words))
    };
    until("whoever sends a record is refused for it", || {
        let answer = backend.post(&Submission::new(&folder));
        answer.is_problem(503, "busy");
        says("store_failed")
    });
    until("whoever tells others says so", || says("outbox_failed"));
    assert_eq!(backend.get("/readyz", &[]).json()["reason"], "unreachable");
    cluster.again();
    until("it is ready", || backend.get("/readyz", &[]).status == 200);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
}

#[test]
fn a_servers_disk_that_is_full_is_waited_for() {
    // Whoever may not mount one has no other to fill.
    let Some(disk) = small_disk(40) else {
        return;
    };
    give_away(disk.path());
    let folder = Folder::with(|_| Database::server_in(disk.path()));
    let backend = folder.serve(&UNLIMITED);
    runs_full("full disk of the server", &folder, &backend, &disk);
    backend.kill();
    folder.database.remove();
}
