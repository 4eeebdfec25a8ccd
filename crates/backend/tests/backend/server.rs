//! Connections that come slowly, stay open, or have to end.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use thuan_backend::server::{Patience, serve};
use tokio::net::TcpListener;

/// Serves one slow page with little patience while `test` runs.
fn serving(patience: Patience, test: impl FnOnce(SocketAddr)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let addr = listener.local_addr().expect("an address");
        let slow = || async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            "late"
        };
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/slow", get(slow));
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, router, patience, async move {
            drop(ended.await)
        }));
        tokio::task::block_in_place(|| test(addr));
        drop(end);
        serving.await.expect("ended");
    });
}

const SHORT: Patience = Patience {
    headers: Duration::from_millis(200),
    end: Duration::from_millis(200),
};

/// What comes back until the other side closes, and how long that took.
fn conversation(addr: SocketAddr, text: &str) -> (String, Duration) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(addr).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("set");
    stream.write_all(text.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .expect("closed by the other side");
    (answer, start.elapsed())
}

#[test]
fn headers_that_never_end_are_not_waited_for() {
    serving(SHORT, |addr| {
        for text in [
            "",
            "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nhost: x\r\nx-slow",
        ] {
            let (answer, took) = conversation(addr, text);
            assert!(!answer.contains("200"), "{answer}");
            assert!(took < Duration::from_secs(5), "{took:?}");
        }
    });
}

#[test]
fn an_idle_connection_is_closed_after_its_answer() {
    serving(SHORT, |addr| {
        let (answer, took) = conversation(addr, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("here"),
            "{answer}"
        );
        assert!(took < Duration::from_secs(5), "{took:?}");
    });
}

#[test]
fn the_end_does_not_wait_for_ever() {
    let start = Instant::now();
    let mut open = None;
    serving(SHORT, |addr| {
        let mut stream = TcpStream::connect(addr).expect("connected");
        stream
            .write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
            .expect("sent");
        std::thread::sleep(Duration::from_millis(300));
        open = Some(stream);
    });
    assert!(start.elapsed() < Duration::from_secs(5));
}
