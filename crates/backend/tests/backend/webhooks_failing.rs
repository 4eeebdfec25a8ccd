//! Webhooks that are not taken: tried again under the same name with the same bytes, given up at last, and never lost.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::Value;
use thuan_backend::clock;

use crate::support::{
    Folder, FollowUp, Hook, Receiver, Reply, Submission, certificate, eventually, get, stdout,
};

fn told() -> (Folder, Receiver, Hook) {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receiver = Receiver::new();
    let hook = folder.add_endpoint(&receiver.url, &[]);
    (folder, receiver, hook)
}

/// That so many attempts were noted, and what came of the last.
#[track_caller]
fn tried(folder: &Folder, attempts: usize, outcome: &str) {
    let noted =
        format!("attempts = {attempts} AND last_outcome = '{outcome}' AND lease_until IS NULL");
    eventually(|| folder.deliveries(&noted) == 1);
}

#[test]
fn what_fails_is_sent_again_under_the_same_name_with_the_same_bytes() {
    let (folder, receiver, hook) = told();
    let location = "location: /elsewhere\r\n";
    receiver.will([
        Reply::Status(500, ""),
        Reply::HangUp,
        Reply::Never,
        Reply::Status(302, location),
        Reply::Status(404, ""),
    ]);
    let backend = folder.serve(&["--deliver-timeout", "1s"]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    let outcomes = ["500", "broken", "timeout", "302", "404", "200"];
    for (attempts, outcome) in (1..).zip(outcomes) {
        tried(&folder, attempts, outcome);
        folder.hurry();
    }
    let all = receiver.received();
    assert_eq!(all.len(), outcomes.len());
    for one in &all {
        assert_eq!(one.request, "POST /hooks HTTP/1.1");
        assert_eq!(one.header("webhook-id"), all[0].header("webhook-id"));
        assert_eq!(one.body, all[0].body);
        assert!(one.is_signed_with(&hook.secret));
    }
    assert_eq!(folder.deliveries("state = 'delivered'"), 1);
}

#[test]
fn a_receiver_that_is_not_there_is_tried_again() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    // A port that was free just now.
    let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    drop(listener);
    folder.add_endpoint(&url, &[]);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    tried(&folder, 1, "unreachable");
    assert_eq!(folder.deliveries("state = 'pending'"), 1);
}

#[test]
fn over_tls_only_whoever_is_trusted_is_told() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receiver = Receiver::over_tls();
    let hook = folder.add_endpoint(&receiver.url, &[]);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    tried(&folder, 1, "tls");
    backend.stop();
    assert_eq!(receiver.received(), []);
    let _backend = folder.serve_trusting(&certificate());
    folder.hurry();
    assert!(receiver.wait_for(1)[0].is_signed_with(&hook.secret));
    tried(&folder, 2, "200");
}

#[test]
fn a_receiver_says_when_it_wants_to_be_told_again() {
    let (folder, receiver, _) = told();
    receiver.will([Reply::Status(503, "retry-after: 7200\r\n")]);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    tried(&folder, 1, "503");
    let day = |column| {
        let text = folder
            .database
            .value(&format!("SELECT {column} FROM deliveries"));
        let time: jiff::Timestamp = text.parse().expect("a time");
        time.as_second()
    };
    let waits = day("next_attempt_at") - day("created_at");
    // Two hours, not five seconds; and a tenth at most by chance.
    assert!((7200..8000).contains(&waits), "{waits}");
}

#[test]
fn what_is_never_taken_is_given_up_logged_and_sent_again_when_asked() {
    let (folder, receiver, hook) = told();
    receiver.will(vec![Reply::Status(500, ""); 10]);
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    for attempts in 1..10 {
        tried(&folder, attempts, "500");
        assert_eq!(folder.deliveries("state = 'pending'"), 1, "{attempts}");
        folder.hurry();
    }
    tried(&folder, 10, "500");
    assert_eq!(folder.deliveries("state = 'dead'"), 1);
    folder.hurry();

    let listed = stdout(&folder.run(&["webhooks", "dead"]));
    let name = receiver.received()[0].header("webhook-id").to_owned();
    assert!(
        listed.contains(&name) && listed.contains(&submission.record_id()),
        "{listed}"
    );
    let log = folder.log();
    let lines = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let given_up = Vec::from_iter(lines.filter(|line| line["event"] == "webhook_dead"));
    assert_eq!(given_up.len(), 1, "{log}");
    assert_eq!(given_up[0]["delivery_id"], name);
    assert_eq!(given_up[0]["to"], hook.id);
    assert!(!log.contains("/hooks"), "{log}");

    stdout(&folder.run(&["webhooks", "retry", &name]));
    tried(&folder, 1, "200");
    let all = receiver.received();
    assert_eq!(all.len(), 11);
    assert_eq!(all[10].header("webhook-id"), name);
    assert_eq!(all[10].body, all[0].body);
}

