//! Forms from browsers that cannot sign: taken, answered with pages, kept as what they are.

use std::thread;

use crate::support::{Folder, PLAIN, PlainForm};

fn value(value: &str) -> String {
    format!("value=\"{value}\"")
}

/// The tag of an input with this name.
#[track_caller]
fn input<'a>(page: &'a str, name: &str) -> &'a str {
    let at = page.find(&format!("name=\"{name}\"")).expect(name);
    let start = page[..at].rfind('<').expect("a tag");
    let end = page[at..].find('>').expect("its end") + at;
    &page[start..=end]
}

#[track_caller]
fn is_ticked(page: &str, name: &str, ticked: bool) {
    let input = input(page, name);
    assert_eq!(input.contains(" checked"), ticked, "{input}");
}

#[test]
fn a_form_is_kept_as_unsigned_and_confirmed() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let page = PlainForm::new(&folder, "vi").post(&backend).page(200);
    let [kept] = &folder.unsigned()[..] else {
        panic!("one is kept");
    };
    let reference = kept["registration_id"].as_str().expect("a name")[..8].to_uppercase();
    for words in [
        "<html lang=\"vi\">",
        reference.as_str(),
        "Đã nhận được đăng ký của bạn",
        "không phải là bản ghi có thể kiểm chứng",
        "<strong>Đã xác nhận</strong><span>Tôi đã đọc Chính sách",
        "<strong>Đồng ý</strong><span>Tôi đồng ý nhận email mời gia hạn dịch vụ hoặc nâng cấp sản phẩm.",
        "<strong>Không đồng ý</strong><span>Tôi đồng ý nhận cuộc gọi",
        "href=\"../../forms/../record.html\"",
        "(giờ Việt Nam)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        !page.contains("chữ ký số") && !page.contains("<form"),
        "{page}"
    );
    // Nothing that was typed: a confirmation may stay on a screen that others see.
    assert!(!page.contains("thu.nguyen@example.com"));
    for (member, expected) in [
        ("signed", serde_json::json!(false)),
        ("verified", serde_json::json!(false)),
        ("registration", "kept".into()),
        ("given", 1.into()),
        ("refused", 2.into()),
        ("tax_code", "0100109106".into()),
        ("form_id", "vst".into()),
    ] {
        assert_eq!(kept[member], expected, "{member}");
    }
    assert_eq!(folder.audits_clean()["unsigned"], 1);
}

#[test]
fn what_was_answered_is_on_the_disk() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    PlainForm::new(&folder, "vi").post(&backend).page(200);
    backend.kill();
    assert_eq!(folder.unsigned().len(), 1);
    folder.audits_clean();
}

#[test]
fn what_is_wrong_is_said_beside_the_field_and_nothing_is_lost() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi")
        .with("tax_code", "0100109107")
        .with("email", "thu.nguyen@")
        .without("acknowledged");
    let page = form.post(&backend).page(422);
    assert!(
        page.contains("<title>Lỗi: Đăng ký sử dụng dịch vụ</title>"),
        "{page}"
    );
    let missing = "Hãy đọc chính sách rồi đánh dấu vào ô xác nhận để tiếp tục";
    // In the summary, where each line leads to its field, and beside the field.
    assert_eq!(page.matches(missing).count(), 2, "{page}");
    for name in ["tax_code", "email", "acknowledged"] {
        assert!(
            page.contains(&format!("<a href=\"#{name}\">")),
            "{name}: {page}"
        );
        let input = input(&page, name);
        assert!(
            input.contains("aria-invalid=\"true\"") && input.contains(&format!("id=\"{name}\"")),
            "{input}"
        );
    }
    assert_eq!(page.matches("aria-invalid").count(), 3);
    assert!(page.contains("id=\"error-summary\""));
    assert_eq!(page.matches(" autofocus").count(), 1);
    for (name, typed) in [
        ("company_name", "Tập đoàn Công nghiệp - Viễn thông Quân đội"),
        ("tax_code", "0100109107"),
        ("contact_name", "Nguyễn Thị Thử"),
        ("email", "thu.nguyen@"),
        ("phone", "+842439343137"),
    ] {
        assert!(input(&page, name).contains(&value(typed)), "{name}: {page}");
    }
    assert!(
        page.contains(">\nSố 1 Trần Hữu Dực, Hà Nội</textarea>"),
        "{page}"
    );
    is_ticked(&page, "purpose.renewal_email", true);
    is_ticked(&page, "purpose.renewal_phone", false);
    is_ticked(&page, "acknowledged", false);
    // It can be sent again from there, and says that this browser does not sign.
    assert!(
        page.contains(&format!("<form method=\"post\" action=\"{PLAIN}\"")),
        "{page}"
    );
    assert!(page.contains("Hiện chưa ký được") && !page.contains("<noscript"));
    assert!(
        !page.contains("không thông tin nào rời khỏi thiết bị"),
        "it has been sent"
    );
    assert_eq!(folder.unsigned().len(), 0);
}

