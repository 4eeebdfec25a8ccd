//! A lock that another holds for longer than anybody waits.

use std::thread::sleep;
use std::time::Duration;

use super::until;
use crate::support::{Crowd, Folder, UNLIMITED, block_on, times};

#[test]
fn a_lock_that_is_held_too_long_is_waited_for_by_sending_again() {
    let folder = Folder::new();
    let backend = folder.serve(&UNLIMITED);
    let crowd = Crowd::new(&folder, "locks");
    crowd.send_to([backend.url.as_str()]);
    let rounds = times("LOCKS", 1, 10);
    crowd.while_sending(3, || {
        for _ in 0..rounds {
            let kept = crowd.kept();
            until("something is kept", || crowd.kept() > kept + 3);
            block_on(async {
                let held = folder.database.hold().await;
                // What came before the lock is answered; nothing after it.
                sleep(Duration::from_millis(200));
                let (kept, refused) = (crowd.kept(), crowd.refused());
                until("people are refused", || crowd.refused() > refused);
                assert_eq!(crowd.kept(), kept);
                assert_eq!(backend.get("/.well-known/jwks.json", &[]).status, 200);
                assert_eq!(backend.get("/readyz", &[]).status, 503);
                held.release().await;
            });
        }
    });
    crowd.settle(&backend, ("locks", rounds));
}
