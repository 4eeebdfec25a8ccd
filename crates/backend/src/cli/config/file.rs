//! `thuan.toml`: a setting a line, named as the option is, with `_` for `-`.

use std::fmt::Display;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::CommandError;
use crate::mail::server::Server;
use crate::store::Address;

/// Settings that are `true` or `false`.
const FLAGS: [&str; 1] = ["deliver"];

/// A setting that there is.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: String,
    /// Whether it may be a list.
    pub(super) takes_many: bool,
}

/// A file that was understood.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    settings: Vec<Setting>,
}

/// A line of it. Its values may be secrets.
pub(super) struct Setting {
    key: String,
    pub(super) values: Vec<String>,
    /// From 1.
    pub(super) line: usize,
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in line {}", self.key, self.line)
    }
}

impl File {
    /// Reads a file, whose keys must be among these.
    pub(super) fn read(path: &Path, keys: &[Key]) -> Result<Self, CommandError> {
        let path = path.to_owned();
        let mut file = Self {
            path,
            settings: Vec::new(),
        };
        let text =
            fs::read_to_string(&file.path).map_err(|error| file.wrong(None, error.to_string()))?;
        let line = |span: Range<usize>| {
            1 + text
                .bytes()
                .take(span.start)
                .filter(|b| *b == b'\n')
                .count()
        };
        // Not the error as it displays itself, which quotes the line.
        let table = DeTable::parse(&text)
            .map_err(|error| file.wrong(error.span().map(line), error.message()))?;
        for (key, value) in table.into_inner() {
            let line = line(key.span());
            let key = key.into_inner().into_owned();
            let wrong = |what: &str| file.wrong(Some(line), what);
            if matches!(value.get_ref(), DeValue::Table(_)) {
                return Err(wrong(&format!(
                    "`{key}` is a table; settings stand outside of any"
                )));
            }
            let Some(option) = keys.iter().find(|option| option.name == key) else {
                let known = Vec::from_iter(keys.iter().map(|option| option.name.as_str()));
                let known = known.join(", ");
                return Err(wrong(&format!(
                    "there is no setting `{key}`; mend its name or take the line out. There are: {known}"
                )));
            };
            if !option.takes_many && matches!(value.get_ref(), DeValue::Array(_)) {
                return Err(wrong(&format!("`{key}` takes one value, not a list")));
            }
            if let (true, DeValue::Boolean(flag)) = (FLAGS.contains(&&*key), value.get_ref()) {
                let values = vec![flag.to_string()];
                file.settings.push(Setting { key, values, line });
                continue;
            }
            let values = values(value).ok_or_else(|| {
                wrong(&format!(
                    "`{key}` must be a text in quotes, a whole number, or a list of texts"
                ))
            })?;
            if key == "database" {
                // What would be said later, with the line; and without the address, which may hold a password.
                let address = values.concat().parse::<Address>();
                address.map_err(|error| wrong(&format!("`{key}`: {error}")))?;
            }
            if key == "mail_server" {
                let server = values.concat().parse::<Server>();
                server.map_err(|error| wrong(&format!("`{key}` {error}")))?;
            }
            file.settings.push(Setting { key, values, line });
        }
        Ok(file)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// The file and the line where a setting stands.
    pub(super) fn place(&self, key: &str) -> Option<String> {
        let setting = self.get(key)?;
        Some(format!("{}, line {}", self.path.display(), setting.line))
    }

    /// What is wrong in it.
    pub(super) fn wrong(&self, line: Option<usize>, what: impl Display) -> CommandError {
        let path = self.path.display();
        CommandError::Config(match line {
            Some(line) => format!("{path}, line {line}: {what}"),
            None => format!("{path}: {what}"),
        })
    }

    /// Whether others than its owner and its group can read it.
    #[cfg(unix)]
    pub(super) fn is_public(&self) -> bool {
        use std::os::unix::fs::PermissionsExt as _;

        fs::metadata(&self.path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
    }

    #[cfg(not(unix))]
    pub(super) fn is_public(&self) -> bool {
        false
    }
}

fn values(value: Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    match value.into_inner() {
        DeValue::Array(list) => list.into_iter().map(one).collect(),
        other => Some(vec![text(other)?]),
    }
}

fn one(value: Spanned<DeValue<'_>>) -> Option<String> {
    text(value.into_inner())
}

fn text(value: DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.into_owned()),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            i64::from_str_radix(digits, number.radix())
                .ok()
                .map(|number| number.to_string())
        }
        _ => None,
    }
}