#[test]
fn every_mistake_comes_back_in_the_order_of_the_page() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let mut form = PlainForm::new(&folder, "en").without("acknowledged");
    let names = [
        "company_name",
        "tax_code",
        "address",
        "contact_name",
        "email",
        "phone",
    ];
    for name in names {
        form = form.with(name, "");
    }
    let page = form.post(&backend).page(422);
    let mut before = 0;
    for name in names.into_iter().chain(["acknowledged"]) {
        let at = page.find(&format!("<a href=\"#{name}\">")).expect(name);
        assert!(at > before, "{name}");
        before = at;
    }
    assert!(
        page.contains("<html lang=\"en\">")
            && page.contains("<title>Error: Register for our services")
    );
}

#[test]
fn values_stay_text() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let attack = "\"><script>alert('1')</script><img src=x onerror=alert(1)>&amp;";
    let shown = "&quot;&gt;&lt;script&gt;alert('1')&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;";
    for name in ["company_name", "tax_code", "contact_name", "email", "phone"] {
        let form = PlainForm::new(&folder, "vi")
            .with(name, attack)
            .with("phone", "x");
        let form = if name == "phone" {
            form.with("phone", attack)
        } else {
            form
        };
        let page = form.post(&backend).page(422);
        assert!(input(&page, name).contains(&value(shown)), "{name}: {page}");
        assert!(!page.contains("<img"), "{page}");
    }
    let form = PlainForm::new(&folder, "vi")
        .with("address", "</textarea><b>")
        .with("phone", "x");
    let page = form.post(&backend).page(422);
    assert!(
        page.contains(">\n&lt;/textarea&gt;&lt;b&gt;</textarea>"),
        "{page}"
    );
    // Nor does what the form says of itself become anything else.
    for name in ["language", "form_id", "form_sha256", "notice_sha256"] {
        let answer = PlainForm::new(&folder, "vi")
            .with(name, attack)
            .post(&backend);
        let page = answer.page(answer.status);
        assert!(!page.contains("<img"), "{page}");
    }
}

#[test]
fn a_line_break_at_the_beginning_is_kept() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi")
        .with("address", "\r\n\r\nSố 1")
        .with("phone", "x");
    let page = form.post(&backend).page(422);
    // The first line break is the parser's, the others are the person's.
    assert!(page.contains(">\n\r\n\r\nSố 1</textarea>"), "{page}");
}

#[test]
fn fields_are_kept_in_their_normal_form() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi")
        .with("phone", "(024) 3934 3137 ext 123")
        .with("company_name", "  Co\u{302}ng ty  Thu\u{309}  ")
        .with("tax_code", "MST: 0100109106");
    form.post(&backend).page(200);
    let exported = crate::plain_kept::export(&folder, &folder.unsigned()[0]);
    let fields = &exported["registration"]["fields"];
    for (name, value) in [
        ("phone", "+842439343137"),
        ("phone_extension", "123"),
        ("company_name", "Công ty Thủ"),
        ("tax_code", "0100109106"),
    ] {
        assert_eq!(fields[name], value, "{name}");
    }
}

#[test]
fn a_field_that_may_stay_empty_may() {
    let folder = Folder::new();
    folder.edit_form(|form| form["fields"][2]["required"] = false.into());
    let backend = folder.serve(&[]);
    PlainForm::new(&folder, "vi")
        .with("address", " ")
        .post(&backend)
        .page(200);
    let exported = crate::plain_kept::export(&folder, &folder.unsigned()[0]);
    assert_eq!(exported["registration"]["fields"].get("address"), None);
}

#[test]
fn the_same_again_is_the_same_registration() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi");
    let first = form.post(&backend).page(200);
    assert_eq!(form.post(&backend).page(200), first);
    // Written otherwise, it says the same.
    let again = form.clone().with("phone", "024 3934 3137").post(&backend);
    assert_eq!(again.page(200), first);
    assert_eq!(folder.unsigned().len(), 1);
    // Another decision, another registration; and the next day it is a new one in any case.
    form.clone()
        .without("purpose.renewal_email")
        .post(&backend)
        .page(200);
    assert_eq!(folder.unsigned().len(), 2);
    folder.audits_clean();
    folder.sql("UPDATE unsigned_registrations SET received_at = '2026-01-01T00:00:00.000Z'");
    assert_ne!(form.post(&backend).page(200), first);
}

#[test]
fn of_two_presses_at_once_one_counts() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi");
    let pages: Vec<String> = thread::scope(|scope| {
        let posts: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| form.post(&backend).page(200)))
            .collect();
        posts
            .into_iter()
            .map(|post| post.join().expect("answered"))
            .collect()
    });
    assert!(pages.iter().all(|page| *page == pages[0]));
    assert_eq!(folder.unsigned().len(), 1);
}

#[test]
fn pages_are_styled_by_the_release_that_the_site_has() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi");
    assert!(!form.post(&backend).page(200).contains("stylesheet"));
    folder.link_style("index.html", "v/0.1.0/thuan-1.css");
    let link = |name: &str| format!("<link rel=\"stylesheet\" href=\"../../v/0.1.0/{name}\">");
    assert!(form.post(&backend).page(200).contains(&link("thuan-1.css")));
    folder.link_style("vst/index.html", "../v/0.1.0/thuan-2.css");
    assert!(form.post(&backend).page(200).contains(&link("thuan-2.css")));
    assert!(
        backend
            .get(PLAIN, &[])
            .page(405)
            .contains(&link("thuan-1.css"))
    );
}
