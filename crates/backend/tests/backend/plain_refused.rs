//! Plain forms that cannot be taken, each answered with a page that says why.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::support::{Folder, PLAIN, PlainForm, block_on};

const RENEWED: &str = "Biểu mẫu hoặc chính sách vừa được cập nhật";

/// Asserts that a page shows the form with what was typed, and whether with the ticks.
#[track_caller]
fn shows_it_again(page: &str, ticked: bool) {
    for typed in [
        "value=\"0100109106\"",
        "value=\"thu.nguyen@example.com\"",
        ">\nSố 1 Trần Hữu Dực",
    ] {
        assert!(page.contains(typed), "{typed}: {page}");
    }
    let ticks = page.matches(" checked").count();
    assert_eq!(ticks, if ticked { 2 } else { 0 }, "{page}");
    assert!(page.contains(&format!("action=\"{PLAIN}\"")), "{page}");
}

#[test]
fn under_what_has_changed_nobody_has_agreed() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let hash = "0".repeat(64);
    let changed =
        ["form_sha256", "notice_sha256", "choices_sha256"].map(|name| (name, hash.as_str()));
    for (name, value) in changed.into_iter().chain([("language", "fr")]) {
        for form in [
            PlainForm::new(&folder, "vi").with(name, value),
            PlainForm::new(&folder, "vi").without(name),
        ] {
            let page = form.post(&backend).page(409);
            assert!(page.contains(RENEWED), "{name}: {page}");
            shows_it_again(&page, false);
        }
    }
    assert_eq!(folder.unsigned().len(), 0);
}

#[test]
fn other_words_beside_a_box_are_a_change_though_the_text_is_the_same() {
    let folder = Folder::new();
    let before = PlainForm::new(&folder, "vi");
    let path = folder.site().join("policy/vst.json");
    let policy = fs::read_to_string(&path).expect("a policy");
    let words = "Tôi đồng ý nhận email mời gia hạn dịch vụ hoặc nâng cấp sản phẩm.";
    assert!(policy.contains(words));
    fs::write(&path, policy.replace(words, "Tôi đồng ý nhận mọi email.")).expect("written");
    let backend = folder.serve(&[]);
    let page = before.post(&backend).page(409);
    assert!(
        page.contains("Tôi đồng ý nhận mọi email.") && page.contains(RENEWED),
        "{page}"
    );
    shows_it_again(&page, false);
    PlainForm::new(&folder, "vi").post(&backend).page(200);
    let kept = crate::plain_kept::export(&folder, &folder.unsigned()[0]);
    let label = kept["unsigned"]["decisions"][0]["label"]
        .as_str()
        .expect("words");
    assert!(label.starts_with("Tôi đồng ý nhận mọi email."), "{label}");
}

#[test]
fn what_the_form_does_not_send_is_refused() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = || PlainForm::new(&folder, "vi");
    for (form, words) in [
        (form().and("nickname", "x"), "mà biểu mẫu này không hỏi"),
        (
            form().and("purpose.unknown", "on"),
            "mà biểu mẫu này không hỏi",
        ),
        (
            form().and("purpose.renewal_phone", "off"),
            "mà biểu mẫu này không hỏi",
        ),
        (
            form().and("phone_extension", "1"),
            "mà biểu mẫu này không hỏi",
        ),
        (form().and("email", "other@example.com"), "được gửi hai lần"),
        (
            form().and("email", "thu.nguyen@example.com"),
            "được gửi hai lần",
        ),
        (form().and("notice_sha256", "x"), "được gửi hai lần"),
    ] {
        let page = form.post(&backend).page(400);
        assert!(page.contains(words), "{words}: {page}");
        shows_it_again(&page, true);
    }
    // Of a box that stands twice nobody knows how it was.
    let page = form()
        .and("purpose.renewal_email", "on")
        .post(&backend)
        .page(400);
    assert_eq!(page.matches(" checked").count(), 1, "{page}");
    assert_eq!(folder.unsigned().len(), 0);
}

#[test]
fn without_a_form_to_show_it_is_said_why() {
    let folder = Folder::new();
    let backend = folder.serve(&["--body-limit", "4000"]);
    let form = || PlainForm::new(&folder, "vi");
    let bad = [form().body(), b"&x=%C3%28".to_vec()].concat();
    let latin = [
        form().without("contact_name").body(),
        b"&contact_name=Nguy\xEAn".to_vec(),
    ]
    .concat();
    let post = |body| backend.post_plain(body, &[]);
    for (answer, status, words) in [
        (
            form().with("form_id", "other").post(&backend),
            404,
            "không có biểu mẫu đó",
        ),
        (
            form().without("form_id").post(&backend),
            404,
            "không có biểu mẫu đó",
        ),
        (post(Vec::new()), 404, "không có biểu mẫu đó"),
        (post(bad), 400, "không phải UTF-8"),
        (post(latin), 400, "không phải UTF-8"),
        (
            form().with("address", &"x".repeat(5000)).post(&backend),
            413,
            "quá dài",
        ),
        (backend.get(PLAIN, &[]), 405, "Chưa có gì được gửi đi"),
        (
            backend.request("PUT", PLAIN, &[], Vec::new()),
            405,
            "Chưa có gì được gửi đi",
        ),
        (
            backend.request("POST", PLAIN, &[], form().body()),
            415,
            "application/x-www-form-urlencoded",
        ),
        (
            backend.request(
                "POST",
                PLAIN,
                &[("content-type", "text/plain")],
                form().body(),
            ),
            415,
            "application/x-www-form-urlencoded",
        ),
    ] {
        let page = answer.page(status);
        assert!(
            page.contains(words) && page.contains("<title>Chưa nhận được đăng ký"),
            "{page}"
        );
        assert!(!page.contains("<form"), "{page}");
        if status == 405 {
            assert_eq!(answer.header("allow"), "POST");
        }
    }
    let english = backend
        .get(PLAIN, &[("accept-language", "fr, en-GB;q=0.8, vi;q=0.5")])
        .page(405);
    assert!(
        english.contains("<html lang=\"en\">") && english.contains("This address only takes forms")
    );
    let english = PlainForm::new(&folder, "en")
        .with("form_id", "x")
        .post(&backend)
        .page(404);
    assert!(english.contains("<html lang=\"en\">"));
    assert_eq!(folder.unsigned().len(), 0);
}

