//! Mail from the outbox: sent at least once, tried again, given up, and never with more than the store has then.

use std::process::Output;

use serde_json::json;

use crate::support::{
    Backend, Folder, FollowUp, Message, PlainForm, Smtp, Submission, eventually, stdout,
};

const PERSON: &str = "thu.nguyen@example.com";
const SALES: &str = "sales@example.vn";
const OFFICER: &str = "dpo@example.vn";

/// A backend that tells two addresses of the company, and the person.
fn serve(folder: &Folder, port: u16, more: &[&str]) -> Backend {
    let server = format!("smtp://127.0.0.1:{port}");
    let settings = [
        "--mail-server",
        &server,
        "--mail-from",
        "Vạn sự thông <noreply@example.vn>",
        "--mail-notice",
        SALES,
        "--mail-notice",
        OFFICER,
        "--mail-copy",
        "on",
    ];
    folder.serve(&[&settings[..], more].concat())
}

/// A backend that gives the person a copy, and tells the company nothing.
fn copying(folder: &Folder, port: u16, more: &[&str]) -> Backend {
    let server = format!("smtp://127.0.0.1:{port}");
    let settings = [
        "--mail-server",
        &server,
        "--mail-from",
        "noreply@example.vn",
        "--mail-copy",
        "on",
    ];
    folder.serve(&[&settings[..], more].concat())
}

fn to(message: &Message) -> &str {
    message.0["to"][0].as_str().expect("an address")
}

/// The next messages, in the order of whom they are to.
#[track_caller]
fn next(server: &Smtp, count: usize) -> Vec<Message> {
    let mut messages: Vec<Message> = (0..count).map(|_| server.next()).collect();
    messages.sort_by(|a, b| to(a).cmp(to(b)));
    messages
}

#[track_caller]
fn tried(folder: &Folder, attempts: usize, outcome: &str) {
    let noted =
        format!("attempts = {attempts} AND last_outcome = '{outcome}' AND lease_until IS NULL");
    eventually(|| folder.deliveries(&noted) == 1);
}

fn thuan_mail(folder: &Folder, arguments: &[&str]) -> Output {
    folder.run(&[&["mail"], arguments].concat())
}

#[test]
fn whatever_happens_is_told_to_whom_it_concerns_and_says_nothing_elsewhere() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = serve(&folder, server.port, &[]);
    let first = Submission::new(&folder);
    assert_eq!(backend.post(&first).status, 201);
    let told = next(&server, 3);
    assert_eq!(
        Vec::from_iter(told.iter().map(to)),
        [OFFICER, SALES, PERSON]
    );
    let names = told.iter().map(|message| message.header("message-id"));
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 3);
    for message in &told {
        message.is_well_made();
        let name = message.header("message-id").trim_matches(['<', '>']);
        let id = name.split('@').next().expect("a name");
        assert_eq!(folder.deliveries(&format!("delivery_id = '{id}'")), 1);
    }
    // Sent again by whoever did not hear the answer: told once.
    assert_eq!(backend.post(&first).status, 200);

    let withdrawal = FollowUp::withdrawing(&first.verified(), "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    let told = next(&server, 3);
    assert!(told[1].header("subject").starts_with("Rút lại sự đồng ý"));
    assert!(told[2].text().contains("Đã rút lại"));

    PlainForm::new(&folder, "en")
        .with("contact_name", "Somebody Else")
        .post(&backend)
        .page(200);
    let told = next(&server, 3);
    assert!(told[0].header("subject").contains("không có chữ ký"));
    assert!(told[2].text().contains("not signed"));

    let body = json!({ "kind": "access", "contact": PERSON, "language": "vi" });
    let headers = [("content-type", "application/json")];
    let path = "/api/registrations/requests";
    let asked = backend.request("POST", path, &headers, body.to_string().into_bytes());
    assert_eq!(asked.status, 202);
    // Whoever asks may have named anybody's address: the company alone is told.
    let told = next(&server, 2);
    assert_eq!(Vec::from_iter(told.iter().map(to)), [OFFICER, SALES]);
    server.has_no_more();
    eventually(|| folder.deliveries("state = 'delivered' AND last_outcome = '250'") == 11);
    backend.stop();

    let mut secrets = first.secrets();
    secrets.extend(["example.com", "example.vn", "Somebody", "Nguyễn"].map(str::to_owned));
    let columns = [
        "delivery_id",
        "channel",
        "target",
        "event",
        "about",
        "last_outcome",
    ];
    let rows = columns.map(|column| {
        let empty = folder.either("group_concat", "string_agg");
        let all = format!("SELECT {empty}({column}, ' ') FROM deliveries");
        folder.database.value(&all)
    });
    let rows = rows.join(" ");
    for secret in &secrets {
        assert!(
            !folder.log().contains(secret.as_str()),
            "{secret} is in the log"
        );
        assert!(!rows.contains(secret.as_str()), "{secret} is in the outbox");
    }
    folder.audits_clean();
}

