//! Opening the database, bringing its tables up to date, closing it.

mod open_file;
mod postgres;
mod sqlite;

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use sqlx::error::BoxDynError;
use sqlx::migrate::{Migration, MigrationSource, MigrationType};

pub(super) use open_file::OpenFile;
pub use postgres::ServerDurability;
pub(super) use postgres::is_reachable;
pub use sqlite::FileDurability;

use super::sql::Pool;
use super::{PrivateKeys, Store, StoreError};

/// How long a connection waits for another that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;

/// The parameters of a PostgreSQL address, by the names that sqlx 0.8 reads; it passes over all others, so that one that
/// is misspelt would do nothing.
pub(super) const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// Whether a database that is not there may be made, or brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Make it, or bring it up to date. With PostgreSQL: its tables; the database is made by whoever administrates the
    /// server.
    Create,
    /// Say that it is missing or old: a listing of nothing would hide a mistyped path, and there is no way back from newer
    /// tables.
    Refuse,
}

/// How the connections are set, as the database reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Durability {
    /// Each connection to the file.
    File(Vec<FileDurability>),
    /// Each connection to the server.
    Server(Vec<ServerDurability>),
}

/// Where a database is: `sqlite://file.db` or `postgres://user@host/database`.
///
/// Displayed, it has no password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

impl std::str::FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, ()) = if text.starts_with("sqlite:") {
            (Kind::Sqlite, sqlite::check(text)?)
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            (Kind::Postgres, postgres::check(text)?)
        } else {
            return Err(StoreError::Scheme);
        };
        let text = text.to_owned();
        Ok(Self { text, kind })
    }
}

impl fmt::Display for Address {
    /// Without anything that may be a password: what stands before the `@`, but for the user's name, and in the options
    /// after the `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == Kind::Sqlite {
            return f.write_str(&self.text);
        }
        let (scheme, rest) = self.text.split_once("://").unwrap_or_default();
        let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        write!(f, "{scheme}://")?;
        match user.split_once(':') {
            Some((name, _)) => write!(f, "{name}:***@")?,
            None if user.is_empty() => {}
            None => write!(f, "{user}@")?,
        }
        f.write_str(place)?;
        for (index, option) in options.split('&').filter(|o| !o.is_empty()).enumerate() {
            let name = option.split('=').next().unwrap_or_default();
            f.write_str(if index == 0 { "?" } else { "&" })?;
            if name.eq_ignore_ascii_case("password") {
                write!(f, "{name}=***")?;
            } else {
                f.write_str(option)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A database as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What it is, with its version.
    pub product: String,
    /// Whether this version can work with it.
    pub tables: Tables,
    /// Where the private halves of its keys are.
    pub keys: PrivateKeys,
}

/// The tables of a database, beside those that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// There are none.
    None,
    /// An older version made them.
    Behind,
    /// They are the same.
    Current,
    /// A newer version made them.
    Ahead,
}

impl Tables {
    /// Whether they are to be brought up to date.
    fn are_to_change(self, absent: Absent) -> Result<bool, StoreError> {
        match (self, absent) {
            (Self::Current, _) => Ok(false),
            (Self::Ahead, _) => Err(StoreError::Ahead),
            (Self::None | Self::Behind, Absent::Create) => Ok(true),
            (Self::None, Absent::Refuse) => Err(StoreError::NoTables),
            (Self::Behind, Absent::Refuse) => Err(StoreError::Behind),
        }
    }
}

/// How many migrations a database has had and the number of the last, for [`Migrations::tables`].
const APPLIED: &str =
    "SELECT count(*), coalesce(max(version), 0) FROM _sqlx_migrations WHERE success";

impl Migrations {
    fn tables(&self, applied: (i64, i64)) -> Tables {
        let known = i64::try_from(self.0.len()).unwrap_or(i64::MAX);
        match applied {
            (0, 0) => Tables::None,
            (count, last) if (count, last) == (known, known) => Tables::Current,
            (_, last) if last > known => Tables::Ahead,
            _ => Tables::Behind,
        }
    }
}

impl Store {
    /// Opens the database, and brings its tables up to date where it may.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: there is no such database, it cannot be opened, it would not keep what it says it has written, or
    /// it was written by a newer version.
    pub async fn open(address: &Address, absent: Absent) -> Result<Self, StoreError> {
        let (writer, readers) = match address.kind {
            Kind::Sqlite => sqlite::open(&address.text, absent).await?,
            Kind::Postgres => postgres::open(&address.text, absent).await?,
        };
        Ok(Self {
            writer,
            readers,
            measured: std::sync::Arc::default(),
            subscribers: std::sync::Arc::default(),
            outbox: std::sync::Arc::default(),
        })
    }

