//! What records refer to by hash, for as long as there are records.

use std::fs;

use thuan_consent::encoding::Sha256Hex;

use crate::support::{Folder, workspace};

#[test]
fn everything_ever_served_is_found_by_its_hash() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    let path = |name: &str| folder.site().join(name);
    let first =
        ["forms/vst.json", "policy/vst.json"].map(|name| fs::read(path(name)).expect("a file"));
    for name in ["forms/vst.json", "policy/vst.json"] {
        let text = fs::read_to_string(path(name)).expect("a file");
        let text = text
            .replace("Đăng ký sử dụng dịch vụ", "Đăng ký")
            .replace("Chính sách", "Quy định");
        fs::write(path(name), text).expect("written");
    }
    let backend = folder.serve(&[]);
    let second =
        ["forms/vst.json", "policy/vst.json"].map(|name| fs::read(path(name)).expect("a file"));
    assert_ne!(first, second);
    let markdown = fs::read(workspace("policy/vst/vi.md")).expect("a text");
    let [old_form, old_pack] = first;
    let [new_form, new_pack] = second;
    let json = "application/json";
    for (room, bytes, kind) in [
        ("policies", markdown, "text/markdown; charset=utf-8"),
        ("forms", old_form, json),
        ("forms", new_form, json),
        ("packs", old_pack, json),
        ("packs", new_pack, json),
    ] {
        let sha256 = Sha256Hex::of(&bytes);
        let address = format!("/api/{room}/{sha256}");
        let answer = backend.get(&address, &[("origin", "https://anyone.example")]);
        assert_eq!((answer.status, &answer.body), (200, &bytes), "{address}");
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let tag = answer.header("etag").to_owned();
        assert_eq!(tag, format!("\"{sha256}\""));
        let again = backend.get(&address, &[("if-none-match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
}

#[test]
fn what_was_never_served_is_not_found() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let pack = Sha256Hex::of(&fs::read(folder.site().join("policy/vst.json")).expect("a file"));
    let nothing = Sha256Hex::of(b"");
    for room in ["policies", "forms", "packs"] {
        for name in [
            nothing.as_str(),
            "vst",
            "..",
            "",
            &nothing.as_str().to_uppercase(),
        ] {
            backend
                .get(&format!("/api/{room}/{name}"), &[])
                .is_problem(404, "not-found");
        }
    }
    // A hash is looked up among its own kind.
    backend
        .get(&format!("/api/forms/{pack}"), &[])
        .is_problem(404, "not-found");
    backend
        .get(&format!("/api/policies/{pack}"), &[])
        .is_problem(404, "not-found");
}
