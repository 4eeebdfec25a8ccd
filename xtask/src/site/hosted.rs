//! The hosted pages: one for each form and language, made from `index.html`.
//!
//! `<form>/index.html` is the form in its first language, `<form>/<language>/index.html` in each of the others.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thuan_languages::{FIRST, Languages};

use crate::{
    files,
    project::{Project, VERSION},
};

use super::{bundle::Asset, languages::word};

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
    /// Its title.
    pub title: String,
    /// Its text.
    pub template: String,
}

/// What the site has at its root beside the forms' folders, and a folder a language.
const TAKEN: [&str; 6] = ["api", "forms", "glue", "policy", "themes", "v"];

/// The pages of every form in `forms/`.
pub fn pages(project: &Project, languages: &Languages) -> Result<Vec<Page>> {
    let template = files::read(&project.path("index.html"))?;
    let mut pages = Vec::new();
    for file in files::walk(&project.path("forms"), |path| {
        files::has_extension(path, "json")
    })? {
        let name = files::name(&file).to_owned();
        let form = serde_json::from_str(&files::read(&file)?)
            .with_context(|| format!("forms/{name} is not JSON"))?;
        pages.extend(of(&form, languages, &template).with_context(|| format!("forms/{name}"))?);
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
    let title = named("<title>", "</title>");
    let language = named("<html lang=\"", "\"");
    Ok(Page {
        path: "index.html".to_owned(),
        up: "",
        form: form.context("index.html has no <thuan-form form=\"forms/….json\"")?,
        language: language.context("index.html has no <html lang=\"…\"")?,
        title: title.context("index.html has no <title>")?,
        template,
    })
}

/// The pages of one form. What is wrong with a form in other ways is said by those who read it whole.
fn of(form: &Value, languages: &Languages, template: &str) -> Result<Vec<Page>> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let id = text(form.get("id")).context("has no `id`")?;
    if TAKEN.contains(&id.as_str()) || languages.get(&id).is_some() {
        bail!("`{id}` is a folder of the site already: name the form otherwise");
    }
    let offered = form
        .get("languages")
        .and_then(Value::as_array)
        .context("has no `languages`")?;
    let titles = form.get("title").context("has no `title`")?;
    let mut pages = Vec::new();
    for language in offered {
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
        if let Some(theme) = text(form.get("theme")) {
            page = page.replacen(
                " hosted>",
                &format!(" hosted theme=\"{}\">", escaped(&theme)),
                1,
            );
        }
        pages.push(Page {
            path,
            up,
            form: id.clone(),
            language,
            title,
            template: page,
        });
    }
    Ok(pages)
}

/// The links to the same form in its other languages, and the script by which they lose nothing; nothing where the form
/// has one language.
pub fn switch(
    page: &Page,
    pages: &[Page],
    languages: &Languages,
    script: &Asset,
) -> Result<String> {
    let offered: Vec<_> = pages
        .iter()
        .filter(|other| other.form == page.form)
        .collect();
    if offered.len() < 2 {
        return Ok(String::new());
    }
    let own = languages.get(&page.language).or(languages.get(FIRST));
    let label = escaped(word(own.context("no languages")?, "languages")?);
    let links: Vec<_> = offered
        .into_iter()
        .map(|other| {
            let tag = &other.language;
            let name = languages.get(tag).map_or(tag, |language| &language.name);
            let href = [page.up, other.path.trim_end_matches("index.html")].concat();
            let current = if *tag == page.language {
                " aria-current=\"true\""
            } else {
                ""
            };
            format!(
                "<a href=\"{href}\" hreflang=\"{tag}\" lang=\"{tag}\" data-title=\"{}\"{current}>{}</a>",
                escaped(&other.title),
                escaped(name)
            )
        })
        .collect();
    let Asset { file, integrity } = script;
    let (links, assets) = (links.join(" · "), format!("{}v/{VERSION}", page.up));
    Ok(format!(
        "<nav class=\"languages\" aria-label=\"{label}\">{links}</nav>\n  \
         <script type=\"module\" src=\"{assets}/{file}\" integrity=\"{integrity}\" crossorigin></script>"
    ))
}

/// The text with this value in place of what stands between two others.
fn replaced(text: &str, before: &str, after: &str, value: &str) -> Option<String> {
    let (start, rest) = text.split_once(before)?;
    let (_, end) = rest.split_once(after)?;
    Some([start, before, value, after, end].concat())
}

/// Text between tags, or in an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEMPLATE: &str = "<html lang=\"vi\"><title>A</title><thuan-form form=\"forms/vst.json\" hosted></thuan-form>";

    fn languages() -> Languages {
        let file = "name = \"Tiếng Việt\"\nlocale = \"vi\"\ndate = \"long\"\n".to_owned();
        Languages::parse(&[("vi.toml".to_owned(), file)]).unwrap()
    }

    #[test]
    fn each_language_has_a_page_and_the_first_the_short_address() {
        let form = json!({ "id": "b", "languages": ["vi", "en"], "title": { "vi": "Đăng ký", "en": "You & <we>" } });
        let page = |path: &str, up, language: &str, title: &str| Page {
            path: path.to_owned(),
            up,
            form: "b".to_owned(),
            language: language.to_owned(),
            title: title.to_owned(),
            template: format!(
                "<html lang=\"{language}\"><title>{}</title><thuan-form form=\"{up}forms/b.json\" hosted></thuan-form>",
                escaped(title)
            ),
        };
        assert_eq!(
            of(&form, &languages(), TEMPLATE).expect("made"),
            [
                page("b/index.html", "../", "vi", "Đăng ký"),
                page("b/en/index.html", "../../", "en", "You & <we>"),
            ]
        );
    }

    #[test]
    fn a_form_cannot_take_the_place_of_what_is_there() {
        for id in TAKEN.into_iter().chain(["vi"]) {
            let form = json!({ "id": id, "languages": ["vi"], "title": { "vi": "A" } });
            assert!(of(&form, &languages(), TEMPLATE).is_err(), "{id}");
        }
    }

    #[test]
    fn a_template_without_the_places_is_no_template() {
        let form = json!({ "id": "b", "languages": ["vi"], "title": { "vi": "A" } });
        assert!(of(&form, &languages(), "<html><title>A</title>").is_err());
    }
}
