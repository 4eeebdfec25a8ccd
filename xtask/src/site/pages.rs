//! The HTML pages.
//!
//! `index.html` has a line with [`MARKER`], where the tags belong that load the widget, and lines for trunk, which no
//! other server understands.

use std::path::Path;

use anyhow::Result;

use crate::{
    files,
    project::{Project, VERSION},
};

use super::Release;

/// Where in `index.html` the tags go that load the widget.
const MARKER: &str = "<!-- thuan:head -->";
/// What marks a line as trunk's.
const TRUNK: &str = "data-trunk";

/// Writes the pages of the release.
pub fn write(project: &Project, site: &Path, release: &Release) -> Result<()> {
    let template = files::read(&project.path("index.html"))?;
    files::write(
        &site.join("index.html"),
        with_head(&template, &head(release)),
    )
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

/// The script with its integrity, and what it will ask for next, so that the browser asks for it at once.
///
/// The preloads carry no integrity: browsers ignore it there, with a warning for each. The loader's own `fetch` checks
/// the bytes, and takes them from the preload.
fn head(release: &Release) -> String {
    let Release {
        wasm,
        css,
        loader_integrity,
    } = release;
    let assets = format!("v/{VERSION}");
    format!(
        r#"<link rel="preload" href="{assets}/{wasm}" as="fetch" type="application/wasm" crossorigin>
<link rel="preload" href="{assets}/{css}" as="fetch" type="text/css" crossorigin>
<script type="module" src="{assets}/thuan.js" integrity="{loader_integrity}" crossorigin></script>
"#,
        wasm = wasm.file,
        css = css.file,
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
    fn without_a_marker_the_tags_end_the_head() {
        assert_eq!(
            with_head("<head>\n</head>", "TAGS\n"),
            "<head>\nTAGS\n</head>\n"
        );
    }
}
