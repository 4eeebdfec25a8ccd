//! The person's copy, and what is made of records that change others: made from the store, handed to a server, read by
//! somebody else's library.

use std::fs;

use serde_json::{Value, json};
use thuan_backend::mail::settings::NoticeData;
use thuan_backend::mail::{About, Impossible, Kind, NoDraft};

use super::making::{about, company, mail, mail_of, none, one};
use crate::support::{Folder, FollowUp, PlainForm, Smtp, Submission, pipe, stdout, thuan};

/// A person who made no mistake, as the others in these tests.
const PERSON: &str = "thu.nguyen@example.com";

/// Gives the company of the site's policy its contacts, and the site the page on which files are checked.
fn with_contacts(folder: &Folder) {
    let path = folder.site().join("policy/vst.json");
    let mut pack: Value = serde_json::from_slice(&fs::read(&path).expect("a pack")).expect("JSON");
    pack["controller"]["email"] = json!("dpo@example.vn");
    pack["controller"]["phone"] = json!("024 3934 3137");
    pack["withdrawal"]["email"] = json!("rut@example.vn");
    fs::write(path, pack.to_string()).expect("written");
}

#[test]
fn the_copy_has_the_evidence_file_and_says_what_to_do() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    with_contacts(&folder);
    let submission = Submission::new(&folder);
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    let id = submission.record_id();
    let mail = mail(server.port, NoticeData::Identifiers, "vi");
    let message = one(&folder, &server, &mail, &Kind::Copy, &about(&id));

    assert_eq!(message.0["to"], json!([PERSON]));
    assert_eq!(message.header("to"), PERSON);
    assert_eq!(message.header("reply-to"), "Vạn sự thông <dpo@example.vn>");
    assert_eq!(
        message.header("message-id"),
        "<0f0e0d0c-3c1d-4e57-8f21-000000000001@example.vn>"
    );
    assert_eq!(message.header("date"), "Wed, 01 Jul 2026 08:00:01 +0000");
    assert_eq!(
        message.header("subject"),
        "Vạn sự thông đã nhận được đăng ký 9B2F8A60"
    );
    let text = message.text();
    for words in [
        "Mã tham chiếu: 9B2F8A60\n",
        "Không phải bạn đăng ký?",
        "báo cho Vạn sự thông (dpo@example.vn, 024 3934 3137) kèm mã tham chiếu",
        "- Đồng ý: Tôi đồng ý nhận email mời gia hạn",
        "- Không đồng ý: Tôi đồng ý nhận cuộc gọi",
        "hệ thống đã ký giấy báo nhận",
        "Bản ghi không chứng minh bạn là ai.",
        "mở https://register.example.vn/verify.html rồi chọn tệp",
        "- https://register.example.vn/record.html\n",
        "- rut@example.vn\n",
        "không phải thư quảng cáo",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    // What was entered is in the file alone, and not a word of it outside.
    for value in ["Nguyễn Thị Thử", "+842439343137", "0100109106"] {
        assert!(!text.contains(value), "{text}");
    }

    let file = &message.0["files"][0];
    assert_eq!(file["name"], "thuan-9B2F8A60.json");
    assert_eq!(file["type"], "application/json");
    let content = file["content"].as_str().expect("a text");
    assert_eq!(content, stdout(&folder.run(&["export", &id])));
    let verdict = pipe(thuan().args(["verify", "-"]), content.as_bytes());
    stdout(&verdict);

    // Sent again, it is the same.
    let again = one(&folder, &server, &mail, &Kind::Copy, &about(&id));
    assert_eq!(again.0["sha256"], message.0["sha256"]);
}

/// A sender's own addresses, in a record that a backend without a public address takes.
#[test]
fn no_link_in_the_copy_is_the_senders() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let submission = Submission::new(&folder)
        .record(
            "/audience",
            Some(json!("http://evil.localhost:9/api/registrations")),
        )
        .record(
            "/withdrawal_method/url",
            Some(json!("http://evil.localhost:9/record.html")),
        );
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    let about = about(&submission.record_id());
    let links = |public_urls: &[&str]| {
        let mail = mail_of(server.port, NoticeData::Identifiers, "vi", public_urls);
        let message = one(&folder, &server, &mail, &Kind::Copy, &about);
        let text = message.text();
        assert!(!text.contains("evil"), "{text}");
        let words = text.split_whitespace();
        let links = words.filter(|word| word.contains("://"));
        links.map(str::to_owned).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(links(&[]), none);
    assert_eq!(
        links(&["https://register.example.vn", "https://other.example.vn"]),
        [
            "https://register.example.vn/verify.html",
            "https://register.example.vn/record.html"
        ]
    );
}

