//! SQL for both engines from one text: `?` placeholders rendered per dialect, rows read by name.
//!
//! The common subset: BIGINT, TEXT and DOUBLE PRECISION columns; times as i64 milliseconds, ids
//! and JSON as text, booleans as 0/1; `CAST(SUM(x) AS BIGINT)`, because PostgreSQL sums BIGINT
//! into NUMERIC; upserts as `INSERT … ON CONFLICT (…) DO UPDATE SET c = excluded.c`.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use model::{Id, Millis, TenantPath};
use procedure::loops::Loops;
use serde::de::DeserializeOwned;
use tokio::task::JoinHandle;

pub use crate::engine::Row;
use crate::engine::Transaction;
use crate::tally::Sums;

use crate::views::FilingRules;
use crate::views::filing::NoProcedures;
use crate::{Error, Scope};

/// The engine behind a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A value to bind.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    /// Shared by statements that say the same.
    Text(Option<Arc<str>>),
    Float(Option<f64>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($type:ty => $variant:ident ($($convert:tt)*),)+) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(Some((value) $($convert)*))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|value| (value) $($convert)*))
            }
        }
    )+};
}

values! {
    i64 => Int(),
    i32 => Int(.into()),
    Arc<str> => Text(),
    String => Text(.into()),
    &str => Text(.into()),
    f64 => Float(),
    Vec<u8> => Bytes(),
}

/// A statement with its values. Text comes from this crate only; what callers give is bound.
pub struct Sql {
    text: Cow<'static, str>,
    args: Vec<Value>,
    failure: Option<String>,
}

