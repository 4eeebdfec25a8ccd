//! Hosted pages: pages of the site that show a form.

use std::path::{Path, PathBuf};

use crate::catalogue::Catalogue;

/// What names the form on a page: the attribute of its element, which holds the address of the form's definition.
const ATTRIBUTE: &str = "<thuan-form form=\"";

/// The id of the form that a page shows, if it shows one. The page itself is asked: which form `index.html` shows, only
/// who built the site has decided.
pub async fn form_of(site: &Path, path: &str) -> Option<String> {
    let page = tokio::fs::read_to_string(site.join(file(path)?))
        .await
        .ok()?;
    named(&page).map(str::to_owned)
}

/// The release's style sheet, as a path from the site's root: the one that the hosted page of a form links, or else the
/// site's first page. Its name holds its hash, so the page is asked.
pub async fn style_sheet(site: &Path, form: Option<&str>) -> Option<String> {
    let hosted = form.map(|id| format!("{id}/index.html"));
    for page in hosted.into_iter().chain(["index.html".to_owned()]) {
        if let Ok(page) = tokio::fs::read_to_string(site.join(page)).await
            && let Some(file) = linked(&page)
        {
            return Some(file.to_owned());
        }
    }
    None
}

fn linked(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("<link rel=\"stylesheet\" href=\"")?;
    let (address, _) = rest.split_once('"')?;
    let file = address.trim_start_matches("../");
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.');
    (file.starts_with("v/") && file.bytes().all(plain)).then_some(file)
}

/// Says which forms' pages were drawn from another definition or policy than is served: what people see there first is
/// not what their registration is judged by, so each of them has to send it twice.
pub async fn warn_of_old_pages(site: &Path, catalogue: &Catalogue) {
    for (id, form) in catalogue.forms() {
        let Some(pack) = catalogue.pack(&form.value.policy) else {
            continue;
        };
        let Ok(page) = tokio::fs::read(site.join(id).join("index.html")).await else {
            continue;
        };
        if is_old(&page, &form.file.bytes, &pack.file.bytes) {
            tracing::warn!(
                event = "old_page",
                form = id,
                "the form's hosted page was drawn from another definition or policy; build the site again"
            );
        }
    }
}

/// Whether a page has another definition or policy in it.
fn is_old(page: &[u8], form: &[u8], policy: &[u8]) -> bool {
    let holds = |text: &[u8]| page.windows(text.len().max(1)).any(|window| window == text);
    holds(b"data-thuan=\"policy\"") && !(holds(form) && holds(policy))
}

/// The file that a path is answered with. No page of the site has a name that needs escaping, and none is outside it.
fn file(path: &str) -> Option<PathBuf> {
    let mut file = PathBuf::new();
    for part in path.strip_prefix('/')?.split('/') {
        let plain = part
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if !plain || part.starts_with('.') {
            return None;
        }
        file.push(part);
    }
    if path.ends_with('/') {
        file.push("index.html");
    }
    Some(file)
}

fn named(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once(ATTRIBUTE)?;
    let (address, _) = rest.split_once('"')?;
    let (_, file) = address.rsplit_once('/')?;
    file.strip_suffix(".json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_files_of_the_site() {
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/index.html", Some("index.html")),
            ("/vst/en/", Some("vst/en/index.html")),
            ("/../secret", None),
            ("/vst/%2e%2e/", None),
            ("/vst\\..\\", None),
            ("vst/", None),
        ] {
            assert_eq!(file(path), expected.map(PathBuf::from), "{path}");
        }
        // An absolute part would lead out of the site.
        assert_eq!(file("//etc/passwd"), Some(PathBuf::from("etc/passwd")));
    }

    #[test]
    fn a_page_that_was_drawn_from_something_else_is_known() {
        let page = br#"<script data-thuan="form">{"a":1}</script><script data-thuan="policy">{"b":2}</script>"#;
        assert!(!is_old(page, b"{\"a\":1}", b"{\"b\":2}"));
        assert!(is_old(page, b"{\"a\":2}", b"{\"b\":2}"));
        assert!(is_old(page, b"{\"a\":1}", b"{\"b\":3}"));
        assert!(!is_old(b"<thuan-form></thuan-form>", b"{}", b"{}"));
    }

    #[test]
    fn a_page_names_its_form() {
        for (page, expected) in [
            (
                r#"<thuan-form form="../../forms/vst.json" hosted>"#,
                Some("vst"),
            ),
            (r#"<thuan-form form="/forms/a-b.json">"#, Some("a-b")),
            (r#"<thuan-form form="vst">"#, None),
            ("<p>forms/vst.json</p>", None),
        ] {
            assert_eq!(named(page), expected, "{page}");
        }
    }

    #[test]
    fn a_page_names_its_style_sheet() {
        for (page, expected) in [
            (
                r#"<template><link rel="stylesheet" href="../v/0.1.0/thuan-1f.css"><div>"#,
                Some("v/0.1.0/thuan-1f.css"),
            ),
            (
                r#"<link rel="stylesheet" href="v/0.1.0/a.css">"#,
                Some("v/0.1.0/a.css"),
            ),
            (
                r#"<link rel="stylesheet" href="https://else.example/v/a.css">"#,
                None,
            ),
            (r#"<link rel="preload" href="v/0.1.0/a.css">"#, None),
        ] {
            assert_eq!(linked(page), expected, "{page}");
        }
    }
}
