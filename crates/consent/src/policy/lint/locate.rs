//! Lines of `policy.toml`.

use toml::de::{DeTable, DeValue};

/// Where the members of a `policy.toml` stand.
pub struct Lines<'a>(Option<(&'a str, DeValue<'a>)>);

impl<'a> Lines<'a> {
    pub fn of(toml: &'a str) -> Self {
        let table = DeTable::parse(toml).ok();
        Self(table.map(|table| (toml, DeValue::Table(table.into_inner()))))
    }

    /// There is no `policy.toml`.
    pub fn none() -> Self {
        Self(None)
    }

    /// The line of a member. Where it is missing, the line of what it is missing from.
    pub fn find(&self, path: &[String]) -> Option<usize> {
        let (toml, root) = self.0.as_ref()?;
        let (mut at, mut value) = (0, root);
        for part in path {
            let next = match value {
                DeValue::Table(table) => table
                    .iter()
                    .find(|(key, _)| key.get_ref() == part)
                    .map(|(key, value)| (key.span().start, value)),
                DeValue::Array(items) => part
                    .parse::<usize>()
                    .ok()
                    .and_then(|position| items.get(position))
                    .map(|item| (item.span().start, item)),
                _ => None,
            };
            let Some((start, found)) = next else { break };
            at = start;
            value = found.get_ref();
        }
        Some(line_at(toml, at))
    }
}

/// The number of the line at a byte, from 1.
pub fn line_at(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}