/// The details are those of the first record: where it does not hold, they are nobody's.
#[test]
fn a_change_of_what_was_changed_in_the_store_is_not_told_with_it() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receiver = Receiver::new();
    folder.add_endpoint(&receiver.url, &["--data", "registration"]);
    let backend = folder.serve(&["--deliver", "false"]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    let withdrawal = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    backend.stop();
    folder.sql("UPDATE registrations SET fields = replace(fields, 'thu.nguyen', 'thief')");
    let backend = folder.serve(&[]);
    eventually(|| folder.deliveries("state <> 'pending'") == 2);
    assert_eq!(
        folder.deliveries("state = 'dead' AND last_outcome = 'unsound'"),
        2
    );
    assert_eq!(receiver.received().len(), 0);
    backend.stop();
}

#[test]
fn an_endpoint_that_is_gone_is_told_nothing_more_until_it_is_resumed() {
    let (folder, receiver, hook) = told();
    let backend = folder.serve(&["--deliver", "false"]);
    for _ in 0..3 {
        assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    }
    backend.stop();
    // One waits for its next attempt when another is answered.
    let now = clock::now().expect("a time");
    let later = clock::later(&now, Duration::from_hours(20)).expect("a time");
    folder.sql(&format!(
        "UPDATE deliveries SET next_attempt_at = '{}' WHERE sequence > 1",
        later.as_str()
    ));
    receiver.will([Reply::Status(410, "")]);
    let backend = folder.serve(&[]);
    eventually(|| folder.deliveries("state = 'dead'") == 3);
    assert_eq!(folder.deliveries("last_outcome = '410'"), 1);
    assert_eq!(folder.deliveries("last_outcome = 'stopped'"), 2);
    assert!(folder.log().contains("webhook_stopped"));
    assert!(stdout(&folder.run(&["webhooks"])).contains("stopped"));
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.deliveries("TRUE"), 3);

    stdout(&folder.run(&["webhooks", "resume", &hook.id]));
    stdout(&folder.run(&["webhooks", "retry", "--all-dead"]));
    eventually(|| folder.deliveries("state = 'delivered'") == 3);
    assert_eq!(receiver.received().len(), 4);
}

#[test]
fn the_status_counts_before_a_body_that_has_no_end() {
    let (folder, receiver, _) = told();
    receiver.will([Reply::Endless]);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    tried(&folder, 1, "200");
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    eventually(|| folder.deliveries("state = 'delivered'") == 2);
}

#[test]
fn a_receiver_that_hangs_keeps_no_other_waiting() {
    let (folder, receiver, _) = told();
    let other = Receiver::new();
    folder.add_endpoint(&other.url, &[]);
    receiver.will(vec![Reply::Never; 40]);
    let backend = folder.serve(&["--deliver-timeout", "1m"]);
    for _ in 0..40 {
        assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    }
    other.wait_for(40);
    // And is itself not overrun.
    assert_eq!(receiver.received().len(), 4);
}

