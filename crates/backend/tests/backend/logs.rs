//! The logs of a whole day, and nobody in them.

use serde_json::{Value, json};

use crate::support::{Folder, Submission};

#[test]
fn logs_say_what_happened_and_not_to_whom() {
    for format in ["json", "text"] {
        let folder = Folder::new();
        let backend = folder.serve(&["--log", format]);
        let good = Submission::new(&folder);
        let bad = Submission::new(&folder)
            .field("email", Some("khong.hop.le@mail"))
            .field("nguyen.van.a@example.org", Some("bí mật"));
        let mut secrets = [good.secrets(), bad.secrets()].concat();

        assert_eq!(backend.post(&good).status, 201);
        assert_eq!(backend.post(&good).status, 200);
        assert_eq!(backend.post(&bad).status, 422);
        assert_eq!(
            backend.post_bytes(&good.record_id(), bad.body()).status,
            400
        );
        assert_eq!(
            backend
                .post_bytes("an.idempotency.key", b"{\"ho.ten\":\"L\xc3\xaa\"".to_vec())
                .status,
            400
        );
        let clash = Submission::new(&folder).record("/record_id", Some(json!(good.record_id())));
        secrets.extend(clash.secrets());
        assert_eq!(backend.post(&clash).status, 409);
        let mut tampered = good.envelope();
        tampered["registration"]["fields"]["phone"] = json!("+84912345678");
        assert_eq!(
            backend
                .post_bytes(&good.record_id(), tampered.to_string().into_bytes())
                .status,
            422
        );
        let headers = [
            ("content-type", "text/pl.ain"),
            ("user-agent", "an.agent"),
            ("cookie", "a.cookie"),
        ];
        let path = "/api/registrations?email=query.string@example.com";
        assert_eq!(
            backend.request("POST", path, &headers, good.body()).status,
            415
        );
        backend.get(
            "/somebodys.name/at.home?phone=0912000111",
            &[("referer", "https://a.referer/")],
        );
        backend.request("A.METHOD", "/api/registrations", &[], Vec::new());
        folder.sql("ALTER TABLE registrations RENAME TO elsewhere");
        let lost = Submission::new(&folder);
        secrets.extend(lost.secrets());
        assert_eq!(backend.post(&lost).status, 500);
        backend.stop();

        let log = folder.log();
        secrets.extend(
            [
                "nguyen.van.a",
                "bí mật",
                "khong.hop.le",
                "an.idempotency.key",
                "ho.ten",
                "Lê",
                "+84912345678",
                "text/pl.ain",
                "an.agent",
                "a.cookie",
                "query.string",
                "somebodys.name",
                "at.home",
                "0912000111",
                "a.referer",
                "A.METHOD",
                "/etc/",
                "Nguyễn",
                "example.com",
                "127.0.0.1:8080",
            ]
            .map(str::to_owned),
        );
        for secret in &secrets {
            assert!(
                !log.contains(secret.as_str()),
                "{secret} is in the log:\n{log}"
            );
        }
        assert!(
            log.contains(&good.record_id()) && log.contains(&good.record_sha256()),
            "{log}"
        );
        assert!(!log.contains(&bad.record_id()), "{log}");
        if format == "json" {
            check_lines(&log, &good);
        }
    }
}

fn check_lines(log: &str, good: &Submission) {
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["event"], "listening");
    assert_eq!(lines[lines.len() - 1]["event"], "stopped");
    let requests: Vec<&Value> = lines
        .iter()
        .filter(|line| line["event"] == "request")
        .collect();
    let statuses: Vec<u64> = requests
        .iter()
        .map(|line| line["status"].as_u64().expect("a number"))
        .collect();
    assert_eq!(
        statuses,
        [201, 200, 422, 400, 400, 409, 422, 415, 404, 405, 500]
    );
    for line in &requests {
        assert!(
            line["request_id"].is_string() && line["duration_ms"].is_u64(),
            "{line}"
        );
    }
    assert_eq!(requests[0]["record_id"], good.record_id());
    assert_eq!(requests[0]["route"], "/api/registrations");
    assert_eq!(requests[2]["problem"], "registration-refused");
    assert_eq!(requests[2]["codes"], "unknown_field,domain_without_dot");
    assert_eq!(requests[8]["route"], "site");
    assert_eq!(requests[9]["method"], "other");
    let failed: Vec<&Value> = lines
        .iter()
        .filter(|line| line["event"] == "store_failed")
        .collect();
    assert_eq!(failed.len(), 1);
}

#[test]
fn answers_carry_the_number_of_their_log_line() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let id = backend
        .get("/nothing", &[])
        .header("x-request-id")
        .to_owned();
    assert!(!id.is_empty() && folder.log().contains(&id));
}
