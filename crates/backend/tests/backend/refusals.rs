//! Records that are not taken, and what is said about them.

use serde_json::{Value, json};
use thuan_consent::encoding::base64url;

use crate::support::{Backend, Folder, Submission, refused, refusing};

#[test]
fn each_field_that_does_not_parse_is_pointed_at() {
    refusing(|folder, backend| {
        for (name, value, code) in [
            ("company_name", Some(""), "empty"),
            ("company_name", Some("–"), "no_letters"),
            ("tax_code", Some("0100109107"), "check_digit"),
            ("tax_code", Some("123"), "length"),
            ("tax_code", Some("01001091O6"), "letters"),
            ("tax_code", Some("0100109106 001"), "not_normalised"),
            ("tax_code", None, "empty"),
            ("address", Some(" "), "empty"),
            ("contact_name", Some("\u{7}A"), "control_character"),
            ("email", Some("thu.nguyen@example"), "domain_without_dot"),
            ("email", Some("thu.nguyen"), "no_at"),
            ("phone", Some("+84243934"), "too_short"),
            ("phone", Some("02439343137"), "not_normalised"),
            ("phone_extension", Some("12a"), "letters"),
            ("favourite_colour", Some("xanh"), "unknown_field"),
        ] {
            let submission = Submission::new(folder).field(name, value);
            let pointer = format!("#/registration/fields/{name}");
            refused(
                &backend.post(&submission),
                "registration-refused",
                &[(&pointer, code)],
            );
        }
    });
}

#[test]
fn all_faults_are_told_at_once() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder)
            .field("tax_code", Some("0100109107"))
            .field("email", Some("thu"))
            .record(
                "/audience",
                Some(json!("https://elsewhere.example/api/registrations")),
            );
        let errors = [
            ("#/consent/payload/audience", "audience"),
            ("#/registration/fields/tax_code", "check_digit"),
            ("#/registration/fields/email", "no_at"),
        ];
        refused(&backend.post(&submission), "registration-refused", &errors);
    });
}

#[test]
fn a_tampered_signature_is_refused() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder);
        let stranger = Submission::new(folder);
        let mut envelope = submission.envelope();
        envelope["consent"]["signature"] = json!(stranger.consent().signature);
        let answer = backend.post_bytes(&submission.record_id(), envelope.to_string().into_bytes());
        refused(
            &answer,
            "record-refused",
            &[("#/consent/signature", "signature")],
        );
        let mut envelope = submission.envelope();
        envelope["consent"]["payload"] = json!(stranger.consent().payload);
        let answer = backend.post_bytes(&stranger.record_id(), envelope.to_string().into_bytes());
        refused(
            &answer,
            "record-refused",
            &[("#/consent/signature", "signature")],
        );
        let mut envelope = submission.envelope();
        envelope["consent"]["protected"] = json!(base64url(br#"{"alg":"none"}"#));
        let answer = backend.post_bytes(&submission.record_id(), envelope.to_string().into_bytes());
        refused(
            &answer,
            "record-refused",
            &[("#/consent/protected/alg", "algorithm")],
        );
    });
}

#[test]
fn a_tampered_registration_is_refused() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder);
        let post = |edit: &dyn Fn(&mut Value)| {
            let mut envelope = submission.envelope();
            edit(&mut envelope);
            backend.post_bytes(&submission.record_id(), envelope.to_string().into_bytes())
        };
        let errors = [("#/registration", "registration_sha256")];
        let answer =
            post(&|envelope| envelope["registration"]["fields"]["email"] = json!("b@example.com"));
        refused(&answer, "record-refused", &errors);
        let answer =
            post(&|envelope| envelope["registration"]["salt"] = json!(base64url(&[9; 16])));
        refused(&answer, "record-refused", &errors);
        let answer = post(&|envelope| {
            drop(
                envelope
                    .as_object_mut()
                    .expect("an object")
                    .remove("registration"),
            )
        });
        refused(&answer, "record-refused", &errors);
    });
}

