//! The HTML pages.
//!
//! `index.html` and those in `src/pages/` have a line with [`MARKER`], where the tags belong that load the widget.
//! `index.html` has lines for trunk as well, which no other server understands. It is also what the page of each form in
//! each language is made from: [`hosted`].

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use thuan_languages::{FIRST, Languages};

use crate::{
    files, process,
    project::{Project, VERSION},
};

use super::{
    Release,
    bundle::Asset,
    hosted::{self, escaped},
    languages::word,
};

/// Where in a page the tags go that load the widget.
const MARKER: &str = "<!-- thuan:head -->";
/// Where in a hosted page the switch between languages goes.
const LANGUAGES: &str = "<!-- thuan:languages -->";
/// What marks a line as trunk's.
const TRUNK: &str = "data-trunk";
/// The page on which one sees, changes or withdraws what was agreed to: in the first language at the root, in each of the
/// others in a folder of its own.
const RECORD: &str = "record.html";
/// The page on which one tries themes.
const THEMING: &str = "theming";
/// Where in a page the name of the form's company goes.
const HEADING: &str = "<h1></h1>";
/// What the form is written before.
const FORM_END: &str = "</thuan-form>";
/// Where the ready themes are in the site, and in `style/`.
const THEMES: &str = "themes";

/// Writes the pages of the release, except `verify.html`. `thuan` is a built backend binary: it draws the forms.
pub fn write(
    project: &Project,
    languages: &Languages,
    site: &Path,
    release: &Release,
    thuan: &Path,
) -> Result<()> {
    let pages = hosted::pages(project, languages)?;
    for page in pages.iter().chain([&hosted::front(project)?]) {
        let head = drawn_head(page.up, release, &page.language)?;
        let html = with_heading(&with_head(&page.template, &head), site)?;
        let html = html.replace(
            LANGUAGES,
            &hosted::switch(page, &pages, languages, &release.switch)?,
        );
        let drawn = draw(project, thuan, site, page, release)?;
        files::write(&site.join(&page.path), with_form(&html, &drawn)?)?;
    }
    let preloads = |assets: &str| Ok(record_preloads(assets, release));
    write_records(project, languages, site, &|up| {
        Ok(style_link(up, release) + &head(up, release, &preloads)?)
    })?;
    let preloads = |assets: &str| form_preloads(assets, release, FIRST);
    write_theming(project, site, &head("", release, &preloads)?)?;
    // Who links a theme of this release, with an integrity value or without, keeps it.
    write_themes(project, &site.join("v").join(VERSION))
}

/// Writes the pages on which one sees what was agreed to. `head` gives the tags, from the way to the site's root.
pub fn write_records(
    project: &Project,
    languages: &Languages,
    site: &Path,
    head: &dyn Fn(&str) -> Result<String>,
) -> Result<()> {
    let template = files::read(&project.path("src/pages").join(RECORD))?;
    for language in languages.iter() {
        let tag = &language.tag;
        let (path, up) = if tag == FIRST {
            (RECORD.to_owned(), "")
        } else {
            (format!("{tag}/{RECORD}"), "../")
        };
        let page = template
            .replace("<!-- thuan:language -->", tag)
            .replace(
                "<!-- thuan:title -->",
                &escaped(word(language, "record_title")?),
            )
            .replace("<!-- thuan:up -->", up);
        let page = with_heading(&with_head(&page, &head(up)?), site)?;
        files::write(&site.join(path), page)?;
    }
    Ok(())
}

/// Writes the page on which one tries themes, and the themes.
pub fn write_theming(project: &Project, site: &Path, head: &str) -> Result<()> {
    write_page(project, site, &format!("{THEMING}.html"), head)?;
    for extension in ["css", "js"] {
        let file = format!("{THEMING}.{extension}");
        files::copy(&project.path("src/pages").join(&file), &site.join(&file))?;
    }
    write_themes(project, site)
}

fn write_themes(project: &Project, folder: &Path) -> Result<()> {
    for theme in files::walk(&project.path("style").join(THEMES), |path| {
        files::has_extension(path, "css")
    })? {
        files::copy(&theme, &folder.join(THEMES).join(files::name(&theme)))?;
    }
    Ok(())
}

