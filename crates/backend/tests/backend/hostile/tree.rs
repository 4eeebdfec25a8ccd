//! JSON that need not be any: members may be there twice, and anything may stand where a value does.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::Luck;

/// A value, or what stands in its place.
#[derive(Debug, Clone)]
pub enum Tree {
    /// As it is written.
    Raw(String),
    List(Vec<Tree>),
    Members(Vec<(String, Tree)>),
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(values) => Self::List(values.iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Self::Members(
                    members
                        .map(|(name, value)| (name.clone(), value.into()))
                        .collect(),
                )
            }
            other => Self::Raw(other.to_string()),
        }
    }
}

/// What nobody sends who means well. Each is short; what is long is made where it is used.
const TOKENS: [&str; 46] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "1e999",
    "-1e999",
    "1E+400",
    "1e-999",
    "0.1",
    "9007199254740993",
    "18446744073709551616",
    "99999999999999999999999999999999",
    "01",
    "+1",
    ".5",
    "1.",
    "0x10",
    "NaN",
    "Infinity",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udfff\\ud800\"",
    "\"\\uD83D\"",
    "\"\\x41\"",
    "\"\\\"",
    "\"unfinished",
    "'single'",
    "[]",
    "{}",
    "[null]",
    "{\"\":\"\"}",
    "{\"__proto__\":{}}",
    "\"../../../../etc/passwd\"",
    "\"' OR '1'='1' --\"",
    "\"%00%s%n\"",
    "\"${jndi:ldap://x}\"",
    "\"\u{202e}\u{200b}\u{feff}\"",
    "\"e\u{301}\u{1f1fb}\u{1f1f3}\"",
    "\"\t\n\"",
    "/* */ 1",
];

impl Tree {
    /// As it is sent.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Raw(raw) => text.push_str(raw),
            Self::List(values) => {
                text.push('[');
                for (index, value) in values.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    value.write(text);
                }
                text.push(']');
            }
            Self::Members(members) => {
                text.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    // Names may be broken as well.
                    let _ = write!(text, "\"{name}\":");
                    value.write(text);
                }
                text.push('}');
            }
        }
    }

    /// Some place in it, itself included.
    fn any(&mut self, luck: &mut Luck) -> &mut Self {
        let count = self.count();
        let mut left = luck.below(count);
        self.nth(&mut left).expect("there are as many")
    }

    fn count(&self) -> usize {
        1 + match self {
            Self::Raw(_) => 0,
            Self::List(values) => values.iter().map(Self::count).sum(),
            Self::Members(members) => members.iter().map(|(_, value)| value.count()).sum(),
        }
    }

    fn nth(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match self {
            Self::Raw(_) => None,
            Self::List(values) => values.iter_mut().find_map(|value| value.nth(left)),
            Self::Members(members) => members.iter_mut().find_map(|(_, value)| value.nth(left)),
        }
    }

    /// Changes something about it.
    pub fn mutate(&mut self, luck: &mut Luck) {
        match luck.below(12) {
            0 | 1 => *self.any(luck) = Self::Raw(luck.one_of(&TOKENS).to_owned()),
            2 => {
                let other = self.any(luck).clone();
                *self.any(luck) = other;
            }
            3 => {
                let place = self.any(luck);
                let wrapped = std::mem::replace(place, Self::Raw(String::new()));
                *place = match luck.below(3) {
                    0 => Self::List(vec![wrapped]),
                    1 => Self::Members(vec![("value".to_owned(), wrapped)]),
                    _ => Self::Raw(Value::String(wrapped.text()).to_string()),
                };
            }
            4 => *self.any(luck) = Self::deep(luck),
            5 => *self.any(luck) = Self::long(luck),
            6 | 7 => self.change_text(luck),
            _ => self.change_members(luck),
        }
    }

    /// Nested as deep as fits, and deeper.
    fn deep(luck: &mut Luck) -> Self {
        let depth = luck.one_of(&[60, 130, 1000, 30_000, 100_000]);
        let (open, close) = luck.one_of(&[
            ("[", "]"),
            ("{\"a\":", "}"),
            ("[{\"a\":", "}]"),
            ("[", ""),
            ("{\"\":", ""),
        ]);
        Self::Raw(format!("{}1{}", open.repeat(depth), close.repeat(depth)))
    }

    /// As long as fits, and longer.
    fn long(luck: &mut Luck) -> Self {
        let length = luck.one_of(&[300, 5_000, 40_000, 64_000, 66_000, 300_000]);
        Self::Raw(match luck.below(5) {
            0 => format!("\"{}\"", "x".repeat(length)),
            1 => format!("\"{}\"", "\\u0000".repeat(length / 6)),
            2 => "9".repeat(length),
            3 => format!("[{}1]", "1,".repeat(length / 2)),
            _ => {
                let members: Vec<String> =
                    (0..length / 12).map(|n| format!("\"{n:06}\":1")).collect();
                format!("{{{}}}", members.join(","))
            }
        })
    }

    /// Changes a string, if it comes upon one.
    fn change_text(&mut self, luck: &mut Luck) {
        let Self::Raw(raw) = self.any(luck) else {
            return;
        };
        let mut characters: Vec<char> = raw.chars().collect();
        let place = luck.below(characters.len());
        match luck.below(4) {
            0 => drop(characters.drain(place..)),
            1 => characters.insert(
                place,
                luck.one_of(&[
                    '\0',
                    '\u{feff}',
                    '\u{200b}',
                    '\u{1f600}',
                    '=',
                    '"',
                    '\\',
                    'A',
                    '\u{7f}',
                ]),
            ),
            2 => drop(characters.splice(place..place, characters.clone())),
            _ => {
                if let Some(character) = characters.get_mut(place) {
                    *character = if *character == 'A' { 'B' } else { 'A' };
                }
            }
        }
        *raw = characters.into_iter().collect();
    }

    /// Takes a member away, doubles it, or calls it something else.
    fn change_members(&mut self, luck: &mut Luck) {
        match self.any(luck) {
            Self::Members(members) if !members.is_empty() => {
                let place = luck.below(members.len());
                let (name, value) = members[place].clone();
                match luck.below(6) {
                    0 => drop(members.remove(place)),
                    1 => members.push((name, value)),
                    2 => members.insert(place, (name, Self::Raw("\"other\"".to_owned()))),
                    3 => members[place].0 = name.to_uppercase(),
                    4 => {
                        members[place].0 = format!(
                            "{name}{}",
                            luck.one_of(&["\\u0000", "\u{200b}", " ", "\\", "_"])
                        )
                    }
                    _ => members.swap(place, 0),
                }
            }
            Self::List(values) if !values.is_empty() => {
                let place = luck.below(values.len());
                match luck.below(3) {
                    0 => drop(values.remove(place)),
                    1 => values.push(values[place].clone()),
                    _ => *values = vec![values[place].clone(); 500],
                }
            }
            _ => {}
        }
    }
}