#[test]
fn the_copy_is_in_the_language_of_the_form() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let posted = PlainForm::new(&folder, "en").post(&backend);
    posted.page(200);
    backend.stop();
    let id = folder.unsigned()[0]["registration_id"].clone();
    let id = About::Unsigned(id.as_str().expect("a name").parse().expect("a name"));
    let mail = mail(server.port, NoticeData::Identifiers, "vi");
    let message = one(&folder, &server, &mail, &Kind::Copy, &id);
    assert!(
        message
            .header("subject")
            .starts_with("Vạn sự thông has received registration ")
    );
    // Nothing is claimed of what nobody signed, and there is no file that looks like a proof.
    let text = message.text();
    assert!(text.contains("This registration is not signed"), "{text}");
    assert!(
        text.contains("- Agreed: I agree to receive emails"),
        "{text}"
    );
    assert!(text.contains("Was it not you?"), "{text}");
    for never in ["can be verified.", "attached", "receipt"] {
        assert!(
            !text
                .replace("not a record that can be verified.", "")
                .contains(never),
            "{text}"
        );
    }
    assert_eq!(message.0["files"], json!([]));
    // The company has named no address.
    assert_eq!(message.headers("reply-to"), Vec::<&str>::new());

    let notice = one(&folder, &server, &mail, &company(), &id);
    assert!(
        notice
            .header("subject")
            .starts_with("Đăng ký không có chữ ký ")
    );
    assert!(
        notice
            .text()
            .contains("- Đồng ý: I agree to receive emails")
    );
    assert!(!notice.text().contains(PERSON));
}

#[test]
fn changes_and_withdrawals_have_copies_of_their_own() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let first = Submission::new(&folder);
    assert_eq!(backend.post(&first).status, 201);
    let withdrawal = FollowUp::withdrawing(&first.verified(), "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    let agreed = FollowUp::agreeing(&withdrawal.verified(), &folder.pack(), "renewal_phone");
    assert_eq!(backend.post_change(&agreed).status, 201);
    backend.stop();
    let mail = mail(server.port, NoticeData::Identifiers, "vi");

    let message = one(
        &folder,
        &server,
        &mail,
        &Kind::Copy,
        &about(&withdrawal.record_id()),
    );
    assert_eq!(message.0["to"], json!([PERSON]));
    assert!(
        message
            .header("subject")
            .contains("đã ghi nhận việc rút lại sự đồng ý")
    );
    let text = message.text();
    for words in [
        "có hiệu lực ngay",
        "Bản ghi trước đó: 9B2F8A60",
        "- Đã rút lại: Tôi đồng ý nhận email",
        "hoàn tất chậm nhất ngày",
        "Nếu bạn không làm việc này",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    let content = message.0["files"][0]["content"].as_str().expect("a text");
    let verdict = pipe(thuan().args(["verify", "-"]), content.as_bytes());
    stdout(&verdict);
    let notice = one(
        &folder,
        &server,
        &mail,
        &company(),
        &about(&withdrawal.record_id()),
    );
    assert!(notice.header("subject").starts_with("Rút lại sự đồng ý "));
    assert!(
        notice.text().contains("[renewal_email]"),
        "{}",
        notice.text()
    );

    let message = one(
        &folder,
        &server,
        &mail,
        &Kind::Copy,
        &about(&agreed.record_id()),
    );
    assert!(message.header("subject").contains("đã ghi nhận thay đổi"));
    assert!(
        message
            .text()
            .contains("- Đồng ý: Tôi đồng ý nhận cuộc gọi")
    );
    let notice = one(
        &folder,
        &server,
        &mail,
        &company(),
        &about(&agreed.record_id()),
    );
    assert!(notice.header("subject").starts_with("Thay đổi lựa chọn "));
}

#[test]
fn what_was_changed_in_the_store_is_told_to_nobody() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    let mail = mail(1, NoticeData::Registration, "vi");
    let id = submission.record_id();
    let unknown = none(
        &folder,
        &mail,
        &Kind::Copy,
        &about("9b2f8a60-3c1d-4e57-8f21-ffffffffffff"),
    );
    assert!(matches!(unknown, NoDraft::Impossible(Impossible::Unknown)));
    folder.sql(
        "UPDATE registrations SET fields = replace(fields, 'thu.nguyen@example.com', 'thief@example.org')",
    );
    for kind in [Kind::Copy, company()] {
        let why = none(&folder, &mail, &kind, &about(&id));
        assert!(
            matches!(why, NoDraft::Impossible(Impossible::Unsound)),
            "{why}"
        );
    }
}

/// The details are those of the first record: where it does not hold, they are nobody's.
#[test]
fn a_change_of_what_was_changed_in_the_store_is_told_to_nobody() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    let withdrawal = FollowUp::withdrawing(&submission.verified(), "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
    backend.stop();
    let mail = mail(1, NoticeData::Registration, "vi");
    folder.sql(
        "UPDATE registrations SET fields = replace(fields, 'thu.nguyen@example.com', 'thief@example.org')",
    );
    for kind in [Kind::Copy, company()] {
        let why = none(&folder, &mail, &kind, &about(&withdrawal.record_id()));
        assert!(
            matches!(why, NoDraft::Impossible(Impossible::Unsound)),
            "{why}"
        );
    }
}
