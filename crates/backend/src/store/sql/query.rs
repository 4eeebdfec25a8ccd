//! A statement with its values, and the rows that come back.

use std::borrow::Cow;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query as Prepared;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{ColumnIndex, Decode, Error, Postgres, Row as _, Sqlite, Type};

use super::{Acquired, Connection, Pool, Transaction, none_had};
use crate::store::StoreError;

/// A statement whose rows are read as they are asked for.
pub(in crate::store) fn query(sql: &str) -> Query<'_, Row> {
    Query::new(sql, Ok)
}

/// A statement whose rows are values.
pub(in crate::store) fn query_as<T: FromRow>(sql: &str) -> Query<'_, T> {
    Query::new(sql, |row| T::from_row(&row))
}

/// A statement whose rows have one column.
pub(in crate::store) fn query_scalar<T: Column>(sql: &str) -> Query<'_, T> {
    Query::new(sql, |row| row.get(0))
}

/// A statement and its values.
#[must_use]
pub(in crate::store) struct Query<'q, T> {
    sql: &'q str,
    values: Vec<Value<'q>>,
    read: fn(Row) -> Result<T, Error>,
}

impl<'q, T> Query<'q, T> {
    fn new(sql: &'q str, read: fn(Row) -> Result<T, Error>) -> Self {
        let values = Vec::new();
        Self { sql, values, read }
    }

    /// The next value, `$1` first.
    pub(in crate::store) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// How many rows were written.
    pub(in crate::store) async fn execute(self, place: impl Into<Place<'_>>) -> Result<u64, Error> {
        let mut held = place.into().held().await?;
        Ok(match held.connection() {
            Connection::Sqlite(on) => self.sqlite()?.execute(on).await?.rows_affected(),
            Connection::Postgres(on) => self.postgres()?.execute(on).await?.rows_affected(),
        })
    }

    pub(in crate::store) async fn fetch_all(
        self,
        place: impl Into<Place<'_>>,
    ) -> Result<Vec<T>, Error> {
        let read = self.read;
        let mut held = place.into().held().await?;
        match held.connection() {
            Connection::Sqlite(on) => {
                let rows = self.sqlite()?.fetch_all(on).await?.into_iter();
                rows.map(|row| read(Row::Sqlite(row))).collect()
            }
            Connection::Postgres(on) => {
                let rows = self.postgres()?.fetch_all(on).await?.into_iter();
                rows.map(|row| read(Row::Postgres(row))).collect()
            }
        }
    }

    pub(in crate::store) async fn fetch_optional(
        self,
        place: impl Into<Place<'_>>,
    ) -> Result<Option<T>, Error> {
        let read = self.read;
        let mut held = place.into().held().await?;
        let row = match held.connection() {
            Connection::Sqlite(on) => self.sqlite()?.fetch_optional(on).await?.map(Row::Sqlite),
            Connection::Postgres(on) => {
                let row = self.postgres()?.fetch_optional(on).await?;
                row.map(Row::Postgres)
            }
        };
        row.map(read).transpose()
    }

    pub(in crate::store) async fn fetch_one(self, place: impl Into<Place<'_>>) -> Result<T, Error> {
        let row = self.fetch_optional(place).await?;
        row.ok_or(Error::RowNotFound)
    }

    fn sqlite(self) -> Result<Prepared<'q, Sqlite, SqliteArguments<'q>>, Error> {
        use sqlx::Arguments as _;

        let mut arguments = SqliteArguments::default();
        for value in self.values {
            match value {
                Value::Text(text) => arguments.add(text),
                Value::Integer(number) => arguments.add(number),
                Value::Flag(flag) => arguments.add(flag),
                Value::Bytes(bytes) => arguments.add(bytes),
            }
            .map_err(Error::Encode)?;
        }
        Ok(sqlx::query_with(self.sql, arguments))
    }

    fn postgres(self) -> Result<Prepared<'q, Postgres, PgArguments>, Error> {
        use sqlx::Arguments as _;

        let mut arguments = PgArguments::default();
        for value in self.values {
            match value {
                Value::Text(text) => arguments.add(text),
                Value::Integer(number) => arguments.add(number),
                Value::Flag(flag) => arguments.add(flag),
                Value::Bytes(bytes) => arguments.add(bytes),
            }
            .map_err(Error::Encode)?;
        }
        Ok(sqlx::query_with(self.sql, arguments))
    }
}

/// Where a statement runs.
pub(in crate::store) enum Place<'p> {
    /// On a connection that is free.
    Pool(&'p Pool),
    /// On this one.
    Connection(Connection<'p>),
}

impl<'p> From<&'p Pool> for Place<'p> {
    fn from(pool: &'p Pool) -> Self {
        Self::Pool(pool)
    }
}

impl<'p> From<&'p mut Connection<'_>> for Place<'p> {
    fn from(connection: &'p mut Connection<'_>) -> Self {
        Self::Connection(connection.lent())
    }
}

impl<'p> From<&'p mut Transaction<'_>> for Place<'p> {
    fn from(transaction: &'p mut Transaction<'_>) -> Self {
        Self::Connection(transaction.connection())
    }
}

impl<'p> Place<'p> {
    async fn held(self) -> Result<Held<'p>, Error> {
        Ok(match self {
            Self::Pool(Pool::Sqlite(pool, file)) => {
                let acquired = pool.acquire().await?;
                // A connection goes on seeing what nobody will see after it.
                if !file.is_in_place() {
                    return Err(StoreError::displaced());
                }
                Held::Acquired(Acquired::Sqlite(acquired))
            }
            Self::Pool(Pool::Postgres(pool)) => {
                let acquired = match pool.acquire().await {
                    Ok(acquired) => acquired,
                    Err(error) => return Err(none_had(pool, error).await),
                };
                Held::Acquired(Acquired::Postgres(acquired))
            }
            Self::Connection(connection) => Held::Lent(connection),
        })
    }
}

enum Held<'p> {
    Acquired(Acquired),
    Lent(Connection<'p>),
}

impl Held<'_> {
    fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Acquired(acquired) => acquired.connection(),
            Self::Lent(connection) => connection.lent(),
        }
    }
}

impl Connection<'_> {
    fn lent(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Connection::Sqlite(connection),
            Self::Postgres(connection) => Connection::Postgres(connection),
        }
    }
}

/// A value of a statement: the types that the tables have.
pub(in crate::store) enum Value<'q> {
    Text(Option<Cow<'q, str>>),
    Integer(i64),
    Flag(bool),
    Bytes(&'q [u8]),
}

impl<'q> From<&'q str> for Value<'q> {
    fn from(text: &'q str) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl<'q> From<&'q String> for Value<'q> {
    fn from(text: &'q String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl<'q> From<Option<&'q str>> for Value<'q> {
    fn from(text: Option<&'q str>) -> Self {
        Self::Text(text.map(Cow::from))
    }
}

impl<'q> From<&'q Option<String>> for Value<'q> {
    fn from(text: &'q Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::from))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'q> From<&'q [u8]> for Value<'q> {
    fn from(bytes: &'q [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

/// A row that came back.
pub(in crate::store) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, by its name or its place.
    pub(in crate::store) fn get<T: Column>(
        &self,
        column: impl ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    ) -> Result<T, Error> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }
}

/// What both databases can give.
pub(in crate::store) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

/// What a row is read as.
pub(in crate::store) trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self, Error>;
}

impl<A: Column, B: Column> FromRow for (A, B) {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok((row.get(0)?, row.get(1)?))
    }
}

impl<A: Column, B: Column, C: Column> FromRow for (A, B, C) {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    }
}
