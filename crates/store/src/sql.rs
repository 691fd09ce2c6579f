//! SQL for both engines from one text: `?` placeholders rendered per dialect, rows read by name.
//!
//! The common subset: BIGINT, TEXT and DOUBLE PRECISION columns; times as i64 milliseconds, ids
//! and JSON as text, booleans as 0/1; `CAST(SUM(x) AS BIGINT)`, because PostgreSQL sums BIGINT
//! into NUMERIC; upserts as `INSERT … ON CONFLICT (…) DO UPDATE SET c = excluded.c`.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use model::{Id, Millis, TenantPath};
use serde::de::DeserializeOwned;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Executor, Row as _, Transaction};

use crate::views::FilingRules;
use crate::views::filing::NoProcedures;
use crate::{Error, Scope};

/// The engine behind a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A statement with its values. Text comes from this crate only; what callers give is bound.
pub struct Sql {
    text: Cow<'static, str>,
    args: AnyArguments,
    failure: Option<String>,
}

impl Sql {
    /// `text` has a `?` for each value (and no other question mark).
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), args: AnyArguments::default(), failure: None }
    }

    /// Binds the next value: `i64`, `&str`, `String`, `f64`, `Vec<u8>` or an `Option` of one.
    #[must_use]
    pub fn bind<'q, T>(mut self, value: T) -> Self
    where
        T: sqlx::Encode<'q, Any> + sqlx::Type<Any>,
    {
        use sqlx::Arguments as _;
        if let Err(error) = self.args.add(value) {
            self.failure = Some(error.to_string());
        }
        self
    }

    /// Appends text, for filters that are only sometimes there.
    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Binds an identifier.
    #[must_use]
    pub fn id(self, id: Id) -> Self {
        self.bind(id.to_string())
    }

    /// Binds a count or sequence number; those beyond `i64::MAX` do not occur.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.bind(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// Binds anything with a JSON form, as text.
    #[must_use]
    pub fn json(mut self, value: &impl serde::Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(text) => self.bind(text),
            Err(error) => {
                self.failure = Some(error.to_string());
                self
            }
        }
    }

    /// `INSERT INTO table (columns) VALUES (?, …), …` for this many rows; bind row by row.
    pub fn insert(table: &str, columns: &[&str], rows: usize) -> Self {
        let row = format!("({})", vec!["?"; columns.len()].join(", "));
        let values = vec![row.as_str(); rows].join(", ");
        Self::new(format!("INSERT INTO {table} ({}) VALUES {values}", columns.join(", ")))
    }
}