#[test]
fn a_change_of_nothing_that_is_kept_is_refused() {
    refusing(|folder, backend| {
        let previous = json!("0".repeat(64));
        let submission = Submission::new(folder)
            .record("/registration_sha256", None)
            .record("/previous_record_sha256", Some(previous.clone()));
        let body = json!({ "consent": submission.consent() })
            .to_string()
            .into_bytes();
        let answer = backend.post_bytes(&submission.record_id(), body);
        let pointer = "#/consent/payload/previous_record_sha256";
        refused(
            &answer,
            "registration-refused",
            &[(pointer, "unknown_previous")],
        );
        let submission = Submission::new(folder).record("/previous_record_sha256", Some(previous));
        refused(
            &backend.post(&submission),
            "registration-refused",
            &[("#/registration", "unexpected")],
        );
        let submission = Submission::new(folder).record("/registration_sha256", None);
        let body = json!({ "consent": submission.consent() });
        let answer = backend.post_bytes(&submission.record_id(), body.to_string().into_bytes());
        answer.is_problem(422, "record-refused");
    });
}

#[test]
fn a_first_record_shows_no_earlier_one() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder);
        let mut envelope = submission.envelope();
        envelope["previous"] = envelope["consent"].clone();
        let answer = backend.post_bytes(&submission.record_id(), envelope.to_string().into_bytes());
        refused(
            &answer,
            "registration-refused",
            &[("#/previous", "unexpected")],
        );
    });
}

#[test]
fn a_record_signed_for_another_address_is_refused_with_the_option_to_set() {
    refusing(|folder, backend| {
        for audience in [
            "https://register.example.vn/api/registrations",
            "http://localhost:8080/api/registrations?x=y",
            "http://localhost:8080/api/other",
        ] {
            let submission = Submission::new(folder).record("/audience", Some(json!(audience)));
            let answer = backend.post(&submission);
            refused(
                &answer,
                "registration-refused",
                &[("#/consent/payload/audience", "audience")],
            );
            let detail = answer.json()["errors"][0]["detail"]
                .as_str()
                .expect("a string")
                .to_owned();
            assert!(detail.contains("--public-url"), "{detail}");
        }
    });
}

#[test]
fn a_record_over_another_form_is_refused() {
    refusing(|folder, backend| {
        let other = json!("0".repeat(64));
        let submission = Submission::new(folder).record("/evidence/form_sha256", Some(other));
        let errors = [("#/consent/payload/evidence/form_sha256", "form_changed")];
        refused(&backend.post(&submission), "registration-refused", &errors);
        let submission = Submission::new(folder).record("/evidence/form_id", Some(json!("other")));
        let errors = [("#/consent/payload/evidence/form_id", "unknown_form")];
        refused(&backend.post(&submission), "registration-refused", &errors);
    });
}

#[test]
fn a_record_in_a_language_the_form_is_not_offered_in_is_refused() {
    let folder = Folder::new();
    folder.edit_form(|form| form["languages"] = json!(["en"]));
    let answer = folder.serve(&[]).post(&Submission::new(&folder));
    refused(
        &answer,
        "registration-refused",
        &[("#/consent/payload/language", "language")],
    );
}

