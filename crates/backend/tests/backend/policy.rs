//! `thuan policy`: what it finds, what it writes, and what it says has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::support::{Folder, failure, stdout, thuan, workspace};

fn policy(arguments: &[&str], paths: &[&Path]) -> Output {
    thuan()
        .arg("policy")
        .args(arguments)
        .args(paths)
        .output()
        .expect("runs")
}

fn vst() -> PathBuf {
    workspace("policy/vst")
}

/// A copy of the company's pack, with a change to one of its files.
fn changed(folder: &Folder, file: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let copy = folder.path("policies/vst");
    fs::create_dir_all(&copy).expect("made");
    for name in ["policy.toml", "vi.md", "en.md"] {
        let text = fs::read_to_string(vst().join(name)).expect("a file");
        let text = if name == file { change(&text) } else { text };
        fs::write(copy.join(name), text).expect("written");
    }
    copy
}

#[test]
fn findings_say_where_what_why_and_what_to_do() {
    let text = stdout(&policy(&["lint"], &[&vst()]));
    let finding = format!(
        "{}:44: warning [complaints-contact]: no contact is named: “Trường hợp có thắc mắc và khiếu nại",
        vst().join("vi.md").display()
    );
    assert!(text.contains(&finding), "{text}");
    assert!(
        text.contains("\n    asked by  Law 91/2025/QH15, article 4")
            && text.contains("\n    to do     name an e-mail address"),
        "{text}"
    );
    let summary = format!("{}: 14 warnings, 2 pieces of advice", vst().display());
    assert!(text.ends_with(&format!("{summary}\n")), "{text}");
    let pointer = format!(
        "; `thuan policy lint {}` says what and where\n",
        vst().display()
    );
    let summary = summary + &pointer;
    assert_eq!(stdout(&policy(&["lint", "--summary"], &[&vst()])), summary);
    // A folder with packs in it will do.
    let policies = workspace("policy");
    assert_eq!(
        stdout(&policy(&["lint", "--summary"], &[&policies])),
        summary
    );
}

#[test]
fn only_errors_fail_unless_warnings_are_to() {
    assert!(
        failure(&policy(&["lint", "--strict", "--summary"], &[&vst()])).contains("14 warnings")
    );
    let folder = Folder::new();
    let broken = changed(&folder, "policy.toml", |text| {
        text.replacen(
            "lawful_basis = \"consent\"",
            "lawful_basis = \"contract\"",
            1,
        )
    });
    let text = failure(&policy(&["lint"], &[&broken]));
    assert!(
        text.contains("policy.toml:57: error [marketing-on-contract]: `renewal_email` advertises"),
        "{text}"
    );
    assert!(failure(&policy(&["lint"], &[&folder.path("nowhere")])).contains("nowhere"));
    assert!(failure(&policy(&["lint"], &[&folder.site()])).contains("no <id>/policy.toml here"));
}

#[test]
fn programs_read_the_findings_as_json() {
    let report: Value =
        serde_json::from_str(&stdout(&policy(&["lint", "--json"], &[&vst()]))).expect("JSON");
    assert_eq!(
        (&report["errors"], &report["warnings"], &report["advice"]),
        (&json!(0), &json!(14), &json!(2))
    );
    let findings = report["packs"][0]["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 16);
    assert_eq!(
        (
            &findings[0]["rule"],
            &findings[0]["file"],
            &findings[0]["line"],
            &findings[0]["item"]
        ),
        (
            &json!("controller-incomplete"),
            &json!("policy.toml"),
            &json!(11),
            &json!("controller")
        )
    );
}

#[test]
fn a_build_says_what_it_wrote_and_refuses_errors() {
    let folder = Folder::new();
    let out = folder.path("out");
    let build = |policies: &Path| {
        policy(
            &["build", "--out"],
            &[&out, Path::new("--policies"), policies],
        )
    };
    let built = build(&workspace("policy"));
    let bytes = fs::read(out.join("vst.json")).expect("written");
    let said = stdout(&built);
    assert!(
        said.contains(&format!(
            "vst.json: version 1, en vi, {} bytes, sha256 ",
            bytes.len()
        )),
        "{said}"
    );
    let err = String::from_utf8_lossy(&built.stderr).into_owned();
    assert!(
        err.contains("14 warnings, 2 pieces of advice; `thuan policy lint"),
        "{err}"
    );

    fs::remove_dir_all(&out).expect("removed");
    let broken = changed(&folder, "en.md", |text| text.replacen("## 3.", "Three.", 1));
    let text = failure(&build(broken.parent().expect("a folder")));
    assert!(
        text.contains("error [structure-differs]") && text.contains("nothing was written"),
        "{text}"
    );
    assert!(!out.exists());
}

#[test]
fn the_backend_warns_of_what_the_packs_it_serves_lack() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    let log = folder.log();
    let warnings: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .filter(|line: &Value| line["event"] == "policy")
        .collect();
    assert_eq!(warnings.len(), 14, "{log}");
    let contact = warnings
        .iter()
        .find(|line| line["rule"] == "complaints-contact")
        .expect("article 6 names no contact");
    assert_eq!(
        (
            &contact["level"],
            &contact["policy"],
            &contact["file"],
            &contact["line"]
        ),
        (&json!("WARN"), &json!("vst"), &json!("vi.md"), &json!(44))
    );
}

