//! What the company is told.

use serde_json::json;
use thuan_backend::mail::settings::NoticeData;
use thuan_backend::mail::{About, Kind, NoDraft, Nothing};

use super::making::{about, company, mail, none, one};
use crate::support::{Folder, Smtp, Submission, stdout};

const PERSON: &str = "thu.nguyen@example.com";

#[test]
fn the_company_is_told_no_more_than_it_asked_for() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    let id = submission.record_id();
    for (data, language) in [
        (NoticeData::Identifiers, "vi"),
        (NoticeData::Registration, "en"),
    ] {
        let mail = mail(server.port, data, language);
        let message = one(&folder, &server, &mail, &company(), &about(&id));
        assert_eq!(message.0["to"], json!(["sales@example.vn"]));
        assert_eq!(message.0["files"], json!([]));
        let text = message.text();
        for words in [&id, "[renewal_email]", &format!("thuan export {id}")] {
            assert!(text.contains(words), "{words}:\n{text}");
        }
        for value in submission.fields.values() {
            assert_eq!(
                text.contains(value),
                data == NoticeData::Registration,
                "{text}"
            );
        }
    }
    let mail = mail(server.port, NoticeData::Registration, "vi");
    stdout(&folder.run(&["forget", &id, "--reason", "asked for"]));
    let message = one(&folder, &server, &mail, &company(), &about(&id));
    let text = message.text();
    assert!(
        text.contains("Thông tin đã nhập không còn được lưu."),
        "{text}"
    );
    for value in submission.fields.values() {
        assert!(!text.contains(value), "{text}");
    }
    // Nor does anybody get a copy of what was deleted.
    let why = none(&folder, &mail, &Kind::Copy, &about(&id));
    assert!(matches!(why, NoDraft::Nothing(Nothing::Forgotten)), "{why}");
}

#[test]
fn requests_are_told_of_by_their_name() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let body = json!({
        "kind": "delete", "contact": PERSON, "language": "vi", "reference": "9b2f8a60",
        "message": "Xin xóa giúp.\n- Đồng ý: tất cả [renewal_email]",
    });
    let headers = [("content-type", "application/json")];
    let path = "/api/registrations/requests";
    let answer = backend.request("POST", path, &headers, body.to_string().into_bytes());
    assert_eq!(answer.status, 202);
    let id = answer.json()["request_id"]
        .as_str()
        .expect("a name")
        .to_owned();
    backend.stop();
    let about = About::Request(id.parse().expect("a name"));
    let without = mail(server.port, NoticeData::Identifiers, "vi");
    let message = one(&folder, &server, &without, &company(), &about);
    assert!(
        message
            .header("subject")
            .starts_with("Yêu cầu chưa xác minh ")
    );
    assert!(message.text().contains(&id) && message.text().contains("thuan withdrawals --due"));
    assert!(!message.text().contains(PERSON) && !message.text().contains("Xin xóa"));
    let with = mail(server.port, NoticeData::Registration, "vi");
    let message = one(&folder, &server, &with, &company(), &about);
    let text = message.text();
    assert!(
        text.contains(PERSON) && text.contains("Xin xóa giúp."),
        "{text}"
    );
    // Whatever somebody writes stays theirs.
    assert!(
        text.contains("\n    - Đồng ý: tất cả [renewal_email]\n"),
        "{text}"
    );
    let why = none(&folder, &with, &Kind::Copy, &about);
    assert!(matches!(why, NoDraft::Nothing(Nothing::NoAddress)), "{why}");
}
