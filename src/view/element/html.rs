//! An element as text: what a server or a build sends.

use super::{Child, Element};

impl Element {
    pub(super) fn write_html(self, out: &mut String) {
        let Self(parts) = self;
        out.push('<');
        out.push_str(parts.tag);
        let following = parts.following.into_iter().filter_map(|(part, mut value)| {
            let (name, value) = part.attribute(value.now().as_deref());
            Some((name, value?))
        });
        for (name, value) in parts.attributes.into_iter().chain(following) {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(&value, out);
            out.push('"');
        }
        out.push('>');
        if parts.tag == "input" {
            return;
        }
        // A parser drops a line break right behind this tag, also one that somebody typed (WHATWG HTML, section 13.1.2).
        if parts.tag == "textarea" && !parts.children.is_empty() {
            out.push('\n');
        }
        for child in parts.children {
            match child {
                Child::Element(element) => element.write_html(out),
                Child::Text(text) => escape(&text, out),
                Child::Words(mut words) => escape(&words.now().unwrap_or_default(), out),
                Child::Elements(mut elements) => {
                    elements()
                        .into_iter()
                        .flatten()
                        .for_each(|element| element.write_html(out));
                    out.push_str("<!>");
                }
            }
        }
        out.push_str("</");
        out.push_str(parts.tag);
        out.push('>');
    }
}

pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
