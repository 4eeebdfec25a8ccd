//! A disk that runs full under a backend, and has room again.

use super::until;
use crate::support::{Backend, Crowd, Folder, Luck, Parcel, SmallDisk, Submission, times};

/// How often it runs full.
pub fn rounds() -> usize {
    times("FULL", 2, 20)
}

/// A disk that has room for what people send between those times; `least` megabytes are taken from the beginning.
/// `None` for whoever may not mount one.
pub fn small_disk(least: usize) -> Option<SmallDisk> {
    SmallDisk::mount(least + 20 + 4 * rounds())
}

/// What runs full.
pub trait Disk {
    /// Leaves no more than so many bytes free.
    fn fill(&self, free: usize);
    /// Gives all the room back.
    fn free(&self);
}

/// Fills it again and again, each time to another byte, while people go on sending. Each time they are told to come back,
/// what is there can be read, the backend says that it is not ready, and with room again takes the very bytes that it had
/// refused, without being started anew.
pub fn runs_full(name: &'static str, folder: &Folder, backend: &Backend, disk: &impl Disk) {
    let mut luck = Luck::new(name);
    let rounds = rounds();
    let crowd = Crowd::new(folder, name);
    crowd.send_to([backend.url.as_str()]);
    let readiness = || backend.get("/readyz", &[]).status;
    crowd.while_sending(3, || {
        for _ in 0..rounds {
            let kept = crowd.kept();
            until("something is kept", || crowd.kept() > kept + 3);
            disk.fill(luck.below(64 * 1024));
            let refused = crowd.refused();
            until("people are refused", || crowd.refused() > refused + 3);

            let parcel = refused_one(folder, backend, &crowd);
            assert_eq!(backend.get("/.well-known/jwks.json", &[]).status, 200);
            assert_eq!(backend.get("/healthz", &[]).status, 200);
            until("it says that it is not ready", || readiness() == 503);

            disk.free();
            until("it is ready", || readiness() == 200);
            crowd.deliver(parcel);
        }
    });
    crowd.settle(backend, ("times full", rounds));
}

/// A registration that is refused, properly.
fn refused_one(folder: &Folder, backend: &Backend, crowd: &Crowd<'_>) -> Parcel {
    // What room is left may do for one or another.
    for _ in 0..100 {
        let submission = Submission::new(folder);
        let parcel = Parcel::registration(&submission);
        let answer = backend.post(&submission);
        if answer.status == 201 {
            crowd.deliver(parcel);
            continue;
        }
        assert_eq!(answer.status, 503, "{}", folder.log());
        answer.is_problem(503, "busy");
        assert_eq!(answer.header("retry-after"), "2");
        return parcel;
    }
    panic!("the disk is not full");
}