#[test]
fn a_server_that_is_away_is_asked_again_with_the_same_message() {
    let Some(server) = Smtp::open() else { return };
    let port = server.port;
    drop(server);
    let folder = Folder::new();
    let backend = copying(&folder, port, &[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    tried(&folder, 1, "unreachable");
    let Some(mut server) = Smtp::again(port) else {
        return;
    };
    let mut attempts = 1;
    for (answer, outcome) in [
        ("rcpt 451 4.7.1 greylisted", "451"),
        ("data 421 4.3.2 going", "421"),
        // It is who sends that is refused, and that can be mended.
        ("rcpt 530 5.7.0 log in", "530"),
    ] {
        server.says(answer);
        folder.hurry();
        attempts += 1;
        tried(&folder, attempts, outcome);
        assert_eq!(folder.deliveries("state = 'pending'"), 1);
        server.says("ok");
    }
    folder.hurry();
    let message = server.next();
    tried(&folder, attempts + 1, "250");
    let id = folder.database.value("SELECT delivery_id FROM deliveries");
    assert_eq!(message.header("message-id"), format!("<{id}@example.vn>"));
    server.has_no_more();
}

#[test]
fn what_the_server_will_not_take_is_given_up_at_once_and_sent_again_when_asked() {
    let Some(mut server) = Smtp::open() else {
        return;
    };
    let folder = Folder::new();
    server.says("rcpt 550 5.1.1 <thu.nguyen@example.com> unknown here");
    let backend = copying(&folder, server.port, &[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    tried(&folder, 1, "550");
    assert_eq!(folder.deliveries("state = 'dead'"), 1);
    let log = folder.log();
    assert!(log.contains("mail_dead"), "{log}");
    // Servers say whom they do not know.
    assert!(
        !log.contains(PERSON) && !log.contains("unknown here"),
        "{log}"
    );
    let listed = stdout(&thuan_mail(&folder, &["dead"]));
    let id = folder.database.value("SELECT delivery_id FROM deliveries");
    for words in [&id, "mail_copy", &submission.record_id(), "550"] {
        assert!(listed.contains(words), "{listed}");
    }
    let unknown = thuan_mail(&folder, &["retry", "somebody"]);
    assert_eq!(unknown.status.code(), Some(1));
    server.says("ok");
    let said = stdout(&thuan_mail(&folder, &["retry", &id]));
    assert_eq!(said, "1 messages are sent again\n");
    let message = server.next();
    assert_eq!(message.header("message-id"), format!("<{id}@example.vn>"));
}

#[test]
fn a_backend_killed_before_it_sent_sends_when_it_is_back() {
    let Some(mut server) = Smtp::open() else {
        return;
    };
    let folder = Folder::new();
    // Kept and never tried.
    let backend = copying(&folder, server.port, &["--deliver", "false"]);
    let first = Submission::new(&folder);
    assert_eq!(backend.post(&first).status, 201);
    backend.kill();
    assert_eq!(folder.deliveries("attempts = 0"), 1);
    server.has_no_more();
    let backend = copying(&folder, server.port, &[]);
    assert!(server.next().text().contains("9B2F8A60"));

    // Killed while the server is thinking.
    server.says("hold");
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    eventually(|| folder.deliveries("lease_until IS NOT NULL") == 1);
    backend.kill();
    assert_eq!(folder.deliveries("state = 'pending'"), 1);
    let backend = copying(&folder, server.port, &[]);
    folder.hurry();
    server.says("ok");
    let again = server.next();
    eventually(|| folder.deliveries("state = 'delivered'") == 2);
    backend.stop();
    let id = folder
        .database
        .value("SELECT delivery_id FROM deliveries ORDER BY sequence DESC LIMIT 1");
    assert_eq!(again.header("message-id"), format!("<{id}@example.vn>"));
    folder.audits_clean();
}

#[test]
fn what_was_deleted_in_between_is_sent_to_nobody() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = serve(&folder, server.port, &["--deliver", "false"]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    stdout(&folder.run(&["forget", &submission.record_id(), "--reason", "asked for"]));
    let backend = serve(
        &folder,
        server.port,
        &["--mail-notice-data", "registration"],
    );
    for message in next(&server, 2) {
        assert_ne!(to(&message), PERSON);
        for value in submission.fields.values() {
            assert!(!message.text().contains(value), "{}", message.text());
        }
    }
    eventually(|| folder.deliveries("state = 'delivered' AND last_outcome = 'forgotten'") == 1);
    server.has_no_more();
    backend.stop();
    folder.audits_clean();
}

/// Settings are changed one backend after the other: who is not known here may be known to the next.
#[test]
fn who_is_not_in_the_settings_waits_and_is_never_delivered_to() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = serve(&folder, server.port, &["--deliver", "false"]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.stop();
    let address = format!("smtp://127.0.0.1:{}", server.port);
    let fewer = [
        "--mail-server",
        &address,
        "--mail-from",
        "noreply@example.vn",
        "--mail-notice",
        OFFICER,
    ];
    let backend = folder.serve(&fewer);
    assert_eq!(to(&server.next()), OFFICER);
    tried(&folder, 1, "no_recipient");
    server.has_no_more();
    backend.stop();
    let waits = |condition: &str| folder.deliveries(&format!("state = 'pending' AND {condition}"));
    assert_eq!(waits("last_outcome = 'no_recipient'"), 1);
    // Copies are off: nobody has tried.
    assert_eq!(waits("channel = 'mail_copy' AND attempts = 0"), 1);

    let backend = serve(&folder, server.port, &[]);
    folder.hurry();
    let told = next(&server, 2);
    assert_eq!(Vec::from_iter(told.iter().map(to)), [SALES, PERSON]);
    server.has_no_more();
    backend.stop();
}

/// Without a setting there is no row, and nobody is asked anything.
#[test]
fn without_settings_nobody_is_told() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.stop();
    assert_eq!(folder.deliveries("1 = 1"), 0);
}
