//! Making a message of what a folder's store has, and handing it over.

use lettre::Address;
use thuan_backend::catalogue::Catalogue;
use thuan_backend::http::audience::Audiences;
use thuan_backend::mail::letter::Postmark;
use thuan_backend::mail::post::Refused;
use thuan_backend::mail::settings::{Given, NoticeData, Settings};
use thuan_backend::mail::{About, Kind, Mail, NoDraft, Site};
use thuan_backend::store::{Absent, Store};

use crate::support::{Folder, Message, Smtp, block_on};

/// What sends mail to a server of the tests, of a company that is reached under an address.
pub fn mail(port: u16, data: NoticeData, language: &str) -> Mail {
    mail_of(port, data, language, &["https://register.example.vn"])
}

/// The same of a company that is reached under these addresses.
pub fn mail_of(port: u16, data: NoticeData, language: &str, public_urls: &[&str]) -> Mail {
    let server = format!("smtp://127.0.0.1:{port}");
    let given = Given {
        server: Some(&server),
        from: Some("Vạn sự thông <noreply@example.vn>"),
        notice_data: data,
        language: Some(language),
        ..Given::default()
    };
    let settings = Settings::read(&given).expect("sound").expect("settings");
    let site = Site {
        audiences: Audiences::new(public_urls.iter().copied()).expect("origins"),
        has_page: true,
    };
    Mail::new(settings, site).expect("ready")
}

/// Makes a message and hands it over.
async fn deliver(
    folder: &Folder,
    store: &Store,
    mail: &Mail,
    kind: &Kind,
    about: &About,
) -> Result<Result<(), Refused>, NoDraft> {
    let site = folder.site();
    let catalogue = Catalogue::load(&site.join("forms"), &site.join("policy")).expect("loaded");
    let date = "2026-07-01T08:00:01.000Z".parse().expect("a time");
    let postmark = Postmark {
        id: "0f0e0d0c-3c1d-4e57-8f21-000000000001",
        date: &date,
    };
    let message = mail
        .draft(store, &catalogue, kind, about, &postmark)
        .await?;
    Ok(mail.send(message).await)
}

/// One message about something that is kept.
#[track_caller]
pub fn one(folder: &Folder, server: &Smtp, mail: &Mail, kind: &Kind, about: &About) -> Message {
    block_on(async {
        let store = folder.store(Absent::Refuse).await.expect("opens");
        let sent = deliver(folder, &store, mail, kind, about).await;
        sent.expect("a message").expect("taken");
        store.close().await;
    });
    let message = server.next();
    message.is_well_made();
    message
}

/// Why there is none.
#[track_caller]
pub fn none(folder: &Folder, mail: &Mail, kind: &Kind, about: &About) -> NoDraft {
    block_on(async {
        let store = folder.store(Absent::Refuse).await.expect("opens");
        let sent = deliver(folder, &store, mail, kind, about).await;
        store.close().await;
        sent.expect_err("no message")
    })
}

pub fn about(id: &str) -> About {
    About::Record(id.parse().expect("a name"))
}

pub fn company() -> Kind {
    Kind::Notice("sales@example.vn".parse::<Address>().expect("an address"))
}
