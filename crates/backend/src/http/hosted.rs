//! Hosted pages: pages of the site that show a form.

use std::path::{Path, PathBuf};

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
}