impl Sql {
    /// `text` has a `?` for each value (and no other question mark).
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), args: Vec::new(), failure: None }
    }

    /// Binds the next value: `i64`, `&str`, `String`, `f64`, `Vec<u8>` or an `Option` of one.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Appends text, for filters that are only sometimes there.
    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Appends another statement's text and values.
    #[must_use]
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.text.to_mut().push_str(&other.text);
        self.args.extend(other.args);
        self.failure = self.failure.or(other.failure);
        self
    }

    /// Binds an identifier.
    #[must_use]
    pub fn id(self, id: Id) -> Self {
        self.bind(&*id.text(&mut [0; Id::TEXT]))
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

    /// The text as this engine takes it, and the values.
    pub(crate) fn take(self, dialect: Dialect) -> Result<(Cow<'static, str>, Vec<Value>), Error> {
        match self.failure {
            Some(reason) => Err(Error::stored("value to bind", reason)),
            None => Ok((render(self.text, dialect), self.args)),
        }
    }

    /// A statement that begins with these pairs, as `wanted (node, number)`. Joined with
    /// `CROSS JOIN` it comes first, so each pair is looked up by an index.
    pub(crate) fn with_pairs(pairs: &[(Id, u64)], rest: &str) -> Self {
        let marks = vec!["(?, ?)"; pairs.len()].join(", ");
        let sql = Self::new(format!("WITH wanted (node, number) AS (VALUES {marks}) {rest}"));
        pairs.iter().fold(sql, |sql, (node, number)| sql.id(*node).number(*number))
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
    way: Way,
    dialect: Dialect,
    /// One-row inserts that wait to be written together.
    deferred: Vec<Deferred>,
    /// Rows among them.
    waiting: usize,
    /// Whether inserts may wait.
    patient: bool,
    /// Whom row-level security is to see, and whom it sees now (PostgreSQL only).
    wanted: String,
    set: Option<String>,
    rules: Arc<dyn FilingRules>,
    loops: Arc<Loops>,
    /// Figures that wait to be written.
    sums: Sums,
    /// The number of the last text that is searched by, once it was asked for.
    last_doc: Option<i64>,
    /// Texts of the statements run, for tests that count and explain them.
    #[cfg(test)]
    pub(crate) statements: Arc<std::sync::Mutex<Vec<String>>>,
}

/// The transaction, or what is being written in it meanwhile.
enum Way {
    Free(Box<Transaction>),
    Writing(JoinHandle<Written>),
    /// The task that wrote ended without an answer, and the transaction with it.
    Gone,
}

type Written = (Box<Transaction>, Result<(), Error>);

impl Conn {
    pub(crate) fn new(inner: Transaction, scope: &Scope) -> Self {
        Self {
            dialect: inner.dialect(),
            way: Way::Free(Box::new(inner)),
            deferred: Vec::new(),
            waiting: 0,
            patient: false,
            wanted: scope.word().to_owned(),
            set: None,
            rules: Arc::new(NoProcedures),
            loops: Arc::default(),
            sums: Sums::default(),
            last_doc: None,
            #[cfg(test)]
            statements: Arc::default(),
        }
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn with_rules(self, rules: Arc<dyn FilingRules>, loops: Arc<Loops>) -> Self {
        Self { rules, loops, ..self }
    }

    /// The closed loops of this node's packs.
    pub(crate) fn loops(&self) -> Arc<Loops> {
        self.loops.clone()
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

    pub(crate) fn sums(&mut self) -> &mut Sums {
        &mut self.sums
    }

    pub(crate) fn last_doc(&self) -> Option<i64> {
        self.last_doc
    }

    pub(crate) fn set_last_doc(&mut self, doc: i64) {
        self.last_doc = Some(doc);
    }

    /// The transaction itself, once nothing is being written; the error of what was.
    pub(crate) async fn raw(&mut self) -> Result<&mut Transaction, Error> {
        if let Way::Writing(task) = &mut self.way {
            let done = task.await;
            self.way = Way::Gone;
            let (inner, written) = done.map_err(|error| Error::stored("transaction", error))?;
            self.way = Way::Free(inner);
            written?;
        }
        match &mut self.way {
            Way::Free(inner) => Ok(inner),
            _ => Err(Error::stored("transaction", "its task is gone")),
        }
    }

    /// Runs a statement; the number of rows it changed.
    pub async fn execute(&mut self, sql: Sql) -> Result<u64, Error> {
        self.write_deferred().await?;
        self.execute_now(sql).await
    }

    async fn execute_now(&mut self, sql: Sql) -> Result<u64, Error> {
        self.prepare().await?;
        self.note(&sql);
        self.raw().await?.execute(sql).await
    }

    /// All rows.
    pub async fn all(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        self.write_deferred().await?;
        self.all_as_written(sql).await
    }

    /// The first row, if there is one.
    pub async fn optional(&mut self, sql: Sql) -> Result<Option<Row>, Error> {
        self.write_deferred().await?;
        self.prepare().await?;
        self.note(&sql);
        self.raw().await?.optional(sql).await
    }

    /// All rows, without those that wait to be written.
    pub(crate) async fn all_as_written(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        self.prepare().await?;
        self.note(&sql);
        self.raw().await?.all(sql).await
    }

    /// From here on, [`Conn::insert_later`] may wait (or no more).
    pub(crate) fn be_patient(&mut self, patient: bool) {
        self.patient = patient;
    }

    pub(crate) fn is_patient(&self) -> bool {
        self.patient
    }

    /// An insert of one row whose result nobody asks for. While the connection is patient, rows
    /// of the same statement wait for each other and are written together: before anything else
    /// is asked of the connection, so nobody sees a difference.
    pub(crate) async fn insert_later(&mut self, sql: Sql) -> Result<(), Error> {
        self.put_off(sql, false).await
    }

    /// The same for a row that nothing in this transaction asks for unless it says so
    /// ([`Conn::write_last`]): what else is asked does not wait for it.
    pub(crate) async fn insert_last(&mut self, sql: Sql) -> Result<(), Error> {
        self.put_off(sql, true).await
    }

    async fn put_off(&mut self, sql: Sql, last: bool) -> Result<(), Error> {
        // PostgreSQL refuses to update one row twice in one statement, SQLite does it in order.
        let mergeable = self.dialect == Dialect::Sqlite || !sql.text.contains("DO UPDATE");
        if !self.patient || !mergeable || sql.failure.is_some() {
            return self.execute(sql).await.map(|_| ());
        }
        match self.deferred.iter_mut().find(|deferred| deferred.text == sql.text) {
            Some(deferred) => deferred.rows.push(sql.args),
            None => {
                let Some(shape) = Shape::of(&sql.text) else {
                    return self.execute(sql).await.map(|_| ());
                };
                self.deferred.push(Deferred { text: sql.text, shape, last, rows: vec![sql.args] });
            }
        }
        self.waiting += 1;
        if self.waiting >= ENOUGH {
            self.write_meanwhile().await?;
        }
        Ok(())
    }

    async fn write_deferred(&mut self) -> Result<(), Error> {
        let waited = std::mem::take(&mut self.deferred).into_iter();
        let (last, now) = waited.partition::<Vec<_>, _>(|deferred| deferred.last);
        self.waiting = last.iter().map(|deferred| deferred.rows.len()).sum();
        self.deferred = last;
        for sql in now.into_iter().flat_map(Deferred::statements) {
            self.execute_now(sql).await?;
        }
        Ok(())
    }

    /// Writes all rows that wait, those of [`Conn::insert_last`] too.
    pub(crate) async fn write_last(&mut self) -> Result<(), Error> {
        self.deferred.iter_mut().for_each(|deferred| deferred.last = false);
        self.write_deferred().await
    }

    /// Begins to write the rows that wait while the caller goes on to make more, unless rows are
    /// being written. Whatever is asked of the connection next waits for them.
    async fn write_meanwhile(&mut self) -> Result<(), Error> {
        if let Way::Writing(task) = &self.way
            && !task.is_finished()
        {
            return Ok(());
        }
        self.prepare().await?;
        self.raw().await?;
        self.waiting = 0;
        let statements: Vec<Sql> =
            std::mem::take(&mut self.deferred).into_iter().flat_map(Deferred::statements).collect();
        statements.iter().for_each(|sql| self.note(sql));
        if let Way::Free(mut inner) = std::mem::replace(&mut self.way, Way::Gone) {
            self.way = Way::Writing(tokio::spawn(async move {
                for sql in statements {
                    if let Err(error) = inner.execute(sql).await {
                        return (inner, Err(error));
                    }
                }
                (inner, Ok(()))
            }));
        }
        Ok(())
    }

    /// The one row that must be there.
    pub async fn one(&mut self, sql: Sql) -> Result<Row, Error> {
        self.optional(sql).await?.ok_or(Error::Sql(sqlx::Error::RowNotFound))
    }

    /// The first column of the one row, as a number: for counts. NULL is 0.
    pub async fn count(&mut self, sql: Sql) -> Result<u64, Error> {
        let count = self.one(sql).await?.first()?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.write_sums().await?;
        self.write_last().await?;
        self.raw().await?;
        match self.way {
            Way::Free(inner) => inner.commit().await,
            _ => Err(Error::stored("transaction", "its task is gone")),
        }
    }

    async fn prepare(&mut self) -> Result<(), Error> {
        if self.dialect == Dialect::Postgres && self.set.as_deref() != Some(&self.wanted) {
            let set = Sql::new("SELECT set_config('huhang.tenant', ?, true)");
            let set = set.bind(self.wanted.as_str());
            self.raw().await?.execute(set).await?;
            self.set = Some(self.wanted.clone());
        }
        Ok(())
    }

    /// Keeps what is run, for tests.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests keep it there"))]
    fn note(&self, sql: &Sql) {
        #[cfg(test)]
        self.statements.lock().expect("no test panics in here").push(sql.text.to_string());
        let _ = sql;
    }
}

/// Most values of one statement: SQLite allows 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 32_000;
/// Rows that are worth being written while more are made.
const ENOUGH: usize = if cfg!(test) { 16 } else { 2_048 };

/// Rows of one statement that wait.
struct Deferred {
    /// That writes one of them.
    text: Cow<'static, str>,
    shape: Shape,
    /// Whether what else is asked need not wait for them.
    last: bool,
    rows: Vec<Vec<Value>>,
}

impl Deferred {
    /// The statements that write them, in powers of two, so that few are prepared.
    fn statements(self) -> Vec<Sql> {
        let Self { shape, rows, .. } = self;
        let most = MOST_VALUES / rows.first().map_or(1, |row| row.len().max(1));
        let (mut statements, mut rows) = (Vec::new(), rows.into_iter());
        while rows.len() > 0 {
            let count = 1 << rows.len().min(most).min(512).ilog2();
            let mut sql = Sql::new(shape.text(count));
            rows.by_ref().take(count).for_each(|row| sql.args.extend(row));
            statements.push(sql);
        }
        statements
    }
}

/// `INSERT INTO … VALUES (?, …) …`, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    head: String,
    row: String,
    tail: String,
}

impl Shape {
    /// Of an insert of one row of placeholders.
    fn of(text: &str) -> Option<Self> {
        let (head, rest) = text.split_once(" VALUES ")?;
        let end = rest.find(')')? + 1;
        let (row, tail) = rest.split_at_checked(end)?;
        let plain = row.starts_with('(') && row.chars().all(|c| "(?, )".contains(c));
        let one = !tail.trim_start().starts_with(',');
        let owned = |text: &str| text.to_owned();
        (plain && one).then(|| Self { head: owned(head), row: owned(row), tail: owned(tail) })
    }

    fn text(&self, rows: usize) -> String {
        let values = vec![self.row.as_str(); rows].join(", ");
        format!("{} VALUES {values}{}", self.head, self.tail)
    }
}

/// What rows say in the words of this product.
impl Row {
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
        self.str(column)?.parse().map_err(|error| Error::stored(column, error))
    }

    /// A JSON column.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, Error> {
        serde_json::from_str(self.str(column)?).map_err(|error| Error::stored(column, error))
    }

    pub fn opt_json<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, Error> {
        let text = self.opt_text(column)?;
        let read = |text: String| serde_json::from_str(&text);
        text.map(read).transpose().map_err(|error| Error::stored(column, error))
    }
}
