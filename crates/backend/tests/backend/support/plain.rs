//! A form as a browser without scripts posts it: made from the page that it stands in.

use std::fs;

use super::http::Answer;
use super::output::stdout;
use super::person::FIELDS;
use super::{Backend, Folder, thuan};

/// Where it is posted.
pub const PLAIN: &str = "/api/registrations/plain";

/// What every answer to it has.
const PAGE: [(&str, &str); 4] = [
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
];

/// A filled-in form.
#[derive(Clone)]
pub struct PlainForm(Vec<(String, String)>);

impl PlainForm {
    /// What somebody typed who made no mistake, the required tick, and one choice.
    pub fn new(folder: &Folder, language: &str) -> Self {
        let mut pairs: Vec<_> = FIELDS
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        pairs.push(("purpose.renewal_email".to_owned(), "on".to_owned()));
        pairs.push(("acknowledged".to_owned(), "on".to_owned()));
        pairs.extend(hidden(folder, language));
        Self(pairs)
    }

    /// Gives an input another value.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.0.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// One more input, whatever there is.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self
    }

    pub fn body(&self) -> Vec<u8> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&self.0).finish().into_bytes()
    }

    #[track_caller]
    pub fn post(&self, backend: &Backend) -> Answer {
        backend.post_plain(self.body(), &[])
    }
}

/// What a form says of itself, as its page has it.
fn hidden(folder: &Folder, language: &str) -> Vec<(String, String)> {
    let site = folder.site();
    let mut prerender = thuan();
    prerender
        .arg("prerender")
        .arg("--form")
        .arg(site.join("forms/vst.json"));
    prerender.arg("--policy").arg(site.join("policy/vst.json"));
    prerender.args(["--form-url", "../forms/vst.json", "--style", "s.css"]);
    prerender.args(["--language", language]);
    let html = stdout(&prerender.output().expect("runs"));
    let inputs = html.split("<input type=\"hidden\" name=\"").skip(1);
    let found: Vec<_> = inputs
        .map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"").expect("a value");
            let (value, _) = rest.split_once('"').expect("an end");
            (name.to_owned(), value.to_owned())
        })
        .collect();
    assert_eq!(found.len(), 5, "{found:?}");
    found
}

impl Backend {
    #[track_caller]
    pub fn post_plain(&self, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        let announced = ("content-type", "application/x-www-form-urlencoded");
        let headers = [&[announced], headers].concat();
        self.request("POST", PLAIN, &headers, body)
    }
}

impl Answer {
    #[track_caller]
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// Asserts that this is a page of that status, and gives it.
    #[track_caller]
    pub fn page(&self, status: u16) -> String {
        let page = self.text();
        assert_eq!(self.status, status, "{page}");
        for (name, value) in PAGE {
            assert_eq!(self.header(name), value, "{name}");
        }
        let policy = self.header("content-security-policy");
        assert!(
            policy.starts_with(
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'"
            ),
            "{policy}"
        );
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        for never in ["<script", "<template", "style=\"", " onclick"] {
            assert!(!page.contains(never), "{never}: {page}");
        }
        page
    }
}

impl Folder {
    /// What `thuan records --json` says of the registrations that nobody signed.
    #[track_caller]
    pub fn unsigned(&self) -> Vec<serde_json::Value> {
        let lines = stdout(&self.run(&["records", "--json"]));
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"));
        lines
            .filter(|line: &serde_json::Value| line["signed"] == false)
            .collect()
    }

    /// Links a style sheet in the site's first page, as a build does.
    pub fn link_style(&self, page: &str, href: &str) {
        let page = self.site().join(page);
        fs::create_dir_all(page.parent().expect("a folder")).expect("made");
        let html = format!(
            "<!doctype html><template><link rel=\"stylesheet\" href=\"{href}\"></template>"
        );
        fs::write(page, html).expect("written");
    }
}