#[test]
fn the_backend_warns_of_data_that_a_form_asks_for_and_no_purpose_uses() {
    let folder = Folder::new();
    let path = folder.site().join("forms/vst.json");
    let mut form: Value = serde_json::from_slice(&fs::read(&path).expect("a form")).expect("JSON");
    let label = json!({ "vi": "Chức vụ", "en": "Job title" });
    let job = json!({ "name": "job_title", "type": "text", "section": "contact", "label": label });
    form["fields"].as_array_mut().expect("fields").push(job);
    fs::write(&path, form.to_string()).expect("written");
    folder.serve(&[]).stop();
    let log = folder.log();
    let warnings: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .filter(|line: &Value| line["event"] == "form")
        .collect();
    assert_eq!(warnings.len(), 1, "{log}");
    assert_eq!(
        (&warnings[0]["form"], &warnings[0]["policy"]),
        (&json!("vst"), &json!("vst"))
    );
    let message = warnings[0]["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("the field `job_title` is used by no purpose"),
        "{log}"
    );
}

#[test]
fn a_pack_does_not_differ_from_what_is_built_of_it() {
    let folder = Folder::new();
    let built = folder.site().join("policy/vst.json");
    let text = stdout(&policy(&["diff"], &[&vst(), &built]));
    assert_eq!(
        text,
        "vst 1 → vst 1, in vi\n\nNothing that is shown or recorded is different.\n"
    );
    let json: Value =
        serde_json::from_str(&stdout(&policy(&["diff", "--json"], &[&built, &vst()])))
            .expect("JSON");
    assert_eq!(json["changed"], false);
    assert_eq!(json["old"], json["new"]);
    assert!(
        failure(&policy(&["diff"], &[&vst(), &folder.path("nowhere.json")]))
            .contains("nowhere.json")
    );
    assert!(failure(&policy(&["diff", "--language", "ja"], &[&vst(), &vst()])).contains("`ja`"));
}

#[test]
fn a_difference_is_told_by_section_and_purpose() {
    let folder = Folder::new();
    let new = changed(&folder, "vi.md", |text| text.replace("10 năm", "2 năm"));
    let toml = new.join("policy.toml");
    let text = fs::read_to_string(&toml).expect("a file");
    let text = text
        .replacen("version = \"1\"", "version = \"2\"", 1)
        .replacen("id = \"renewal_phone\"", "id = \"renewal_zalo\"", 1)
        .replacen("Gửi khi dịch vụ sắp hết hạn.", "Một lần mỗi năm.", 1)
        .replacen(
            "Hệ thống của Vạn sự thông",
            "Trung tâm dữ liệu tại Hà Nội",
            1,
        );
    fs::write(&toml, text).expect("written");
    let text = stdout(&policy(&["diff"], &[&vst(), &new]));
    for expected in [
        "vst 1 → vst 2, in vi\n\nPack\n  version\n    - 1\n    + 2\n\nPurposes\n",
        "  ~ renewal_email  Tôi đồng ý nhận email",
        "      frequency\n        - Gửi khi dịch vụ sắp hết hạn.\n        + Một lần mỗi năm.\n      storage\n",
        "  + renewal_zalo  ",
        "  - renewal_phone  ",
        "\nText\n  ~ 3. THỜI GIAN LƯU TRỮ THÔNG TIN\n      - Dữ liệu của khách hàng",
        "\nSomeone who has a record is asked again: renewal_email, renewal_zalo, aftersales_care\n",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let json: Value =
        serde_json::from_str(&stdout(&policy(&["diff", "--json"], &[&vst(), &new]))).expect("JSON");
    assert_eq!(json["changed"], true);
    assert_eq!(
        json["terms"],
        json!([{ "term": "version", "removed": ["1"], "added": ["2"] }])
    );
    assert_eq!(
        json["sections"][0]["heading"],
        "3. THỜI GIAN LƯU TRỮ THÔNG TIN"
    );
    assert_eq!(json["sections"][0]["passages"][0]["edit"], "removed");
    assert_eq!(json["purposes"].as_array().expect("a list").len(), 7);
}
