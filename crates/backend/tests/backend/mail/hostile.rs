//! What people type to do harm, and what they type without meaning any.

use proptest::prelude::*;
use serde_json::json;
use thuan_backend::catalogue::Catalogue;
use thuan_backend::mail::letter::{Letter, Postmark};
use thuan_backend::mail::settings::NoticeData;
use thuan_backend::mail::{About, Impossible, Kind, NoDraft};
use thuan_backend::store::Absent;

use super::making::mail;
use crate::support::{Folder, Smtp, Submission, block_on, keeper, new_record};

/// Registrations that no form and no backend would take, kept all the same.
#[test]
fn an_address_that_is_none_ends_as_a_reason_and_not_as_a_message() {
    let Some(server) = Smtp::open() else { return };
    let folder = Folder::new();
    let mail = mail(server.port, NoticeData::Registration, "vi");
    let long = format!("{}@example.com", "a".repeat(300));
    let good = ["o'brien+x.{|}~@example.com", "a@b-c.example", "1@2.vn"];
    let bad = [
        "",
        "a",
        "a@",
        "@b.vn",
        "a@b",
        &long,
        "a@b.vn\r\nBcc: thief@example.org",
        "a@b.vn\nRCPT TO:<thief@example.org>",
        "a@b.vn>, <thief@example.org",
        "a@b.vn,thief@example.org",
        "Thief <thief@example.org>",
        "\"a b\"@b.vn",
        "\"a\r\nb\"@b.vn",
        "thử@example.com",
        "thu@công-ty.vn",
        "a@b.vn\u{202e}",
        "a\u{0}@b.vn",
        "a@[127.0.0.1]",
    ];
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        let keeper = keeper(&store).await;
        let site = folder.site();
        let catalogue = Catalogue::load(&site.join("forms"), &site.join("policy")).expect("loaded");
        let date = "2026-07-01T08:00:01.000Z".parse().expect("a time");
        let postmark = Postmark {
            id: "x",
            date: &date,
        };
        for address in good.into_iter().chain(bad) {
            let submission = Submission::new(&folder).field("email", Some(address));
            keeper.keep(new_record(&submission)).await.expect("kept");
            let about = About::Record(submission.record_id().parse().expect("a name"));
            let draft = mail.draft(&store, &catalogue, &Kind::Copy, &about, &postmark);
            match draft.await {
                Ok(message) if good.contains(&address) => {
                    mail.send(message).await.expect("taken");
                    let message = server.next();
                    message.is_well_made();
                    assert_eq!(message.0["to"], json!([address]));
                }
                Err(NoDraft::Impossible(Impossible::Address)) if bad.contains(&address) => {}
                Ok(_) => panic!("{address:?} became a message"),
                Err(why) => panic!("{address:?}: {why}"),
            }
            // The company is told of it all the same.
            let kind = Kind::Notice("sales@example.vn".parse().expect("an address"));
            let draft = mail.draft(&store, &catalogue, &kind, &about, &postmark);
            mail.send(draft.await.expect("a message"))
                .await
                .expect("taken");
            let message = server.next();
            message.is_well_made();
            assert_eq!(message.0["to"], json!(["sales@example.vn"]));
        }
        store.close().await;
    });
    server.has_no_more();
}

/// The lines of a message before its text.
fn header(raw: &[u8]) -> Vec<String> {
    let raw = String::from_utf8(raw.to_vec()).expect("ASCII");
    let (header, _) = raw.split_once("\r\n\r\n").expect("an empty line");
    let names = header.split("\r\n").filter(|line| !line.starts_with(' '));
    names
        .map(|line| line.split(':').next().unwrap_or_default().to_lowercase())
        .collect()
}

proptest! {
    #[test]
    fn no_text_whatever_makes_a_header(
        subject in "(?s).{0,60}|[a\r\n: ]{0,40}",
        body in "(?s).{0,300}",
        name in "(?s)[a-z0-9-]{1,20}",
    ) {
        let mail = mail(1, NoticeData::Registration, "vi");
        let date = "2026-07-01T08:00:01.000Z".parse().expect("a time");
        let letter = Letter {
            to: "a@b.vn".parse().expect("an address"),
            reply_to: None,
            subject: subject.clone(),
            body,
            file: Some(([&name, ".json"].concat(), b"{}\n".to_vec())),
        };
        let postmark = Postmark { id: "x", date: &date };
        let message = letter.message(&mail.settings().from, &postmark);
        let raw = message.expect("a message").formatted();
        let expected = ["from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"];
        prop_assert_eq!(header(&raw), expected);
        prop_assert!(raw.is_ascii());
        prop_assert!(raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
    }
}