#[test]
fn a_record_with_other_words_than_the_policys_is_refused() {
    refusing(|folder, backend| {
        for (pointer, value, error, code) in [
            (
                "/purposes/0/label",
                json!("Tôi đồng ý tất cả."),
                "purposes/0/label",
                "not_the_policy",
            ),
            (
                "/purposes/0/retention_period",
                json!("P99Y"),
                "purposes/0/retention_period",
                "not_the_policy",
            ),
            (
                "/acknowledged/label",
                json!("Tôi đồng ý."),
                "acknowledged/label",
                "not_the_policy",
            ),
            (
                "/withdrawal_method/description",
                json!("Không thể."),
                "withdrawal_method/description",
                "not_the_policy",
            ),
            (
                "/withdrawal_method/url",
                json!("https://evil.example/record.html"),
                "withdrawal_method/url",
                "withdrawal_page",
            ),
            ("/partner", json!(""), "partner", "partner"),
            ("/partner", json!("a\u{202e}b"), "partner", "partner"),
            ("/partner", json!("x".repeat(201)), "partner", "partner"),
            (
                "/pii_controllers/0/name",
                json!("Công ty khác"),
                "pii_controllers/0/name",
                "not_the_policy",
            ),
            (
                "/privacy_notice/sha256",
                json!("0".repeat(64)),
                "privacy_notice",
                "notice_changed",
            ),
            (
                "/privacy_notice/version",
                json!("2"),
                "privacy_notice",
                "notice_changed",
            ),
        ] {
            let submission = Submission::new(folder).record(pointer, Some(value));
            let error = format!("#/consent/payload/{error}");
            refused(
                &backend.post(&submission),
                "registration-refused",
                &[(&error, code)],
            );
        }
        let submission = Submission::new(folder).record("/privacy_notice/id", Some(json!("other")));
        let errors = [
            ("#/consent/payload/privacy_notice/id", "other_policy"),
            ("#/consent/payload/privacy_notice/id", "unknown_policy"),
        ];
        refused(&backend.post(&submission), "registration-refused", &errors);
    });
}

#[test]
fn only_the_companys_own_page_is_one_to_take_consent_back_on() {
    let folder = Folder::new();
    let check = |backend: &Backend, page: &str, taken: bool| {
        let submission =
            Submission::new(&folder).record("/withdrawal_method/url", Some(json!(page)));
        let answer = backend.post(&submission);
        if taken {
            assert_eq!(answer.status, 201, "{page}");
        } else {
            let pointer = "#/consent/payload/withdrawal_method/url";
            let errors = [(pointer, "withdrawal_page")];
            refused(&answer, "registration-refused", &errors);
        }
    };
    // `../record.html`, below the form's own address.
    let backend = folder.serve(&[]);
    check(&backend, "http://localhost:8080/record.html", true);
    for page in [
        "http://localhost:8080/",
        "http://localhost:8080/go?to=https://evil.example",
        "http://localhost:8080/record.html#x",
        "http://localhost:8080/xrecord.html",
        "http://localhost:8080/dang-ky/record.html?x",
        "http://localhost:8080/dang-ky/../record.html",
        "http://localhost:8080//record.html",
        "http://localhost:8080/go/https://evil.example/record.html",
        "http://localhost:8080/%2e/record.html",
        "http://evil.example@localhost:8080/dang-ky/record.html",
        "http://evil.example@localhost:8080/record.html",
        "https://congty.vn/record.html",
        "http://localhost:8080@evil.example/record.html",
        "http://localhost:8080\\.evil.example/record.html",
    ] {
        check(&backend, page, false);
    }
    // The form's files may be in a folder.
    check(&backend, "http://localhost:8080/dang-ky/record.html", true);
    backend.stop();
    // Whose pages may show the form is not the company.
    folder.edit_form(|form| form["allowed_origins"] = json!(["https://partner.example"]));
    let backend = folder.serve(&[]);
    check(&backend, "https://partner.example/record.html", false);
    backend.stop();
    // A company's backend knows its own address, and no other on this machine.
    let public = ["--public-url", "https://register.example.vn"];
    let backend = folder.serve(&public);
    for (page, taken) in [
        ("https://register.example.vn/dang-ky/record.html", true),
        ("http://localhost:8080/record.html", false),
    ] {
        let submission = Submission::new(&folder)
            .record(
                "/audience",
                Some(json!("https://register.example.vn/api/registrations")),
            )
            .record("/withdrawal_method/url", Some(json!(page)));
        let answer = backend.post(&submission);
        assert_eq!(answer.status, if taken { 201 } else { 422 }, "{page}");
    }
    backend.stop();
    for (page, reference, taken) in [
        ("http://localhost:8080/a/record.html", "/record.html", false),
        ("http://localhost:8080/record.html", "/record.html", true),
        ("http://localhost:8080/a/b/c?d", "../../b/c?d", true),
        ("http://localhost:8080/a/c?d", "../../b/c?d", false),
        ("http://localhost:8080/a/", "../", true),
        ("http://localhost:8080/a", "../", false),
        ("http://localhost:8080/a/forms/r.html", "r.html", true),
        ("http://localhost:8080/a/forms/r.html", "./r.html", true),
        ("http://localhost:8080/a/forms/vst.json?r", "?r", true),
        // Of another host, as the company has it.
        ("http://congty.vn/r.html", "//congty.vn/r.html", true),
        ("http://congty.vn/a/r.html", "//congty.vn/r.html", false),
        ("http://localhost:8080/r.html", "//congty.vn/r.html", false),
    ] {
        folder.edit_form(|form| form["withdrawal_page"] = json!(reference));
        let backend = folder.serve(&[]);
        check(&backend, page, taken);
        backend.stop();
    }
    folder.edit_form(|form| form["withdrawal_page"] = json!("https://congty.vn"));
    let backend = folder.serve(&[]);
    check(&backend, "https://congty.vn", true);
    check(&backend, "https://congty.vn/", true);
    check(&backend, "https://congty.vn/x", false);
    check(&backend, "http://localhost:8080/record.html", false);
}

