//! Lists: one filter for the rows and their total, pages by key, never by offset.

use contract::rest::Page;
use model::{Fault, Id};

use crate::Error;
use crate::sql::{Conn, Row, Sql};

const LIMIT: u32 = 50;
const MOST: u32 = 200;

/// A value of a filter.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Int(i64),
    Float(f64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::Text(id.to_string())
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(flag.into())
    }
}

/// Conditions that hold together. Text is of this crate only; what callers give is bound.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Filter {
    /// `clause` with one `?`.
    pub(super) fn with(mut self, clause: &str, value: impl Into<Value>) -> Self {
        self.clauses.push(clause.to_owned());
        self.values.push(value.into());
        self
    }

    /// `clause` with two `?`.
    pub(super) fn both(
        mut self,
        clause: &str,
        first: impl Into<Value>,
        second: impl Into<Value>,
    ) -> Self {
        self.clauses.push(clause.to_owned());
        self.values.extend([first.into(), second.into()]);
        self
    }

    /// `clause` with three `?`.
    pub(super) fn three(self, clause: &str, first: &str, second: &str, third: &str) -> Self {
        let mut filter = self.both(clause, first, second);
        filter.values.push(third.into());
        filter
    }

    /// `clause` with as many `?` as values.
    pub(super) fn many(mut self, clause: &str, values: Vec<Value>) -> Self {
        self.clauses.push(clause.to_owned());
        self.values.extend(values);
        self
    }

    /// The same, where there is a value.
    pub(super) fn maybe(self, clause: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(clause, value),
            None => self,
        }
    }

    /// `clause` without a value.
    pub(super) fn and(mut self, clause: &str) -> Self {
        self.clauses.push(clause.to_owned());
        self
    }

    /// Text within one of the columns, whatever its case.
    pub(super) fn contains(mut self, columns: &[&str], text: Option<&String>) -> Self {
        let Some(text) = text.map(|text| text.trim()).filter(|text| !text.is_empty()) else {
            return self;
        };
        let pattern = pattern(&text.to_lowercase());
        let one = |column: &&str| format!("LOWER({column}) LIKE ? ESCAPE '!'");
        let any: Vec<String> = columns.iter().map(one).collect();
        self.clauses.push(format!("({})", any.join(" OR ")));
        self.values.extend(columns.iter().map(|_| Value::Text(pattern.clone())));
        self
    }

    /// One of some values; none of none.
    pub(super) fn any_of(mut self, column: &str, values: &[String]) -> Self {
        if values.is_empty() {
            return self.and("1 = 0");
        }
        let places = vec!["?"; values.len()].join(", ");
        self.clauses.push(format!("{column} IN ({places})"));
        self.values.extend(values.iter().map(Value::from));
        self
    }

    /// `head WHERE …` with the values bound.
    pub(super) fn sql(&self, head: &str) -> Sql {
        let text = if self.clauses.is_empty() {
            head.to_owned()
        } else {
            format!("{head} WHERE {}", self.clauses.join(" AND "))
        };
        self.values.iter().fold(Sql::new(text), |sql, value| match value {
            Value::Text(text) => sql.bind(text.clone()),
            Value::Int(number) => sql.bind(*number),
            Value::Float(number) => sql.bind(*number),
        })
    }

    pub(super) async fn count(&self, conn: &mut Conn, table: &str) -> Result<u64, Error> {
        conn.count(self.sql(&format!("SELECT COUNT(*) FROM {table}"))).await
    }
}

/// What `LIKE … ESCAPE '!'` takes for a text within another.
pub(super) fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if "%_!".contains(character) {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// How a list is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a> {
    pub(super) columns: &'a str,
    /// What the filter speaks of: enough to count.
    pub(super) table: &'a str,
    /// Joined for the rows only: at most one row each.
    pub(super) join: &'a str,
    /// A column that is unique within the filter.
    pub(super) key: &'a str,
    pub(super) newest_first: bool,
}

/// Where a page begins and how long it is.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    after: Option<Value>,
    limit: u32,
}

impl Slice {
    /// The cursor is the key of the last row before.
    pub(super) fn by_text(cursor: Option<&String>, limit: Option<u32>) -> Result<Self, Error> {
        Ok(Self { after: cursor.map(Value::from), limit: checked(limit)? })
    }

    pub(super) fn by_id(cursor: Option<&String>, limit: Option<u32>) -> Result<Self, Error> {
        let after = cursor.map(|text| text.parse::<Id>()).transpose();
        let after = after.map_err(|_| Fault::invalid("page.cursor"))?;
        Ok(Self { after: after.map(Value::from), limit: checked(limit)? })
    }

    pub(super) fn by_number(cursor: Option<&String>, limit: Option<u32>) -> Result<Self, Error> {
        let after = cursor.map(|text| text.parse::<i64>()).transpose();
        let after = after.map_err(|_| Fault::invalid("page.cursor"))?;
        Ok(Self { after: after.map(Value::Int), limit: checked(limit)? })
    }
}

pub(super) fn checked(limit: Option<u32>) -> Result<u32, Error> {
    let limit = limit.unwrap_or(LIMIT);
    if (1..=MOST).contains(&limit) {
        return Ok(limit);
    }
    Err(Fault::invalid("page.limit").with("least", 1).with("most", MOST).into())
}

impl List<'_> {
    /// The statement of a page: one row more than asked tells whether there is a next one.
    pub(super) fn sql(&self, filter: &Filter, slice: &Slice) -> Sql {
        let (sign, order) = if self.newest_first { ("<", "DESC") } else { (">", "ASC") };
        let filter = match &slice.after {
            Some(after) => filter.clone().with(&format!("{} {sign} ?", self.key), after.clone()),
            None => filter.clone(),
        };
        let Self { columns, table, join, key, .. } = self;
        filter
            .sql(&format!("SELECT {columns} FROM {table} {join}"))
            .push(&format!(" ORDER BY {key} {order} LIMIT {}", slice.limit + 1))
    }

    /// Two statements: the total and the page.
    pub(super) async fn page<T>(
        &self,
        conn: &mut Conn,
        filter: &Filter,
        slice: &Slice,
        read: impl Fn(&Row) -> Result<T, Error>,
        key: impl Fn(&T) -> String,
    ) -> Result<Page<T>, Error> {
        let total = filter.count(conn, self.table).await?;
        let rows = conn.all(self.sql(filter, slice)).await?;
        let limit = slice.limit as usize;
        let items: Vec<T> = rows.iter().take(limit).map(read).collect::<Result<_, _>>()?;
        let next = if rows.len() > limit { items.last().map(key) } else { None };
        Ok(Page { items, next, total, at_least: false })
    }
}