/// Renders `?` as `$1`, `$2`, … for PostgreSQL, outside quotes; SQLite takes the text as it is
/// (`$1` would be a named parameter there, and quadratic).
fn render(text: Cow<'static, str>, dialect: Dialect) -> Cow<'static, str> {
    if dialect == Dialect::Sqlite || !text.contains('?') {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 32);
    let (mut number, mut quoted) = (0u32, false);
    for character in text.chars() {
        match character {
            '\'' => {
                quoted = !quoted;
                out.push('\'');
            }
            '?' if !quoted => {
                number += 1;
                out.push('$');
                out.push_str(&number.to_string());
            }
            other => out.push(other),
        }
    }
    out.into()
}

/// A transaction on one connection, under a tenant's eyes. Reads run in one too.
pub struct Conn {
    inner: Transaction<'static, Any>,
    dialect: Dialect,
    /// Whom row-level security is to see, and whom it sees now (PostgreSQL only).
    wanted: String,
    set: Option<String>,
    rules: Arc<dyn FilingRules>,
    /// Texts of the statements run, for tests that count and explain them.
    #[cfg(test)]
    pub(crate) statements: std::sync::Mutex<Vec<String>>,
}

impl Conn {
    pub(crate) fn new(inner: Transaction<'static, Any>, dialect: Dialect, scope: &Scope) -> Self {
        Self {
            inner,
            dialect,
            wanted: scope.word().to_owned(),
            set: None,
            rules: Arc::new(NoProcedures),
            #[cfg(test)]
            statements: std::sync::Mutex::default(),
        }
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn with_rules(self, rules: Arc<dyn FilingRules>) -> Self {
        Self { rules, ..self }
    }

    /// What the procedures of this node say of filings.
    pub(crate) fn filing_rules(&self) -> Arc<dyn FilingRules> {
        self.rules.clone()
    }

    /// From here on, row-level security sees this word (a tenant path, or `*`).
    pub(crate) fn see_as(&mut self, word: &str) {
        if self.wanted != word {
            word.clone_into(&mut self.wanted);
        }
    }

    /// Whose rows this connection shows: a tenant path, or `*`.
    pub(crate) fn scope_word(&self) -> &str {
        &self.wanted
    }

    pub(crate) fn raw(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// Runs a statement; the number of rows it changed.
    pub async fn execute(&mut self, sql: Sql) -> Result<u64, Error> {
        self.prepare().await?;
        let query = self.query(sql)?;
        Ok(self.inner.execute(query).await?.rows_affected())
    }

    /// All rows.
    pub async fn all(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        self.prepare().await?;
        let query = self.query(sql)?;
        let rows = self.inner.fetch_all(query).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    /// The first row, if there is one.
    pub async fn optional(&mut self, sql: Sql) -> Result<Option<Row>, Error> {
        self.prepare().await?;
        let query = self.query(sql)?;
        Ok(self.inner.fetch_optional(query).await?.map(Row))
    }

    /// The one row that must be there.
    pub async fn one(&mut self, sql: Sql) -> Result<Row, Error> {
        self.optional(sql).await?.ok_or(Error::Sql(sqlx::Error::RowNotFound))
    }

    /// The first column of the one row, as a number: for counts. NULL is 0.
    pub async fn count(&mut self, sql: Sql) -> Result<u64, Error> {
        let row = self.one(sql).await?;
        let count: Option<i64> = row.0.try_get(0)?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }

    async fn prepare(&mut self) -> Result<(), Error> {
        if self.dialect == Dialect::Postgres && self.set.as_deref() != Some(&self.wanted) {
            let set = sqlx::query("SELECT set_config('huhang.tenant', $1, true)");
            self.inner.execute(set.bind(self.wanted.clone())).await?;
            self.set = Some(self.wanted.clone());
        }
        Ok(())
    }

    fn query(&self, sql: Sql) -> Result<sqlx::query::Query<'static, Any, AnyArguments>, Error> {
        #[cfg(test)]
        self.statements.lock().expect("no test panics in here").push(sql.text.to_string());
        match sql.failure {
            Some(reason) => Err(Error::stored("value to bind", reason)),
            None => Ok(sqlx::query_with(AssertSqlSafe(render(sql.text, self.dialect)), sql.args)),
        }
    }
}

/// A row, read by column name.
pub struct Row(AnyRow);

impl Row {
    pub fn text(&self, column: &str) -> Result<String, Error> {
        Ok(self.0.try_get(column)?)
    }

    pub fn opt_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(self.0.try_get(column)?)
    }

    pub fn int(&self, column: &str) -> Result<i64, Error> {
        Ok(self.0.try_get(column)?)
    }

    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, Error> {
        Ok(self.0.try_get(column)?)
    }

    pub fn float(&self, column: &str) -> Result<f64, Error> {
        Ok(self.0.try_get(column)?)
    }

    pub fn bytes(&self, column: &str) -> Result<Vec<u8>, Error> {
        Ok(self.0.try_get(column)?)
    }

    pub fn flag(&self, column: &str) -> Result<bool, Error> {
        Ok(self.int(column)? != 0)
    }

    pub fn millis(&self, column: &str) -> Result<Millis, Error> {
        self.int(column).map(Millis)
    }

    pub fn opt_millis(&self, column: &str) -> Result<Option<Millis>, Error> {
        Ok(self.opt_int(column)?.map(Millis))
    }

    /// A count or sequence number.
    pub fn number(&self, column: &'static str) -> Result<u64, Error> {
        u64::try_from(self.int(column)?).map_err(|error| Error::stored(column, error))
    }

    pub fn id(&self, column: &'static str) -> Result<Id, Error> {
        self.word(column)
    }

    pub fn opt_id(&self, column: &'static str) -> Result<Option<Id>, Error> {
        let text = self.opt_text(column)?;
        text.map(|text| text.parse().map_err(|error| Error::stored(column, error))).transpose()
    }

    pub fn tenant(&self, column: &'static str) -> Result<TenantPath, Error> {
        self.word(column)
    }

    /// Anything with a text form: ids, paths, the words of `model`.
    pub fn word<T>(&self, column: &'static str) -> Result<T, Error>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.text(column)?.parse().map_err(|error| Error::stored(column, error))
    }

    /// A JSON column.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, Error> {
        serde_json::from_str(&self.text(column)?).map_err(|error| Error::stored(column, error))
    }

    pub fn opt_json<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, Error> {
        let text = self.opt_text(column)?;
        let read = |text: String| serde_json::from_str(&text);
        text.map(read).transpose().map_err(|error| Error::stored(column, error))
    }

    /// All values in the order of the columns, in one unambiguous text: for digests.
    pub(crate) fn dump(&self) -> Result<String, Error> {
        use sqlx::ValueRef as _;
        let mut out = String::new();
        for index in 0..self.0.len() {
            let value = self.0.try_get_raw(index)?;
            let text = if value.is_null() {
                "-".to_owned()
            } else if let Ok(number) = self.0.try_get::<i64, _>(index) {
                number.to_string()
            } else if let Ok(text) = self.0.try_get::<&str, _>(index) {
                serde_json::Value::from(text).to_string()
            } else if let Ok(bytes) = self.0.try_get::<Vec<u8>, _>(index) {
                format!("x{}", hex::encode(bytes))
            } else {
                format!("f{}", self.0.try_get::<f64, _>(index)?)
            };
            out.push_str(&text);
            out.push('\u{1f}');
        }
        Ok(out)
    }
}
