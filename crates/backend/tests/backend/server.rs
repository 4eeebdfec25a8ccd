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
            tokio::time::sleep(SLOW).await;
            "late"
        };
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/large", get(|| async { vec![b'x'; LARGE] }))
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

/// Longer than anything here waits for.
const SLOW: Duration = Duration::from_secs(60);

/// More than the system takes of an answer that nobody reads.
const LARGE: usize = 64 << 20;

const SHORT: Patience = Patience {
    headers: Duration::from_secs(1),
    reading: Duration::from_millis(200),
    connections: 100,
    end: Duration::from_millis(200),
};

/// What comes back until the other side closes.
fn conversation(addr: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(addr).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(50)))
        .expect("set");
    stream.write_all(text.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .expect("closed by the other side");
    answer
}

#[test]
fn headers_that_never_end_are_not_waited_for() {
    serving(SHORT, |addr| {
        for text in [
            "",
            "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nhost: x\r\nx-slow",
        ] {
            let answer = conversation(addr, text);
            assert!(!answer.contains("200"), "{answer}");
        }
    });
}

#[test]
fn an_idle_connection_is_closed_after_its_answer() {
    serving(SHORT, |addr| {
        let answer = conversation(addr, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("here"),
            "{answer}"
        );
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
    assert!(start.elapsed() < SLOW);
}

#[test]
fn an_answer_that_nobody_reads_is_not_waited_for() {
    serving(SHORT, |addr| {
        let mut stream = TcpStream::connect(addr).expect("connected");
        stream
            .write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
            .expect("sent");
        // Longer than there is patience; then what the system took of it comes, and no more.
        std::thread::sleep(Duration::from_secs(3));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.len() < LARGE, "{}", answer.len());
    });
}

#[test]
fn more_connections_than_there_are_places_wait_until_one_ends() {
    let one = Patience {
        connections: 1,
        headers: Duration::from_secs(60),
        ..SHORT
    };
    serving(one, |addr| {
        let first = TcpStream::connect(addr).expect("connected");
        let mut second = TcpStream::connect(addr).expect("the system takes it");
        let request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        second.write_all(request).expect("sent");
        let short = Some(Duration::from_millis(300));
        second.set_read_timeout(short).expect("set");
        second.read_exact(&mut [0]).expect_err("nobody answers");
        drop(first);
        let long = Some(Duration::from_secs(50));
        second.set_read_timeout(long).expect("set");
        let mut answer = String::new();
        second.read_to_string(&mut answer).expect("answered");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    });
}

#[test]
fn connections_that_say_nothing_give_their_places_back() {
    let few = Patience {
        connections: 3,
        ..SHORT
    };
    serving(few, |addr| {
        let silent: Vec<TcpStream> = (0..12)
            .map(|_| TcpStream::connect(addr).expect("connected"))
            .collect();
        let answer = conversation(addr, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        drop(silent);
    });
}
