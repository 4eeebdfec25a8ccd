//! Requests that are refused before there is a record to judge.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::{Backend, Folder, Submission, refusing};

#[test]
fn the_body_must_be_announced_as_json() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder);
        let id = submission.record_id();
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jose+json",
        ] {
            let headers = [("content-type", kind), ("idempotency-key", id.as_str())];
            let answer = backend.request("POST", "/api/registrations", &headers, submission.body());
            answer.is_problem(415, "unsupported-media-type");
        }
        let answer = backend.request(
            "POST",
            "/api/registrations",
            &[("idempotency-key", &id)],
            submission.body(),
        );
        answer.is_problem(415, "unsupported-media-type");
    });
}

#[test]
fn the_idempotency_key_must_be_the_records_name() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder);
        let json = ("content-type", "application/json");
        let post = |headers: &[(&str, &str)]| {
            backend.request("POST", "/api/registrations", headers, submission.body())
        };
        post(&[json]).is_problem(400, "idempotency-key-missing");
        post(&[json, ("idempotency-key", "")]).is_problem(400, "idempotency-key-missing");
        let id = submission.record_id();
        let twice = [
            json,
            ("idempotency-key", id.as_str()),
            ("idempotency-key", id.as_str()),
        ];
        post(&twice).is_problem(400, "idempotency-key-missing");
        let other = Submission::new(folder).record_id();
        post(&[json, ("idempotency-key", &other)]).is_problem(400, "idempotency-key-mismatch");
    });
}

#[test]
fn what_is_not_json_with_each_member_once_is_refused() {
    refusing(|folder, backend| {
        let body = Submission::new(folder).body();
        let text = String::from_utf8(body.clone()).expect("UTF-8");
        let twice = text.replacen('{', r#"{"consent":{},"#, 1).into_bytes();
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000)).into_bytes();
        let cut = body[..body.len() / 2].to_vec();
        let latin1 = text
            .replace("Nguyễn", "Nguy\u{e9}n")
            .chars()
            .map(|c| c as u32 as u8)
            .collect();
        for bad in [
            b"".to_vec(),
            b"{".to_vec(),
            cut,
            twice,
            deep,
            latin1,
            [body.as_slice(), b"{}"].concat(),
        ] {
            backend.post_bytes("x", bad).is_problem(400, "not-json");
        }
    });
}

#[test]
fn json_of_another_shape_is_refused() {
    refusing(|folder, backend| {
        let envelope = Submission::new(folder).envelope();
        let with = |pointer: &str, value: Value| {
            let mut changed = envelope.clone();
            *changed.pointer_mut(pointer).expect("a place") = value;
            changed
        };
        let mut more = envelope.clone();
        more["receipt"] = json!({});
        let mut unprotected = envelope.clone();
        unprotected["consent"]["header"] = json!({});
        for bad in [
            json!(null),
            json!([]),
            json!({}),
            json!({ "registration": envelope["registration"] }),
            more,
            unprotected,
            with("/registration/salt", json!("short")),
            with("/registration/fields/phone", json!(842439343137_u64)),
            with("/registration/fields", json!(["Nguyễn Thị Thử"])),
            with("/consent/payload", json!({})),
        ] {
            let answer = backend.post_bytes("x", bad.to_string().into_bytes());
            answer.is_problem(400, "not-an-envelope");
            assert!(!String::from_utf8_lossy(&answer.body).contains("Nguyễn"));
        }
    });
}

