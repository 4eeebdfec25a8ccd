//! Which other sites' pages may post, as browsers ask.

use crate::support::{Answer, Backend, Folder, Submission};

fn preflight(backend: &Backend, origin: &str) -> Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "content-type,idempotency-key,thuan-work,thuan-token",
        ),
    ];
    backend.request("OPTIONS", "/api/registrations", &headers, Vec::new())
}

fn post(folder: &Folder, backend: &Backend, origin: &str) -> Answer {
    let submission = Submission::new(folder);
    let id = submission.record_id();
    let headers = [
        ("origin", origin),
        ("content-type", "application/json"),
        ("idempotency-key", &id),
    ];
    backend.request("POST", "/api/registrations", &headers, submission.body())
}

const ALLOWED: &str = "access-control-allow-origin";

#[test]
fn an_allowed_site_may_ask_and_post() {
    let folder = Folder::new();
    let backend = folder.serve(&[
        "--allow-origin",
        "https://partner.example.vn",
        "--allow-origin",
        "http://localhost:9000",
    ]);
    for origin in ["https://partner.example.vn", "http://localhost:9000"] {
        let answer = preflight(&backend, origin);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header(ALLOWED), origin);
        assert_eq!(answer.header("access-control-allow-methods"), "POST");
        assert_eq!(
            answer.header("access-control-allow-headers"),
            "content-type,idempotency-key,thuan-work,thuan-token"
        );
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        let answer = post(&folder, &backend, origin);
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header(ALLOWED), origin);
        assert_eq!(
            answer.header("access-control-expose-headers"),
            "retry-after"
        );
        assert!(answer.header("vary").contains("origin"));
    }
}

#[test]
fn every_other_site_is_refused() {
    let folder = Folder::new();
    let backend = folder.serve(&["--allow-origin", "https://partner.example.vn"]);
    for origin in [
        "https://evil.example",
        "http://partner.example.vn",
        "https://partner.example.vn:8443",
        "https://sub.partner.example.vn",
        "https://partner.example.vn.evil.example",
        "null",
    ] {
        assert_eq!(preflight(&backend, origin).header(ALLOWED), "", "{origin}");
        assert_eq!(
            post(&folder, &backend, origin).header(ALLOWED),
            "",
            "{origin}"
        );
    }
}

#[test]
fn nobody_is_allowed_unless_configured() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    assert_eq!(
        preflight(&backend, "https://partner.example.vn").header(ALLOWED),
        ""
    );
}

#[test]
fn all_sites_and_sandboxed_frames_can_be_allowed() {
    let folder = Folder::new();
    let backend = folder.serve(&["--allow-origin", "*"]);
    assert_eq!(
        preflight(&backend, "https://anyone.example").header(ALLOWED),
        "*"
    );
    backend.stop();
    let backend = folder.serve(&["--allow-origin", "null"]);
    assert_eq!(preflight(&backend, "null").header(ALLOWED), "null");
    assert_eq!(
        preflight(&backend, "https://anyone.example").header(ALLOWED),
        ""
    );
}

#[test]
fn refusals_can_be_read_by_the_site_that_may_post() {
    let folder = Folder::new();
    let backend = folder.serve(&["--allow-origin", "https://partner.example.vn"]);
    let headers = [
        ("origin", "https://partner.example.vn"),
        ("content-type", "text/plain"),
    ];
    let answer = backend.request("POST", "/api/registrations", &headers, Vec::new());
    answer.is_problem(415, "unsupported-media-type");
    assert_eq!(answer.header(ALLOWED), "https://partner.example.vn");
}

#[test]
fn public_files_may_be_read_from_everywhere() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    for path in ["/forms/vst.json", "/policy/vst.json", "/"] {
        let answer = backend.get(path, &[("origin", "https://anyone.example")]);
        assert_eq!(
            (answer.status, answer.header(ALLOWED)),
            (200, "*"),
            "{path}"
        );
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[test]
fn what_is_no_origin_stops_the_start() {
    for (option, setting) in [
        ("--allow-origin", "`allow_origin`"),
        ("--public-url", "`public_url`"),
    ] {
        let error = Folder::new().fails_to_serve(&[option, "https://partner.example.vn/path"]);
        assert!(
            error.contains(setting) && error.contains("without a path"),
            "{error}"
        );
    }
}