#[test]
fn a_backend_killed_before_it_could_tell_tells_when_it_is_started_again() {
    let (folder, receiver, _) = told();
    let backend = folder.serve(&["--deliver", "false"]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.kill();
    assert_eq!(receiver.received(), []);
    let _backend = folder.serve(&[]);
    let all = receiver.wait_for(1);
    assert_eq!(all[0].json()["data"]["record_id"], submission.record_id());
    eventually(|| folder.deliveries("state = 'delivered'") == 1);
}

#[test]
fn a_backend_killed_while_it_tells_loses_nothing() {
    let (folder, receiver, _) = told();
    receiver.will([Reply::Never]);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    receiver.wait_for(1);
    backend.kill();
    // Nobody else takes it before its lease ends.
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    receiver.wait_for(2);
    eventually(|| folder.deliveries("state = 'delivered'") == 1);
    assert_eq!(
        folder.deliveries("state = 'pending' AND lease_until IS NOT NULL"),
        1
    );
    folder.hurry();
    let all = receiver.wait_for(3);
    assert_eq!(all[2].header("webhook-id"), all[0].header("webhook-id"));
    assert_eq!(all[2].body, all[0].body);
    eventually(|| folder.deliveries("state = 'delivered'") == 2);
}

#[test]
fn a_backend_that_ends_gives_back_what_it_has_in_hand() {
    let (folder, receiver, _) = told();
    receiver.will([Reply::Never]);
    let backend = folder.serve(&["--deliver-timeout", "1m"]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    receiver.wait_for(1);
    backend.stop();
    assert_eq!(
        folder.deliveries("attempts = 0 AND state = 'pending' AND lease_until IS NULL"),
        1
    );
    let _backend = folder.serve(&[]);
    receiver.wait_for(2);
    tried(&folder, 1, "200");
}

#[test]
fn several_backends_tell_each_thing_once() {
    let (folder, receiver, _) = told();
    let takes = folder.serve(&["--deliver", "false"]);
    let backends = [folder.serve(&[]), folder.serve(&[]), takes];
    let submissions: Vec<_> = (0..60).map(|_| Submission::new(&folder)).collect();
    std::thread::scope(|scope| {
        for (index, submission) in submissions.iter().enumerate() {
            let backend = &backends[index % 3];
            scope.spawn(move || assert_eq!(backend.post(submission).status, 201));
        }
    });
    eventually(|| folder.deliveries("state = 'delivered'") == 60);
    let all = receiver.received();
    assert_eq!(all.len(), 60);
    let mut told = Vec::from_iter(
        all.iter()
            .map(|one| one.json()["data"]["record_id"].to_string()),
    );
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 60);
    assert_eq!(folder.deliveries("attempts <> 1"), 0);
}

#[test]
fn what_is_sent_and_what_waits_is_counted() {
    let (folder, receiver, _) = told();
    receiver.will([
        Reply::Status(500, ""),
        Reply::HangUp,
        Reply::Status(410, ""),
    ]);
    let backend = folder.serve(&["--metrics", "127.0.0.1:0"]);
    for _ in 0..2 {
        assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
        let pending = folder.deliveries("TRUE");
        eventually(|| folder.deliveries("attempts = 1 AND lease_until IS NULL") == pending);
    }
    let log = folder.log();
    let line = log
        .lines()
        .find(|line| line.contains("\"event\":\"metrics\""));
    let line: Value = serde_json::from_str(line.expect("a line")).expect("JSON");
    let address = format!(
        "http://{}/metrics",
        line["addr"].as_str().expect("an address")
    );
    let text = || String::from_utf8(get(&address).body).expect("UTF-8");
    let attempts = "thuan_delivery_attempts_total{channel=\"webhook\",outcome";
    let has = |line: &str| {
        let text = text();
        assert!(text.lines().any(|other| other == line), "{line}: {text}");
    };
    has(&format!("{attempts}=\"5xx\"}} 1"));
    has(&format!("{attempts}=\"broken\"}} 1"));
    has("thuan_deliveries{state=\"pending\"} 2");
    has("thuan_deliveries{state=\"dead\"} 0");
    // Written in the future, it waits no less.
    for year in ["2026", "2099"] {
        folder.sql(&format!(
            "UPDATE deliveries SET created_at = '{year}-01-01T00:00:00.000Z'"
        ));
        let oldest = text();
        let oldest = oldest
            .lines()
            .find_map(|line| line.strip_prefix("thuan_delivery_oldest_pending_seconds "));
        let oldest: f64 = oldest.expect("a line").parse().expect("a number");
        assert!(oldest > 1e6, "{oldest}");
    }
    folder.hurry();
    eventually(|| folder.deliveries("state = 'dead'") > 0);
    eventually(|| text().contains("thuan_deliveries{state=\"pending\"} 0"));
    assert!(!text().contains("/hooks"));
}
