//! What is kept of registrations that nobody signed, the commands that look after it, and what reaches the logs.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Backend, Folder, PLAIN, PlainForm, Submission, failure, stdout};

const COMPANY: &str = "Công ty Cổ phần Nghìn Lẻ Một Đêm Không Chữ Ký";

fn id(line: &Value) -> String {
    line["registration_id"].as_str().expect("a name").to_owned()
}

#[track_caller]
pub fn export(folder: &Folder, line: &Value) -> Value {
    let text = stdout(&folder.run(&["export", &id(line)]));
    serde_json::from_str(&text).expect("JSON")
}

fn registered() -> (Folder, Backend, Value) {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    let form = PlainForm::new(&folder, "vi").with("company_name", COMPANY);
    form.post(&backend).page(200);
    let kept = folder.unsigned().remove(0);
    (folder, backend, kept)
}

#[test]
fn it_is_listed_after_the_records_and_never_as_one() {
    let (folder, _backend, kept) = registered();
    let listed = stdout(&folder.run(&["records"]));
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[1].ends_with("L2  verified"), "{listed}");
    assert!(
        lines[2].contains(&id(&kept)) && lines[2].ends_with("--  unsigned"),
        "{listed}"
    );
    assert_eq!(lines[3], "1 record; every proof holds");
    assert_eq!(lines[4], "1 unsigned registration, which proves nothing");
    let json = stdout(&folder.run(&["records", "--json"]));
    let json: Vec<Value> = json
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        (&json[0]["signed"], &json[1]["signed"]),
        (&json!(true), &json!(false))
    );
    assert!(json[1].get("record_id").is_none() && json[1].get("level").is_none());
}

#[test]
fn who_changes_their_mind_and_changes_it_back_has_decided_anew() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let given = PlainForm::new(&folder, "vi");
    let refused = given.clone().without("purpose.renewal_email");
    for form in [&refused, &given, &refused, &refused] {
        form.post(&backend).page(200);
    }
    let states: Vec<Value> = folder
        .unsigned()
        .iter()
        .map(|line| export(&folder, line)["unsigned"]["decisions"][0]["event_state"].clone())
        .collect();
    assert_eq!(states, ["refused", "given", "refused"]);
}

#[test]
fn a_persons_number_is_masked() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    PlainForm::new(&folder, "vi")
        .with("tax_code", "001099012345")
        .post(&backend)
        .page(200);
    let masked = folder.unsigned()[0]["tax_code"]
        .as_str()
        .expect("a text")
        .to_owned();
    assert!(
        !masked.contains("001099012345") && !masked.is_empty(),
        "{masked}"
    );
}

#[test]
fn it_is_exported_as_what_it_is_and_no_verifier_takes_it() {
    let (folder, _backend, kept) = registered();
    let file = export(&folder, &kept);
    assert_eq!(file["format"], "urn:thuan:unsigned-registration:1");
    assert_eq!(file["signed"], false);
    assert_eq!(file["registration"]["fields"]["company_name"], COMPANY);
    assert_eq!(file["unsigned"]["decisions"][0]["id"], "renewal_email");
    assert_eq!(file["unsigned"]["decisions"][0]["event_state"], "given");
    assert_eq!(file["unsigned"]["decisions"][1]["event_state"], "refused");
    assert!(file["policy"]["text"].is_string() && file["form"].is_string());
    let path = folder.path("file.json");
    let line = serde_json::to_string(&file).expect("JSON");
    for written in [
        line,
        stdout(&folder.run(&["export", &id(&kept)])),
        kept.to_string(),
    ] {
        fs::write(&path, written).expect("written");
        let said = failure(&folder.run(&["verify", path.to_str().expect("a path")]));
        assert!(
            said.contains("a registration without a signed consent") && !said.contains("neither"),
            "{said}"
        );
    }
    // What only says so is judged as what it is.
    fs::write(&path, "{\"signed\":true}").expect("written");
    let said = failure(&folder.run(&["verify", path.to_str().expect("a path")]));
    assert!(said.contains("neither an evidence file"), "{said}");
    for format in ["record", "dpv", "kantara"] {
        let said = failure(&folder.run(&["export", &id(&kept), "--format", format]));
        assert!(said.contains("is not signed"), "{said}");
    }
    let all = folder.run(&["export", "--all"]);
    assert_eq!(stdout(&all).lines().count(), 1);
    let said = String::from_utf8(all.stderr).expect("UTF-8");
    assert!(
        said.contains("1: registrations that nobody signed"),
        "{said}"
    );
}