#[test]
fn a_parameter_of_the_media_type_is_none_of_our_business() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let kind = "Application/X-WWW-Form-URLencoded; charset=UTF-8";
    let body = PlainForm::new(&folder, "vi").body();
    backend
        .request("POST", PLAIN, &[("content-type", kind)], body)
        .page(200);
}

#[test]
fn a_form_that_takes_no_plain_posts_takes_none() {
    let folder = Folder::new();
    let form = PlainForm::new(&folder, "vi");
    folder.edit_form(|form| {
        drop(
            form.as_object_mut()
                .expect("an object")
                .remove("plain_endpoint"),
        )
    });
    let backend = folder.serve(&[]);
    form.post(&backend).page(404);
    assert_eq!(folder.unsigned().len(), 0);
}

#[test]
fn another_website_ticks_nothing() {
    let folder = Folder::new();
    let backend = folder.serve(&["--allow-origin", "https://partner.example.vn"]);
    let form = PlainForm::new(&folder, "vi");
    let from = |site, origin| {
        backend.post_plain(form.body(), &[("sec-fetch-site", site), ("origin", origin)])
    };
    for (site, origin) in [
        ("cross-site", "https://else.example"),
        ("same-site", "https://else.example.vn"),
        ("cross-site", "null"),
    ] {
        let page = from(site, origin).page(403);
        assert!(page.contains("được gửi từ một trang web khác"), "{page}");
        shows_it_again(&page, false);
    }
    assert_eq!(folder.unsigned().len(), 0);
    from("same-origin", "https://register.example.vn").page(200);
    from("cross-site", "https://partner.example.vn").page(200);
    assert_eq!(folder.unsigned().len(), 1);
}

#[test]
fn where_nothing_can_be_kept_nothing_is_lost() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi");
    block_on(async {
        let lock = folder.database.hold().await;
        let answer = tokio::task::block_in_place(|| form.post(&backend));
        assert_eq!(answer.header("retry-after"), "60");
        let page = answer.page(503);
        assert!(page.contains("Hệ thống đang bận"), "{page}");
        shows_it_again(&page, true);
        lock.release().await;
    });
    folder.sql("ALTER TABLE unsigned_registrations RENAME TO elsewhere");
    let page = form.post(&backend).page(500);
    assert!(page.contains("Chưa rõ đã gửi được hay chưa"), "{page}");
    shows_it_again(&page, true);
}

#[test]
fn a_body_that_does_not_come_is_answered_with_a_page_too() {
    use std::io::{Read as _, Write as _};
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let address = backend.url.strip_prefix("http://").expect("an address");
    let mut stream = std::net::TcpStream::connect(address).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("set");
    write!(
        stream,
        "POST {PLAIN} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 100\r\n\r\nform_id=vst"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("chậm hoặc bị ngắt"),
        "{answer}"
    );
}

#[test]
fn a_page_may_post_to_where_its_form_says_and_be_framed_by_whom_it_allows() {
    let folder = Folder::new();
    folder.edit_form(|form| {
        form["plain_endpoint"] = json!("https://backend.example.vn:8443/api/registrations/plain");
        form["allowed_origins"] = json!(["https://partner.example.vn"]);
    });
    let page = "<thuan-form form=\"../forms/vst.json\" hosted></thuan-form>";
    fs::create_dir_all(folder.site().join("vst")).expect("made");
    fs::write(folder.site().join("vst/index.html"), page).expect("written");
    let backend = folder.serve(&[]);
    let says = |policy: &str| {
        for part in [
            "form-action 'self' https://backend.example.vn:8443;",
            "frame-ancestors 'self' https://partner.example.vn",
        ] {
            assert!(policy.contains(part), "{part}: {policy}");
        }
    };
    says(backend.get("/vst/", &[]).header("content-security-policy"));
    let answer = PlainForm::new(&folder, "vi")
        .with("phone", "x")
        .post(&backend);
    says(answer.header("content-security-policy"));
    let page = answer.page(422);
    assert!(page.contains("action=\"https://backend.example.vn:8443/api/registrations/plain\""));
    let other = backend.get("/", &[]);
    assert!(
        other
            .header("content-security-policy")
            .contains("form-action 'self'; base-uri")
    );
}

#[test]
fn an_unusable_address_stops_the_start() {
    for address in [
        "",
        "javascript:alert(1)",
        "//else.example/x",
        "/a b",
        "\u{9}javascript:alert(1)",
    ] {
        let folder = Folder::new();
        folder.edit_form(|form| form["plain_endpoint"] = json!(address));
        let said = folder.fails_to_serve(&[]);
        assert!(
            said.contains("`plain_endpoint` must be a path or begin with https://"),
            "{said}"
        );
    }
}
