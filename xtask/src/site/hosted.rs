//! The hosted pages: one for each form and language, made from `index.html`.
//!
//! `<form>/index.html` is the form in its first language, `<form>/<language>/index.html` in each of the others.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{files, project::Project};

/// A hosted page, still with trunk's lines and the marker of the tags that load the widget.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it belongs in the site.
    pub path: String,
    /// The way from there to the site's root.
    pub up: &'static str,
    /// The form's id.
    pub form: String,
    /// The language it is in.
    pub language: String,
    /// Its text.
    pub template: String,
}

/// What the site has at its root beside the forms' folders.
const TAKEN: [&str; 7] = ["api", "en", "forms", "glue", "policy", "themes", "v"];

/// The pages of every form in `forms/`.
pub fn pages(project: &Project) -> Result<Vec<Page>> {
    let template = files::read(&project.path("index.html"))?;
    let mut pages = Vec::new();
    for file in files::walk(&project.path("forms"), |path| {
        files::has_extension(path, "json")
    })? {
        let name = files::name(&file).to_owned();
        let form = serde_json::from_str(&files::read(&file)?)
            .with_context(|| format!("forms/{name} is not JSON"))?;
        pages.extend(of(&form, &template).with_context(|| format!("forms/{name}"))?);
    }
    Ok(pages)
}

/// `index.html` itself: the form that it names, in its language.
pub fn front(project: &Project) -> Result<Page> {
    let template = files::read(&project.path("index.html"))?;
    let named = |before: &str, after: &str| {
        let (_, rest) = template.split_once(before)?;
        Some(rest.split_once(after)?.0.to_owned())
    };
    let form = named("<thuan-form form=\"forms/", ".json\"");
    let language = named("<html lang=\"", "\"");
    Ok(Page {
        path: "index.html".to_owned(),
        up: "",
        form: form.context("index.html has no <thuan-form form=\"forms/….json\"")?,
        language: language.context("index.html has no <html lang=\"…\"")?,
        template,
    })
}

/// The pages of one form. What is wrong with a form in other ways is said by those who read it whole.
fn of(form: &Value, template: &str) -> Result<Vec<Page>> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let id = text(form.get("id")).context("has no `id`")?;
    if TAKEN.contains(&id.as_str()) {
        bail!("`{id}` is a folder of the site already: name the form otherwise");
    }
    let languages = form
        .get("languages")
        .and_then(Value::as_array)
        .context("has no `languages`")?;
    let titles = form.get("title").context("has no `title`")?;
    let mut pages = Vec::new();
    for language in languages {
        let language = text(Some(language)).context("`languages` are texts")?;
        let title =
            text(titles.get(&language)).with_context(|| format!("has no title in `{language}`"))?;
        let (path, up) = if pages.is_empty() {
            (format!("{id}/index.html"), "../")
        } else {
            (format!("{id}/{language}/index.html"), "../../")
        };
        let mut page = template.to_owned();
        for (before, after, value) in [
            ("<html lang=\"", "\"", &language),
            ("<title>", "</title>", &escaped(&title)),
            ("<thuan-form form=\"", "\"", &format!("{up}forms/{id}.json")),
        ] {
            page = replaced(&page, before, after, value)
                .with_context(|| format!("index.html has no {before}…{after}"))?;
        }
        pages.push(Page {
            path,
            up,
            form: id.clone(),
            language,
            template: page,
        });
    }
    Ok(pages)
}

/// The text with this value in place of what stands between two others.
fn replaced(text: &str, before: &str, after: &str, value: &str) -> Option<String> {
    let (start, rest) = text.split_once(before)?;
    let (_, end) = rest.split_once(after)?;
    Some([start, before, value, after, end].concat())
}

/// Text between tags.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEMPLATE: &str = "<html lang=\"vi\"><title>A</title><thuan-form form=\"forms/vst.json\" hosted></thuan-form>";

    #[test]
    fn each_language_has_a_page_and_the_first_the_short_address() {
        let form = json!({ "id": "b", "languages": ["vi", "en"], "title": { "vi": "Đăng ký", "en": "You & <we>" } });
        let page = |path: &str, up, language: &str, title: &str| Page {
            path: path.to_owned(),
            up,
            form: "b".to_owned(),
            language: language.to_owned(),
            template: format!(
                "<html lang=\"{language}\"><title>{title}</title><thuan-form form=\"{up}forms/b.json\" hosted></thuan-form>"
            ),
        };
        assert_eq!(
            of(&form, TEMPLATE).expect("made"),
            [
                page("b/index.html", "../", "vi", "Đăng ký"),
                page("b/en/index.html", "../../", "en", "You &amp; &lt;we>"),
            ]
        );
    }

    #[test]
    fn a_form_cannot_take_the_place_of_what_is_there() {
        for id in TAKEN {
            let form = json!({ "id": id, "languages": ["vi"], "title": { "vi": "A" } });
            assert!(of(&form, TEMPLATE).is_err(), "{id}");
        }
    }

    #[test]
    fn a_template_without_the_places_is_no_template() {
        let form = json!({ "id": "b", "languages": ["vi"], "title": { "vi": "A" } });
        assert!(of(&form, "<html><title>A</title>").is_err());
    }
}
