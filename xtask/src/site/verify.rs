//! `verify.html`: one file that works without a server and without a network.
//!
//! Script, style and WebAssembly stand in it, and its own policy names them by their hashes, so nothing else runs and
//! nothing leaves it. A server that has a policy for all its pages must not send that one with this page: `verify.csp`
//! is what it may send instead.

use std::path::Path;

use anyhow::{Result, bail};
use thuan_languages::{FIRST, Languages};

use crate::{files, project::Project};

use super::{bundle, hosted::escaped, languages::word, wasm::Built};

/// The page.
const PAGE: &str = "verify.html";
/// The page's policy, for servers.
const POLICY: &str = "verify.csp";

/// Writes the page and its policy.
pub fn write(
    project: &Project,
    languages: &Languages,
    record: &Built,
    site: &Path,
    debug: bool,
) -> Result<()> {
    let style = bundle::style(project, debug)?;
    let script = bundle::verify_script(project, record, debug)?;
    must_stand_inline(&style, "</style")?;
    must_stand_inline(&script, "</script")?;
    let policy = policy(&script, &style);
    let template = files::read(&project.path("src/pages").join(PAGE))?;
    let template = worded(&template, languages)?;
    let page = filled(&template, &policy, &style, &script);
    files::write(&site.join(PAGE), page)?;
    files::write(&site.join(POLICY), policy)
}

/// The template with the words of all languages: nobody has asked for one yet.
fn worded(template: &str, languages: &Languages) -> Result<String> {
    let (mut titles, mut notes) = (Vec::new(), Vec::new());
    for language in languages.iter() {
        titles.push(escaped(word(language, "verify_title")?));
        let note = escaped(word(language, "verify_note")?);
        notes.push(format!("<p lang=\"{}\">{note}</p>", language.tag));
    }
    Ok(template
        .replace("<!-- thuan:language -->", FIRST)
        .replace("<!-- thuan:title -->", &titles.join(" · "))
        .replace("<!-- thuan:note -->", &notes.join("\n    ")))
}

/// What the page may do: run this script, use this style, and nothing more. No address can be asked for anything.
fn policy(script: &str, style: &str) -> String {
    let script = files::integrity(script.as_bytes());
    let style = files::integrity(style.as_bytes());
    format!(
        "default-src 'none'; script-src '{script}' 'wasm-unsafe-eval'; style-src '{style}'; connect-src 'none'; \
         img-src data:; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// The template with these in place of its markers. The script comes last, since anything may stand in it.
fn filled(template: &str, policy: &str, style: &str, script: &str) -> String {
    template
        .replacen("<!-- thuan:policy -->", policy, 1)
        .replacen("<!-- thuan:style -->", style, 1)
        .replacen("<!-- thuan:script -->", script, 1)
}

/// HTML ends an inline element at its end tag wherever that stands, reads `<!--` in a script as something else, and
/// turns a carriage return into a line feed, after which the hash is another.
fn must_stand_inline(text: &str, end: &str) -> Result<()> {
    let text = text.to_ascii_lowercase();
    for wrong in [end, "<!--", "\r", "\0"] {
        if text.contains(wrong) {
            bail!("{PAGE}: {wrong:?} must not stand in what goes into the page");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_stands_where_its_marker_was() {
        let template = "[<!-- thuan:policy -->|<!-- thuan:style -->|<!-- thuan:script -->]";
        assert_eq!(filled(template, "P", "S", "$1 <b>"), "[P|S|$1 <b>]");
    }

    #[test]
    fn what_would_end_the_element_or_change_the_hash_is_refused() {
        assert!(must_stand_inline("if (a < b) c", "</script").is_ok());
        for text in ["'</SCRIPT>'", "a<!--b", "a\r\nb", "a\0"] {
            assert!(must_stand_inline(text, "</script").is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_policy_names_script_and_style_by_hash_and_no_address() {
        let policy = policy("a", "b");
        assert!(policy.contains(&files::integrity(b"a")));
        assert!(policy.contains(&files::integrity(b"b")));
        assert!(policy.contains("connect-src 'none'"));
        assert!(!policy.contains("'self'") && !policy.contains("unsafe-inline"));
    }
}
