//! The record page drawn natively: what a reader is told about a file, in both languages, and what can be ticked.

#![cfg(feature = "ssr")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up must stop"
)]

use std::collections::BTreeMap;
use std::fs;

use leptos::prelude::*;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use thuan::record_page::choices::{Choices, agree_box, withdraw_box};
use thuan::record_page::state::{
    Done, Failure, Forgetting, Kept, Opened, Page, Phase, Requested, Screen, Service, Setup,
    Trouble,
};
use thuan::record_page::view;
use thuan::state::{ACKNOWLEDGED, Ticks};
use thuan_consent::deadline::Deadlines;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::evidence::{Evidence, FORMAT, PolicyText};
use thuan_consent::form::FormDefinition;
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::{RECORD_TYPE, Unsigned};
use thuan_consent::language::Language;
use thuan_consent::policy::{Pack, source};
use thuan_consent::record::change::Act;
use thuan_consent::record::{
    ConsentRecord, Decision, Draft, Evidence as Circumstances, KeyStorage, Surroundings,
};
use thuan_consent::registration::{Registration, Salt};
use thuan_consent::time::Timestamp;

const ENDPOINT: &str = "https://widget.example/api/registrations";

fn language(tag: &str) -> Language {
    tag.parse().unwrap()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn file(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn pack() -> Pack {
    let texts: BTreeMap<_, _> = ["vi", "en"]
        .map(|tag| (language(tag), file(&format!("policy/vst/{tag}.md"))))
        .into();
    source::read(&file("policy/vst/policy.toml"), texts).unwrap()
}

/// The pack with a sentence more, and a shorter period for one purpose.
fn changed_pack() -> Pack {
    let mut pack = pack();
    let text = pack.text(&language("vi")).unwrap().to_owned() + "\nThêm một câu.\n";
    pack.text.insert(language("vi"), text);
    pack.version = "2".to_owned();
    let purpose = pack
        .purposes
        .iter_mut()
        .find(|purpose| purpose.id == "renewal_email");
    purpose.unwrap().retention_period = "P1Y".to_owned();
    pack
}

fn registration() -> Registration {
    Registration {
        salt: Salt::from_random(&[9; 16]),
        fields: [
            ("company_name", "<b>Công ty</b> & con"),
            ("email", "a@congty.vn"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
    }
}

fn record() -> (SigningKey, ConsentRecord) {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let point = key.verifying_key().to_encoded_point(false);
    let public = PublicKey::from_uncompressed_p256(point.as_bytes()).unwrap();
    let draft = Draft {
        policy: &pack(),
        language: &language("vi"),
        acknowledged_at: time("2026-11-23T08:00:05.000Z"),
        registration_sha256: registration().sha256(),
    };
    let surroundings = Surroundings {
        record_id: "0f0e0d0c-0b0a-4908-8706-050403020100".parse().unwrap(),
        event_time: time("2026-11-23T18:00:10.000Z"),
        key: public.thumbprint(),
        audience: ENDPOINT.to_owned(),
        challenge: None,
        partner: None,
        withdrawal_page: None,
        evidence: Circumstances {
            page_origin: "https://widget.example".to_owned(),
            embedder_origin: None,
            form_id: "vst".to_owned(),
            form_sha256: Sha256Hex::of(file("forms/vst.json").as_bytes()),
            widget_version: "0.1.0".to_owned(),
            widget_sha256: None,
            key_storage: KeyStorage::Indexeddb,
            clock: None,
            controls: Vec::new(),
        },
    };
    let record = draft.record(surroundings, |id| match id {
        "renewal_email" => Decision::Ticked(time("2026-11-23T08:00:03.000Z")),
        _ => Decision::Untouched,
    });
    (key, record.unwrap())
}

fn evidence(change: impl FnOnce(&mut Evidence)) -> String {
    let (key, record) = record();
    let point = key.verifying_key().to_encoded_point(false);
    let public = PublicKey::from_uncompressed_p256(point.as_bytes()).unwrap();
    let unsigned = Unsigned::new(RECORD_TYPE, &public, &record.canonical()).unwrap();
    let signature: Signature = key.sign(&unsigned.signing_input());
    let mut evidence = Evidence {
        format: FORMAT.to_owned(),
        consent: unsigned.finish(&signature.to_bytes().into()),
        receipt: None,
        previous: Vec::new(),
        registration: Some(registration()),
        policy: Some(PolicyText {
            language: language("vi"),
            text: file("policy/vst/vi.md"),
        }),
        form: Some(file("forms/vst.json")),
        jwks: None,
    };
    change(&mut evidence);
    serde_json::to_string(&evidence).unwrap()
}

fn service(policy: Pack) -> Setup {
    let form_text = file("forms/vst.json");
    Setup {
        printed: None,
        service: Some(Service {
            form: FormDefinition::parse(form_text.as_bytes()).unwrap(),
            form_sha256: Sha256Hex::of(form_text.as_bytes()),
            form_text,
            form_url: "https://widget.example/forms/vst.json".to_owned(),
            policy,
            endpoint: ENDPOINT.to_owned(),
        }),
        ..Setup::default()
    }
}

fn html(tag: &str, setup: Setup, act: impl FnOnce(&Page)) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let page = Page::new(setup, language(tag));
        act(&page);
        view::page(&page).into_view().to_html()
    })
}

fn offline(tag: &str, file: &str) -> String {
    html(tag, Setup::default(), |page| page.open(file))
}

fn codes(html: &str) -> Vec<&str> {
    let marks = html.split("data-code=\"").skip(1);
    marks.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn an_intact_file_is_told_in_both_languages() {
    let vietnamese = offline("vi", &evidence(|_| {}));
    assert!(vietnamese.contains("Bản ghi nguyên vẹn"));
    assert!(!vietnamese.contains("Không khớp"));
    let english = offline("en", &evidence(|_| {}));
    assert!(english.contains("The record is intact"));
    for html in [&vietnamese, &english] {
        assert_eq!(
            codes(html),
            [
                "signature_holds",
                "registration_holds",
                "policy_holds",
                "form_holds",
                "receipt_absent"
            ]
        );
        // The exact words that were shown, in the language they were shown in, whatever the page speaks.
        assert!(html.contains("Tôi đồng ý nhận email mời gia hạn dịch vụ"));
        assert!(html.contains("0F0E0D0C"));
        assert!(html.contains(Sha256Hex::of(file("policy/vst/vi.md").as_bytes()).as_str()));
    }
}

#[test]
fn times_are_told_as_clocks_in_vietnam_showed_them() {
    assert!(offline("vi", &evidence(|_| {})).contains("24/11/2026, 01:00:10 (giờ Việt Nam)"));
    assert!(offline("en", &evidence(|_| {})).contains("24 November 2026, 01:00:10 (Vietnam time)"));
}

#[test]
fn what_does_not_fit_is_named_and_nothing_is_called_intact() {
    let check = |change: fn(&mut Evidence), code: &str, words: &str| {
        let html = offline("vi", &evidence(change));
        assert!(codes(&html).contains(&code), "{code}: {:?}", codes(&html));
        assert!(html.contains(words), "{code}");
        assert!(html.contains("Bản ghi không khớp"), "{code}");
        assert!(!html.contains("Bản ghi nguyên vẹn"), "{code}");
    };
    check(
        |file| file.policy.as_mut().unwrap().text.push(' '),
        "policy_differs",
        "Văn bản dưới đây không phải là văn bản mà bản ghi nói đến",
    );
    check(
        |file| {
            drop(
                file.registration
                    .as_mut()
                    .unwrap()
                    .fields
                    .insert("email".into(), "b@x.vn".into()),
            )
        },
        "registration_differs",
        "Thông tin dưới đây không phải là thông tin mà bản ghi đã ký",
    );
    check(
        |file| file.consent.payload = file.consent.payload.replacen('a', "b", 1),
        "signature_fails",
        "(mã: ",
    );
}

#[test]
fn what_it_does_not_prove_is_said_with_every_verdict() {
    for file in [
        evidence(|_| {}),
        evidence(|file| file.consent.signature.clear()),
    ] {
        assert!(offline("vi", &file).contains("Bản ghi này không chứng minh"));
        assert!(offline("en", &file).contains("the copy in the person's own hands"));
    }
}

#[test]
fn a_file_that_is_none_gets_words_and_the_page_stays() {
    for (text, words) in [
        ("", "Chưa có nội dung nào"),
        ("{", "Nội dung không đọc được"),
        ("[1]", "Đây không phải là tệp bản ghi"),
        ("{\"a\":1,\"a\":2}", "Nội dung không đọc được"),
    ] {
        let html = offline("vi", text);
        assert!(html.contains(words), "{text}: {words}");
        assert!(html.contains("record-paste"));
    }
}

#[test]
fn text_from_a_file_stays_text() {
    let html = offline("vi", &evidence(|_| {}));
    assert!(html.contains("&lt;b&gt;Công ty&lt;/b&gt; &amp; con"));
    assert!(!html.contains("<b>"));
}

#[test]
fn nothing_is_inline_that_a_strict_page_refuses() {
    let mut pages = vec![html("vi", service(pack()), |_| {})];
    pages.push(html("en", service(changed_pack()), |page| {
        page.open(&evidence(|_| {}))
    }));
    pages.push(html("vi", service(pack()), |page| {
        page.screen.set(Screen::Request)
    }));
    for html in pages {
        for bad in ["style=", "<script", "<style", "onclick", "javascript:"] {
            assert!(!html.contains(bad), "{bad}");
        }
    }
}

#[test]
fn no_box_begins_ticked() {
    let html = html("vi", service(changed_pack()), |page| {
        page.open(&evidence(|_| {}))
    });
    assert!(html.contains("type=\"checkbox\"") && !html.contains(" checked"));
}

#[test]
fn a_page_without_a_service_offers_nothing_to_send() {
    let html = offline("vi", &evidence(|_| {}));
    assert!(!html.contains("type=\"checkbox\""));
    assert!(html.contains("Trang này chỉ kiểm chứng, không gửi gì đi"));
}

#[test]
fn each_choice_has_the_box_that_changes_it() {
    let html = html("vi", service(pack()), |page| page.open(&evidence(|_| {})));
    assert!(html.contains("name=\"withdraw.renewal_email\""));
    assert!(!html.contains("name=\"agree.renewal_email\""));
    assert!(html.contains("name=\"agree.renewal_phone\""));
    assert!(!html.contains("name=\"withdraw.renewal_phone\""));
    assert!(
        !html.contains("name=\"acknowledged\""),
        "the policy is the same"
    );
}

#[test]
fn a_changed_policy_is_shown_and_asked_again_only_where_it_changed() {
    let html = html("vi", service(changed_pack()), |page| {
        page.open(&evidence(|_| {}))
    });
    assert!(html.contains("Chính sách đã thay đổi"));
    assert!(html.contains("<ins>Thêm một câu.</ins>"));
    assert!(html.contains("<del>10 năm</del>") && html.contains("<ins>1 năm</ins>"));
    assert!(html.contains("name=\"agree.renewal_email\""), "asked again");
    assert!(
        html.contains("name=\"withdraw.renewal_email\""),
        "may be withdrawn"
    );
    assert!(html.contains("name=\"acknowledged\""));
    assert_eq!(html.matches("chúng tôi hỏi lại").count(), 1);
    assert!(html.contains("Ở những mục không thay đổi, ô để trống thì giữ nguyên"));
    assert!(html.contains("Trước: ") && html.contains("Nay: "));
}

#[test]
fn a_record_of_another_service_cannot_be_changed_here() {
    let mut setup = service(pack());
    setup.service.as_mut().unwrap().endpoint = "https://other.example/api".to_owned();
    let html = html("vi", setup, |page| page.open(&evidence(|_| {})));
    assert!(html.contains("được gửi đến một hệ thống khác"));
    assert!(!html.contains("type=\"checkbox\""));
}

#[test]
fn a_file_that_does_not_hold_cannot_be_changed() {
    let file = evidence(|file| file.policy.as_mut().unwrap().text.push(' '));
    let html = html("vi", service(pack()), |page| page.open(&file));
    assert!(!html.contains("type=\"checkbox\""));
}

#[test]
fn every_state_has_words() {
    let kept = Kept {
        record_sha256: "a".to_owned(),
        reference: "0F0E0D0C".to_owned(),
        day: "2026-11-23".parse().unwrap(),
        evidence: String::new(),
    };
    let found = html("vi", service(pack()), |page| page.kept.set(vec![kept]));
    assert!(found.contains("Mở bản ghi 0F0E0D0C, ngày 23/11/2026"));
    for (state, words) in [
        (Forgetting::Asked, "Xóa vĩnh viễn"),
        (Forgetting::Done, "Đã xóa khóa"),
        (Forgetting::Failed, "Trình duyệt không cho xóa"),
    ] {
        let html = html("vi", service(pack()), |page| page.forgetting.set(state));
        assert!(html.contains(words), "{words}");
    }
    let failed = html("en", service(pack()), |page| {
        page.open(&evidence(|_| {}));
        page.phase.set(Phase::Failed(Failure::NotTheNewest));
    });
    assert!(failed.contains("A newer record has taken this one"));
    let send = failed.split("data-act=\"send\"").nth(1).unwrap();
    assert!(
        send.split('>').next().unwrap().contains("hidden"),
        "no useless try"
    );
    let sent = html("vi", service(pack()), |page| {
        page.screen
            .set(Screen::Requested(std::sync::Arc::new(Requested {
                request_id: "1a2b3c4d-0b0a-4908-8706-050403020100".to_owned(),
                deadlines: Deadlines::of(&time("2026-11-23T08:00:00.000Z")),
            })));
    });
    assert!(sent.contains("chậm nhất ngày 25/11/2026 và hoàn tất chậm nhất ngày 08/12/2026"));
}

fn after_a_change(tag: &str, withdrew: bool, file: &str) -> String {
    html(tag, service(pack()), |page| {
        let mut opened = Opened::read(file).unwrap();
        opened.done = Some(Done {
            withdrew,
            deadlines: Deadlines::of(&time("2026-11-23T08:00:00.000Z")),
            receipt_is_wrong: false,
        });
        page.show(opened);
    })
}

#[test]
fn a_receipt_that_does_not_hold_is_told_of_though_it_is_not_in_the_file() {
    let told = |wrong| {
        html("vi", service(pack()), |page| {
            let bare = evidence(|file| (file.receipt, file.jwks) = (None, None));
            let mut opened = Opened::read(&bare).unwrap();
            opened.done = Some(Done {
                withdrew: true,
                deadlines: Deadlines::of(&time("2026-11-23T08:00:00.000Z")),
                receipt_is_wrong: wrong,
            });
            page.show(opened);
        })
        .contains("giấy báo nhận không đúng")
    };
    assert_eq!((told(true), told(false)), (true, false));
}

#[test]
fn a_new_file_takes_the_old_one_s_place_only_with_what_was_typed() {
    let bare = evidence(|file| file.registration = None);
    for (tag, one, both) in [
        ("vi", "giữ tệp mới thay cho tệp cũ", "giữ CẢ HAI tệp"),
        ("en", "in place of the old one", "keep BOTH files"),
    ] {
        let whole = after_a_change(tag, true, &evidence(|_| {}));
        assert!(whole.contains(one) && !whole.contains(both), "{tag}");
        let bare = after_a_change(tag, true, &bare);
        assert!(bare.contains(both) && !bare.contains(one), "{tag}");
    }
}

#[test]
fn what_is_wrong_with_a_request_stands_at_its_field() {
    for (failure, field, words) in [
        (
            Failure::ContactMissing,
            "request-contact",
            "Hãy nhập email hoặc số điện thoại",
        ),
        (
            Failure::Contact,
            "request-contact",
            "Đây không phải là email",
        ),
        (
            Failure::Reference,
            "request-reference",
            "Mã tham chiếu gồm 8 ký tự",
        ),
    ] {
        let html = html("vi", service(pack()), |page| {
            page.screen.set(Screen::Request);
            page.phase.set(Phase::Failed(failure));
        });
        assert_eq!(html.matches(words).count(), 1, "{words}");
        let error = html.split(&format!("id=\"{field}-error\"")).nth(1).unwrap();
        assert!(
            error.split("</p>").next().unwrap().contains(words),
            "{words}"
        );
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1);
        let tags = html
            .split('<')
            .find(|tag| tag.contains("aria-invalid=\"true\""));
        let described = format!("aria-describedby=\"{field}-hint {field}-error\"");
        assert!(tags.unwrap().contains(&described), "{field}");
    }
}

#[test]
fn only_a_withdrawal_has_deadlines() {
    let file = evidence(|_| {});
    assert!(after_a_change("vi", true, &file).contains("chậm nhất ngày 25/11/2026"));
    assert!(!after_a_change("vi", false, &file).contains("chậm nhất"));
}

#[test]
fn a_trouble_goes_when_a_good_file_comes() {
    let html = html("vi", Setup::default(), |page| {
        page.trouble.set(Some(Trouble::NotJson));
        page.open(&evidence(|_| {}));
    });
    assert!(!html.contains("Nội dung không đọc được"));
}

fn ticks(boxes: &[String]) -> Ticks {
    let mut ticks = Ticks::default();
    for name in boxes {
        ticks.set(
            name.clone(),
            Decision::Ticked(time("2026-12-01T08:00:00.000Z")),
            thuan_consent::record::Visibility::Visible,
        );
    }
    ticks
}

#[test]
fn ticks_amount_to_what_they_say() {
    let (_, record) = record();
    let at = || time("2026-12-01T08:00:00.000Z");
    let same = Choices::of(&record, Some(&pack()));
    assert!(!same.renewal);
    assert_eq!(same.plan(&Ticks::default()), Err(Failure::Nothing));
    let plan = same.plan(&ticks(&[withdraw_box("renewal_email")])).unwrap();
    assert_eq!(plan.act("renewal_email"), Act::Withdraw(at()));
    assert_eq!(plan.act("renewal_phone"), Act::Leave);
    assert!(plan.withdraws && !plan.agrees && plan.acknowledged_at.is_none());
    // A box that is not there does nothing.
    let none = same.plan(&ticks(&[
        withdraw_box("renewal_phone"),
        agree_box("renewal_email"),
    ]));
    assert_eq!(none, Err(Failure::Nothing));
}

#[test]
fn the_words_beside_a_box_are_those_that_the_record_will_hold() {
    let (_, record) = record();
    let asked = Choices::of(&record, Some(&pack()));
    let shown: Vec<&str> = asked
        .list
        .iter()
        .map(|choice| choice.label.as_str())
        .collect();
    let held: Vec<&str> = record
        .purposes
        .iter()
        .map(|purpose| purpose.label.as_str())
        .collect();
    assert_eq!(shown, held);
}

#[test]
fn a_reworded_sentence_is_shown_word_by_word() {
    let mut pack = changed_pack();
    let text = pack
        .text(&language("vi"))
        .unwrap()
        .replace("trong vòng 10 năm", "trong vòng 5 năm");
    pack.text.insert(language("vi"), text);
    let html = html("vi", service(pack), |page| page.open(&evidence(|_| {})));
    assert!(
        html.contains("<del>10</del>") && html.contains("<ins>5</ins>"),
        "{html}"
    );
}

#[test]
fn withdrawing_needs_no_tick_for_the_new_policy_and_agreeing_does() {
    let (_, record) = record();
    let changed = Choices::of(&record, Some(&changed_pack()));
    assert!(changed.renewal);
    let withdrawn = changed
        .plan(&ticks(&[withdraw_box("renewal_email")]))
        .unwrap();
    assert!(withdrawn.acknowledged_at.is_none(), "under the old policy");
    assert!(matches!(withdrawn.act("renewal_email"), Act::Withdraw(_)));
    let agreed = [agree_box("renewal_email")];
    assert_eq!(changed.plan(&ticks(&agreed)), Err(Failure::NotAcknowledged));
    let both = changed
        .plan(&ticks(&[agreed[0].clone(), ACKNOWLEDGED.to_owned()]))
        .unwrap();
    assert!(matches!(both.act("renewal_email"), Act::Agree(_)));
    assert_eq!(both.act("aftersales_care"), Act::Leave);
    // Acknowledged, and asked again without an answer: nothing is agreed to.
    let silent = changed.plan(&ticks(&[ACKNOWLEDGED.to_owned()])).unwrap();
    assert_eq!(silent.act("renewal_email"), Act::Leave);
}

#[test]
fn an_old_text_that_is_not_the_record_s_is_not_compared() {
    let opened = Opened::read(&evidence(|file| {
        file.policy.as_mut().unwrap().text.push(' ')
    }));
    assert_eq!(opened.unwrap().shown_text, None);
}
