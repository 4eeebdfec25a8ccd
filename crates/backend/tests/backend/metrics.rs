//! `/metrics`: at an address of its own, and numbers alone.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Backend, Folder, PlainForm, Submission, get};

/// Where the metrics are: the log says it.
fn address(folder: &Folder) -> String {
    let log = folder.log();
    let mut lines = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let line = lines.rfind(|line| line["event"] == "metrics");
    let line = line.expect("a line");
    format!("http://{}", line["addr"].as_str().expect("an address"))
}

fn serve() -> (Folder, Backend, String) {
    let folder = Folder::new();
    let backend = folder.serve(&["--metrics", "127.0.0.1:0"]);
    let address = address(&folder);
    (folder, backend, address)
}

/// What there is: each series with its value.
fn series(address: &str) -> BTreeMap<String, f64> {
    let answer = get(&format!("{address}/metrics"));
    assert_eq!(answer.status, 200);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(answer.header("content-type"), kind);
    let text = String::from_utf8(answer.body).expect("UTF-8");
    assert!(text.ends_with("# EOF\n"), "{text}");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a value");
            (name.to_owned(), value.parse().expect("a number"))
        })
        .collect()
}

#[test]
fn they_are_nowhere_unless_asked_for() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    assert_eq!(backend.get("/metrics", &[]).status, 404);
    let (_folder, backend, address) = serve();
    assert_eq!(backend.get("/metrics", &[]).status, 404);
    get(&format!("{address}/api/registrations")).is_problem(404, "not-found");
}

#[test]
fn what_happens_is_counted() {
    let (folder, backend, address) = serve();
    let before = series(&address);
    assert_eq!(before["thuan_queue_records"], 0.0);
    assert!(before["thuan_process_start_time_seconds"] > 1.7e9);
    assert_eq!(
        before[&format!(
            "thuan_build_info{{version=\"{}\"}}",
            env!("CARGO_PKG_VERSION")
        )],
        1.0
    );

    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    assert_eq!(backend.post(&submission).status, 200);
    let refused = Submission::new(&folder).record("/challenge", Some("unknown".into()));
    assert_eq!(backend.post(&refused).status, 422);
    backend
        .post_bytes("x", b"{".to_vec())
        .is_problem(400, "not-json");
    PlainForm::new(&folder, "vi").post(&backend).page(200);
    assert_eq!(backend.get("/no/such/place?name=x", &[]).status, 404);

    let after = series(&address);
    let requests = |method, route, status| {
        let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
        after[&format!("thuan_http_requests_total{{{labels}}}")]
    };
    assert_eq!(requests("POST", "/api/registrations", "2xx"), 2.0);
    assert_eq!(requests("POST", "/api/registrations", "4xx"), 2.0);
    assert_eq!(requests("GET", "site", "4xx"), 1.0);
    for (name, value) in [
        (
            "thuan_http_request_seconds_count{route=\"/api/registrations\"}",
            4.0,
        ),
        ("thuan_records_total{outcome=\"new\"}", 1.0),
        ("thuan_unsigned_registrations_total{outcome=\"new\"}", 1.0),
        (
            "thuan_refused_total{problem=\"registration-refused\",code=\"challenge_unknown\"}",
            1.0,
        ),
        ("thuan_refused_total{problem=\"not-json\",code=\"\"}", 1.0),
        ("thuan_batch_records_count", 1.0),
        ("thuan_batch_records_sum", 1.0),
        ("thuan_commit_seconds_count", 1.0),
        ("thuan_commit_seconds_bucket{le=\"+Inf\"}", 1.0),
    ] {
        assert_eq!(after.get(name), Some(&value), "{name}: {after:#?}");
    }
    // Given back a moment after the answer.
    let writer =
        |state| after[&format!("thuan_database_connections{{pool=\"writer\",state=\"{state}\"}}")];
    assert_eq!(writer("used") + writer("idle"), 1.0);
}

#[test]
fn nothing_that_was_sent_is_in_them_and_no_series_is_made_by_whoever_asks() {
    let (folder, backend, address) = serve();
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.request("NGUYEN", "/healthz", &[], Vec::new());
    let shown = |path: &str| backend.get(path, &[]).status;
    assert_eq!(shown("/forms/nguyen-van-a.json"), 404);
    // From here on more of the same makes no more series.
    let count = series(&address).len();
    for index in 0..50 {
        shown(&format!("/forms/nguyen-van-{index}.json"));
        shown(&format!("/nguyen-{index}?email=a@example.vn"));
        backend.request(&format!("NGUYEN{index}"), "/healthz", &[], Vec::new());
    }
    let series = series(&address);
    // Those that were first asked for meanwhile: the site's.
    assert!(series.len() <= count + 20, "{count}, then {}", series.len());
    let text: String = series.keys().flat_map(|name| [name, "\n"]).collect();
    for secret in submission.secrets() {
        assert!(!text.contains(&secret), "{secret}");
    }
    for word in ["nguyen", "NGUYEN", "example.vn", &submission.record_id()] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}