#[test]
fn no_byte_of_the_data_is_left_when_it_is_forgotten() {
    let (folder, backend, kept) = registered();
    let salt = export(&folder, &kept)["registration"]["salt"]
        .as_str()
        .expect("a salt")
        .to_owned();
    assert!(folder.database.holds(COMPANY) && folder.database.holds(&salt));
    let ask = json!({ "kind": "delete", "contact": "nguoi.hoi.rieng@example.com", "language": "vi",
        "reference": id(&kept)[..8].to_uppercase() });
    let kind = [("content-type", "application/json")];
    let asked = backend.request(
        "POST",
        "/api/registrations/requests",
        &kind,
        ask.to_string().into_bytes(),
    );
    assert_eq!(asked.status, 202);
    let forget =
        || stdout(&folder.run(&["forget", &id(&kept), "--reason", "asked for by telephone"]));
    let told = forget();
    for words in [
        "deleted: the registration of",
        "which nobody signed",
        folder.either(
            "no bytes of what was deleted are left",
            "PostgreSQL was told",
        ),
        "which is open",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for secret in [COMPANY, &salt] {
        assert!(!folder.database.holds(secret), "{secret}");
    }
    assert!(forget().contains("was deleted before"));
    let kept = &folder.unsigned()[0];
    assert_eq!(kept["registration"], "deleted");
    assert_eq!((&kept["given"], &kept["refused"]), (&json!(1), &json!(2)));
    let file = export(&folder, kept);
    assert!(file.get("registration").is_none());
    assert_eq!(file["forgotten"]["reason"], "asked for by telephone");
    let summary = folder.audits_clean();
    assert_eq!(
        (&summary["unsigned"], &summary["forgotten"]),
        (&json!(1), &json!(1))
    );
    assert!(
        stdout(&folder.run(&["audit"])).contains("1 unsigned registration, 1 registration deleted")
    );
    // What would tell that it came again went with it, since it would tell what it was.
    let form = PlainForm::new(&folder, "vi").with("company_name", COMPANY);
    form.post(&backend).page(200);
    assert_eq!(folder.unsigned().len(), 2);
}

#[test]
fn the_audit_sees_what_was_changed() {
    for (change, code) in [
        (
            "decisions = replace(decisions, 'refused', 'given')",
            "unsigned_changed",
        ),
        (
            "acknowledged = 'Tôi đồng ý với mọi thứ'",
            "unsigned_changed",
        ),
        (
            "received_at = '2026-01-01T00:00:00.000Z'",
            "unsigned_changed",
        ),
        ("form_id = 'other'", "unsigned_changed"),
        (
            "fields = replace(fields, 'Nghìn', 'Trăm')",
            "registration_sha256",
        ),
        ("fields = 'x'", "registration_unreadable"),
        ("decisions = 'x'", "unsigned_unreadable"),
        ("salt = NULL, fields = NULL", "registration_missing"),
        (
            "forgotten_at = 'x', forgotten_reason = 'x'",
            "registration_kept",
        ),
    ] {
        let (folder, backend, _) = registered();
        backend.stop();
        folder.sql(&format!("UPDATE unsigned_registrations SET {change}"));
        let found = failure(&folder.run(&["audit", "--json"]));
        let first: Value =
            serde_json::from_str(found.lines().next().expect("a line")).expect("JSON");
        assert_eq!(first["code"], code, "{change}: {found}");
        assert!(first["registration_id"].is_string());
        failure(&folder.run(&["records"]));
    }
}

#[test]
fn the_audit_sees_what_is_missing() {
    for (statement, code) in [
        (
            "DELETE FROM unsigned_registrations WHERE sequence = 1",
            "unsigned_missing",
        ),
        (
            "DELETE FROM unsigned_registrations WHERE sequence = 2",
            "unsigned_missing",
        ),
        ("DELETE FROM unsigned_registrations", "unsigned_missing"),
        ("DELETE FROM form_definitions", "form_missing"),
        ("DELETE FROM policy_texts", "text_missing"),
    ] {
        let folder = Folder::new();
        let backend = folder.serve(&[]);
        let form = PlainForm::new(&folder, "vi");
        form.post(&backend).page(200);
        form.with("company_name", COMPANY).post(&backend).page(200);
        backend.stop();
        folder.audits_clean();
        folder.sql(statement);
        let found = failure(&folder.run(&["audit", "--json"]));
        assert!(found.contains(code), "{statement}: {found}");
    }
}

fn post_everything(folder: &Folder, backend: &Backend) {
    let form = || PlainForm::new(folder, "vi");
    form().post(backend).page(200);
    form().post(backend).page(200);
    form()
        .with("email", "khong.hop.le@mail")
        .without("acknowledged")
        .post(backend)
        .page(422);
    form()
        .with("notice_sha256", "an.old.hash")
        .post(backend)
        .page(409);
    form()
        .and("a.made.up.name", "a.made.up.value")
        .post(backend)
        .page(400);
    form()
        .with("form_id", "somebodys.form")
        .post(backend)
        .page(404);
    backend
        .request(
            "POST",
            PLAIN,
            &[("content-type", "text/pl.ain")],
            form().body(),
        )
        .page(415);
    backend
        .post_plain(b"company_name=Nguy%EAn".to_vec(), &[])
        .page(400);
    backend
        .get(&format!("{PLAIN}?email=query.string@example.com"), &[])
        .page(405);
    folder.sql("ALTER TABLE unsigned_registrations RENAME TO elsewhere");
    form()
        .with("contact_name", "Trần Văn Mất")
        .post(backend)
        .page(500);
}

#[test]
fn logs_say_what_happened_and_not_to_whom() {
    for format in ["json", "text"] {
        let folder = Folder::new();
        let backend = folder.serve(&["--log", format]);
        post_everything(&folder, &backend);
        backend.stop();
        let log = folder.log();
        for secret in [
            "0100109106",
            "Viễn thông",
            "Trần",
            "Nguy",
            "thu.nguyen",
            "example.com",
            "+842439343137",
            "khong.hop.le",
            "an.old.hash",
            "a.made.up",
            "somebodys",
            "text/pl.ain",
            "query.string",
            "renewal_email",
        ] {
            assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
        }
        if format == "json" {
            let lines: Vec<Value> = log
                .lines()
                .map(|line| serde_json::from_str(line).expect("JSON"))
                .filter(|line: &Value| line["event"] == "request")
                .collect();
            assert_eq!(lines[0]["route"], PLAIN);
            assert!(lines[0]["registration_id"].is_string());
            assert_eq!(lines[0]["registration_id"], lines[1]["registration_id"]);
            assert_eq!(lines[2]["problem"], "plain-faults");
            assert_eq!(lines[2]["codes"], "domain_without_dot,not_acknowledged");
            assert_eq!(lines[3]["problem"], "plain-changed");
        }
    }
}