/// Writes a page of `src/pages/` with these tags.
pub fn write_page(project: &Project, site: &Path, page: &str, head: &str) -> Result<()> {
    let template = files::read(&project.path("src/pages").join(page))?;
    let page = site.join(page);
    files::write(&page, with_heading(&with_head(&template, head), site)?)
}

/// The page with the name of the company whose form it shows, where there is a place for it: a page of its own has a
/// first heading. The policy in the site says it.
pub fn with_heading(page: &str, site: &Path) -> Result<String> {
    if !page.contains(HEADING) {
        return Ok(page.to_owned());
    }
    let form = page.split_once("<thuan-form form=\"");
    let form = form.and_then(|(_, rest)| rest.split_once('"'));
    let (form, _) = form.context("a page with a heading has no form")?;
    let form = site.join(form.trim_start_matches("../"));
    let policy = site.join(format!("policy/{}.json", policy_of(&form)?));
    let policy: Value = serde_json::from_str(&files::read(&policy)?)?;
    let name = policy.pointer("/controller/name").and_then(Value::as_str);
    let name = name.context("the policy has no controller with a name")?;
    let heading = format!("<h1>{}</h1>", escaped(name));
    Ok(page.replace(HEADING, &heading))
}

/// The page with these tags in place of the marker and without trunk's lines.
pub fn with_head(template: &str, head: &str) -> String {
    let mut page = String::with_capacity(template.len() + head.len());
    let mut placed = false;
    for line in template.lines() {
        if line.contains(TRUNK) {
            continue;
        }
        let marked = line.contains(MARKER);
        if marked || !placed && line.contains("</head>") {
            placed = true;
            page.push_str(head);
        }
        if !marked {
            page.push_str(line);
            page.push('\n');
        }
    }
    page
}

/// The form as HTML, as it stands in its page.
fn draw(
    project: &Project,
    thuan: &Path,
    site: &Path,
    page: &hosted::Page,
    release: &Release,
) -> Result<String> {
    let hosted::Page { up, form, .. } = page;
    let file = format!("{form}.json");
    let policy = policy_of(&site.join("forms").join(&file))?;
    process::output(
        project
            .command(thuan)
            .arg("prerender")
            .arg("--form")
            .arg(site.join("forms").join(&file))
            .arg("--policy")
            .arg(site.join("policy").join(format!("{policy}.json")))
            .args(["--language", &page.language])
            .arg(format!("--form-url={up}forms/{file}"))
            .arg(format!("--style={up}v/{VERSION}/{}", release.css.file)),
    )
}

/// The policy that a form names.
fn policy_of(form: &Path) -> Result<String> {
    let definition: Value = serde_json::from_str(&files::read(form)?)?;
    let policy = definition.get("policy").and_then(Value::as_str);
    Ok(policy.context("the form names no policy")?.to_owned())
}

/// The page with this between the tags of its form.
fn with_form(page: &str, drawn: &str) -> Result<String> {
    let (before, after) = page
        .split_once(FORM_END)
        .with_context(|| format!("index.html has no {FORM_END}"))?;
    Ok([before, drawn.trim_end(), FORM_END, after].concat())
}

/// What loads the widget into a page in which the form stands already.
///
/// First what notes a tick or a press from the beginning on: the browser shows nothing before, so it is small, and
/// fetched beside the style sheet, without which nothing is shown either: it is the page's own and the form's.
fn drawn_head(up: &str, release: &Release, language: &str) -> Result<String> {
    let assets = format!("{up}v/{VERSION}");
    let Asset { file, integrity } = &release.early;
    let css = &release.css.file;
    let preloads = form_preloads(&assets, release, language)?;
    Ok(format!(
        r#"<link rel="stylesheet" href="{assets}/{css}">
<script src="{assets}/{file}" integrity="{integrity}" crossorigin></script>
{preloads}{}"#,
        loader(&assets, release)
    ))
}