    /// Looks at a database without writing to it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: it cannot be opened, or would not keep what it says it has written.
    pub async fn probe(address: &Address) -> Result<Probe, StoreError> {
        match address.kind {
            Kind::Sqlite => sqlite::probe(&address.text).await,
            Kind::Postgres => postgres::probe(&address.text).await,
        }
    }

    /// Whether the server can be reached at all; a file always can.
    pub async fn is_reachable(&self) -> bool {
        match &self.writer {
            Pool::Sqlite(..) => true,
            Pool::Postgres(writer) => is_reachable(writer).await,
        }
    }

    /// How every pooled connection is set, read back from the database itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn durability(&self) -> Result<Durability, StoreError> {
        Ok(match (&self.writer, &self.readers) {
            (Pool::Postgres(writer), Pool::Postgres(readers)) => {
                Durability::Server(postgres::durability([writer, readers]).await?)
            }
            (Pool::Sqlite(writer, _), Pool::Sqlite(readers, _)) => {
                Durability::File(sqlite::durability([writer, readers]).await?)
            }
            _ => Durability::File(Vec::new()),
        })
    }

    /// Closes the database, after what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        // The last connection to close writes SQLite's log back into the file and removes it.
        self.writer.close().await;
    }
}

/// What brings tables up to date, in order: a name and a text each. They are never changed once they are released.
#[derive(Debug)]
struct Migrations(&'static [(&'static str, &'static str)]);

impl MigrationSource<'static> for Migrations {
    fn resolve(
        self,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<Migration>, BoxDynError>> + Send + 'static>> {
        let simple = MigrationType::Simple;
        let migrations = (1..).zip(self.0).map(|(version, (name, sql))| {
            Migration::new(version, (*name).into(), simple, (*sql).into(), false)
        });
        Box::pin(std::future::ready(Ok(migrations.collect())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("sqlite://thuan.db", "sqlite://thuan.db"),
            ("postgres://db/thuan", "postgres://db/thuan"),
            ("postgres://thuan@db/thuan", "postgres://thuan@db/thuan"),
            (
                "postgres://thuan:geheim@db:5433/thuan?sslmode=verify-full",
                "postgres://thuan:***@db:5433/thuan?sslmode=verify-full",
            ),
            (
                "postgresql://thuan:a%40b:c@db/thuan",
                "postgresql://thuan:***@db/thuan",
            ),
            (
                "postgres:///thuan?host=/run/postgresql&password=geheim&user=thuan",
                "postgres:///thuan?host=/run/postgresql&password=***&user=thuan",
            ),
        ] {
            let parsed: Address = address.parse().expect("an address");
            assert_eq!(parsed.to_string(), shown);
            assert_eq!(format!("{parsed:?}"), shown);
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for address in [
            "",
            "thuan.db",
            "mysql://db/thuan",
            "postgres:thuan",
            "SQLITE:x",
        ] {
            let parsed = address.parse::<Address>();
            assert!(matches!(parsed, Err(StoreError::Scheme)), "{address}");
        }
        let misspelt =
            "postgres://db/thuan?sslmode=verify-full&sslrootcer=a.pem".parse::<Address>();
        assert!(matches!(misspelt, Err(StoreError::Parameter(name)) if name == "sslrootcer"));
        for (name, nearest) in [
            ("sslmod", Some("sslmode")),
            ("sslrootcer", Some("sslrootcert")),
            ("passwort", Some("password")),
            ("aplication_name", Some("application_name")),
            ("statement_cache_capacity", Some("statement-cache-capacity")),
            ("xyz", None),
            ("", None),
        ] {
            let said = StoreError::Parameter(name.to_owned()).to_string();
            let (_, hint) = said.split_once("which there is not; ").expect("a hint");
            match nearest {
                Some(nearest) => assert!(hint.starts_with(&format!("`{nearest}` is")), "{said}"),
                None => assert_eq!(hint, "docs/operating.md has them all"),
            }
        }
        let documented = include_str!("../../../../../docs/operating.md");
        for name in PARAMETERS {
            assert!(documented.contains(&format!("`{name}`")), "{name}");
        }
        let known = PARAMETERS.map(|name| format!("{name}=")).join("&");
        let spelt = format!("postgres://db/thuan?options[search_path]=a&{known}")
            .replace("port=", "port=1")
            .replace("capacity=", "capacity=1")
            .replace("hostaddr=", "hostaddr=127.0.0.1")
            .replace("sslmode=", "sslmode=require")
            .replace("ssl-mode=", "ssl-mode=require");
        assert!(
            spelt.parse::<Address>().is_ok(),
            "{:?}",
            spelt.parse::<Address>()
        );
        for address in ["postgres://db:port/thuan", "postgres://[/thuan"] {
            let parsed = address.parse::<Address>();
            assert!(matches!(parsed, Err(StoreError::Address(_))), "{address}");
        }
    }
}