#[test]
fn a_box_that_began_ticked_is_no_consent() {
    refusing(|folder, backend| {
        let submission =
            Submission::new(folder).record("/purposes/0/initial_state", Some(json!("on")));
        refused(
            &backend.post(&submission),
            "record-refused",
            &[("#/consent/payload/purposes/0/initial_state", "record")],
        );
        let detail = backend.post(&submission).json()["errors"][0]["detail"].clone();
        assert_eq!(detail, "expected `off`");
        let submission = Submission::new(folder).record("/purposes/1/storage_locations", None);
        let pointer = "#/consent/payload/purposes/1";
        refused(
            &backend.post(&submission),
            "record-refused",
            &[(pointer, "record")],
        );
        let detail = backend.post(&submission).json()["errors"][0]["detail"].clone();
        assert_eq!(detail, "expected a member `storage_locations`");
        let nothing = Submission::new(folder).record("/withdrawal_method/url", Some(Value::Null));
        let pointer = "#/consent/payload/withdrawal_method/url";
        refused(
            &backend.post(&nothing),
            "record-refused",
            &[(pointer, "record")],
        );
    });
}

#[test]
fn a_challenge_that_was_never_given_is_refused() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder).record("/challenge", Some(json!("abc")));
        let errors = [("#/consent/payload/challenge", "challenge_unknown")];
        refused(&backend.post(&submission), "registration-refused", &errors);
    });
}

#[test]
fn a_signed_payload_that_is_no_record_is_refused() {
    refusing(|folder, backend| {
        let submission = Submission::new(folder);
        let payload = String::from_utf8(submission.payload()).expect("UTF-8");
        for (payload, code) in [
            ("{}".to_owned(), "record"),
            ("[]".to_owned(), "record"),
            ("null".to_owned(), "record"),
            (format!("{payload} "), "payload_not_canonical"),
            (
                payload.replacen('{', r#"{"unknown":"x","#, 1),
                "payload_not_canonical",
            ),
            (payload.replacen('{', r#"{"a":"x","#, 1), "record"),
            (
                payload
                    .replacen("ễ", "e\u{302}\u{303}", 1)
                    .replacen('ạ', "a\u{323}", 1),
                "not_nfc",
            ),
        ] {
            let envelope = json!({ "registration": submission.registration(), "consent": submission.signed(payload.as_bytes()) });
            let answer =
                backend.post_bytes(&submission.record_id(), envelope.to_string().into_bytes());
            refused(&answer, "record-refused", &[("#/consent/payload", code)]);
        }
    });
}
