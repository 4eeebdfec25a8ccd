//! Who is told what by webhooks: a real backend, and a real server that is told.

use serde_json::{Value, json};
use thuan_consent::webhook::Webhook;

use crate::support::{
    Backend, Folder, FollowUp, PlainForm, Received, Receiver, Reply, Submission, eventually,
    failure, stdout,
};

/// A folder whose endpoint is told with these options, and a backend on it.
fn told(options: &[&str]) -> (Folder, Receiver, String, Backend) {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receiver = Receiver::new();
    let hook = folder.add_endpoint(&receiver.url, options);
    let backend = folder.serve(&[]);
    (folder, receiver, hook.secret, backend)
}

/// Does everything that somebody is told of, and gives what the records were.
fn everything(folder: &Folder, backend: &Backend) -> (Submission, FollowUp, FollowUp) {
    let first = Submission::new(folder);
    assert_eq!(backend.post(&first).status, 201);
    let agreed = FollowUp::agreeing(&first.verified(), &folder.pack(), "renewal_phone");
    assert_eq!(backend.post_change(&agreed).status, 201);
    let withdrawn = FollowUp::withdrawing(&agreed.verified(), "renewal_email");
    assert_eq!(backend.post_change(&withdrawn).status, 201);
    PlainForm::new(folder, "vi").post(backend).page(200);
    let request = json!({
        "kind": "withdraw", "contact": "thu.nguyen@example.com", "reference": "9B2F8A60",
        "purposes": ["renewal_email"], "message": "Tôi đổi máy.", "language": "vi",
    });
    let headers = [("content-type", "application/json")];
    let request = serde_json::to_vec(&request).expect("JSON");
    let path = "/api/registrations/requests";
    let answer = backend.request("POST", path, &headers, request);
    assert_eq!(answer.status, 202);
    (first, agreed, withdrawn)
}

/// What was told, by its type.
#[track_caller]
fn of<'a>(all: &'a [Received], kind: &str) -> (&'a Received, Value) {
    let found = all.iter().find(|one| one.json()["type"] == kind);
    let found = found.expect("it was told");
    (found, found.json())
}

