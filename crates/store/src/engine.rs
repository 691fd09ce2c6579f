//! The two engines behind one face: pools, transactions and rows of SQLite and PostgreSQL by
//! their own drivers. What is bound is handed over without being copied once more.

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{
    Arguments as _, AssertSqlSafe, Column as _, Connection as _, Executor as _, PgPool, Postgres,
    Row as _, Sqlite, SqliteConnection, SqlitePool, TypeInfo as _, ValueRef as _,
};

use crate::Error;
use crate::sql::{Dialect, Sql, Value};

/// How long a call waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections.
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

macro_rules! connect {
    ($database:ty, $url:expr, $connections:expr, $settings:expr, $test:expr) => {{
        let settings: Arc<str> = $settings.into();
        let options = PoolOptions::<$database>::new()
            .max_connections($connections)
            .acquire_timeout(PATIENCE)
            .test_before_acquire($test)
            .after_connect(move |connection, _| {
                let settings = settings.to_string();
                Box::pin(async move {
                    let script = sqlx::raw_sql(AssertSqlSafe(settings));
                    connection.execute(script).await.map(|_| ())
                })
            });
        options.connect($url).await?
    }};
}

impl Pool {
    /// `settings` is a script that each new connection runs.
    pub(crate) async fn connect(
        dialect: Dialect,
        url: &str,
        connections: u32,
        settings: String,
    ) -> Result<Self, Error> {
        Ok(match dialect {
            Dialect::Sqlite => Self::Sqlite(connect!(Sqlite, url, connections, settings, false)),
            Dialect::Postgres => {
                Self::Postgres(connect!(Postgres, url, connections, settings, true))
            }
        })
    }

