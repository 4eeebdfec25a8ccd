//! The text of a message: paragraphs, headings and lists as plain text.

use crate::harmless::harmless;

/// A text that is being written.
#[derive(Default)]
pub struct Body(String);

impl Body {
    /// A paragraph; nothing where there is nothing to say.
    pub fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.gap();
            self.line(text);
        }
    }

    /// What stands above the lines that follow.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.0.push_str("== ");
        self.0.push_str(&one(text));
        self.0.push_str(" ==\n");
    }

    /// A line. The lines of a text that has several are set in, so that none of them passes for ours.
    pub fn line(&mut self, text: &str) {
        let mut lines = text.split(['\n', '\r', '\u{2028}', '\u{2029}']);
        self.0.push_str(&one(lines.next().unwrap_or_default()));
        self.0.push('\n');
        for line in lines.filter(|line| !line.is_empty()) {
            self.0.push_str("    ");
            self.0.push_str(&one(line));
            self.0.push('\n');
        }
    }

    /// A line of a list.
    pub fn item(&mut self, text: &str) {
        self.line(&["- ", text].concat());
    }

    fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    /// The whole.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

fn one(line: &str) -> String {
    harmless(line).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_begins_no_line_and_turns_nothing_around() {
        let mut body = Body::default();
        body.heading("Lựa chọn");
        body.item("a\r\n== Lựa chọn ==\n- Đồng ý\u{2028}b");
        body.paragraph("x\u{202e}y\u{7}");
        assert_eq!(
            body.into_text(),
            "== Lựa chọn ==\n- a\n    == Lựa chọn ==\n    - Đồng ý\n    b\n\nx\u{fffd}y\u{fffd}\n"
        );
    }
}
