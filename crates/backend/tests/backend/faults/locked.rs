//! A lock that another holds for longer than anybody waits.

use super::until;
use crate::support::{Crowd, Folder, UNLIMITED, block_on, times};

#[test]
fn a_lock_that_is_held_too_long_is_waited_for_by_sending_again() {
    let folder = Folder::new();
    let backend = folder.serve(&UNLIMITED);
    let crowd = Crowd::new(&folder, "locks");
    crowd.send_to([backend.url.as_str()]);
    let rounds = times("LOCKS", 1, 10);
    let count = "SELECT CAST(count(*) AS TEXT) FROM proofs";
    crowd.while_sending(3, || {
        for _ in 0..rounds {
            let kept = crowd.kept();
            until("something is kept", || crowd.kept() > kept + 3);
            block_on(async {
                let held = folder.database.hold().await;
                // Whoever had the lock before is done, whether or not its sender was told yet; nobody has it after.
                let written = folder.database.read(count).await;
                let refused = crowd.refused();
                until("people are refused", || crowd.refused() > refused);
                assert_eq!(backend.get("/.well-known/jwks.json", &[]).status, 200);
                assert_eq!(backend.get("/readyz", &[]).status, 503);
                assert_eq!(folder.database.read(count).await, written);
                held.release().await;
            });
        }
    });
    crowd.settle(&backend, ("locks", rounds));
}