#[test]
fn everything_is_told_signed_and_without_personal_data() {
    let (folder, receiver, secret, backend) = told(&[]);
    let (first, agreed, withdrawn) = everything(&folder, &backend);
    let all = receiver.wait_for(5);
    for one in &all {
        assert_eq!(one.request, "POST /hooks HTTP/1.1");
        assert_eq!(one.header("content-type"), "application/json");
        assert!(one.header("user-agent").starts_with("thuan/"));
        assert!(one.is_signed_with(&secret));
        assert!(!one.is_signed_with("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        let text = String::from_utf8(one.body.clone()).expect("UTF-8");
        for secret in first.secrets() {
            assert!(!text.contains(&secret), "{secret}: {text}");
        }
        assert!(
            !text.contains("đổi máy") && !text.contains("9b2f8a60\""),
            "{text}"
        );
        // It is what the type says, and nothing else.
        let read: Webhook = serde_json::from_str(&text).expect("a webhook");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
    }
    let (_, created) = of(&all, "registration.created");
    let data = &created["data"];
    assert_eq!(data["record_id"], first.record_id());
    assert_eq!(data["first_record_id"], first.record_id());
    assert_eq!(data["record_sha256"], first.record_sha256());
    assert_eq!(data["form_id"], "vst");
    assert_eq!(data["purposes"][0]["id"], "renewal_email");
    assert_eq!(data["purposes"][0]["event_state"], "given");
    // The receipt is the one that the person was given.
    let again = backend.post(&first).json();
    assert_eq!(data["receipt"], again["receipt"]);
    assert_eq!(created["timestamp"], again["received_at"]);
    for absent in [
        "registration",
        "deleted_at",
        "withdrawal",
        "previous_record_id",
    ] {
        assert_eq!(data.get(absent), None, "{absent}");
    }

    let (_, changed) = of(&all, "consent.changed");
    assert_eq!(changed["data"]["record_id"], agreed.record_id());
    assert_eq!(changed["data"]["previous_record_id"], first.record_id());
    let (_, taken_back) = of(&all, "consent.withdrawn");
    let data = &taken_back["data"];
    assert_eq!(data["record_id"], withdrawn.record_id());
    assert_eq!(data["first_record_id"], first.record_id());
    assert_eq!(data["previous_record_id"], agreed.record_id());
    assert_eq!(data["withdrawal"]["purposes"], json!(["renewal_email"]));
    assert!(data["withdrawal"]["complete_by"].is_string());
    let (_, unsigned) = of(&all, "registration.unsigned");
    assert_eq!(
        unsigned["data"]["registration_id"],
        folder.unsigned()[0]["registration_id"]
    );
    let (_, request) = of(&all, "request.received");
    assert_eq!(request["data"]["kind"], "withdraw");
    assert_eq!(request["data"].get("said"), None);

    eventually(|| folder.deliveries("state = 'delivered' AND last_outcome = '200'") == 5);
    let log = folder.log();
    for word in first
        .secrets()
        .iter()
        .map(String::as_str)
        .chain([&*secret, "/hooks", "đổi máy"])
    {
        assert!(!log.contains(word), "{word}: {log}");
    }
    assert_eq!(log.matches("\"event\":\"delivery\"").count(), 5, "{log}");
    folder.audits_clean();
}

#[test]
fn who_is_told_the_registration_is_told_it_with_every_record_of_its_chain() {
    let (folder, receiver, _, backend) = told(&["--data", "registration"]);
    let (first, ..) = everything(&folder, &backend);
    let all = receiver.wait_for(5);
    for kind in [
        "registration.created",
        "consent.changed",
        "consent.withdrawn",
    ] {
        let (_, json) = of(&all, kind);
        assert_eq!(
            json["data"]["registration"],
            json!(first.registration()),
            "{kind}"
        );
    }
    let (_, unsigned) = of(&all, "registration.unsigned");
    assert_eq!(
        unsigned["data"]["registration"]["fields"],
        json!(first.fields)
    );
    let (_, request) = of(&all, "request.received");
    let said = json!({ "contact": "thu.nguyen@example.com", "reference": "9b2f8a60", "message": "Tôi đổi máy." });
    assert_eq!(request["data"]["said"], said);
    backend.stop();
    let log = folder.log();
    for word in first.secrets() {
        assert!(!log.contains(&word), "{word}: {log}");
    }
}

#[test]
fn what_was_forgotten_before_it_is_sent_is_not_sent() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receiver = Receiver::new();
    folder.add_endpoint(&receiver.url, &["--data", "registration"]);
    let backend = folder.serve(&["--deliver", "false"]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    PlainForm::new(&folder, "vi").post(&backend).page(200);
    let unsigned = folder.unsigned()[0]["registration_id"].clone();
    for id in [
        submission.record_id(),
        unsigned.as_str().expect("a name").to_owned(),
    ] {
        stdout(&folder.run(&["forget", &id, "--reason", "asked for"]));
    }
    assert_eq!(receiver.received(), []);
    backend.stop();
    let _backend = folder.serve(&[]);
    for one in receiver.wait_for(2) {
        let json = one.json();
        assert_eq!(json["data"].get("registration"), None);
        assert!(json["data"]["deleted_at"].is_string(), "{json}");
        let text = String::from_utf8(one.body).expect("UTF-8");
        for word in submission.fields.values() {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    folder.audits_clean();
}

#[test]
fn an_endpoint_is_told_what_it_asked_for() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receivers = [Receiver::new(), Receiver::new()];
    let events = [
        "--event",
        "consent.withdrawn",
        "--event",
        "request.received",
    ];
    folder.add_endpoint(&receivers[0].url, &events);
    folder.add_endpoint(&receivers[1].url, &["--event", "registration.created"]);
    let backend = folder.serve(&[]);
    everything(&folder, &backend);
    eventually(|| folder.deliveries("state = 'delivered'") == 3);
    let kinds = |receiver: &Receiver| {
        let all = receiver.received();
        let mut kinds = Vec::from_iter(all.iter().map(|one| one.json()["type"].clone()));
        kinds.sort_by_key(Value::to_string);
        kinds
    };
    assert_eq!(
        kinds(&receivers[0]),
        ["consent.withdrawn", "request.received"]
    );
    assert_eq!(kinds(&receivers[1]), ["registration.created"]);
    // Each under a name of its own.
    let names = "(SELECT count(DISTINCT delivery_id) FROM deliveries) = 3";
    assert_eq!(folder.deliveries(names), 3);
}

#[test]
fn nobody_to_tell_is_nothing_to_write() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    everything(&folder, &backend);
    assert_eq!(folder.deliveries("TRUE"), 0);
}

#[test]
fn after_a_rotation_both_secrets_sign_for_a_while() {
    let (folder, receiver, old, backend) = told(&[]);
    let id = folder
        .database
        .value("SELECT endpoint_id FROM webhook_endpoints");
    let rotate = |options: &[&str]| {
        let text = stdout(&folder.run(&[&["webhooks", "rotate", &id], options].concat()));
        let line = text.lines().find_map(|line| line.strip_prefix("secret"));
        line.expect("a secret").trim().to_owned()
    };
    let new = rotate(&[]);
    assert_ne!(old, new);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    let first = &receiver.wait_for(1)[0];
    assert!(first.is_signed_with(&old) && first.is_signed_with(&new));
    assert_eq!(first.header("webhook-signature").split(' ').count(), 2);

    let newest = rotate(&["--overlap", "0s"]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    let second = &receiver.wait_for(2)[1];
    assert!(second.is_signed_with(&newest));
    assert!(!second.is_signed_with(&old) && !second.is_signed_with(&new));
    assert_eq!(second.header("webhook-signature").split(' ').count(), 1);
}

#[test]
fn addresses_that_are_not_safe_are_refused() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    for (url, reason) in [
        ("http://example.vn/hooks", "https://"),
        ("https://user:geheim@example.vn/", "name or password"),
        ("https://example.vn/#x", "fragment"),
        ("example.vn", "no address"),
    ] {
        let said = failure(&folder.run(&["webhooks", "add", url]));
        assert!(said.contains(reason), "{url}: {said}");
        assert!(!said.contains("geheim"), "{said}");
    }
    let unknown = folder.run(&["webhooks", "add", "https://example.vn/", "--event", "x"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert_eq!(stdout(&folder.run(&["webhooks"])).lines().count(), 1);
}

#[test]
fn endpoints_are_listed_without_their_secrets_tried_and_removed() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    let receiver = Receiver::new();
    let hook = folder.add_endpoint(&receiver.url, &["--event", "registration.created"]);
    let listed = stdout(&folder.run(&["webhooks", "list"]));
    assert!(
        listed.contains(&hook.id) && listed.contains(&receiver.url),
        "{listed}"
    );
    assert!(listed.contains("registration.created") && listed.contains("identifiers"));
    assert!(
        !listed.contains(&hook.secret) && !listed.contains("whsec"),
        "{listed}"
    );

    let said = stdout(&folder.run(&["webhooks", "test", &hook.id]));
    assert_eq!(said, "taken: 200\n");
    let tried = &receiver.wait_for(1)[0];
    assert!(tried.is_signed_with(&hook.secret));
    assert_eq!(tried.json()["type"], "webhook.test");
    assert_eq!(tried.json()["data"]["endpoint_id"], hook.id);
    receiver.will([Reply::Status(404, "")]);
    let said = failure(&folder.run(&["webhooks", "test", &hook.id]));
    assert_eq!(said, "not taken: 404\n");

    let backend = folder.serve(&["--deliver", "false"]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.deliveries("state = 'pending'"), 1);
    let said = stdout(&folder.run(&["webhooks", "remove", &hook.id]));
    assert!(said.starts_with("removed; 1 "), "{said}");
    assert_eq!(folder.deliveries("TRUE"), 0);
    for command in ["remove", "rotate", "test", "resume"] {
        let said = failure(&folder.run(&["webhooks", command, &hook.id]));
        assert!(said.contains("there is no endpoint"), "{said}");
    }
    failure(&folder.run(&["webhooks", "retry", "x"]));
    assert_eq!(folder.run(&["webhooks", "retry"]).status.code(), Some(2));
}

#[test]
fn what_was_delivered_is_deleted_after_a_month() {
    let (folder, receiver, _, backend) = told(&[]);
    for _ in 0..2 {
        assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    }
    receiver.wait_for(2);
    eventually(|| folder.deliveries("state = 'delivered'") == 2);
    backend.stop();
    let name = folder
        .database
        .value("SELECT min(delivery_id) FROM deliveries");
    folder.sql(&format!(
        "UPDATE deliveries SET finished_at = '2020-01-01T00:00:00.000Z' WHERE delivery_id = '{name}'"
    ));
    let _backend = folder.serve(&[]);
    eventually(|| folder.deliveries("TRUE") == 1);
    assert_eq!(folder.deliveries(&format!("delivery_id = '{name}'")), 0);
    assert_eq!(receiver.received().len(), 2);
}