#[test]
fn a_body_over_the_limit_is_refused_however_it_comes() {
    refusing(|folder, backend| {
        let body = Submission::new(folder).body();
        let limit = 64 * 1024;
        let padded = |size: usize| [body.clone(), vec![b' '; size - body.len()]].concat();
        backend
            .post_bytes("x", padded(limit))
            .is_problem(400, "idempotency-key-mismatch");
        backend
            .post_bytes("x", padded(limit + 1))
            .is_problem(413, "too-large");
        backend
            .post_bytes("x", padded(1 << 20))
            .is_problem(413, "too-large");

        // Announced, and never sent.
        let head =
            "POST /api/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
        let answer = raw(backend, &format!("{head}content-length: 100000000\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        // Not announced.
        let chunk = format!("11000\r\n{}\r\n0\r\n\r\n", " ".repeat(0x11000));
        let answer = raw(
            backend,
            &format!("{head}transfer-encoding: chunked\r\n\r\n{chunk}"),
        );
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    });
}

#[test]
fn the_limit_can_be_set() {
    let folder = Folder::new();
    let backend = folder.serve(&["--body-limit", "100"]);
    let answer = backend.post(&Submission::new(&folder));
    answer.is_problem(413, "too-large");
    assert_eq!(answer.json()["detail"], "Send at most 100 bytes.");
}

#[test]
fn a_body_that_does_not_come_is_answered_and_not_waited_for() {
    refusing(|_, backend| {
        let head = "content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
        std::thread::scope(|scope| {
            for path in ["/api/registrations", "/api/registrations/requests"] {
                scope.spawn(move || {
                    let request = format!("POST {path} HTTP/1.1\r\nhost: x\r\n{head}");
                    // It ends: the connection is closed.
                    let answer = raw(backend, &request);
                    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
                    assert!(answer.contains("urn:thuan:problem:incomplete"), "{answer}");
                });
            }
        });
    });
}

/// RFC 9112, section 7.1.
#[test]
fn chunks_that_are_none_are_the_senders_fault() {
    refusing(|_, backend| {
        let head =
            "host: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        for path in [
            "/api/registrations",
            "/api/registrations/requests",
            "/api/registrations/plain",
        ] {
            let ask = |body: &str| {
                let request = format!("POST {path} HTTP/1.1\r\n{head}{body}");
                raw(backend, &request)
            };
            for body in ["xyz\r\n{}\r\n0\r\n\r\n", "2\r\n{}}}\r\n0\r\n\r\n"] {
                let answer = ask(body);
                assert!(answer.starts_with("HTTP/1.1 400 "), "{path} {answer}");
                let is_page = path.ends_with("/plain");
                let malformed = answer.contains("urn:thuan:problem:malformed");
                assert_eq!(malformed, !is_page, "{path} {answer}");
                let ends = answer.contains("connection: close");
                assert!(ends || is_page, "{path} {answer}");
            }
        }
    });
}

/// RFC 9112, section 3.2.
#[test]
fn a_request_says_once_for_which_host_it_is() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let check = |request: &str, status: &str| {
        let answer = raw(&backend, &format!("{request}connection: close\r\n\r\n"));
        assert!(answer.starts_with(status), "{request} {answer}");
        let malformed = answer.contains("urn:thuan:problem:malformed");
        assert_eq!(malformed, status.contains("400"), "{request} {answer}");
    };
    for path in [
        "/healthz",
        "/",
        "/forms/vst.json",
        "/api/registrations/plain",
    ] {
        let of = |headers: &str| format!("GET {path} HTTP/1.1\r\n{headers}");
        check(&of(""), "HTTP/1.1 400 ");
        check(&of("host: x\r\nhost: x\r\n"), "HTTP/1.1 400 ");
        check(&of("host: a b\r\n"), "HTTP/1.1 400 ");
        check(&of("host: a@b\r\n"), "HTTP/1.1 400 ");
    }
    for host in [
        "x",
        "",
        "register.example.vn:8443",
        "[::1]:8080",
        "127.0.0.1",
    ] {
        check(
            &format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n"),
            "HTTP/1.1 200 ",
        );
    }
    check("GET /healthz HTTP/1.0\r\n", "HTTP/1.0 200 ");
}

fn raw(backend: &Backend, request: &str) -> String {
    let mut stream =
        TcpStream::connect(backend.url.trim_start_matches("http://")).expect("connected");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..length]);
    }
    String::from_utf8(answer).expect("UTF-8")
}

#[test]
fn unknown_addresses_and_methods_are_problems_too() {
    refusing(|_, backend| {
        backend.get("/api/", &[]).is_problem(404, "not-found");
        backend.get("/api/other", &[]).is_problem(404, "not-found");
        backend.get("/nothing", &[]).is_problem(404, "not-found");
        backend
            .get("/forms/other.json", &[])
            .is_problem(404, "not-found");
        backend.get("/forms/vst", &[]).is_problem(404, "not-found");
        for method in ["GET", "PUT", "DELETE", "BREW"] {
            let answer = backend.request(method, "/api/registrations", &[], Vec::new());
            answer.is_problem(405, "method-not-allowed");
            assert_eq!(answer.header("allow"), "POST");
        }
        let answer = backend.request("POST", "/", &[], Vec::new());
        answer.is_problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), "GET, HEAD");
    });
}
