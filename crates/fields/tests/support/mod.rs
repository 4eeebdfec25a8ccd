//! What the test files share: reading vectors.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::HashMap;

/// One row, by column name.
pub struct Row(HashMap<String, String>);

impl Row {
    #[track_caller]
    pub fn get(&self, column: &str) -> &str {
        self.0
            .get(column)
            .unwrap_or_else(|| panic!("no column {column}"))
    }
}

/// The rows of a table: `#` lines are comments, the first other line names the columns, the first column is escaped.
pub fn rows(table: &str) -> Vec<Row> {
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let cells = line.split('\t').chain(std::iter::repeat(""));
            Row(names
                .iter()
                .zip(cells)
                .map(|(name, cell)| (name.to_string(), unescape(cell)))
                .collect())
        })
        .collect()
}

/// `\\` is a backslash, `\u{XXXX}` that code point.
fn unescape(cell: &str) -> String {
    let mut text = String::new();
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        rest = if let Some(after) = after.strip_prefix('\\') {
            text.push('\\');
            after
        } else {
            let (code, after) = after.strip_prefix("u{").unwrap().split_once('}').unwrap();
            text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
            after
        };
    }
    text.push_str(rest);
    text
}
