//! The part of Markdown that policies are written in: headings, paragraphs, lists.
//!
//! # Syntax
//!
//! Lines end in LF. A line that begins with `# ` or `## ` is a heading. Lines that begin with `- ` make a list.
//! Other lines, up to an empty one, make a paragraph. There is nothing else: no emphasis, no links, and no HTML.
//! What looks like HTML is text and stays text.

/// A block of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading.
    Heading {
        /// 1 for `#`, 2 for `##`.
        level: u8,
        /// Its words.
        text: &'a str,
    },
    /// A paragraph: its lines, which are shown as one.
    Paragraph(Vec<&'a str>),
    /// A list: one text an item.
    List(Vec<&'a str>),
}

/// Reads a policy's blocks. Every input has a reading, so there is no error.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    // Whether an empty line has ended the block before.
    let mut ended = true;
    for line in text.split('\n').map(str::trim_end) {
        if line.is_empty() {
            ended = true;
            continue;
        }
        if let Some((level, heading)) = heading(line) {
            blocks.push(Block::Heading {
                level,
                text: heading,
            });
            ended = true;
            continue;
        }
        match (line.strip_prefix("- ").map(str::trim), blocks.last_mut()) {
            (Some(item), Some(Block::List(items))) if !ended => items.push(item),
            (Some(item), _) => blocks.push(Block::List(vec![item])),
            (None, Some(Block::Paragraph(lines))) if !ended => lines.push(line.trim_start()),
            (None, _) => blocks.push(Block::Paragraph(vec![line.trim_start()])),
        }
        ended = false;
    }
    blocks
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let (level, text) = match line.strip_prefix("## ") {
        Some(text) => (2, text),
        None => (1, line.strip_prefix("# ")?),
    };
    let text = text.trim();
    (!text.is_empty()).then_some((level, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_paragraphs_and_lists_are_read() {
        let text = "Tên\n\n# Một\n## Hai\nDòng một\ndòng hai\n\n- a\n- b\n\n- c\nđoạn\n### không\n";
        assert_eq!(
            blocks(text),
            [
                Block::Paragraph(vec!["Tên"]),
                Block::Heading {
                    level: 1,
                    text: "Một"
                },
                Block::Heading {
                    level: 2,
                    text: "Hai"
                },
                Block::Paragraph(vec!["Dòng một", "dòng hai"]),
                Block::List(vec!["a", "b"]),
                Block::List(vec!["c"]),
                Block::Paragraph(vec!["đoạn", "### không"]),
            ]
        );
    }

    #[test]
    fn html_stays_text() {
        let text = "<script>alert(1)</script> & <b>đậm</b>";
        assert_eq!(blocks(text), [Block::Paragraph(vec![text])]);
    }

    proptest! {
        /// What is shown is what was written: no word of the text is lost, and none is added.
        #[test]
        fn every_word_is_shown_in_order(text in "[a-zđ<#\\- \n]{0,80}") {
            let shown: Vec<String> = blocks(&text)
                .into_iter()
                .flat_map(|block| match block {
                    Block::Heading { text, .. } => vec![text.to_owned()],
                    Block::Paragraph(lines) => lines.into_iter().map(str::to_owned).collect(),
                    Block::List(items) => items.into_iter().map(str::to_owned).collect(),
                })
                .collect();
            let letters = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '\n' | '#' | '-')).collect::<String>();
            prop_assert_eq!(letters(&shown.concat()), letters(&text));
        }
    }
}