    /// SQLite ends a transaction by itself when the disk is full; the driver still counts it, and
    /// the connection would refuse every transaction after. Such a connection is replaced.
    pub(crate) async fn begin(&self, statement: &'static str) -> Result<Transaction, Error> {
        match self {
            Self::Sqlite(pool) => loop {
                match pool.begin_with(statement).await {
                    Err(sqlx::Error::InvalidSavePointStatement) => {
                        pool.acquire().await?.close().await?;
                    }
                    begun => return Ok(Transaction::Sqlite(begun?)),
                }
            },
            Self::Postgres(pool) => Ok(Transaction::Postgres(pool.begin_with(statement).await?)),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Copies SQLite's log file into the database as far as nobody has to wait for it; where no
/// connection can be had, not at all.
pub(crate) async fn checkpoint(url: &str) -> Result<(), Error> {
    const SCRIPT: &str = "PRAGMA busy_timeout=0; PRAGMA synchronous=NORMAL; \
         PRAGMA wal_checkpoint(PASSIVE)";
    let Ok(mut connection) = SqliteConnection::connect(url).await else { return Ok(()) };
    let copied = connection.execute(sqlx::raw_sql(SCRIPT)).await;
    connection.close().await?;
    copied?;
    Ok(())
}

/// A transaction on one connection.
pub(crate) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

macro_rules! arguments {
    ($arguments:ty, $values:expr) => {{
        let mut arguments = <$arguments>::default();
        arguments.reserve($values.len(), 0);
        for value in $values {
            let added = match value {
                Value::Int(value) => arguments.add(value),
                Value::Text(Some(value)) => arguments.add(value),
                Value::Text(None) => arguments.add(None::<String>),
                Value::Float(value) => arguments.add(value),
                Value::Bytes(value) => arguments.add(value),
            };
            added.map_err(|error| Error::stored("value to bind", error))?;
        }
        arguments
    }};
}

/// Runs a method of the driver with a statement and its values.
macro_rules! run {
    ($transaction:expr, $sql:expr, $method:ident) => {{
        let (text, values) = $sql.take($transaction.dialect())?;
        let text = AssertSqlSafe(text);
        match $transaction {
            Transaction::Sqlite(inner) => {
                let query = sqlx::query_with(text, arguments!(SqliteArguments, values));
                Ran::Sqlite(inner.$method(query).await?)
            }
            Transaction::Postgres(inner) => {
                let query = sqlx::query_with(text, arguments!(PgArguments, values));
                Ran::Postgres(inner.$method(query).await?)
            }
        }
    }};
}

enum Ran<S, P> {
    Sqlite(S),
    Postgres(P),
}

impl Transaction {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The number of rows changed.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64, Error> {
        Ok(match run!(self, sql, execute) {
            Ran::Sqlite(done) => done.rows_affected(),
            Ran::Postgres(done) => done.rows_affected(),
        })
    }

    pub(crate) async fn all(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        Ok(match run!(self, sql, fetch_all) {
            Ran::Sqlite(rows) => rows.into_iter().map(|row| Row(Of::Sqlite(row))).collect(),
            Ran::Postgres(rows) => rows.into_iter().map(|row| Row(Of::Postgres(row))).collect(),
        })
    }

    pub(crate) async fn optional(&mut self, sql: Sql) -> Result<Option<Row>, Error> {
        Ok(match run!(self, sql, fetch_optional) {
            Ran::Sqlite(row) => row.map(|row| Row(Of::Sqlite(row))),
            Ran::Postgres(row) => row.map(|row| Row(Of::Postgres(row))),
        })
    }

    /// Runs a script of several statements.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        let script = sqlx::raw_sql(AssertSqlSafe(text.to_owned()));
        match self {
            Self::Sqlite(inner) => inner.execute(script).await.map(|_| ())?,
            Self::Postgres(inner) => inner.execute(script).await.map(|_| ())?,
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(inner) => Ok(inner.commit().await?),
            Self::Postgres(inner) => Ok(inner.commit().await?),
        }
    }
}

/// A row, read by column name.
pub struct Row(Of);

enum Of {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn text(&self, column: &str) -> Result<String, Error> {
        Ok(match &self.0 {
            Of::Sqlite(row) => row.try_get(column)?,
            Of::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn opt_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(match &self.0 {
            Of::Sqlite(row) => row.try_get(column)?,
            Of::Postgres(row) => row.try_get(column)?,
        })
    }

    /// The text where it stands.
    pub(crate) fn str(&self, column: &str) -> Result<&str, Error> {
        Ok(match &self.0 {
            Of::Sqlite(row) => row.try_get(column)?,
            Of::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn int(&self, column: &str) -> Result<i64, Error> {
        match &self.0 {
            Of::Sqlite(row) => Ok(row.try_get(column)?),
            Of::Postgres(_) => {
                self.opt_int(column)?.ok_or_else(|| Error::stored("number", "it is null"))
            }
        }
    }

    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, Error> {
        match &self.0 {
            Of::Sqlite(row) => Ok(row.try_get(column)?),
            Of::Postgres(row) => {
                let place = row.try_column(column)?.ordinal();
                integer(row, place)
            }
        }
    }

    /// The first column, as a number.
    pub(crate) fn first(&self) -> Result<Option<i64>, Error> {
        match &self.0 {
            Of::Sqlite(row) => Ok(row.try_get(0)?),
            Of::Postgres(row) => integer(row, 0),
        }
    }

    pub fn float(&self, column: &str) -> Result<f64, Error> {
        Ok(match &self.0 {
            Of::Sqlite(row) => row.try_get(column)?,
            Of::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn bytes(&self, column: &str) -> Result<Vec<u8>, Error> {
        Ok(match &self.0 {
            Of::Sqlite(row) => row.try_get(column)?,
            Of::Postgres(row) => row.try_get(column)?,
        })
    }

    /// All values in the order of the columns, in one unambiguous text: for digests.
    pub(crate) fn dump(&self) -> Result<String, Error> {
        let mut out = String::new();
        let columns = match &self.0 {
            Of::Sqlite(row) => row.len(),
            Of::Postgres(row) => row.len(),
        };
        for place in 0..columns {
            let shown = match &self.0 {
                Of::Sqlite(row) => show_sqlite(row, place)?,
                Of::Postgres(row) => show_postgres(row, place)?,
            };
            match shown {
                Shown::Nothing => out.push('-'),
                Shown::Int(number) => out.push_str(&number.to_string()),
                Shown::Text(text) => out.push_str(&serde_json::Value::from(text).to_string()),
                Shown::Bytes(bytes) => {
                    out.push('x');
                    out.push_str(&hex::encode(bytes));
                }
                Shown::Float(number) => out.push_str(&format!("f{number}")),
            }
            out.push('\u{1f}');
        }
        Ok(out)
    }
}

enum Shown<'a> {
    Nothing,
    Int(i64),
    Text(&'a str),
    Bytes(Vec<u8>),
    Float(f64),
}

fn show_sqlite(row: &SqliteRow, place: usize) -> Result<Shown<'_>, Error> {
    let value = row.try_get_raw(place)?;
    if value.is_null() {
        return Ok(Shown::Nothing);
    }
    Ok(match value.type_info().name() {
        "INTEGER" => Shown::Int(row.try_get(place)?),
        "TEXT" => Shown::Text(row.try_get(place)?),
        "BLOB" => Shown::Bytes(row.try_get(place)?),
        _ => Shown::Float(row.try_get(place)?),
    })
}

fn show_postgres(row: &PgRow, place: usize) -> Result<Shown<'_>, Error> {
    let value = row.try_get_raw(place)?;
    if value.is_null() {
        return Ok(Shown::Nothing);
    }
    Ok(match value.type_info().name() {
        "INT8" | "INT4" | "INT2" => integer(row, place)?.map_or(Shown::Nothing, Shown::Int),
        "BYTEA" => Shown::Bytes(row.try_get(place)?),
        "FLOAT8" => Shown::Float(row.try_get(place)?),
        _ => Shown::Text(row.try_get(place)?),
    })
}

/// A number of PostgreSQL's, whatever its width.
fn integer(row: &PgRow, place: usize) -> Result<Option<i64>, Error> {
    let width = row.try_get_raw(place)?.type_info().name().to_owned();
    Ok(match width.as_str() {
        "INT2" => row.try_get::<Option<i16>, _>(place)?.map(i64::from),
        "INT4" => row.try_get::<Option<i32>, _>(place)?.map(i64::from),
        _ => row.try_get(place)?,
    })
}