/// The script with its integrity, and what it will ask for next, so that the browser asks for it at once.
///
/// The preloads of what is fetched carry no integrity: browsers ignore it there, with a warning for each. The loader's
/// own `fetch` checks the bytes, and takes them from the preload.
fn head(up: &str, release: &Release, preloads: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let assets = format!("{up}v/{VERSION}");
    let preloads = preloads(&assets)?;
    let css = preload(&assets, &release.css, "text/css");
    Ok(format!("{preloads}{css}{}", loader(&assets, release)))
}

/// The style sheet for what stands outside the form.
fn style_link(up: &str, release: &Release) -> String {
    let css = &release.css.file;
    format!("<link rel=\"stylesheet\" href=\"{up}v/{VERSION}/{css}\">\n")
}

fn loader(assets: &str, release: &Release) -> String {
    let integrity = &release.loader_integrity;
    format!(
        r#"<script type="module" src="{assets}/thuan.js" integrity="{integrity}" crossorigin></script>
"#
    )
}

fn form_preloads(assets: &str, release: &Release, language: &str) -> Result<String> {
    let texts = release.texts_in(language)?;
    Ok(preload(assets, &release.wasm, "application/wasm") + &preload(assets, texts, "text/plain"))
}

fn record_preloads(assets: &str, release: &Release) -> String {
    let Asset { file, integrity } = &release.record;
    preload(assets, &release.record_wasm, "application/wasm")
        + &format!(
            r#"<link rel="modulepreload" href="{assets}/{file}" integrity="{integrity}" crossorigin>
"#
        )
}

fn preload(assets: &str, Asset { file, .. }: &Asset, kind: &str) -> String {
    format!(
        r#"<link rel="preload" href="{assets}/{file}" as="fetch" type="{kind}" crossorigin>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_becomes_the_tags_and_trunks_lines_go() {
        let page = with_head(
            "<head>\n  <!-- thuan:head -->\n<link data-trunk rel=\"rust\">\n</head>\n",
            "TAGS\n",
        );
        assert_eq!(page, "<head>\nTAGS\n</head>\n");
    }

    #[test]
    fn the_theming_page_comes_with_its_files_and_the_themes_but_these_are_not_the_forms_own() {
        let project = Project::locate().unwrap();
        let site = std::env::temp_dir().join(format!("thuan-theming-{}", std::process::id()));
        write_theming(&project, &site, "TAGS\n").unwrap();
        let read = |file: &str| files::read(&site.join(file)).unwrap();
        assert!(read("theming.html").contains("TAGS"));
        let theme = read("themes/tre.css");
        assert!(!read("theming.css").is_empty() && !read("theming.js").is_empty());
        let own = super::super::bundle::style(&project, true).unwrap();
        assert!(!own.contains(&theme));
        files::remove_folder(&site).unwrap();
    }

    #[test]
    fn the_first_heading_is_the_name_of_the_company() {
        let site = std::env::temp_dir().join(format!("thuan-heading-{}", std::process::id()));
        files::write(&site.join("forms/a.json"), "{\"policy\":\"b\"}").unwrap();
        let policy = "{\"controller\":{\"name\":\"Đây & Đó\"}}";
        files::write(&site.join("policy/b.json"), policy).unwrap();
        let page = "<h1></h1>\n<thuan-form form=\"../forms/a.json\" hosted>";
        assert_eq!(
            with_heading(page, &site).unwrap(),
            "<h1>Đây &amp; Đó</h1>\n<thuan-form form=\"../forms/a.json\" hosted>"
        );
        assert!(with_heading("<h1></h1>", &site).is_err());
        assert_eq!(with_heading("<p>", &site).unwrap(), "<p>");
        files::remove_folder(&site).unwrap();
    }

    #[test]
    fn the_form_stands_in_its_element() {
        let page = "<thuan-form form=\"a\" hosted></thuan-form>\n";
        let drawn = with_form(page, "<template>$1</template>\n").unwrap();
        assert_eq!(
            drawn,
            "<thuan-form form=\"a\" hosted><template>$1</template></thuan-form>\n"
        );
        assert!(with_form("<main></main>", "").is_err());
    }

    #[test]
    fn without_a_marker_the_tags_end_the_head() {
        assert_eq!(
            with_head("<head>\n</head>", "TAGS\n"),
            "<head>\nTAGS\n</head>\n"
        );
    }
}
