//! A network that loses, cuts, delays, doubles and reorders.

use super::until;
use crate::support::{Crowd, Folder, Luck, Proxy, UNLIMITED, print, times};

#[test]
fn whatever_the_network_does_each_record_is_kept_once_and_answered_alike() {
    let folder = Folder::new();
    let backend = folder.serve(&UNLIMITED);
    let proxy = Proxy::start(&backend.url, Luck::new("network"));
    let crowd = Crowd::new(&folder, "network");
    let url = proxy.url();
    crowd.send_to([url.as_str()]);
    let kept = times("PARCELS", 150, 3_000);
    crowd.while_sending(6, || until("enough is kept", || crowd.kept() >= kept));
    print(&format!("fates of requests: {}", proxy.fates()));
    crowd.settle(&backend, ("asked for", kept));
}
